"""Distance to roads: narrow and wide, small and tall buildings, and widths that nobody measured."""

from typing import Any

import pytest

from permits.rules import roads
from tests.permits.rules.scenes import LIMITS, a_house, a_plan, a_road, around, said

RULE = roads.RULE


@pytest.mark.parametrize(
    ("width_m", "is_tall", "expected"),
    [
        (4.0, False, 3.0),
        (5.99, False, 3.0),
        (6.0, False, 3.0),
        (10.0, False, 5.0),
        (4.0, True, 6.0),
        (9.99, True, 6.0),
        (10.0, True, 6.0),
        (16.0, True, 9.6),
        (20.0, True, 12.0),
        (30.0, True, 17.0),
    ],
)
def test_distance_from_the_centre_goes_by_width_and_kind(width_m: float, is_tall: bool, expected: float) -> None:
    assert roads.required_m(width_m, is_tall=is_tall, limits=LIMITS) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, False),
        ({"storeys": 2, "height_m": 8.0}, False),
        ({"height_m": 8.01}, True),
        ({"storeys": 3}, True),
        ({"use": "commerce"}, True),
        ({"use": "other"}, True),
        ({"height_m": None}, None),
        ({"storeys": None}, None),
        ({"use": ""}, None),
    ],
)
def test_second_paragraph_holds_for_tall_and_commercial_buildings(
    answers: dict[str, Any], expected: bool | None
) -> None:
    assert roads.is_tall(a_plan(**answers), limits=LIMITS) is expected


@pytest.mark.parametrize(
    ("south", "answers", "expected"),
    [
        (2.0, {}, ("pass", "road_kept")),
        (0.3, {}, ("pass", "road_unproven")),
        (-0.3, {}, ("ask", "road_doubtful")),
        (-1.0, {}, ("fail", "road_short")),
        (0.3, {"height_m": 8.5}, ("fail", "road_short")),
        (0.3, {"height_m": None}, ("ask", "road_unknown")),
        (2.0, {"height_m": None}, ("pass", "road_kept")),
        (-2.0, {"height_m": None}, ("fail", "road_short")),
    ],
)
def test_verdict_when_the_road_was_measured(south: float, answers: dict[str, Any], expected: tuple[str, str]) -> None:
    scene = around(roads=(a_road(10.0),))

    assert said(RULE, a_plan(a_house(6, south), **answers), scene) == expected


def test_no_width_passes_when_it_decides_nothing_and_asks_when_it_does() -> None:
    soi = around(roads=(a_road(None, y=-3.0, road_class="soi"),))

    assert said(RULE, a_plan(a_house(6, 1)), soi) == ("pass", "road_any_width")
    assert said(RULE, a_plan(a_house(6, 0.3)), soi) == ("pass", "road_any_width")
    assert said(RULE, a_plan(a_house(6, 1), use="commerce"), soi) == ("fail", "road_short")
    open_land = around(roads=(a_road(None),), parcel=None)
    assert said(RULE, a_plan(a_house(6, 0)), open_land) == ("ask", "road_unmeasured")
    assert said(RULE, a_plan(a_house(6, 2)), open_land) == ("pass", "road_any_width")


def test_class_width_stands_among_the_limits_when_nobody_measured() -> None:
    unmeasured = around(roads=(a_road(None, road_class="main"),))

    found = roads.road_distance(a_plan(), around=unmeasured, limits=LIMITS)

    assert {"main_width_m", "width_doubt_share"} <= set(found.limits)


def test_road_where_the_most_is_lacking_is_named_when_there_are_several() -> None:
    near_narrow, far_wide = a_road(4.0, y=-1.0, name="ซอย 1"), a_road(40.0, y=-15.0, name="ทางหลวง")

    found = roads.road_distance(a_plan(a_house(6, 2.5)), around=around(roads=(near_narrow, far_wide)), limits=LIMITS)

    assert (found.values["road"], found.says) == ("ทางหลวง", "road_short")
    assert found.measured == pytest.approx(17.5)


def test_none_when_no_road_is_near() -> None:
    assert said(RULE, a_plan(), around(roads=())) == ("pass", "road_none")
