"""Figures that may be built by, and how they are rounded and trusted."""

import math

import pytest
import shapely

from permits.rules import measuring
from tests.permits.rules.scenes import LIMITS, a_house


@pytest.mark.parametrize("value", [None, 0.0, -1.0, math.nan, math.inf, -math.inf])
def test_no_figure_when_nothing_can_be_built_by_it(value: float | None) -> None:
    assert measuring.figure(value) is None


def test_what_is_too_short_never_reads_as_enough() -> None:
    assert (measuring.least(1.9999), measuring.least(2.0), measuring.least(1.9999999999)) == ("1.99", "2.00", "2.00")
    assert (measuring.most(2.0001), measuring.most(2.0), measuring.most(2.0000000001)) == ("2.01", "2.00", "2.00")


def test_doubt_grows_with_the_standard_deviation_up_to_its_limit() -> None:
    found = [measuring.doubt_m(sigma, limits=LIMITS) for sigma in (0.0, 0.04, 0.5, 2.0)]

    assert found == [0.0, 0.08, 1.0, 2.0]


def test_gap_is_the_shortest_line_from_wall_to_thing() -> None:
    drawn = measuring.gap(a_house(6, 10), shapely.Point(3, 14))

    assert (drawn.role, drawn.label, drawn.shape.length) == ("gap", "3.00 m", 3.0)
