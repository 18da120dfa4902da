"""The catalogue and the pages of data sets, as anybody's browser asks for them."""

import html
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from gis_assets import tenancy
from gis_assets.models import Municipality, Role
from opendata import datasets, layers
from opendata.models import DatasetUse
from tests.gis_assets import builders
from tests.speaking import english

NAMES = sorted(layers.all_layers())
AT = datetime(2026, 11, 1, 3, tzinfo=UTC)


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


@pytest.mark.parametrize("address", ["/data/owners/", "/data/owners/embed/", "/data/owners/api/"])
def test_unknown_data_set_is_not_found(municipality: Municipality, client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/data/", "/data/parcels/", "/data/parcels/embed/", "/data/parcels/api/"])
def test_nothing_is_changed_by_a_post(municipality: Municipality, client: Client, address: str) -> None:
    assert client.post(address).status_code == 405


@pytest.mark.parametrize(
    "question",
    [
        "show=pie",
        "by=document_number",
        "by=owner",
        "what=sum:document_number",
        "what=max:measured_area_m2",
        "what=count:code",
        "on=2567-13-01",
        "page=0",
        "page=51",
        "page=%00",
    ],
)
def test_look_that_there_is_not_is_told_and_the_page_stays(
    municipality: Municipality, client: Client, question: str
) -> None:
    page = client.get(f"/data/parcels/?{question}")

    assert page.status_code == 400
    assert "message--error" in page.content.decode()


def test_chart_counts_and_sums_what_is_in_the_layer(municipality: Municipality, client: Client) -> None:
    builders.a_parcel(municipality, code="07C021/001", measured_area_m2="400")
    builders.a_parcel(municipality, code="07C021/002", measured_area_m2="600.5")

    counted = english(client).get("/data/parcels/?show=chart&by=accuracy_class").content.decode()
    summed = client.get("/data/parcels/?show=chart&by=accuracy_class&what=sum:measured_area_m2").content.decode()

    assert "with 2, 100 % of all" in counted
    assert "1,000.5" in summed


def test_another_day_shows_what_was_there_then(municipality: Municipality, client: Client) -> None:
    builders.a_parcel(municipality, code="07C021/001")

    assert "07C021/001" in client.get("/data/parcels/").content.decode()
    assert "07C021/001" not in client.get("/data/parcels/?on=2001-01-01").content.decode()


def test_things_of_another_municipality_are_not_shown(
    municipality: Municipality, other_municipality: Municipality, client: Client
) -> None:
    with tenancy.within(other_municipality):
        builders.a_parcel(other_municipality, code="09Z001")

    assert "09Z001" not in client.get("/data/parcels/").content.decode()


def test_link_holds_the_whole_look(municipality: Municipality, client: Client) -> None:
    asked = "show=chart&by=main_use&what=mean%3Ameasured_area_m2&on=2024-01-01"

    page = client.get(f"/data/parcels/?{asked}").content.decode()

    links = re.findall(r'value="http://testserver/data/parcels/\?([^"]*)"', page)
    assert [set(link.split("&amp;")) for link in links] == [set(asked.split("&"))]


def test_only_the_frame_may_stand_on_other_sites(municipality: Municipality, client: Client) -> None:
    frame, page = client.get("/data/poles/embed/?show=map"), client.get("/data/poles/?show=map")

    assert "X-Frame-Options" not in frame
    assert "frame-ancestors *" in frame["Content-Security-Policy"]
    assert "script-src 'self';" in frame["Content-Security-Policy"]
    assert not frame.cookies
    assert page["X-Frame-Options"] == "DENY"


def test_use_is_counted_once_a_look_and_once_a_download(municipality: Municipality, client: Client) -> None:
    client.get("/data/poles/")
    client.head("/data/poles/")
    client.get("/data/poles/?show=chart")
    client.get("/data/poles/embed/")
    client.get("/layers/poles.geojson?download").getvalue()
    client.get("/layers/poles.geojson?bbox=98,18,99,19").getvalue()

    use = DatasetUse.objects.get(layer="poles")
    assert (use.views, use.downloads) == (2, 1)


def test_markup_for_search_engines_is_json_that_nothing_breaks_out_of(
    municipality: Municipality, client: Client, officer: Callable[..., User]
) -> None:
    entry = datasets.entry("roads", municipality=municipality, at=AT)
    said = {**entry.values, "maintainer": "กองช่าง", "maintainer_email": "a@example.org", "notes": "</script><b>ถนน"}
    datasets.save(entry, values=said, by=officer(Role.DATA_PUBLISHER), at=AT, seen=1)

    page = client.get("/data/roads/").content.decode()

    text = page.split('<script type="application/ld+json">')[1].split("</script>")[0]
    told: dict[str, Any] = json.loads(text)
    assert told["@type"] == "Dataset"
    assert told["description"] == "</script><b>ถนน"
    assert told["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert {one["contentUrl"] for one in told["distribution"]} >= {"http://testserver/layers/roads.geojson"}
    assert "<b>ถนน" not in page


def test_question_is_written_for_every_language(municipality: Municipality, client: Client) -> None:
    page = client.get("/data/parcels/api/", {"column": "main_use", "value": "vacant", "bbox": "98.9,18.7,98.95,18.8"})

    text = page.content.decode()
    url = "http://testserver/ogc/collections/parcels/items?limit=100&amp;bbox=98.9,18.7,98.95,18.8&amp;main_use=vacant"
    assert f'value="{url}"' in text
    assert text.count(url) >= 4


def test_hostile_value_stays_one_word_of_the_shell(municipality: Municipality, client: Client) -> None:
    page = client.get("/data/parcels/api/", {"column": "code", "value": "'; rm -rf / #<script>"})

    text = page.content.decode()
    assert "<script>" not in text.split("<pre")[1]
    assert "code=%27%3B+rm+-rf+/+%23%3Cscript%3E" in text


def test_example_of_a_condition_holds_for_every_layer(municipality: Municipality, client: Client) -> None:
    for name in NAMES:
        page = client.get(f"/data/{name}/api/").content.decode()
        condition = html.unescape(page.split("<code>filter</code>")[1].split("<code>")[1].split("</code>")[0])

        assert client.get(f"/ogc/collections/{name}/items", {"filter": condition}).status_code == 200, condition
