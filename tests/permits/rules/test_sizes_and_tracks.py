"""Areas and storeys, and which way a petition goes by them, by the town and by control areas."""

from dataclasses import replace
from typing import Any

import pytest

from permits import services
from permits.rules import sizes, tracks
from tests.permits.rules.scenes import LIMITS, a_house, a_plan, an_area, around, box, said

HOUSE = a_house(2, 2, 10, 14)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"floor_area_m2": 140.0}, ("pass", "size_small")),
        ({"floor_area_m2": 150.0, "storeys": 2}, ("pass", "size_small")),
        ({"floor_area_m2": 150.01, "storeys": 2}, ("ask", "size_not_small_area")),
        ({"floor_area_m2": 149.0, "storeys": 3}, ("ask", "size_not_small_storeys")),
        ({"floor_area_m2": 100.0}, ("ask", "size_outline_larger")),
        ({"floor_area_m2": 149.0, "storeys": 1}, ("ask", "size_outline_smaller")),
        ({"floor_area_m2": None}, ("ask", "size_unknown_area")),
        ({"storeys": None}, ("ask", "size_unknown_storeys")),
        ({"floor_area_m2": float("nan"), "storeys": 0}, ("ask", "size_unknown")),
        ({"floor_area_m2": -5.0}, ("ask", "size_unknown_area")),
    ],
)
def test_size_goes_by_floors_and_outline(answers: dict[str, Any], expected: tuple[str, str]) -> None:
    assert said(sizes.RULE, a_plan(HOUSE, **answers), around()) == expected


@pytest.mark.parametrize(
    ("answers", "town", "expected"),
    [
        ({"floor_area_m2": 150.0}, {}, ("sketch", "track_sketch")),
        ({"floor_area_m2": 150.01}, {}, ("ordinary", "track_ordinary")),
        ({"storeys": 3}, {}, ("ordinary", "track_ordinary")),
        ({"use": "store", "floor_area_m2": 100.0}, {}, ("sketch", "track_sketch")),
        ({"use": "animals", "floor_area_m2": 100.01}, {}, ("small", "track_small_size")),
        ({"use": "commerce"}, {}, ("small", "track_small_use")),
        ({}, {"town_kind": "town"}, ("small", "track_small_town")),
        ({}, {"town_kind": "subdistrict"}, ("small", "track_small_town")),
        ({}, {"town_kind": ""}, ("small", "track_town_unknown")),
        ({}, {"has_zones": False}, ("small", "track_areas_unknown")),
        ({}, {"areas": (an_area("controlled"),)}, ("small", "track_small_controlled")),
        ({}, {"areas": (an_area("controlled", box(50, 50, 60, 60)),)}, ("sketch", "track_sketch")),
        ({"answers": {"way": "notice"}}, {}, ("notice", "track_notice")),
        ({"use": ""}, {}, ("ordinary", "track_unknown")),
        ({"storeys": None}, {}, ("ordinary", "track_unknown")),
    ],
)
def test_way_goes_by_use_size_town_and_areas(
    answers: dict[str, Any], town: dict[str, Any], expected: tuple[str, str]
) -> None:
    chosen = tracks.track_of(a_plan(**answers), around=around(**town), limits=LIMITS)

    assert (chosen.code, chosen.says) == expected
    assert services.every()["small-building"].track(chosen.code)


def test_sketch_plan_in_municipalities_when_the_setting_says_so() -> None:
    allowed = replace(LIMITS, mr56_in_municipalities=1.0)

    chosen = tracks.track_of(a_plan(), around=around(town_kind="town"), limits=allowed)

    assert chosen.code == "sketch"
    assert "mr56_in_municipalities" in chosen.limits


@pytest.mark.parametrize(
    ("town", "verdict"),
    [({}, "pass"), ({"town_kind": "city"}, "pass"), ({"town_kind": ""}, "ask"), ({"has_zones": False}, "ask")],
)
def test_way_is_looked_at_when_something_is_not_known(town: dict[str, Any], verdict: str) -> None:
    assert said(tracks.RULE, a_plan(), around(**town))[0] == verdict
