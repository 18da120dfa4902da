"""The smallest move by which a building keeps its distances."""

import math

import pytest
import shapely
from shapely import MultiPolygon, Polygon

from permits.rules import moving
from permits.rules.measuring import Keep
from permits.rules.moving import Leg
from tests.permits.rules.scenes import a_house, box

LAND = box(0, 0, 20, 30)
SIDES = Keep(shapely.boundary(LAND), 2.0)


def legs(footprint: Polygon, *keeps: Keep, parcel: MultiPolygon = LAND, most_m: float = 30.0) -> tuple[Leg, ...] | None:
    found = moving.smallest(footprint, parcel=parcel, keeps=keeps, most_m=most_m)
    return found.legs if found else None


def test_one_leg_of_the_compass_when_one_side_is_too_near() -> None:
    assert legs(a_house(1.4), SIDES) == (Leg("east", 0.6),)
    assert legs(a_house(20 - 8 - 1.0), SIDES) == (Leg("west", 1.0),)
    assert legs(a_house(6, 0.75), SIDES) == (Leg("north", 1.3),)


def test_one_leg_aslant_when_a_corner_is_too_near() -> None:
    (leg,) = legs(a_house(1, 1), SIDES) or ()

    assert leg.direction == "north_east"
    assert math.sqrt(2) <= leg.metres <= math.sqrt(2) + 0.1


def test_two_legs_when_one_would_be_a_detour() -> None:
    shed = Keep(shapely.box(0, 0, 20, 14), 0.5)

    assert legs(a_house(1.4, 14.0), SIDES, shed) == (Leg("north_east", 0.9),)
    assert legs(a_house(1.4, 11.5), SIDES, shed) == (Leg("east", 0.6), Leg("north", 3.0))


def test_no_leg_is_needed_inside_and_the_way_back_in_is_found_from_outside() -> None:
    assert legs(a_house(-3)) == (Leg("east", 3.0),)
    assert legs(a_house(25)) == (Leg("west", 13.0),)


def test_none_when_the_building_is_too_wide_or_too_far() -> None:
    assert legs(a_house(1, 2, 17), SIDES) is None
    assert legs(a_house(200)) is None
    assert legs(a_house(1.4), SIDES, most_m=0.5) is None


def test_obstacles_are_points_lines_and_areas() -> None:
    pole, wire, pond = shapely.Point(7, 15), shapely.LineString([(7, 0), (7, 30)]), shapely.box(5, 0, 7, 30)

    assert legs(a_house(6.5, 10, 6), Keep(pole, 0.5)) == (Leg("east", 1.0),)
    assert legs(a_house(6.5, 10, 6), Keep(wire, 0.5)) == (Leg("east", 1.0),)
    assert legs(a_house(6.5, 10, 6), Keep(pond, 0.5)) == (Leg("east", 1.0),)
    assert legs(a_house(5.2, 10, 1, 1), Keep(box(0, 0, 12, 30), 0.0)) == (Leg("east", 6.8),)


def test_pole_may_stand_in_the_corner_of_a_building_shaped_like_an_l() -> None:
    bent = Polygon([(0.5, 0), (10.5, 0), (10.5, 4), (4.5, 4), (4.5, 10), (0.5, 10)])
    narrow, pole = box(0, 0, 11, 11), Keep(shapely.Point(4.8, 6), 0.5)

    assert legs(bent, pole, parcel=narrow) == (Leg("west", 0.2),)
    assert legs(shapely.box(*bent.bounds), pole, parcel=narrow) is None


@pytest.mark.parametrize("turn", range(0, 360, 30))
def test_building_turned_about_is_moved_to_exactly_its_distance(turn: int) -> None:
    house = shapely.affinity.rotate(a_house(1, 10), turn)
    found = moving.smallest(house, parcel=LAND, keeps=(SIDES,), most_m=30.0)

    assert found is not None
    away = shapely.distance(moving.moved(house, found), SIDES.shape)
    assert 1.99 <= away <= 2.0 + 0.11
