"""Ways that the parcel touches."""

from typing import Any

import pytest

from permits.rules import access
from tests.permits.rules.scenes import (
    a_ground,
    a_plan,
    a_road,
    around,
    box,
    said,
)


@pytest.mark.parametrize(
    ("scene", "answers", "expected"),
    [
        ({}, {}, ("pass", "access_touches")),
        ({"roads": (a_road(None),)}, {}, ("pass", "access_touches")),
        ({"roads": (a_road(None, y=-3, road_class="soi"),)}, {}, ("pass", "access_touches")),
        ({"roads": (a_road(4.0),)}, {}, ("ask", "access_far")),
        ({"roads": ()}, {}, ("ask", "access_no_way")),
        ({"roads": ()}, {"answers": {"servitude": True}}, ("ask", "access_servitude")),
        ({"parcel": None}, {}, ("ask", "parcel_missing")),
        ({"neighbours": (a_ground("N", box(-20, -3, 40, 0)),)}, {}, ("ask", "access_far")),
    ],
)
def test_access_goes_by_ways_that_the_parcel_touches(
    scene: dict[str, Any], answers: dict[str, Any], expected: tuple[str, str]
) -> None:
    assert said(access.RULE, a_plan(**answers), around(**scene)) == expected
