"""The catalogue and the pages of data sets, as anybody's browser asks for them."""

import pytest
from django.test import Client

from gis_assets.models import Municipality
from opendata import layers
from tests.gis_assets import builders
from tests.speaking import english

NAMES = sorted(layers.all_layers())


def test_catalogue_lists_every_open_layer(municipality: Municipality, client: Client) -> None:
    page = client.get("/data/").content.decode()

    assert {name for name in NAMES if f'href="/data/{name}/"' in page} == set(NAMES)


def test_catalogue_is_narrowed_by_words_and_type(municipality: Municipality, client: Client) -> None:
    found = english(client).get("/data/", {"q": "utility POLES"}).content.decode()
    none = client.get("/data/", {"q": "unicorns"}).content.decode()

    assert 'href="/data/poles/"' in found
    assert 'href="/data/roads/"' not in found
    assert "Try a shorter word" in none


@pytest.mark.parametrize("show", ["table", "map", "chart"])
@pytest.mark.parametrize("name", NAMES)
def test_every_data_set_can_be_looked_into(municipality: Municipality, client: Client, name: str, show: str) -> None:
    builders.a_parcel(municipality)

    page = client.get(f"/data/{name}/", {"show": show})

    assert page.status_code == 200
