"""The search against the slowest honest one, on networks made by chance, and on some drawn by hand."""

import random
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incidents.network import search, spreading
from incidents.network.arrays import Floats, Ints
from incidents.network.closures import Stretch, by_segment
from incidents.network.network import network_of
from incidents.network.roads import NO, ONLY, Turn
from incidents.network.vehicles import vehicle
from tests.incidents.network.drawing import Road, at, roads_of, slowest

CORNERS = [(0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0), (50.0, 160.0), (220.0, 40.0)]


def straight(start: int, end: int, **facts: object) -> Road:
    return Road(start, end, (CORNERS[start], CORNERS[end]), **facts)  # type: ignore[arg-type]


@st.composite
def networks(draw: st.DrawFn) -> list[Road]:
    """One to twelve roads between six corners: parallel ones, one-ways, dead ends and islands all come up."""
    pairs = st.tuples(st.integers(0, 5), st.integers(0, 5)).filter(lambda ends: ends[0] != ends[1])
    ends = draw(st.lists(pairs, min_size=1, max_size=12))
    speeds = st.sampled_from([2.0, 5.0, 10.0, 20.0])
    return [straight(*pair, is_oneway=draw(st.booleans()), m_per_s=draw(speeds)) for pair in ends]


@st.composite
def restrictions(draw: st.DrawFn, drawn: list[Road]) -> list[Turn]:
    """Restrictions along ways that really can be driven, of two to four roads."""
    found = []
    for _ in range(draw(st.integers(0, 4))):
        row = draw(st.integers(0, len(drawn) - 1))
        along = drawn[row].is_oneway or draw(st.booleans())
        rows, nodes = [row], []
        for _ in range(draw(st.integers(1, 3))):
            node = drawn[rows[-1]].end if along else drawn[rows[-1]].start
            ways = [(at, True) for at, road in enumerate(drawn) if road.start == node]
            ways += [(at, False) for at, road in enumerate(drawn) if road.end == node and not road.is_oneway]
            if not ways:
                break
            there, along = draw(st.sampled_from(ways))
            rows.append(there)
            nodes.append(node)
        if nodes:
            kind = draw(st.sampled_from([NO, ONLY]))
            found.append(Turn(kind, tuple(1000 + each for each in rows), tuple(nodes)))
    return found


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_costs_equal_the_slowest_search_whatever_is_closed_or_forbidden(data: st.DataObject) -> None:
    drawn = data.draw(networks())
    turns = data.draw(restrictions(drawn))
    rows, fractions = st.integers(0, len(drawn) - 1), st.sampled_from([0.0, 0.25, 0.5, 0.8, 1.0])
    stops = st.builds(at, rows, fractions)
    goal, starts = data.draw(stops), data.draw(st.lists(stops, min_size=1, max_size=4))
    stretches = data.draw(st.lists(st.builds(Stretch, rows, st.just(0.3), st.sampled_from([0.3, 0.6])), max_size=3))
    searcher = network_of(roads_of(drawn), turns).searcher()
    searcher.close(by_segment(stretches))

    found = searcher.ways(goal, starts)

    expected = [slowest(drawn, start, goal, turns=turns, closed=stretches) for start in starts]
    costs = [way.seconds if way else None for way in found]
    assert costs == [pytest.approx(each, abs=1e-9) if each is not None else None for each in expected]
    first = searcher.first(goal, starts)
    least = min((each for each in expected if each is not None), default=None)
    assert (first and first[1].seconds) == (None if least is None else pytest.approx(least, abs=1e-9))
    assert first is None or costs[first[0]] == first[1].seconds


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_pieces_of_a_way_join_and_cost_what_the_way_costs(data: st.DataObject) -> None:
    drawn = data.draw(networks())
    rows, fractions = st.integers(0, len(drawn) - 1), st.sampled_from([0.0, 0.25, 0.5, 0.8, 1.0])
    start, goal = data.draw(st.builds(at, rows, fractions)), data.draw(st.builds(at, rows, fractions))
    roads = roads_of(drawn)
    searcher = network_of(roads).searcher()

    (way,) = searcher.ways(goal, [start])

    if way is None:
        return
    pieces = way.pieces()
    spent = sum(roads.seconds[piece.row] * abs(piece.end - piece.start) for piece in pieces)
    driven = sum(roads.metres[piece.row] * abs(piece.end - piece.start) for piece in pieces)
    assert spent == pytest.approx(way.seconds, abs=1e-9)
    assert driven == pytest.approx(way.metres(roads.metres), abs=1e-9)
    for before, after in pairwise(pieces):
        ends = drawn[before.row].end if before.end == 1.0 else drawn[before.row].start
        begins = drawn[after.row].start if after.start == 0.0 else drawn[after.row].end
        assert ends == begins


def test_closed_road_opens_again_when_the_closure_ends() -> None:
    searcher = network_of(
        roads_of([straight(0, 1), straight(0, 3, m_per_s=1), straight(3, 2), straight(2, 1)])
    ).searcher()
    goal, start = at(0, 1.0), at(1, 0.0)

    def cost() -> float:
        (way,) = searcher.ways(goal, [start])
        assert way is not None
        return way.seconds

    before = cost()
    searcher.close(by_segment([Stretch(0, 0.5, 0.5)]))
    during = cost()
    searcher.close({})

    assert (before, during, cost()) == (10.0, 120.0, 10.0)


def test_heavy_truck_keeps_off_the_soi_that_others_take() -> None:
    network = network_of(roads_of([straight(0, 1), straight(1, 2, road_class="soi"), straight(1, 5), straight(5, 2)]))
    goal, start = at(3, 1.0), at(0, 0.0)

    small = network.searcher().ways(goal, [start])[0]
    heavy = network.searcher(vehicle("heavy_truck", {})).ways(goal, [start])[0]

    assert small is not None
    assert heavy is not None
    assert small.seconds == pytest.approx(20)
    assert heavy.seconds > 30


def test_detour_of_a_hundred_kilometres_is_found() -> None:
    far = Road(0, 1, ((0.0, 0.0), (0.0, 50_000.0), (100.0, 50_000.0), (100.0, 0.0)))

    (way,) = network_of(roads_of([far])).searcher().ways(at(0, 0.0), [at(0, 1.0)])

    assert way is not None
    assert way.seconds == pytest.approx(10_010)


def test_start_that_a_closure_shuts_in_does_not_make_the_search_see_the_whole_network(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(search, "SOON", 20)
    rows = [Road(n, n + 1, ((100.0 * n, 0.0), (100.0 * (n + 1), 0.0))) for n in range(5_000)]
    searcher = network_of(roads_of(rows)).searcher()
    searcher.close(by_segment([Stretch(1, 0.5, 0.5)]))
    goal, starts = at(2_500, 0.5), [at(0, 0.5), at(2_502, 0.5)]

    with searcher.bounded(goal, searcher.exits(starts, goal=goal)):
        reached = searcher.reached
    shut_in, near = searcher.ways(goal, starts)

    assert shut_in is None
    assert near is not None
    assert reached < 30


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_bound_is_never_above_the_cost_whatever_is_closed_or_forbidden(data: st.DataObject) -> None:
    drawn = data.draw(networks())
    turns = data.draw(restrictions(drawn))
    rows, fractions = st.integers(0, len(drawn) - 1), st.sampled_from([0.0, 0.25, 0.5, 0.8, 1.0])
    goal = at(data.draw(rows), data.draw(fractions))
    stretches = data.draw(st.lists(st.builds(Stretch, rows, st.just(0.3), st.sampled_from([0.3, 0.6])), max_size=3))
    searcher = network_of(roads_of(drawn), turns).searcher()
    searcher.close(by_segment(stretches))
    ends = [(arc, float(arc % 2 == 0)) for arc in np.flatnonzero(searcher.graph.arcs.exists).tolist()]
    starts = [at(arc // 2, end) for arc, end in ends]

    with searcher.bounded(goal, searcher.exits(starts, goal=goal)) as floor:
        heads = searcher.graph.heads[[arc for arc, _end in ends]]
        least = np.minimum(searcher.bounds[heads], floor).tolist()

    costs = [slowest(drawn, start, goal, turns=turns, closed=stretches) for start in starts]
    assert all(bound <= cost + 1e-9 for bound, cost in zip(least, costs, strict=True) if cost is not None)


def test_first_is_who_is_there_first_when_a_forbidden_turn_sends_the_nearest_round() -> None:
    places = {0: (0.0, 0.0), 1: (0.0, -100.0), 2: (-50.0, 0.0), 3: (0.0, 30.0), 4: (40.0, 0.0), 5: (80.0, 0.0)}
    ends = [(0, 1), (2, 0), (0, 3), (4, 0), (5, 4)]
    drawn = [Road(start, end, (places[start], places[end])) for start, end in ends]
    drawn.append(Road(4, 6, ((40.0, 0.0), (40.0, 200.0))))
    searcher = network_of(roads_of(drawn), [Turn(NO, (1001, 1000), (0,))]).searcher()
    near, far = at(1, 0.5), at(4, 0.0)  # 12.5 seconds, but for the turn: 18.5; 18.0 seconds

    found = searcher.first(at(0, 1.0), [near, far])
    alone = searcher.first(at(0, 1.0), [near])

    assert found is not None
    assert found[0] == 1
    assert found[1].seconds == pytest.approx(18.0)
    assert alone is not None
    assert alone[1].seconds == pytest.approx(18.5)


def test_first_is_the_least_of_all_ways_on_a_grid_of_many_forbidden_turns() -> None:
    chance, size = random.Random(2569), 12
    nodes = [(x, y) for x in range(size) for y in range(size)]
    pairs = [(place, (place[0] + dx, place[1] + dy)) for place in nodes for dx, dy in ((1, 0), (0, 1))]
    drawn = [
        Road(nodes.index(one), nodes.index(other), (one, other), m_per_s=chance.uniform(0.1, 1.0))
        for one, other in pairs
        if other in nodes
    ]
    ends = [
        (row, after, road.end) for row, road in enumerate(drawn)
        for after, other in enumerate(drawn) if after != row and road.end in (other.start, other.end)
    ]  # fmt: skip
    turns = [Turn(NO, (1000 + row, 1000 + after), (node,)) for row, after, node in chance.sample(ends, 250)]
    searcher = network_of(roads_of(drawn), turns).searcher()

    for _ in range(40):
        goal, *starts = (at(chance.randrange(len(drawn)), chance.random()) for _ in range(7))
        found, all_ways = searcher.first(goal, starts), searcher.ways(goal, starts)
        assert found is not None
        assert found[1].seconds == pytest.approx(min(way.seconds for way in all_ways if way), abs=1e-9)


def test_first_does_not_make_the_search_see_what_lies_behind_it(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [Road(n, n + 1, ((100.0 * n, 0.0), (100.0 * (n + 1), 0.0))) for n in range(2_000)]
    stubs = [Road(n, 3_000 + n, ((100.0 * n, 0.0), (100.0 * n, 50.0))) for n in range(2_000)]
    searcher = network_of(roads_of(rows + stubs)).searcher()
    seen: list[int] = []
    really = spreading.put_back

    def noting(touched: Ints, reached: int, seconds: Floats) -> None:
        seen.append(reached)
        really(touched, reached, seconds)

    monkeypatch.setattr(spreading, "put_back", noting)
    found = searcher.first(at(1_000, 0.5), [at(10, 0.5), at(1_003, 0.5)])

    assert found is not None
    assert found[0] == 1
    assert seen[0] < 30


def test_empty_network_has_no_stops() -> None:
    with pytest.raises(ValueError, match="no roads"):
        network_of(roads_of([])).stops(np.array([[0.0, 0.0]]))
