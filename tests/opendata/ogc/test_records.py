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
    """`/conf/records-html/conformance`: the class is claimed, see `test_abstract.py`."""
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


def test_conf_record_core_query_parameters_narrow_the_catalogue(program: Program) -> None:
    """`/conf/record-core-query-parameters/q-response`, `/conf/record-core-query-parameters/type-response`,
    `/conf/record-core-query-parameters/ids-response`, `/conf/record-core-query-parameters/externalIds-response`,
    `/conf/record-core-query-parameters/bbox`, `/conf/record-core-query-parameters/datetime`,
    `/conf/record-core-query-parameters/limit`."""
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


def test_conf_record_core_mandatory_properties_record_and_links(program: Program) -> None:
    """`/conf/record-core/links`, `/conf/record-core/license`, `/conf/record-core/contact`: every record alone.

    None has a time of its own (`time` is null), so that `/conf/record-core/time-instant`,
    `/conf/record-core/time-interval`, `/conf/record-core/time-instant-interval` and `/conf/record-core/time-zone` hold.
    """
    for name in NAMES:
        answer = program.get(f"{ITEMS}/{name}")
        record = answer.json()
        assert answer["Content-Type"] == "application/geo+json"
        assert {"id", "type", "time", "geometry", "properties", "links"} <= set(record)
        assert {"type", "title"} <= set(record["properties"])
        assert record["time"] is None
        assert record["properties"]["license"] == "CC-BY-4.0"
        assert program.json(link(record, "collection"))["id"] == "datasets"
        assert all("logo" not in contact and "links" not in contact for contact in record["properties"]["contacts"])


def test_conf_record_core_query_parameters_are_defined_for_the_catalogue(program: Program) -> None:
    """`/conf/record-core-query-parameters/q-definition` and the like of `type-`, `ids-`, `externalIds-definition`.

    These are `/conf/record-core-query-parameters/type-definition`, `/conf/record-core-query-parameters/ids-definition`,
    `/conf/record-core-query-parameters/externalIds-definition`; `bbox`, `datetime` and `limit` are those of features.
    """
    told = program.json("/api")["paths"][ITEMS]["get"]["parameters"]

    assert {"q", "type", "ids", "externalIds", "bbox", "datetime", "limit"} <= {
        one["$ref"].rpartition("/")[2] for one in told
    }


def test_conf_record_core_query_parameters_empty_value_is_not_looked_at(program: Program) -> None:
    for name in ("q", "type", "ids", "externalIds", "bbox", "datetime", "limit"):
        assert names(program, **{name: ""}) == NAMES, name


def test_conf_records_json_record_content_and_html_content(program: Program) -> None:
    """`/conf/records-json/record-response`, `/conf/records-html/content`, `/conf/records-html/definition`."""
    whole = program.get(ITEMS)
    page = program.client.get(f"/ogc{ITEMS}/parcels?f=html").content.decode()

    assert whole["Content-Type"] == "application/geo+json"
    assert whole.json()["type"] == "FeatureCollection"
    record = program.json(f"{ITEMS}/parcels")
    assert record["properties"]["title"] in page
    assert link(record, "alternate") in page


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
