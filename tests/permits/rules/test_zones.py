"""What the town plan allows, in the strictest zone under the building."""

from typing import Any

import pytest

from permits.rules import zones
from permits.rules.facts import Plan
from tests.permits.rules.scenes import (
    a_plan,
    an_area,
    around,
    box,
    said,
)


@pytest.mark.parametrize(
    ("answers", "scene", "expected"),
    [
        ({}, {}, ("pass", "zone_allowed")),
        ({"use": "animals"}, {}, ("fail", "zone_denied")),
        ({"use": "store"}, {}, ("ask", "zone_unlisted")),
        ({"use": ""}, {}, ("ask", "zone_use_unknown")),
        ({}, {"has_zones": False}, ("ask", "zones_not_loaded")),
        ({}, {"areas": ()}, ("ask", "zone_none")),
        ({}, {"areas": (an_area("zone", allowed=("dwelling",), most_height_m=4.0),)}, ("fail", "zone_too_high_height")),
        ({"storeys": 2}, {"areas": (an_area("zone", most_storeys=1),)}, ("fail", "zone_too_high_storeys")),
        ({"height_m": None}, {"areas": (an_area("zone", most_height_m=4.0),)}, ("ask", "zone_height_unknown")),
        (
            {},
            {
                "areas": (
                    an_area("zone", allowed=("dwelling",)),
                    an_area("zone", box(13, 0, 20, 30), denied=("dwelling",)),
                )
            },
            ("fail", "zone_denied"),
        ),
    ],
)
def test_strictest_zone_under_the_building_counts(
    answers: dict[str, Any], scene: dict[str, Any], expected: tuple[str, str]
) -> None:
    assert said(zones.RULE, a_plan(**answers), around(**scene)) == expected


def test_zone_of_the_parcel_counts_when_no_building_is_placed() -> None:
    assert said(zones.RULE, Plan(footprint=None, use="dwelling"), around()) == ("pass", "zone_allowed")
    assert said(zones.RULE, Plan(footprint=None, use="dwelling"), around(parcel=None)) == ("ask", "parcel_missing")
