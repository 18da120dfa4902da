"""Travel from many starts to one goal in one search that runs backwards from the goal, as exact as the network is.

It runs over the junctions first, as if every turn were allowed, and stops when every start is met; then each start goes
to the goal under the turn rules, steered by what was found. Who only wants to know the first start stops at the first
that is met. Starts that can never reach the goal are found out where
that is cheap: those on an island, and those that closures shut in. Otherwise one of them makes the search see the whole
network.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import RLock
from typing import NamedTuple

import numpy as np

from incidents.network import heap, spreading, steering
from incidents.network.arrays import Flags, Floats, Ints, Shorts
from incidents.network.closures import Closed
from incidents.network.graph import Graph
from incidents.network.stops import Stop

SOON = 10_000
"""After so many nodes it is asked whether the starts not met yet are shut in."""
POCKET = 2_000
"""So many states at most are walked to prove that."""


BOTH_WAYS, ENDS = np.array([0, 1]), np.array([1.0, 0.0])
"""What makes the two arcs of twice a segment's row, and the fraction of the segment's line at which each ends."""


class Piece(NamedTuple):
    """A stretch driven of one segment, from one fraction of its line to another (falling: against the line)."""

    row: int
    start: float
    end: float


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """A quickest way: its cost, and the arcs driven, the first and the last of them in part."""

    seconds: float
    arcs: Ints
    start: Stop
    goal: Stop

    def shares(self) -> tuple[float, float]:
        """How much of the first arc lies behind where it is entered, and of the last before where it is left."""
        first, last = int(self.arcs[0]), int(self.arcs[-1])
        return abs(self.start.fraction - (1.0 - _end(first))), abs(self.goal.fraction - (1.0 - _end(last)))

    def pieces(self) -> list[Piece]:
        """The segments in the order of travel."""
        whole = [Piece(arc // 2, 1.0 - _end(arc), _end(arc)) for arc in self.arcs.tolist()]
        whole[0] = whole[0]._replace(start=self.start.fraction)
        whole[-1] = whole[-1]._replace(end=self.goal.fraction)
        return whole

    def metres(self, lengths: Floats) -> float:
        """The length, given the length of every segment."""
        driven, (left, reached) = lengths[self.arcs // 2], self.shares()
        return float(driven.sum() - driven[0] * left - driven[-1] * (1.0 - reached))


@dataclass(frozen=True, slots=True, eq=False)
class Exits:
    """How each start leaves its segment, and what not leaving it costs (`along`)."""

    outs: steering.Outs
    along: Floats

    @property
    def leaves(self) -> Flags:
        """Whether each start can leave its segment at all."""
        does: Flags = self.outs.begins[1:] > self.outs.begins[:-1]
        return does

    def wanted(self, heads: Shorts) -> spreading.Wanted:
        """The nodes over which the starts leave, given the node at the end of each arc."""
        of = np.repeat(np.arange(len(self.along)), np.diff(self.outs.begins))
        return spreading.Wanted(heads[self.outs.states], of, self.outs.seconds)


class Searcher:
    """A graph with what one kind of vehicle finds closed. Whoever asks holds `lock` from closing to the answer."""

    def __init__(self, graph: Graph, *, is_barred: Flags | None = None) -> None:
        self.graph = graph
        self.lock = RLock()
        self.closed: Closed = {}
        self.is_barred = is_barred if is_barred is not None else np.zeros(len(graph.arcs) // 2, dtype=np.bool_)
        self._open = np.where(self.is_barred[graph.arc_of // 2], np.inf, graph.seconds[graph.arc_of])
        self._cost = self._open.copy()
        states, nodes = len(graph.arc_of), len(graph.arcs.nodes)
        waiting = len(graph.ahead) + len(graph.arcs) + 2
        keys, heap = np.empty(waiting), np.empty(waiting, dtype=np.int32)
        self.bounds = np.full(nodes, np.inf)
        """Seconds to the goal by node as if every turn were allowed, while an answer is made; infinite in between."""
        self.reached = 0
        """How many nodes have such a bound."""
        self._junctions = spreading.Junctions(graph.starts_in, graph.arcs_in, graph.tails, self._cost)
        self._found = spreading.Found(
            self.bounds, np.empty(nodes + 1, dtype=np.int64), np.zeros(nodes, dtype=np.bool_), keys, heap
        )
        self._moves = steering.Moves(graph.ahead_starts, graph.ahead, self._cost, graph.heads, graph.arc_of)
        self._slate = steering.Slate(
            np.full(states, np.inf), np.empty(states, dtype=np.int32), np.zeros(states, dtype=np.bool_),
            np.empty(states, dtype=np.int64), keys, heap,
        )  # fmt: skip
        self._seen = np.zeros(states, dtype=np.int8)

    def close(self, closed: Closed) -> None:
        """Close exactly these stretches, in place; what was closed before and is not now opens."""
        if closed is self.closed:
            return
        before, now = self.closed.keys(), closed.keys()
        opened, shut = self._states(before - now), self._states(now - before)
        self._cost[opened] = self._open[opened]
        self._cost[shut] = np.inf
        self.closed = closed

    def ways(self, goal: Stop, starts: Sequence[Stop]) -> list[Way | None]:
        """The quickest way of each start to the goal; None where there is none."""
        exits = self.exits(starts, goal=goal)
        with self.bounded(goal, exits) as floor:
            costs, ends, arcs = self._steered(goal, exits, floor=floor, limits=exits.along)
        found = zip(starts, costs.tolist(), ends[:-1].tolist(), ends[1:].tolist(), strict=True)
        return [_way(start, goal, cost, arcs[first:end]) for start, cost, first, end in found]

    def first(self, goal: Stop, starts: Sequence[Stop]) -> tuple[int, Way] | None:
        """The start that is at the goal first, by its place among them, and its way; None where none has one.

        Where turn rules make its way longer than it seemed, the search goes on as far as another could be sooner.
        """
        exits = self.exits(starts, goal=goal)
        wanted, best = exits.wanted(self.graph.heads), exits.along.copy()
        with self._begun(goal, wanted) as size:
            size = self._spread(wanted, best, size=size, most=SOON, for_first=True)
            if size and self.reached >= SOON and not self._are_shut_in(exits, goal=goal):
                size = self._spread(wanted, best, size=size, most=len(self.bounds) + 1, for_first=True)
            if (best == np.inf).all():
                return None
            taken = int(best.argmin())
            waiting = self._found.keys[:size].copy(), self._found.heap[:size].copy()
            way = self._steered_one(goal, starts, exits, taken=taken, floor=float(best[taken]))
            # Steering writes on the same heap.
            self._found.keys[:size], self._found.heap[:size] = waiting
            best[taken] = -1.0
            ways = {taken: way} | self._sooner(way, goal, starts, exits, best, size=size)
        found = [(at, each) for at, each in sorted(ways.items()) if each]
        return min(found, key=lambda each: each[1].seconds, default=None)

    def _sooner(
        self, way: Way | None, goal: Stop, starts: Sequence[Stop], exits: Exits, best: Floats, *, size: int
    ) -> dict[int, Way | None]:
        """The ways of the starts that could still be there before a way ends; `best` as the search has it so far."""
        least = way.seconds if way else np.inf
        rivals = np.where(exits.leaves | (exits.along < np.inf), np.minimum(best, least), -1.0)
        self._spread(exits.wanted(self.graph.heads), rivals, size=size, most=len(self.bounds) + 1)
        floor, sooner = float(rivals.max()), np.flatnonzero((rivals >= 0.0) & (rivals < least))
        return {at: self._steered_one(goal, starts, exits, taken=at, floor=floor) for at in sooner.tolist()}

    def _steered_one(self, goal: Stop, starts: Sequence[Stop], exits: Exits, *, taken: int, floor: float) -> Way | None:
        limits = np.full(len(starts), -1.0)
        limits[taken] = exits.along[taken]
        costs, ends, arcs = self._steered(goal, exits, floor=floor, limits=limits)
        return _way(starts[taken], goal, float(costs[taken]), arcs[ends[taken] : ends[taken + 1]])

    def _steered(self, goal: Stop, exits: Exits, *, floor: float, limits: Floats) -> tuple[Floats, Ints, Ints]:
        """Every start's way that is cheaper than its limit, as `steering.steer_each` tells them."""
        entries = self._entries(goal)
        return steering.steer_each(self._moves, self.bounds, floor, exits.outs, entries, limits, self._slate)

    def _are_shut_in(self, exits: Exits, *, goal: Stop) -> bool:
        leaving = np.flatnonzero(exits.leaves)
        return len(self.shut_in(exits, leaving, goal=goal)) == len(leaving)

    @contextmanager
    def bounded(self, goal: Stop, exits: Exits) -> Iterator[float]:
        """Within, `bounds` are so far known that every start is met; gives the bound of all nodes that have none."""
        # Starts without hope are no reason to go on searching: their cost is as low as can be.
        best = np.where(exits.leaves, exits.along, -1.0)
        wanted = exits.wanted(self.graph.heads)
        with self._begun(goal, wanted) as size:
            size = self._spread(wanted, best, size=size, most=SOON)
            lost = np.flatnonzero(best == np.inf)
            if size and len(lost):
                best[self.shut_in(exits, lost, goal=goal)] = -1.0
            self._spread(wanted, best, size=size, most=len(self.bounds) + 1)
            yield float(best.max(initial=-1.0))

    @contextmanager
    def _begun(self, goal: Stop, wanted: spreading.Wanted) -> Iterator[int]:
        """Within, the search over the junctions has begun at the goal; gives the size of the heap."""
        try:
            spreading.mark(self._found.is_wanted, wanted.nodes, True)
            yield self._seeded(goal)
        finally:
            spreading.mark(self._found.is_wanted, wanted.nodes, False)
            spreading.put_back(self._found.touched, self.reached, self.bounds)
            self.reached = 0

    def _seeded(self, goal: Stop) -> int:
        """Let the search begin at the ends of the goal's segment; gives the size of the heap."""
        size, found = 0, self._found
        for arc in (2 * goal.row, 2 * goal.row + 1):
            node, seconds = int(self.graph.tails[arc]), self._part(arc, 1.0 - _end(arc), goal.fraction)
            if seconds < np.inf:
                found.touched[self.reached] = node
                self.reached += 1
                self.bounds[node] = min(float(self.bounds[node]), seconds)
                size = heap.push(found.keys, found.heap, size, seconds, node)
        return size

    def _spread(self, wanted: spreading.Wanted, best: Floats, *, size: int, most: int, for_first: bool = False) -> int:
        """Bound more nodes from below, until the least cost of every start is known; gives the size of the heap."""
        self.reached, size = spreading.spread(
            self._junctions, wanted, best, self._found, self.reached, size, most, for_first
        )
        return size

    def _entries(self, goal: Stop) -> steering.Ins:
        """From which states one can turn into the goal's segment and reach it, at which cost."""
        graph, found = self.graph, []
        for arc in (2 * goal.row, 2 * goal.row + 1):
            cost = self._part(arc, 1.0 - _end(arc), goal.fraction)
            if cost == np.inf:
                continue
            for row in graph.rows_of(arc):
                states = graph.sources[graph.starts[row] : graph.starts[row + 1]].tolist()
                found += [(state, arc, cost) for state in states]
        states, arcs, seconds = zip(*found, strict=True) if found else ((), (), ())
        return steering.Ins(_whole(states), _whole(arcs), np.array(seconds, dtype=np.float64))

    def exits(self, starts: Sequence[Stop], *, goal: Stop) -> Exits:
        """How starts leave their segments; not at all where they stand on an island."""
        rows = np.array([start.row for start in starts], dtype=np.int64)
        fractions = np.array([start.fraction for start in starts])
        arcs, share = 2 * rows[:, None] + BOTH_WAYS, np.abs(ENDS - fractions[:, None])
        # No distance costs nothing, even against a one-way.
        seconds = np.where(share > 0, self.graph.seconds[arcs], 0.0) * share
        for at, start in enumerate(starts):
            if start.row in self.closed or self.is_barred[start.row]:
                seconds[at] = [self._part(arc, start.fraction, _end(arc)) for arc in arcs[at].tolist()]
        tail, component = self.graph.arcs.tail, self.graph.component
        seconds[component[tail[2 * rows]] != component[tail[2 * goal.row]]] = np.inf
        is_open = seconds < np.inf
        begins = np.append(0, np.cumsum(is_open.sum(axis=1)))
        along = np.array([self._along(start, goal=goal) for start in starts])
        return Exits(steering.Outs(begins, arcs[is_open], seconds[is_open]), along)

    def _along(self, start: Stop, *, goal: Stop) -> float:
        """Seconds straight along the one segment that start and goal are on; infinite where that cannot be driven."""
        return self._part(_straight(start, goal), start.fraction, goal.fraction) if start.row == goal.row else np.inf

    def _part(self, arc: int, start: float, end: float) -> float:
        """Seconds along an arc from one fraction to another; no distance costs nothing, even against a one-way."""
        if self._bars(arc // 2, start=start, end=end):
            return float(np.inf)
        return float(self.graph.seconds[arc]) * abs(end - start) if start != end else 0.0

    def _bars(self, row: int, *, start: float, end: float) -> bool:
        """Whether one cannot drive from one fraction of the segment to the other, ends included."""
        low, high = min(start, end), max(start, end)
        return bool(self.is_barred[row]) or any(
            stretch.from_fraction <= high and stretch.to_fraction >= low for stretch in self.closed.get(row, ())
        )

    def shut_in(self, exits: Exits, asked: Ints, *, goal: Stop) -> Ints:
        """Those of the asked starts from which a short walk over open turns ends without meeting the goal's segment."""
        wave = np.empty(2 * POCKET * len(asked), dtype=np.int64)
        is_shut: Flags = steering.shut_in(self._moves, exits.outs, asked, goal.row, POCKET, self._seen, wave)
        found: Ints = asked[is_shut]
        return found

    def _states(self, segments: Iterable[int]) -> Ints:
        """The states of both arcs of the segments."""
        return _whole(
            row for segment in segments for arc in (2 * segment, 2 * segment + 1) for row in self.graph.rows_of(arc)
        )


def _way(start: Stop, goal: Stop, cost: float, arcs: Ints) -> Way | None:
    """The way over these arcs; where there are none straight along the one segment, if that can be driven at all."""
    if len(arcs):
        return Way(cost, arcs, start, goal)
    return Way(cost, np.array([_straight(start, goal)]), start, goal) if cost < np.inf else None


def _straight(start: Stop, goal: Stop) -> int:
    """The arc that runs from the start towards the goal on one segment; along the line where they are one place."""
    return 2 * start.row + (goal.fraction < start.fraction)


def _end(arc: int) -> float:
    """The fraction of the segment's line at which the arc ends."""
    return 1.0 if arc % 2 == 0 else 0.0


def _whole(values: Iterable[int]) -> Ints:
    return np.array([*values], dtype=np.int64)
