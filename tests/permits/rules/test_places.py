"""Ownership, zones, public land, hazards, access, duplicates: what the register knows of the place."""

from typing import Any

import pytest

from permits.rules import access, duplicates, hazards, owners, public_land, zones
from permits.rules.facts import Plan, Relief
from tests.permits.rules.scenes import (
    LIMITS,
    SURVEY_M,
    a_building,
    a_ground,
    a_house,
    a_plan,
    a_road,
    an_area,
    an_other,
    around,
    box,
    said,
)

AWAY = a_house(6, 10)


@pytest.mark.parametrize(
    ("answers", "scene", "expected"),
    [
        ({}, {}, ("pass", "owner_matches")),
        ({"applicant_digest": "bob"}, {}, ("ask", "owner_differs")),
        ({"applicant_digest": "bob", "says_to_own": False}, {}, ("ask", "owner_other")),
        ({"applicant_digest": ""}, {}, ("ask", "owner_number_missing")),
        ({"applicant_digest": ""}, {"owners": frozenset({""})}, ("ask", "owner_number_missing")),
        ({}, {"owners": frozenset()}, ("ask", "owner_unregistered")),
        ({}, {"parcel": None}, ("ask", "parcel_missing")),
    ],
)
def test_ownership_goes_by_the_holders(
    answers: dict[str, Any], scene: dict[str, Any], expected: tuple[str, str]
) -> None:
    assert said(owners.RULE, a_plan(**answers), around(**scene)) == expected


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
    assert said(public_land.RULE, a_plan(AWAY), around(areas=areas, accuracy_m=SURVEY_M)) == expected


def test_public_land_is_asked_when_nothing_is_loaded() -> None:
    assert said(public_land.RULE, a_plan(), around(has_zones=False, areas=())) == ("ask", "public_land_not_loaded")


FLAT = Relief(source="DEM", slope_percent=2.0, share_under_water=0.0)


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
    assert [one["says"] for one in found.values["also"]] == ["hazard_flood", "slope_unknown"]
    assert len(found.drawn) == 2


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


def test_place_is_the_parcel_when_the_service_places_no_building() -> None:
    bare = Plan(footprint=None, use="dwelling", applicant_digest="ann")
    scene = around(
        areas=(an_area("zone", allowed=("dwelling",)), an_area("flood", box(0, 0, 2, 2))), others=(an_other(),)
    )

    assert said(zones.RULE, bare, scene) == ("pass", "zone_allowed")
    assert said(hazards.RULE, bare, scene) == ("ask", "hazard_flood")
    assert said(access.RULE, bare, scene) == ("pass", "access_touches")
    assert said(duplicates.RULE, bare, scene) == ("ask", "petition_same_parcel")
