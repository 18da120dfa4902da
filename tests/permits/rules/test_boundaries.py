"""Distance to the neighbours' boundary: openings, height, consent, and which boundary is a neighbour's."""

from typing import Any

import pytest
import shapely

from permits.rules import boundaries
from tests.permits.rules.scenes import (
    LIMITS,
    SHEET_M,
    SURVEY_M,
    a_ground,
    a_house,
    a_plan,
    a_road,
    a_water,
    around,
    box,
    said,
)

RULE = boundaries.RULE


@pytest.mark.parametrize(
    ("metres", "answers", "expected"),
    [
        (2.00, {}, "boundary_kept"),
        (1.99, {}, "boundary_unproven"),
        (1.95, {}, "boundary_doubtful"),
        (1.85, {}, "boundary_short"),
        (2.20, {"height_m": 9.0}, "boundary_kept"),
        (2.20, {"height_m": 9.01}, "boundary_short"),
        (3.20, {"height_m": 22.9}, "boundary_kept"),
        (9.00, {"height_m": 23.0}, "boundary_high_building"),
        (0.70, {"has_openings": False}, "boundary_blind_kept"),
        (0.50, {"has_openings": False}, "boundary_blind_unproven"),
        (0.45, {"has_openings": False}, "boundary_blind_doubtful"),
        (0.30, {"has_openings": False}, "boundary_blind_short"),
        (0.00, {"has_openings": False, "answers": {"neighbour_consents": True}}, "boundary_blind_consent"),
        (
            0.00,
            {"has_openings": False, "height_m": 15.5, "answers": {"neighbour_consents": True}},
            "boundary_blind_too_high",
        ),
        (6.00, {"has_openings": None}, "boundary_unknown_openings"),
        (6.00, {"height_m": None}, "boundary_unknown_height"),
        (6.00, {"height_m": float("nan"), "has_openings": None}, "boundary_unknown_both"),
    ],
)
def test_distance_goes_by_openings_and_height(metres: float, answers: dict[str, Any], expected: str) -> None:
    exact = around(accuracy_m=0.04 if expected != "boundary_kept" else 0.0)

    assert said(RULE, a_plan(a_house(west=metres), **answers), exact)[1] == expected


def test_missing_answer_never_passes_and_fails_when_no_answer_would_help() -> None:
    assert said(RULE, a_plan(a_house(6), has_openings=None), around())[0] == "ask"
    assert said(RULE, a_plan(a_house(1), has_openings=None), around())[0] == "ask"
    assert said(RULE, a_plan(a_house(0.1), has_openings=None), around())[0] == "fail"
    assert said(RULE, a_plan(a_house(1), height_m=None), around())[0] == "fail"


def test_coarse_sheet_proves_nothing_and_says_so() -> None:
    scene = around(accuracy_m=SHEET_M)
    found = boundaries.boundary_distance(a_plan(a_house(2.0)), around=scene, limits=LIMITS)

    assert (found.verdict, found.says) == ("pass", "boundary_unproven")
    assert found.values["accuracy"] == "2.83"
    assert said(RULE, a_plan(a_house(0.5)), scene) == ("ask", "boundary_doubtful")


def test_variances_add_up_where_two_surveys_meet() -> None:
    scene = around(parcel=a_ground(accuracy_m=0.3), neighbours=(a_ground("N", box(-20, 0, 0, 30), accuracy_m=0.4),))
    west, east = a_plan(a_house(1.5)), a_plan(a_house(20 - 8 - 1.5))

    assert boundaries.boundary_distance(west, around=scene, limits=LIMITS).values["accuracy"] == "0.50"
    assert boundaries.boundary_distance(east, around=scene, limits=LIMITS).values["accuracy"] == "0.30"


def test_gap_is_drawn_with_its_length() -> None:
    found = boundaries.boundary_distance(a_plan(a_house(1.4)), around=around(), limits=LIMITS)

    gap, strip = found.drawn
    assert (gap.role, gap.label, strip.role) == ("gap", "1.40 m", "free")
    assert gap.shape.length == pytest.approx(1.4)
    assert found.measured == pytest.approx(1.4)
    assert found.required == 2.0
    assert strip.shape.bounds[0] == 0.0, "only the own land is to stay free"


def test_boundary_towards_a_way_is_no_neighbours() -> None:
    front = a_plan(a_house(6, 0.5))

    assert said(RULE, front, around())[0] == "pass"
    assert said(RULE, front, around(roads=()))[0] == "fail"
    assert said(RULE, front, around(roads=(a_road(None, road_class="soi", y=-3.0),)))[0] == "pass"
    assert said(RULE, front, around(roads=(a_road(4.0),)))[0] == "fail"


def test_side_next_to_the_way_stays_a_neighbours_up_to_the_corner() -> None:
    assert said(RULE, a_plan(a_house(1.0, 0.5)), around())[0] == "fail"
    shed = a_plan(a_house(1.0, 0.5, 1, 1))
    found = boundaries.boundary_distance(shed, around=around(neighbours=()), limits=LIMITS)
    assert found.measured == pytest.approx(1.0)


def test_strip_of_another_between_parcel_and_way_is_a_neighbours() -> None:
    strip = around(neighbours=(a_ground("S", box(0, -0.8, 20, 0)),), roads=(a_road(10.0, y=-5.5),))

    assert said(RULE, a_plan(a_house(6, 0.5)), strip)[0] == "fail"


def test_boundary_towards_water_is_left_to_the_rule_of_water() -> None:
    scene = around(neighbours=(), roads=(), waters=(a_water(y=30.0),))

    assert said(RULE, a_plan(a_house(6, 19)), scene)[0] == "pass"
    assert said(RULE, a_plan(a_house(6, 1)), scene)[0] == "fail"


def test_parcel_enclosed_in_another_is_its_neighbour() -> None:
    inner = box(9, 22, 11, 24)
    scene = around(parcel=a_ground(shape=box(0, 0, 20, 30).difference(inner)), neighbours=(a_ground("I", inner),))

    assert said(RULE, a_plan(a_house(6, 11)), scene) == ("fail", "boundary_short")
    assert said(RULE, a_plan(a_house(6, 10)), scene)[0] == "pass"


def test_no_neighbour_when_ways_lie_on_all_sides() -> None:
    ring = shapely.box(-5, -5, 25, 35).exterior
    road = a_road()
    scene = around(neighbours=(), roads=(type(road)(key=1, name="", road_class="street", line=ring, width_m=10.0),))

    assert said(RULE, a_plan(a_house(0.2, 0.2)), scene) == ("pass", "boundary_none")


def test_distance_is_none_when_the_outline_lies_on_the_neighbours_land() -> None:
    found = boundaries.boundary_distance(a_plan(a_house(25)), around=around(accuracy_m=SURVEY_M), limits=LIMITS)

    assert (found.measured, found.verdict) == (0.0, "fail")
