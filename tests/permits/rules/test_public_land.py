"""Land on which nobody builds for himself."""

from typing import Any

import pytest

from permits.rules import public_land
from tests.permits.rules.scenes import (
    SURVEY_M,
    a_plan,
    an_area,
    around,
    box,
    said,
)


@pytest.mark.parametrize(
    ("areas", "expected"),
    [
        ((), ("pass", "public_land_none")),
        ((an_area("public_land", box(0, 0, 8, 30)),), ("fail", "public_land_on")),
        ((an_area("forest", box(0, 0, 6.5, 30)),), ("ask", "public_land_perhaps")),
        ((an_area("road_reserve", box(0, 0, 6, 30)),), ("pass", "public_land_none")),
        ((an_area("state_land"),), ("ask", "public_land_referred")),
        ((an_area("alro"), an_area("public_land")), ("fail", "public_land_on")),
    ],
)
def test_public_land_goes_by_kind_and_accuracy(areas: tuple[Any, ...], expected: tuple[str, str]) -> None:
    assert said(public_land.RULE, a_plan(), around(areas=areas, accuracy_m=SURVEY_M)) == expected


def test_public_land_is_asked_when_nothing_is_loaded() -> None:
    assert said(public_land.RULE, a_plan(), around(has_zones=False, areas=())) == ("ask", "public_land_not_loaded")
