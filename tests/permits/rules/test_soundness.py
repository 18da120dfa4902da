"""Outlines that cannot be measured are told why."""

from typing import Any

import numpy as np
import pytest
import shapely
from shapely import MultiPolygon, Polygon

from permits.rules import soundness
from tests.permits.rules.scenes import (
    LIMITS,
    a_ground,
    a_house,
    a_plan,
    around,
)


def nowhere(value: str) -> Polygon:
    """A triangle with a corner at this coordinate."""
    with np.errstate(invalid="ignore"):
        triangle = shapely.from_wkt(f"POLYGON ((0 0, 5 0, {value} 5, 0 0))")
    assert isinstance(triangle, Polygon)
    return triangle


BOW = Polygon([(0, 0), (5, 5), (5, 0), (0, 5)])


@pytest.mark.parametrize(
    ("outline", "says"),
    [
        (Polygon(), "outline_empty"),
        (BOW, "outline_crosses_itself"),
        (Polygon([(0, 0), (5, 5), (10, 10)]), "outline_no_area"),
        (Polygon([(3, 3), (3, 3), (3, 3)]), "outline_no_area"),
        (shapely.box(0, 0, 0.5, 0.5), "outline_no_area"),
        (MultiPolygon([a_house(), a_house(30)]), "outline_in_parts"),
        (shapely.box(0, 0, 1e4, 1e4), "outline_huge"),
        (shapely.Point(5, 5).buffer(3, quad_segs=200), "outline_too_fine"),
        (nowhere("NaN"), "outline_not_numbers"),
        (nowhere("Inf"), "outline_not_numbers"),
        (shapely.LineString([(0, 0), (5, 5)]), "outline_in_parts"),
    ],
)
def test_outline_that_cannot_be_measured_is_told_why(outline: Any, says: str) -> None:
    found = soundness.fault(a_plan(outline, floor_area_m2=100.0), limits=LIMITS)

    assert found is not None
    assert (found.rule, found.verdict, found.says) == ("inside_parcel", "fail", says)


def test_sound_outlines_are_let_through_whatever_their_order_and_height() -> None:
    house = a_house()
    tall = shapely.force_3d(house, 3.0)

    for outline in (house, house.reverse(), tall, Polygon(house.exterior, [shapely.box(8, 12, 10, 14).exterior])):
        assert soundness.fault(a_plan(outline), limits=LIMITS) is None


def test_shapes_of_the_register_are_put_in_order_when_they_cross_themselves() -> None:
    scene = around(parcel=a_ground(shape=MultiPolygon([BOW])))

    assert soundness.needs_mending(scene)
    mended = soundness.sound(scene)
    assert mended.parcel is not None
    assert np.isclose(mended.parcel.shape.area, 12.5)
    assert not soundness.needs_mending(mended)
