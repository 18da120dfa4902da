"""The page of site visits without a network: what the phone keeps."""

from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from gis_assets import offline
from permits.views import visits


def test_everything_the_phone_keeps_is_served_by_us_and_says_nothing_of_anybody(client: Client, db: None) -> None:
    worker = client.get(reverse("permits:visits_worker"))

    told = worker.content.decode()
    assert worker.headers["Content-Type"].startswith("text/javascript")
    assert worker.headers["Cache-Control"] == "no-cache"
    assert all(finders.find(name) for name in visits.SHELL)
    assert all(settings.STATIC_URL + name in told for name in visits.SHELL)
    assert offline.version(visits.SHELL) in told
    assert f'const PAGE = "{reverse("permits:visits")}"' in told
