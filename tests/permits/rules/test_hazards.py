"""Areas and ground that an officer must weigh."""

import json
from typing import Any

import pytest

from permits import sentences
from permits.rules import hazards
from permits.rules.facts import Plan, Relief
from tests.permits.rules.scenes import (
    LIMITS,
    a_plan,
    an_area,
    around,
    box,
    said,
)


@pytest.mark.parametrize(
    ("scene", "expected"),
    [
        ({}, ("pass", "hazards_none")),
        ({"areas": (an_area("flood"),)}, ("ask", "hazard_flood")),
        ({"areas": (an_area("monument"),)}, ("ask", "hazard_monument")),
        ({"areas": (an_area("environment"),)}, ("ask", "hazard_environment")),
        ({"areas": (an_area("forest"),)}, ("ask", "hazard_forest")),
        ({"areas": (an_area("airport"),)}, ("ask", "hazard_airport")),
        ({"areas": (an_area("airport", most_height_m=45.0),)}, ("pass", "hazard_airport_low")),
        ({"areas": (an_area("airport", most_height_m=4.0),)}, ("fail", "hazard_too_high_height")),
        ({"areas": (an_area("environment", most_storeys=0),)}, ("fail", "hazard_too_high_storeys")),
        ({"relief": None}, ("ask", "slope_unknown")),
        ({"relief": Relief(source="DEM", slope_percent=40.0)}, ("ask", "slope_steep")),
        ({"relief": Relief(source="DEM", slope_percent=35.0)}, ("pass", "hazards_none")),
        ({"relief": Relief(source="DEM", slope_percent=1.0, share_under_water=0.2)}, ("ask", "water_stood")),
        ({"has_zones": False, "areas": ()}, ("ask", "hazards_not_loaded")),
    ],
)
def test_hazards_are_said_by_gravity(scene: dict[str, Any], expected: tuple[str, str]) -> None:
    assert said(hazards.RULE, a_plan(), around(**scene)) == expected


def test_other_hazards_stand_beside_the_gravest() -> None:
    scene = around(areas=(an_area("flood"), an_area("airport", most_height_m=4.0)), relief=None)

    found = hazards.hazards(a_plan(), around=scene, limits=LIMITS)

    assert found.says == "hazard_too_high_height"
    assert [one["says"] for one in json.loads(found.values["also"])] == ["hazard_flood", "slope_unknown"]
    told = sentences.say(found.says, found.values, translate=str, language="en")
    assert [each in told for each in ("above 4 m", "flood area (The flood)", "no elevation model")] == [True] * 3
    assert "flood" not in sentences.say(found.mend, found.values, translate=str, language="en")
    assert len(found.drawn) == 2


def test_danger_of_the_parcel_counts_when_no_building_is_placed() -> None:
    corner = around(areas=(an_area("flood", box(0, 0, 2, 2)),))

    assert said(hazards.RULE, Plan(footprint=None), corner) == ("ask", "hazard_flood")
    assert said(hazards.RULE, a_plan(), corner) == ("pass", "hazards_none")
