"""Other petitions and buildings of the same place."""

from typing import Any

import pytest

from permits.rules import duplicates
from permits.rules.facts import Plan
from tests.permits.rules.scenes import (
    LIMITS,
    a_building,
    a_house,
    a_plan,
    an_other,
    around,
    box,
    said,
)


@pytest.mark.parametrize(
    ("scene", "expected"),
    [
        ({}, ("pass", "duplicates_none")),
        ({"buildings": (a_building(box(0, 0, 5, 5)),)}, ("pass", "duplicates_none_beside_buildings")),
        ({"buildings": (a_building(box(0, 0, 8, 15)),)}, ("ask", "building_stands_there")),
        ({"others": (an_other(a_house(8)),)}, ("ask", "petition_same_place")),
        ({"others": (an_other(),)}, ("ask", "petition_same_parcel")),
        ({"others": (an_other(a_house(50), is_same_parcel=False),)}, ("pass", "duplicates_none")),
    ],
)
def test_duplicates_go_by_place(scene: dict[str, Any], expected: tuple[str, str]) -> None:
    assert said(duplicates.RULE, a_plan(), around(**scene)) == expected


def test_petition_of_another_service_on_the_parcel_is_no_duplicate() -> None:
    other = around(others=(an_other(),))

    assert said(duplicates.RULE, a_plan(service="address-number"), other) == ("pass", "duplicates_none")
    assert said(duplicates.RULE, a_plan(service="small-building"), other) == ("ask", "petition_same_parcel")


def test_other_petitions_are_counted_and_never_named() -> None:
    found = duplicates.duplicates(a_plan(), around=around(others=(an_other(), an_other())), limits=LIMITS)

    assert found.values == {"petitions": "2", "buildings": "0"}


def test_parcel_counts_when_no_building_is_placed() -> None:
    bare, scene = Plan(footprint=None), around(others=(an_other(),), buildings=(a_building(a_house()),))

    assert said(duplicates.RULE, bare, scene) == ("ask", "petition_same_parcel")
    assert said(duplicates.RULE, bare, around(buildings=scene.buildings)) == ("pass", "duplicates_none")
