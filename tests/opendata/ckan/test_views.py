"""The reading half of CKAN's API, as harvesters and ckanapi ask."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from gis_assets.models import Municipality
from opendata import datasets, formats, gate, layers, snapshots
from tests import lasting
from tests.opendata.builders import a_road

AT = datetime(2026, 11, 1, 3, tzinfo=UTC)
Ask = Callable[..., Any]


@lasting.fixture
def complete(municipality: Municipality) -> Municipality:
    """A town whose data sets are described well enough for any catalogue."""
    municipality.settings = {"data_office": "กองช่าง", "data_email": "data@example.org", "ckan_organization": "maehia"}
    municipality.save()
    datasets.published(municipality, at=AT)
    return municipality


@pytest.fixture
def ask(client: Client) -> Ask:
    """`ask("package_search", rows=2)` gives the result."""

    def action(name: str, **facts: Any) -> Any:
        answer = client.get(f"/api/3/action/{name}", facts)
        assert answer.status_code == 200, answer.content
        assert answer.json()["success"] is True
        return answer.json()["result"]

    return action


def test_harvester_pages_until_a_page_is_empty(complete: Municipality, ask: Ask) -> None:
    seen: list[str] = []
    while page := ask("package_search", rows=3, start=len(seen), sort="id asc")["results"]:
        seen += [package["id"] for package in page]

    assert seen == sorted(set(seen))
    assert len(seen) == len(layers.all_layers())


def test_only_what_was_described_since_is_found(complete: Municipality, ask: Ask) -> None:
    since = ask("package_search", fq="metadata_modified:[2026-11-02T00:00:00Z TO *]", rows=100)
    before = ask("package_search", fq="metadata_modified:[2026-10-01T00:00:00Z TO *]", rows=100)

    assert since["count"] == 0
    assert before["count"] == len(layers.all_layers())


def test_data_set_whose_files_were_written_since_is_found_by_both_kinds_of_harvester(
    complete: Municipality, ask: Ask, client: Client, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    a_road(complete, "ถนนสุเทพ")
    roads, night = gate.require("roads", municipality=complete), AT + timedelta(days=1)
    snapshots.make(snapshots.ask(roads, municipality=complete, on=night.date(), at=night), layer=roads, at=night)

    (found,) = ask("package_search", fq="metadata_modified:[2026-11-02T00:00:00Z TO *]", rows=100)["results"]
    linked = {form: client.get(f"/catalog.{form}?modified_since=2026-11-02") for form in ("ttl", "rdf", "jsonld")}

    assert found["name"] == "lao-04500199-roads"
    names = {f"roads.{one.extension}" for one in formats.FORMATS}
    assert names <= {one["name"] for one in found["resources"]}
    for form, answer in linked.items():
        text = answer.content.decode()
        assert answer.status_code == 200, form
        assert [name for name in names if f"/data/roads/#{name}" not in text] == [], form
        assert "/data/poles/" not in text, form


def test_package_has_the_national_fields_and_no_field_of_our_own(complete: Municipality, ask: Ask) -> None:
    package = ask("package_show", id="lao-04500199-parcels")

    assert package["data_type"] == "ข้อมูลภูมิสารสนเทศเชิงพื้นที่"
    assert package["objective"] == ["พันธกิจหน่วยงาน", "เพื่อการให้บริการประชาชน"]
    assert package["organization"]["name"] == "maehia"
    assert "title_en" not in package
    assert {one["format"] for one in package["resources"]} >= {"GeoJSON"}
    assert package["resources"][0]["url"] == "http://testserver/layers/parcels.geojson"


def test_package_is_the_same_by_id_and_by_name(complete: Municipality, ask: Ask) -> None:
    by_name = ask("package_show", id="lao-04500199-poles")

    assert ask("package_show", id=by_name["id"]) == by_name


def test_description_with_faults_is_not_offered(municipality: Municipality, ask: Ask) -> None:
    assert ask("package_search")["count"] == 0


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({"q": "เสาไฟฟ้า"}, ["lao-04500199-poles"]),
        ({"fq": "organization:maehia name:lao-04500199-roads"}, ["lao-04500199-roads"]),
        ({"fq": "-organization:maehia"}, []),
        ({"fq": '(name:"lao-04500199-roads")'}, None),
        ({"fq": "name:(lao-04500199-roads OR lao-04500199-poles)"}, ["lao-04500199-poles", "lao-04500199-roads"]),
        ({"fq": "price:1"}, None),
        ({"sort": "; drop"}, None),
        ({"rows": "many"}, None),
    ],
)
def test_filters_are_understood_or_refused(
    complete: Municipality, client: Client, facts: dict[str, str], found: list[str] | None
) -> None:
    answer = client.get("/api/3/action/package_search", {"rows": "100", **facts})

    if found is None:
        assert answer.status_code == 409
        assert answer.json()["error"]["__type"] == "Search Query Error"
    else:
        assert sorted(package["name"] for package in answer.json()["result"]["results"]) == found


def test_clients_that_post_are_answered(complete: Municipality, client: Client) -> None:
    body = json.dumps({"rows": 1, "q": None})

    answer = client.post("/api/3/action/package_search", body, content_type="application/json")

    assert len(answer.json()["result"]["results"]) == 1
    for body in ("[", "[" * 20_000, '{"id": "\\ud83d"}'):
        assert client.post("/api/3/action/package_show", body, content_type="application/json").status_code == 409


def test_organisation_is_told(complete: Municipality, ask: Ask, client: Client) -> None:
    assert ask("organization_show", id="maehia")["package_count"] == len(layers.all_layers())
    assert ask("organization_list") == ["maehia"]
    assert client.get("/api/3/action/organization_show", {"id": "pea"}).status_code == 404


@pytest.mark.parametrize("name", ["package_create", "package_delete", "datastore_search", "user_list"])
def test_writing_and_unknown_actions_are_not_there(complete: Municipality, client: Client, name: str) -> None:
    answer = client.post(f"/api/3/action/{name}", {"id": "x"})

    assert answer.status_code == 404
    assert answer.json()["success"] is False
