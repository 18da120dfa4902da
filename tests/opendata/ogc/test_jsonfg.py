"""Features in JSON-FG: kind, time and place beside what GeoJSON tells. Debian's GDAL 3.6 has no driver for it yet."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from psycopg.types.range import Range

from gis_assets.models import Municipality, ParcelVersion
from tests.opendata.ogc.town import CRS84, LAYERS, Program, epsg, link

FG = "application/vnd.ogc.fg+json"
CORE = "http://www.opengis.net/spec/json-fg-1/1.0/conf/core"
KEPT = ("id", "properties")


@pytest.fixture
def program(town: Municipality, client: Client) -> Program:
    return Program(client)


def page(program: Program, **parameters: Any) -> dict[str, Any]:
    return program.json("/collections/parcels/items", f="jsonfg", **parameters)


def test_document_tells_its_kind_its_schema_and_its_system(program: Program) -> None:
    told = page(program, limit=2)

    assert CORE in told["conformsTo"]
    assert (told["featureType"], told["geometryDimension"]) == ("parcels", 2)
    assert told["coordRefSys"] == CRS84
    assert program.json(told["featureSchema"])["title"]
    assert CORE in program.json("/conformance")["conformsTo"]


def test_shape_in_longitude_and_latitude_is_geometry_alone(program: Program) -> None:
    plain = program.features("parcels")
    told = page(program)["features"]

    assert [one["geometry"] for one in told] == [one["geometry"] for one in plain]
    assert {one["place"] for one in told} == {None}
    assert [{name: one[name] for name in KEPT} for one in told] == [{name: one[name] for name in KEPT} for one in plain]


@pytest.mark.parametrize("code", [32647, 24047, 4326])
def test_shape_in_another_system_is_place_alone(program: Program, code: int) -> None:
    plain = program.features("parcels", crs=epsg(code))
    told = page(program, crs=epsg(code))

    assert told["coordRefSys"] == epsg(code)
    assert [one["place"] for one in told["features"]] == [one["geometry"] for one in plain]
    assert {one["geometry"] for one in told["features"]} == {None}


def test_time_is_what_the_register_knows_of_the_version(program: Program) -> None:
    (first, second, third) = ParcelVersion.objects.order_by("code")
    ParcelVersion.objects.filter(pk=first.pk).update(valid=Range(date(2023, 1, 1), None))
    ParcelVersion.objects.filter(pk=second.pk).update(valid=Range(None, None))
    ParcelVersion.objects.filter(pk=third.pk).update(valid=Range(date(2022, 1, 1), date(2022, 7, 1)))

    now = {one["properties"]["code"]: one["time"] for one in page(program)["features"]}
    (then,) = page(program, datetime="2022-06-01", code=third.code)["features"]

    assert now[first.code] == {"interval": ["2023-01-01", ".."]}
    assert now[second.code] == {"interval": ["..", ".."]}
    assert then["time"] == {"interval": ["2022-01-01", "2022-06-30"]}


def test_layer_without_periods_has_no_time(program: Program) -> None:
    told = program.json("/collections/boundary/items", f="jsonfg")

    assert {one["time"] for one in told["features"]} == {None}


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.name)
def test_every_layer_can_be_had_so(program: Program, layer: Any) -> None:
    told = program.json(f"/collections/{layer.name}/items", f="jsonfg")

    assert told["featureType"] == layer.name
    assert all((one["time"] is not None) == layer.has_periods for one in told["features"])


@pytest.mark.parametrize("accepted", [FG, "application/fg+json", f"text/csv, {FG};q=0.9, application/json;q=0.1"])
def test_header_chooses_it(town: Municipality, client: Client, accepted: str) -> None:
    answer = client.get("/ogc/collections/parcels/items?limit=1", headers={"Accept": accepted})

    assert answer["Content-Type"] == FG
    assert "Accept" in answer["Vary"]
    assert link(answer.json(), "self", FG)


def test_pages_follow_one_another_in_the_same_form(program: Program) -> None:
    first = page(program, limit=2)
    second = program.json(link(first, "next", FG))

    assert len(first["features"]) + len(second["features"]) == 3
    assert second["featureType"] == "parcels"
    assert "f=json&" in link(first, "alternate", "application/geo+json")


def test_one_feature_is_a_document_of_its_own(program: Program) -> None:
    plain = program.features("parcels")[0]
    told = program.json(f"/collections/parcels/items/{plain['id']}", f="jsonfg", crs=epsg(32647))

    assert (told["type"], told["id"], told["featureType"]) == ("Feature", plain["id"], "parcels")
    assert (told["geometry"], told["coordRefSys"]) == (None, epsg(32647))
    assert told["place"]["type"] == plain["geometry"]["type"]
    assert told["properties"] == plain["properties"]
    assert told["time"]["interval"][1] == ".."


def test_counting_answers_in_it_too(program: Program) -> None:
    told = page(program, resultType="hits")

    assert (told["numberMatched"], told["features"], told["featureType"]) == (3, [], "parcels")


def test_other_documents_are_not_in_it(program: Program) -> None:
    assert program.get("/collections/parcels", f="jsonfg").status_code == 400
    assert program.get("/collections/datasets/items", f="jsonfg").status_code == 400
    assert program.get("/collections/parcels/items", f="xml").status_code == 400
