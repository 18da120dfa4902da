"""OGC API - Records: the catalogue as a collection that programs search."""

from typing import Any

import pytest

from gis_assets.models import Municipality, Role
from opendata import gate
from opendata.models import Publication
from tests.opendata.ogc.town import NAMES, Program, link

pytestmark = pytest.mark.django_db
ITEMS = "/collections/datasets/items"


def names(program: Program, **asked: Any) -> list[str]:
    return [one["id"] for one in program.json(ITEMS, **asked)["features"]]


def test_catalogue_is_a_collection_of_records(program: Program) -> None:
    told = program.json("/collections/datasets")

    assert told["itemType"] == "record"
    assert link(told, "items", "application/geo+json").endswith("/ogc/collections/datasets/items")
    assert "datasets" in [one["id"] for one in program.json("/collections")["collections"]]


def test_each_layer_is_a_record_that_leads_to_it(program: Program) -> None:
    found = program.json(ITEMS)

    assert [one["id"] for one in found["features"]] == NAMES
    assert found["numberMatched"] == found["numberReturned"] == len(NAMES)
    for one in found["features"]:
        assert (one["type"], one["properties"]["type"]) == ("Feature", "dataset")
        assert {"title", "description", "keywords", "updated", "license", "contacts"} <= set(one["properties"])
        assert program.json(link(one, "item"))["id"] == one["id"]


def test_record_alone_is_the_same(program: Program) -> None:
    (one,) = [one for one in program.json(ITEMS)["features"] if one["id"] == "parcels"]

    assert program.json(f"{ITEMS}/parcels") == one
    assert program.get(f"{ITEMS}/nope").status_code == 404


def test_records_are_searched(program: Program) -> None:
    title = program.json(f"{ITEMS}/poles")["properties"]["title"]

    assert "poles" in names(program, q=title)
    assert names(program, q="no such words") == []
    assert len(names(program, q=f"no such words,{title}")) >= 1
    assert names(program, ids="parcels,roads,nope") == ["roads", "parcels"]
    assert names(program, type="dataset") == NAMES
    assert names(program, type="service") == []
    assert names(program, externalIds="x") == []
    assert names(program, bbox="0,0,1,1") == []
    assert names(program, bbox="98,18,99,19", datetime="2024-01-01") == NAMES


def test_pages_lead_through_the_catalogue(program: Program) -> None:
    page = program.json(ITEMS, limit=2)
    seen = [one["id"] for one in page["features"]]
    while following := [told["href"] for told in page["links"] if told["rel"] == "next"]:
        page = program.json(following[0])
        seen += [one["id"] for one in page["features"]]

    assert seen == NAMES


@pytest.mark.parametrize(
    "asked", [{"foo": "1"}, {"limit": "0"}, {"bbox": "1"}, {"datetime": "x"}, {"token": "nope"}, {"crs": "x"}], ids=str
)
def test_wrong_question_is_refused(program: Program, asked: dict[str, str]) -> None:
    assert program.get(ITEMS, **asked).status_code == 400


def test_layer_that_the_check_stopped_is_nowhere(municipality: Municipality, program: Program) -> None:
    assert "parcels" in gate.open_layers(municipality=municipality)
    Publication.objects.filter(layer="parcels").update(is_stopped=True)

    for address in ("", "/items", "/queryables", "/schema", "/items/1"):
        assert program.get(f"/collections/parcels{address}").status_code == 404, address
    assert "parcels" not in [one["id"] for one in program.json("/collections")["collections"]]
    assert "parcels" not in names(program)
    assert "/collections/parcels/items" not in program.json("/api")["paths"]


def test_officer_of_another_municipality_sees_what_everybody_sees(
    program: Program, other_municipality: Municipality, client_as: Any
) -> None:
    officer = Program(client_as(Role.ADMINISTRATOR, of=other_municipality))

    assert names(officer) == names(program)
