"""What the register tells of the ground around a plan, on scenes drawn by hand."""

from datetime import date
from typing import Any

import pytest
import shapely
from psycopg.types.range import Range
from pytest_django import DjangoAssertNumQueries

from gis_assets import tenancy
from gis_assets.models import Municipality, ParcelVersion, Party, PartyVersion, Right
from permits.ground import surroundings
from permits.rules.facts import Surroundings
from tests.gis_assets import builders as register
from tests.incidents.builders import a_road
from tests.permits import builders
from tests.permits.ground.builders import SINCE, a_building, a_water, an_area, ground, plan, wired

pytestmark = pytest.mark.django_db
ON = builders.ON


def seen(municipality: Municipality, parcel: ParcelVersion | None = None, **facts: Any) -> Surroundings:
    asked: dict[str, Any] = {"parcel": parcel and parcel.parcel_id, "footprint": None, "on": ON} | facts
    return surroundings.around(municipality, **asked)


def local(shape: shapely.Geometry) -> tuple[float, ...]:
    """Bounds in metres from the corner of the test ground."""
    west, south, east, north = shapely.bounds(shape)
    corner = (register.EAST, register.NORTH) * 2
    return tuple(round(value - base, 2) for value, base in zip((west, south, east, north), corner, strict=True))


def test_parcel_stands_with_its_accuracy_and_its_neighbours(municipality: Municipality) -> None:
    own = builders.a_parcel_at(municipality, code="01A001", accuracy_class="rtk")
    builders.a_parcel_at(municipality, 30, 0, code="01A002")
    builders.a_parcel_at(municipality, 0, 32, code="01A003")
    builders.a_parcel_at(municipality, -40, 0, code="01A004")

    found = seen(municipality, own)

    assert found.parcel is not None
    assert (found.parcel.code, found.parcel.accuracy_m) == ("01A001", 0.04)
    assert local(found.parcel.shape) == (0, 0, 30, 30)
    assert [neighbour.code for neighbour in found.neighbours] == ["01A002", "01A003"]
    assert (found.on, found.town_kind) == (ON, "town")


def test_parcel_on_which_the_plan_lies_is_told_when_it_is_not_the_picked_one(municipality: Municipality) -> None:
    own = builders.a_parcel_at(municipality, code="01A001")
    builders.a_parcel_at(municipality, 100, 0, code="01A009")

    found = seen(municipality, own, footprint=plan(110, 10))

    assert [neighbour.code for neighbour in found.neighbours] == ["01A009"]


def test_parcel_is_none_when_it_does_not_stand_on_that_day(municipality: Municipality) -> None:
    own = builders.a_parcel_at(municipality, valid=Range(SINCE, date(2026, 1, 1)))

    found = seen(municipality, own, footprint=plan(10, 10))

    assert (found.parcel, found.neighbours, found.owners) == (None, (), frozenset())
    assert seen(municipality, own, on=date(2025, 12, 31)).parcel is not None


def test_roads_have_the_width_between_parcels(municipality: Municipality) -> None:
    own = builders.a_parcel_at(municipality)
    builders.a_parcel_at(municipality, 0, -38)
    a_road(municipality, (-100, -4), (100, -4), road_class="soi", name_th="ซอยทดสอบ")
    a_road(municipality, (-100, 200), (100, 200))

    [road] = seen(municipality, own).roads

    assert (road.name, road.road_class) == ("ซอยทดสอบ", "soi")
    assert road.width_m == pytest.approx(8)


def test_waters_have_the_width_across(municipality: Municipality) -> None:
    own = builders.a_parcel_at(municipality)
    a_water(municipality, ground(-400, 35, width_m=800, depth_m=12))
    a_water(municipality, ground(-400, 300, width_m=800, depth_m=12))

    [water] = seen(municipality, own).waters

    assert water.name == "คลองทดสอบ"
    assert water.width_m == pytest.approx(12, abs=0.2)
    assert shapely.distance(water.shape, found_shape(municipality, own)) == pytest.approx(5, abs=0.02)


def found_shape(municipality: Municipality, own: ParcelVersion) -> shapely.Geometry:
    found = seen(municipality, own).parcel
    assert found is not None
    return found.shape


def test_buildings_on_the_parcel_are_told_from_those_nearby(municipality: Municipality) -> None:
    own = builders.a_parcel_at(municipality)
    noted = a_building(municipality, east=40, north=0, on_parcel=own.parcel)
    drawn = a_building(municipality, east=5, north=5)
    nearby = a_building(municipality, east=31, north=0)
    a_building(municipality, east=300, north=0)
    a_building(municipality, east=15, north=15, valid=Range(SINCE, date(2024, 1, 1)))

    found = {one.key: one.is_on_parcel for one in seen(municipality, own).buildings}

    assert found == {noted.building_id: True, drawn.building_id: True, nearby.building_id: False}


def test_wire_is_told_when_it_crosses_the_parcel_from_poles_far_off(municipality: Municipality) -> None:
    own = builders.a_parcel_at(municipality)
    upstream = register.a_pole(municipality, number=1, east=120, north=15)
    crossing = register.a_pole(municipality, number=2, east=-90, north=15)
    register.a_pole(municipality, number=3, east=-90, north=90)
    wired(crossing, to=upstream)

    found = {pole.key: pole.wire_to for pole in seen(municipality, own).poles}

    assert list(found) == [upstream.pole_id, crossing.pole_id] or list(found) == [crossing.pole_id]
    end = found[crossing.pole_id]
    assert end is not None
    assert local(end) == (120, 15, 120, 15)


def test_pole_that_was_removed_is_left_out(municipality: Municipality) -> None:
    own = builders.a_parcel_at(municipality)
    pole = register.a_pole(municipality, east=5, north=5)
    type(pole).objects.filter(pk=pole.pk).update(state="removed")

    assert seen(municipality, own).poles == ()


def test_areas_in_force_that_touch_the_parcel_are_told(municipality: Municipality) -> None:
    own = builders.a_parcel_at(municipality)
    an_area(municipality, allowed=["dwelling"], denied=["commerce"], most_height_m=12, citation="ประกาศ", doubt="?")
    an_area(municipality, code="R2", valid=Range(SINCE, date(2026, 1, 1)))
    an_area(municipality, code="R3", shape=ground(200, 0, width_m=50, depth_m=50))

    found = seen(municipality, own)

    [area] = found.areas
    assert (area.kind, area.code, area.allowed, area.denied) == ("zone", "R1", ("dwelling",), ("commerce",))
    assert (area.most_height_m, area.most_storeys, area.citation, area.doubt) == (12.0, None, "ประกาศ", "?")
    assert local(area.shape) == pytest.approx((-50, -50, 50, 50), abs=0.02)
    assert found.has_zones
    assert not seen(municipality, own, on=date(2022, 1, 1)).has_zones


def test_other_petitions_of_the_place_are_told_until_they_are_refused_or_withdrawn(municipality: Municipality) -> None:
    own = builders.a_parcel_at(municipality)
    beside = builders.a_parcel_at(municipality, 30, 0)
    waits = builders.a_submitted_petition(municipality, parcel=own)
    near = builders.a_submitted_petition(municipality, parcel=beside, footprint=builders.box(32, 5))
    builders.a_submitted_petition(municipality, ("withdrawn", 5), parcel=own)
    builders.a_petition(municipality, parcel=own)
    mine = builders.a_submitted_petition(municipality, parcel=own)

    found = {one.tracking: one.is_same_parcel for one in seen(municipality, own, apart_from=mine.pk).others}

    assert found == {waits.tracking: True, near.tracking: False}


def test_owners_are_those_who_hold_the_parcel_on_that_day(municipality: Municipality) -> None:
    own = builders.a_parcel_at(municipality)
    for digest, since, until in (("a" * 64, SINCE, None), ("b" * 64, date(2020, 1, 1), SINCE)):
        party = Party.objects.create(municipality=municipality, kind="natural")
        common: dict[str, Any] = {"municipality": municipality, "source": register.a_source(municipality)}
        common |= {"party": party}
        common |= {"recorded_at": register.RECORDED_AT}
        PartyVersion.objects.create(name="x", id_digest=digest, valid=Range(date(2019, 1, 1), None), **common)
        Right.objects.create(parcel=own.parcel, kind="owner", valid=Range(since, until), **common)

    assert seen(municipality, own).owners == frozenset({"a" * 64})


def test_nothing_of_another_municipality_is_told(municipality: Municipality, other_municipality: Municipality) -> None:
    with tenancy.within(other_municipality):
        theirs = builders.a_parcel_at(other_municipality, code="99Z001")
        an_area(other_municipality)
        a_building(other_municipality, east=5, north=5)
        a_water(other_municipality, ground(-40, 35, width_m=80, depth_m=12))
        a_road(other_municipality, (-100, -4), (100, -4))
        register.a_pole(other_municipality, east=5, north=5)
        builders.a_submitted_petition(other_municipality, parcel=theirs)

    found = seen(municipality, theirs, footprint=plan(10, 10))

    told = (found.neighbours, found.roads, found.waters, found.buildings, found.poles, found.areas, found.others)
    assert (found.parcel, *told) == (None, (), (), (), (), (), (), ())
    assert not found.has_zones


def test_nothing_of_another_municipality_is_told_when_the_database_would_show_it(
    municipality: Municipality, other_municipality: Municipality
) -> None:
    with tenancy.within(other_municipality):
        theirs = builders.a_parcel_at(other_municipality)
        an_area(other_municipality)

        found = seen(municipality, theirs, footprint=plan(10, 10))

    assert (found.parcel, found.areas) == (None, ())


def test_town_is_told_when_there_is_no_place(municipality: Municipality) -> None:
    an_area(municipality)

    found = seen(municipality)

    assert (found.parcel, found.areas, found.has_zones, found.town_kind) == (None, (), True, "town")
    assert found.boundary is not None


@pytest.mark.parametrize(
    "outline",
    [
        [(98.9, 18.74), (98.9001, 18.7401), (98.9001, 18.74), (98.9, 18.7401)],
        [(98.9, 18.74), (98.9, 18.74), (98.9, 18.74)],
        [(98.5, 18.5), (99.5, 18.5), (99.5, 19.0), (98.5, 19.0)],
    ],
    ids=["crosses itself", "no area", "huge"],
)
def test_outline_that_nobody_can_build_is_answered(
    municipality: Municipality, outline: list[tuple[float, float]]
) -> None:
    own = builders.a_parcel_at(municipality)

    found = seen(municipality, own, footprint=shapely.Polygon(outline))

    assert found.parcel is not None


def test_register_is_asked_in_two_questions(
    municipality: Municipality, django_assert_num_queries: DjangoAssertNumQueries, settings: Any
) -> None:
    own = builders.a_parcel_at(municipality)
    settings.GROUND_RELIEF = ""

    with django_assert_num_queries(2):
        found = seen(municipality, own, footprint=plan(10, 10))

    assert found.relief is None
