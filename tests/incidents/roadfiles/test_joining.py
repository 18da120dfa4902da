"""Surveyed roads meet the register's: drawn by hand, in metres."""

import shapely

from incidents.roadfiles.joining import Joined, Line, join
from incidents.roadfiles.ways import Segment

# The register: one street of a hundred metres from junction 1 to 2, and a soi up from 2 to 3.
STREET = [(0, 0), (100, 0)]
SOI = [(100, 0), (100, 80)]


def a_line(*places: tuple[float, float], start: int, end: int, is_oneway: bool = False) -> Line:
    segment = Segment(0, start, end, (), is_oneway, 30, "soi", "", "", None, None, None)
    return Line(segment, shapely.LineString(places))


KNOWN = [a_line(*STREET, start=1, end=2), a_line(*SOI, start=2, end=3)]


def joined(*lines: Line) -> Joined:
    return join(lines, KNOWN, tolerance_m=3)


def ends(line: Line) -> tuple[int, int]:
    return line.segment.from_node, line.segment.to_node


def test_end_near_a_junction_is_that_junction() -> None:
    result = joined(a_line((101, 81), (160, 80), start=1, end=2))

    (line,) = result.lines
    assert ends(line) == (3, 4)
    assert line.shape.coords[0] == (100, 80)
    assert not result.cuts


def test_end_near_the_middle_of_a_road_cuts_it_there() -> None:
    result = joined(a_line((40, 2), (40, 60), start=1, end=2))

    (line,) = result.lines
    (cut,) = result.cuts
    assert cut.row == 0
    assert [ends(piece) for piece in cut.pieces] == [(4, 2), (1, 4)]
    assert [piece.shape.length for piece in cut.pieces] == [60, 40]
    assert line.segment.from_node == 4
    assert line.shape.coords[0] == (40, 0)


def test_road_met_twice_is_cut_into_three() -> None:
    result = joined(a_line((30, 1), (30, 40), (60, 40), (60, 1), start=1, end=2))

    (cut,) = result.cuts
    assert sorted(piece.shape.length for piece in cut.pieces) == [30, 30, 40]


def test_surveyed_roads_meet_one_another_at_their_common_end() -> None:
    result = joined(
        a_line((100, 81), (140, 80), start=1, end=2),
        a_line((140, 80), (140, 120), start=2, end=3),
    )

    first, second = result.lines
    assert ends(first)[1] == ends(second)[0]


def test_road_surveyed_again_is_left_out() -> None:
    result = joined(a_line((0, 1), (99, 1), start=1, end=2))

    assert not result.lines
    assert not result.cuts
    assert result.left_out == {"lines along roads that are there already": 1}


def test_road_that_meets_nothing_is_left_out() -> None:
    result = joined(a_line((500, 500), (600, 500), start=1, end=2))

    assert not result.lines
    assert result.left_out == {"lines that do not meet the roads of the register": 1}


def test_road_one_may_only_leave_by_is_left_out_and_cuts_nothing() -> None:
    result = joined(a_line((40, 60), (40, 2), start=1, end=2, is_oneway=True))

    assert not result.lines
    assert not result.cuts


def test_all_is_new_when_the_register_has_no_roads() -> None:
    result = join([a_line((0, 0), (10, 0), start=1, end=2)], [], tolerance_m=3)

    assert [ends(line) for line in result.lines] == [(1, 2)]
