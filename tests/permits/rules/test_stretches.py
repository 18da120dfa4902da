"""A stretch of road lies on public roads, partly beside them, or on none; another use nearby is looked at."""

from typing import Any

import pytest
from shapely import LineString, Point
from shapely.geometry.base import BaseGeometry

from permits.rules import duplicates, stretches
from permits.rules.facts import Plan
from tests.permits.rules.scenes import LIMITS, a_road, an_other, around, said

ALONG = LineString([(0, -5), (25, -5)])


def a_stretch(place: BaseGeometry | None = ALONG, **values: Any) -> Plan:
    return Plan(footprint=None, place=place, **values)


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (ALONG, ("pass", "stretch_on_road")),
        (Point(3, -9), ("pass", "stretch_on_road")),
        (LineString([(0, -5), (0, 3)]), ("ask", "stretch_partly_off")),
        (LineString([(0, 20), (25, 20)]), ("ask", "stretch_no_road")),
        (None, ("ask", "stretch_missing")),
    ],
)
def test_place_is_judged_by_the_right_of_way(place: BaseGeometry | None, expected: tuple[str, str]) -> None:
    assert said(stretches.RULE, a_stretch(place), around(parcel=None)) == expected


def test_officer_looks_when_the_register_has_no_road() -> None:
    assert said(stretches.RULE, a_stretch(), around(parcel=None, roads=())) == ("ask", "stretch_no_road")


def test_road_that_nobody_measured_is_taken_at_its_greatest_width() -> None:
    edge = a_stretch(Point(0, -5 + 10 * 1.25 / 2))

    scene = around(parcel=None, roads=(a_road(None),))

    found = stretches.on_road(edge, around=scene, limits=LIMITS)
    assert found.verdict == "pass"
    assert found.limits == ("road_accuracy_m", "doubt_sigmas", "street_width_m", "width_doubt_share")


def test_what_lies_beside_the_road_is_measured() -> None:
    found = stretches.on_road(a_stretch(LineString([(0, -5), (0, 3)])), around=around(parcel=None), limits=LIMITS)

    assert found.values["roads"] == "ถนนกลาง"
    assert found.measured == pytest.approx(3 - 2 * LIMITS.road_accuracy_m)


@pytest.mark.parametrize(
    ("other", "service", "expected"),
    [
        (LineString([(34, -5), (40, -5)]), "", ("ask", "petition_same_stretch")),
        (LineString([(36, -5), (40, -5)]), "", ("pass", "duplicates_none")),
        (LineString([(34, -5), (40, -5)]), "road-use", ("pass", "duplicates_none")),
    ],
)
def test_another_use_of_the_road_nearby_is_looked_at(
    other: BaseGeometry, service: str, expected: tuple[str, str]
) -> None:
    scene = around(parcel=None, others=(an_other(other, is_same_parcel=False),))

    assert said(duplicates.RULE, a_stretch(service=service), scene) == expected
