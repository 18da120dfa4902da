"""Which way a petition goes: by use, size, town and control areas."""

from dataclasses import replace
from typing import Any

import pytest

from permits import services
from permits.rules import tracks
from tests.permits.rules.scenes import (
    LIMITS,
    a_plan,
    an_area,
    around,
    box,
    said,
)


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
