"""Legs and turns on crossings that can be drawn by hand; north is up."""

import pytest

from incidents.network.legs import Driven, driven, line
from incidents.network.network import network_of
from incidents.network.turning import Turning, between
from tests.incidents.network.drawing import Road, at, roads_of

CROSSING = [
    Road(1, 0, ((0.0, -100.0), (0.0, 0.0)), name="South Road"),
    Road(0, 2, ((0.0, 0.0), (0.0, 100.0)), name="North Road"),
    Road(0, 3, ((0.0, 0.0), (100.0, 0.0)), name="East Road"),
    Road(4, 0, ((-100.0, 0.0), (0.0, 0.0)), name="West Road"),
]


def way(drawn: list[Road], start: tuple[int, float], goal: tuple[int, float]) -> Driven:
    network = network_of(roads_of(drawn))
    (found,) = network.searcher().ways(at(*goal), [at(*start)])
    assert found is not None
    whole = driven(network, found)
    assert line(network, found).tolist() == whole.line.tolist()
    return whole


@pytest.mark.parametrize(
    ("goal", "turn"), [((1, 1.0), Turning.STRAIGHT), ((2, 1.0), Turning.RIGHT), ((3, 0.0), Turning.LEFT)]
)
def test_turn_is_named_as_the_driver_sees_it_when_coming_from_the_south(goal: tuple[int, float], turn: Turning) -> None:
    found = way(CROSSING, (0, 0.5), goal)

    assert [leg.turn for leg in found.legs] == [Turning.START, turn]
    assert [round(leg.metres) for leg in found.legs] == [50, 100]


def test_turn_is_seen_from_the_direction_of_travel_when_a_road_is_driven_against_its_line() -> None:
    found = way(CROSSING, (1, 1.0), (2, 1.0))  # down from the north, then east

    assert [leg.turn for leg in found.legs] == [Turning.START, Turning.LEFT]
    assert found.line.tolist() == [[0, 100], [0, 0], [100, 0]]


def test_bend_is_no_turn_when_no_other_road_meets_there() -> None:
    bend = [Road(1, 0, ((0.0, -100.0), (0.0, 0.0))), Road(0, 2, ((0.0, 0.0), (100.0, 0.0)))]

    assert len(way(bend, (0, 0.0), (1, 1.0)).legs) == 1


def test_turn_into_a_road_of_the_same_name_is_told_when_one_could_go_elsewhere() -> None:
    nameless = [Road(road.start, road.end, road.line) for road in CROSSING]

    assert [leg.turn for leg in way(nameless, (0, 0.0), (2, 1.0)).legs] == [Turning.START, Turning.RIGHT]


def test_turn_is_judged_by_the_road_and_not_by_its_last_metre() -> None:
    north_with_a_kink = [(0.0, -100.0), (0.0, -1.0), (-1.0, 0.0)]

    assert between(north_with_a_kink, [(-1.0, 0.0), (-1.0, 100.0)]) == Turning.STRAIGHT


def test_way_without_length_has_a_line_of_two_points_and_no_legs() -> None:
    found = way(CROSSING, (0, 0.5), (0, 0.5))

    assert found.line.tolist() == [[0, -50], [0, -50]]
    assert found.legs == ()
