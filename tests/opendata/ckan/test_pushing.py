"""A run over HTTP to a catalogue in memory: every night where one is set, and to one without the national fields."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from procrastinate.contrib.django import app

from gis_assets import nights, tenancy
from gis_assets.models import Municipality
from opendata import layers, tasks
from opendata.ckan import pushing
from opendata.models import CkanPush
from opendata.scheme import fields
from tests.opendata.ckan.kept import Kept, served

AT = datetime(2026, 11, 1, 3, tzinfo=UTC)
TOKEN = "only-in-a-test"
SETTINGS = {"data_office": "กองช่าง", "data_email": "data@example.org", "ckan_organization": "maehia"}


@pytest.fixture
def complete(municipality: Municipality) -> Municipality:
    """A town whose data sets are described well enough for any catalogue."""
    municipality.settings = SETTINGS
    municipality.save()
    return municipality


def test_each_town_with_a_catalogue_is_sent_every_night(
    complete: Municipality, other_municipality: Municipality, settings: Any, tmp_path: Path
) -> None:
    catalogue, settings.CKAN_TOKENS = Kept(), tmp_path
    (tmp_path / complete.dla_code).write_text(TOKEN)

    with served(catalogue, token=TOKEN) as url:
        Municipality.objects.filter(pk=complete.pk).update(settings=SETTINGS | {"ckan_url": url})
        tasks.push_to_ckan(0)

    with tenancy.within(complete):
        report = CkanPush.objects.get()
    assert report.ended_at
    assert {result["layer"]: result["outcome"] for result in report.results} == dict.fromkeys(
        layers.all_layers(), "created"
    )
    assert len(catalogue.packages) == len(layers.all_layers())
    with tenancy.within(other_municipality):
        assert not CkanPush.objects.exists()
    assert app.periodic_registry.periodic_tasks[("opendata.push_to_ckan", "")].cron == nights.daily("02:40")


def test_catalogue_without_the_national_fields_keeps_them_as_extras_and_is_left_alone_then(
    complete: Municipality,
) -> None:
    catalogue = Kept(has_national_fields=False)

    with served(catalogue, token=TOKEN) as url:
        first, second = (
            pushing.push(
                complete, url=url, token=TOKEN, base="http://town/", at=AT, now=timezone.now, only=["parcels", "roads"]
            )
            for _ in range(2)
        )

    assert [[result["outcome"] for result in run.results] for run in (first, second)] == [
        ["created", "created"],
        ["unchanged", "unchanged"],
    ]
    parcels = next(one for one in catalogue.packages.values() if one["name"].endswith("parcels"))
    extras = {extra["key"]: extra["value"] for extra in parcels["extras"]}
    assert parcels["license_id"] == "cc-by"
    assert extras["data_type"] == fields.GEOGRAPHIC
    assert extras["objective"] == "พันธกิจหน่วยงาน, เพื่อการให้บริการประชาชน"
    assert "แปลงที่ดิน" in extras["keywords"]
