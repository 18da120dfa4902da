"""What the one search box finds by the names that open layers hold, and what it keeps for officers."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon, Polygon
from django.db import connection
from django.test import Client
from psycopg.types.range import Range

from gis_assets import tenancy
from gis_assets.models import GridNode, GridNodeVersion, LandCover, Municipality, Role
from gis_assets.publication import TAX_MAP
from opendata import addresses, gate, named, pacing
from opendata.models import Publication
from tests.gis_assets import builders
from tests.opendata.builders import a_road
from tests.speaking import Officer, english
from tests.taxroll.builders import a_house

ON = date(2026, 11, 28)


def found(client: Client, q: str) -> list[tuple[str, str]]:
    return [(hit["kind"], hit["code"]) for hit in client.get("/api/search", {"q": q}).json()["results"]]


def test_names_are_ranked_by_how_well_they_fit(municipality: Municipality, client: Client) -> None:
    for name in ("ซอยวัดจำลอง 15", "ซอยวัดจำลอง 5", "ถนนวัดจำลอง", "ถนนหน้าวัดจำลอง"):
        a_road(municipality, name)

    assert found(client, "วัดจำลอง")[0] == ("road", "ถนนวัดจำลอง")
    assert found(client, "วัดจำลอง")[-1] == ("road", "ถนนหน้าวัดจำลอง")
    assert found(client, "ซ.วัดจำลอง 5") == [("road", "ซอยวัดจำลอง 5")]
    assert found(client, "ซอย 5 ถ.วัดจำลอง") == [("road", "ซอยวัดจำลอง 5")]
    assert found(client, "วัดจำลอง 1") == [("road", "ซอยวัดจำลอง 15")]


def test_stretches_of_a_road_are_one_hit_that_leads_to_a_card(municipality: Municipality, client: Client) -> None:
    stretches = [a_road(municipality, "ถนนยาว", name_en="Long Road") for _each in range(2)]

    (hit,) = client.get("/api/search", {"q": "long"}).json()["results"]

    assert (hit["layer"], hit["title"]) == ("roads", "Long Road")
    assert hit["id"] in {str(stretch.road.uid) for stretch in stretches}


def test_name_is_told_in_the_readers_language(municipality: Municipality, client: Client) -> None:
    a_road(municipality, "ถนนยาว", name_en="Long Road")

    (hit,) = english(client).get("/api/search", {"q": "ยาว"}).json()["results"]

    assert (hit["code"], hit["title"]) == ("Long Road", "ถนนยาว")


def test_waters_and_the_town_are_places(municipality: Municipality, client: Client) -> None:
    LandCover.objects.create(
        municipality=municipality,
        source=builders.a_source(municipality),
        kind="water",
        name_th="หนองสมมติ",
        shape_wgs84=MultiPolygon(Polygon(((98.9, 18.74), (98.91, 18.74), (98.91, 18.75), (98.9, 18.74))), srid=4326),
    )

    assert found(client, "หนองสมมติ") == [("place", "หนองสมมติ")]
    assert found(client, "เมืองทดสอบ") == [("place", "เทศบาลเมืองทดสอบ")]


def test_grid_is_found_by_the_start_of_its_code(municipality: Municipality, client: Client) -> None:
    node = GridNode.objects.create(municipality=municipality, code="TR-0007", kind="transformer")
    GridNodeVersion.objects.create(
        municipality=municipality,
        node=node,
        valid=Range(date(2023, 1, 1), None),
        shape=GEOSGeometry(f"SRID=32647;POINT({builders.EAST} {builders.NORTH})"),
        source=builders.a_source(municipality),
        recorded_at=builders.RECORDED_AT,
    )

    (hit,) = client.get("/api/search", {"q": "tr-0"}).json()["results"]

    assert (hit["kind"], hit["code"], hit["layer"], hit["id"]) == ("grid", "TR-0007", "transformers", str(node.uid))


def test_address_leads_the_public_to_the_road_and_says_why(municipality: Municipality, client: Client) -> None:
    a_road(municipality, "ถนนวัดจำลอง")
    a_house(municipality, house_number="12/3")

    answer = english(client).get("/api/search", {"q": "12/3 ถนนวัดจำลอง"})

    assert [hit["kind"] for hit in answer.json()["results"]] == ["road"]
    assert "House numbers are not open" in answer.json()["note"]
    assert found(client, "12/3") == []
    assert answer["Cache-Control"] == "no-store"


def test_officer_finds_the_house_on_the_road_that_is_named(
    municipality: Municipality, client_as: Callable[..., Officer]
) -> None:
    a_road(municipality, "ถนนวัดจำลอง")
    far = a_road(municipality, "ถนนไกล", shape=GEOSGeometry("SRID=32647;LINESTRING(492000 2073000, 492100 2073000)"))
    here = a_house(municipality, house_number="12/3")
    a_house(municipality, house_number="12/3", shape=builders.square(east=2010, north=10, side_m=8))
    dispatcher = client_as(Role.DISPATCHER)

    hits = dispatcher.get("/api/search", {"q": "12/3 ถ.วัดจำลอง"}).json()["results"]

    assert [(hit["kind"], hit["code"], hit["title"]) for hit in hits[:1]] == [("address", "12/3", "ถนนวัดจำลอง")]
    assert hits[0]["id"] == str(here.building.uid)
    assert [hit["kind"] for hit in hits] == ["address", "road"]
    assert sorted(hit["title"] for hit in dispatcher.get("/api/search", {"q": "12/3"}).json()["results"]) == sorted(
        ["ถนนวัดจำลอง", far.name_th]
    )


def test_officer_of_another_town_and_a_data_publisher_find_no_house(
    municipality: Municipality, other_municipality: Municipality, client_as: Callable[..., Officer]
) -> None:
    a_house(municipality, house_number="12/3")

    assert found(client_as(Role.DATA_PUBLISHER), "12/3") == []
    assert found(client_as(Role.DISPATCHER, of=other_municipality), "12/3") == []


def test_house_number_is_public_where_the_layers_policy_opens_it(municipality: Municipality) -> None:
    a_road(municipality, "ถนนวัดจำลอง")
    a_house(municipality, house_number="12/3")
    shown = gate.open_layers(municipality=municipality)
    buildings = shown["buildings"]
    columns = [replace(c, ground=TAX_MAP) if c.name == named.HOUSE_NUMBER else c for c in buildings.columns]
    opened = replace(buildings, columns=tuple(columns))

    hits = named.house_numbers(
        addresses.read("12/3 วัดจำลอง"), {**shown, "buildings": opened}, municipality=municipality, on=ON
    )

    assert not buildings.column(named.HOUSE_NUMBER).is_open
    assert opened.column(named.HOUSE_NUMBER).is_open
    assert [(hit.name, hit.title) for hit in hits] == [("12/3", "ถนนวัดจำลอง")]


@pytest.mark.parametrize(("layer", "q"), [("roads", "วัดจำลอง"), ("parcels", "07C")])
def test_nothing_is_found_of_a_layer_that_is_stopped(
    municipality: Municipality, client: Client, layer: str, q: str
) -> None:
    a_road(municipality, "ถนนวัดจำลอง")
    builders.a_parcel(municipality, code="07C021")
    before = found(client, q)

    Publication.objects.filter(layer=layer).update(is_stopped=True)

    assert len(before) == 1
    assert found(client, q) == []


def test_names_of_another_municipality_are_not_found(
    municipality: Municipality, other_municipality: Municipality, client: Client
) -> None:
    with tenancy.within(other_municipality):
        a_road(other_municipality, "ถนนวัดจำลอง")

    assert found(client, "วัดจำลอง") == []


@pytest.mark.parametrize("q", ["%%", "__", "(((((", "\\\\", "'';--", "1/2/3/4/5", "ก" * 80, "ab\0cd", "๒" * 80])
def test_any_text_is_answered(municipality: Municipality, client: Client, q: str) -> None:
    a_road(municipality, "ถนนวัดจำลอง")

    assert client.get("/api/search", {"q": q}).json()["results"] == []


def test_longer_text_than_any_name_is_refused(municipality: Municipality, client: Client) -> None:
    assert client.get("/api/search", {"q": "ก" * 81}).status_code == 422


def test_search_says_so_when_too_many_search(
    municipality: Municipality, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pacing, "WAIT_S", 0.01)
    taken = [pacing._places.acquire() for _each in range(pacing.AT_ONCE)]
    try:
        answer = english(client).get("/api/search", {"q": "07C"})
        page = client.get("/", {"q": "07C"})
    finally:
        pacing._places.release(len(taken))

    assert (answer.status_code, answer["Retry-After"]) == (503, pacing.AGAIN_S)
    assert "few seconds" in answer.json()["detail"]
    assert page.status_code == 200


def test_question_that_takes_too_long_is_given_up(municipality: Municipality, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pacing, "MOST_MS", 20)
    with pytest.raises(pacing.Busy), pacing.turn(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(5)")
