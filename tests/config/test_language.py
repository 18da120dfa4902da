"""Thai first, English by choice."""

import pytest
from django.test import Client

from gis_assets.models import Municipality

pytestmark = pytest.mark.django_db
ENGLISH_BROWSER = {"accept-language": "en-GB,en;q=0.9"}


def test_first_page_is_thai_even_in_an_english_browser(municipality: Municipality, client: Client) -> None:
    answer = client.get("/accounts/login/", headers=ENGLISH_BROWSER)

    assert answer["Content-Language"] == "th"
    assert '<html lang="th"' in answer.content.decode()


def test_page_is_english_when_the_reader_chose_it(municipality: Municipality, client: Client) -> None:
    client.post("/language/", {"language": "en", "next": "/accounts/login/"})

    answer = client.get("/accounts/login/")

    assert answer["Content-Language"] == "en"
    assert "Cookie" in answer["Vary"]


def test_language_we_do_not_have_falls_back_to_thai(municipality: Municipality, client: Client) -> None:
    client.cookies["django_language"] = "tlh"

    assert client.get("/accounts/login/")["Content-Language"] == "th"
