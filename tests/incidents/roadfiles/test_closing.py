"""Closed stretches as pairs of nodes, on roads that can be drawn by hand."""

import pytest

from incidents.roadfiles import closing, writing
from incidents.roadfiles.ways import Segment

BENT = ((98.900, 18.75), (98.901, 18.75), (98.902, 18.75), (98.904, 18.75))


def a_segment(start: int, end: int, places: tuple[tuple[float, float], ...]) -> Segment:
    return Segment(0, start, end, places, False, 30, "soi", "", "", None, None, None)


STREETS = (a_segment(70, 30, BENT), a_segment(30, 90, ((98.904, 18.75), (98.904, 18.76))))


def test_junctions_are_numbered_first_and_bends_after_them() -> None:
    assert writing.numbered(STREETS) == [[2, 4, 5, 1], [1, 3]]


@pytest.mark.parametrize(
    ("start", "end", "pairs"),
    [
        (0.1, 0.1, {"2,4,0", "4,2,0"}),
        (0.3, 0.45, {"4,5,0", "5,4,0"}),
        (0.1, 0.9, {"2,4,0", "4,2,0", "4,5,0", "5,4,0", "5,1,0", "1,5,0"}),
        (1.0, 1.0, {"5,1,0", "1,5,0"}),
    ],
)
def test_what_lies_between_two_bends_is_closed_both_ways_when_a_part_of_it_is(
    start: float, end: float, pairs: set[str]
) -> None:
    assert set(closing.lines(STREETS, [(0, start, end)])) == pairs


def test_nothing_is_told_twice_when_two_closures_meet() -> None:
    told = list(closing.lines(STREETS, [(1, 0.1, 0.4), (1, 0.3, 0.8)]))

    assert told == ["1,3,0", "3,1,0"]
