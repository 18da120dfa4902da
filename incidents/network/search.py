"""Travel from many starts to one goal in one search that runs backwards from the goal, as exact as the network is.

It runs over the junctions first, as if every turn were allowed, and stops when every start is met; then each start goes
to the goal under the turn rules, steered by what was found. Starts that can never reach the goal are found out where
that is cheap: those on an island, and those that closures shut in. Otherwise one of them makes the search see the whole
network.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from threading import RLock

import numpy as np

from incidents.network import heap, spreading, steering
from incidents.network.arrays import Flags, Floats, Ints
from incidents.network.closures import Closed
from incidents.network.graph import Graph
from incidents.network.stops import Stop

SOON = 10_000
"""After so many nodes it is asked whether the starts not met yet are shut in."""
POCKET = 2_000
"""So many states at most are walked to prove that."""


@dataclass(frozen=True, slots=True)
class Piece:
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

    def pieces(self) -> list[Piece]:
        """The segments in the order of travel."""
        whole = [Piece(arc // 2, 1.0 - _end(arc), _end(arc)) for arc in self.arcs.tolist()]
        whole[0] = replace(whole[0], start=self.start.fraction)
        whole[-1] = replace(whole[-1], end=self.goal.fraction)
        return whole

    def metres(self, lengths: Floats) -> float:
        """The length, given the length of every segment."""
        first, last = int(self.arcs[0]), int(self.arcs[-1])
        undriven = lengths[first // 2] * abs(self.start.fraction - (1.0 - _end(first)))
        undriven += lengths[last // 2] * abs(_end(last) - self.goal.fraction)
        return float(lengths[self.arcs // 2].sum() - undriven)


@dataclass(frozen=True, slots=True, eq=False)
class Entries:
    """States from which one turns into an arc that leads to the goal, and what the driven part of that arc costs."""

    states: Ints
    seconds: Floats
    arcs: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Exits:
    """The arcs over whose ends a start's segment is left, and what that costs; `along` is the cost of not leaving."""

    arcs: Ints
    seconds: Floats
    along: float


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
        self._keys, self._heap = np.empty(waiting), np.empty(waiting, dtype=np.int32)
        self.bounds = np.full(nodes, np.inf)
        """Seconds to the goal by node as if every turn were allowed, while an answer is made; infinite in between."""
        self._is_wanted = np.zeros(nodes, dtype=np.bool_)
        self._reached = np.empty(nodes + 1, dtype=np.int64)
        self.reached = 0
        """How many nodes have such a bound."""
        self._seconds = np.full(states, np.inf)
        self._behind = np.empty(states, dtype=np.int32)
        self._is_done = np.zeros(states, dtype=np.bool_)
        self._touched = np.empty(states, dtype=np.int64)
        self._wave = np.empty(2 * POCKET, dtype=np.int64)

    def close(self, closed: Closed) -> None:
        """Close exactly these stretches, in place; what was closed before and is not now opens."""
        if closed is self.closed:
            return
        before, now = set(self.closed), set(closed)
        for state in self._states(before - now):
            self._cost[state] = self._open[state]
        for state in self._states(now - before):
            self._cost[state] = np.inf
        self.closed = closed

    def ways(self, goal: Stop, starts: Sequence[Stop]) -> list[Way | None]:
        """The quickest way of each start to the goal; None where there is none."""
        entries, exits = self._entries(goal), [self.exits(start, goal=goal) for start in starts]
        with self.bounded(goal, exits) as floor:
            return [
                self._way(start, goal=goal, exits=one, entries=entries, floor=floor)
                for start, one in zip(starts, exits, strict=True)
            ]

    @contextmanager
    def bounded(self, goal: Stop, exits: Sequence[Exits]) -> Iterator[float]:
        """Within, `bounds` are so far known that every start is met; gives the bound of all nodes that have none."""
        # Starts without hope are no reason to go on searching: their cost is as low as can be.
        best = np.array([one.along if len(one.arcs) else -1.0 for one in exits], dtype=np.float64)
        try:
            size = self._spread(exits, best, size=self._seeded(goal), most=SOON)
            for at, one in enumerate(exits):
                if size and best[at] == np.inf and self.is_shut_in(one, goal=goal):
                    best[at] = -1.0
            self._spread(exits, best, size=size, most=len(self.bounds) + 1)
            yield float(best.max(initial=-1.0))
        finally:
            spreading.put_back(self._reached, self.reached, self.bounds)
            self.reached = 0

    def _seeded(self, goal: Stop) -> int:
        """Let the search begin at the ends of the goal's segment; gives the size of the heap."""
        size = 0
        for arc in (2 * goal.row, 2 * goal.row + 1):
            node, seconds = int(self.graph.tails[arc]), self._part(arc, 1.0 - _end(arc), goal.fraction)
            if seconds < np.inf:
                self._reached[self.reached] = node
                self.reached += 1
                self.bounds[node] = min(float(self.bounds[node]), seconds)
                size = heap.push(self._keys, self._heap, size, seconds, node)
        return size

    def _spread(self, exits: Sequence[Exits], best: Floats, *, size: int, most: int) -> int:
        """Bound more nodes from below, until the least cost of every start is known; gives the size of the heap."""
        graph = self.graph
        arcs = np.concatenate([one.arcs for one in exits]) if exits else np.empty(0, dtype=np.int64)
        seconds = np.concatenate([one.seconds for one in exits]) if exits else np.empty(0)
        self.reached, size = spreading.spread(
            graph.starts_in,
            graph.arcs_in,
            graph.tails,
            self._cost,
            graph.heads[arcs],
            np.repeat(np.arange(len(exits)), [len(one.arcs) for one in exits]),
            seconds,
            best,
            self.bounds,
            self._is_wanted,
            self._reached,
            self._keys,
            self._heap,
            self.reached,
            size,
            most,
        )
        return size

    def _way(self, start: Stop, *, goal: Stop, exits: Exits, entries: Entries, floor: float) -> Way | None:
        """The cheaper of staying on the segment and of leaving it."""
        graph = self.graph
        cost, entry, touched = steering.steer(
            graph.ahead_starts,
            graph.ahead,
            self._cost,
            graph.heads,
            self.bounds,
            floor,
            exits.arcs,
            exits.seconds,
            entries.states,
            entries.seconds,
            exits.along,
            self._seconds,
            self._behind,
            self._is_done,
            self._touched,
            self._keys,
            self._heap,
        )
        steering.put_back(self._touched, touched, self._seconds, self._is_done)
        if entry < 0:
            is_along = exits.along < np.inf
            return Way(exits.along, np.array([_straight(start, goal)]), start, goal) if is_along else None
        arcs = steering.arcs_to(int(entries.states[entry]), graph.arc_of, self._behind)
        arcs[-1] = entries.arcs[entry]
        return Way(cost, arcs, start, goal)

    def _entries(self, goal: Stop) -> Entries:
        """From which states one can turn into the goal's segment and reach it, at which cost."""
        graph, found = self.graph, []
        for arc in (2 * goal.row, 2 * goal.row + 1):
            cost = self._part(arc, 1.0 - _end(arc), goal.fraction)
            if cost == np.inf:
                continue
            for row in graph.rows_of(arc):
                states = graph.sources[graph.starts[row] : graph.starts[row + 1]].tolist()
                found += [(state, cost, arc) for state in states]
        states, seconds, arcs = zip(*found, strict=True) if found else ((), (), ())
        return Entries(_whole(states), np.array(seconds, dtype=np.float64), _whole(arcs))

    def exits(self, start: Stop, *, goal: Stop) -> Exits:
        """How a start leaves its segment; not at all where it stands on an island."""
        tail, component = self.graph.arcs.tail, self.graph.component
        along = self._along(start, goal=goal)
        if component[tail[2 * start.row]] != component[tail[2 * goal.row]]:
            return Exits(_whole(()), np.empty(0), along)
        costs = {arc: self._part(arc, start.fraction, _end(arc)) for arc in (2 * start.row, 2 * start.row + 1)}
        open_ones = {arc: cost for arc, cost in costs.items() if cost < np.inf}
        return Exits(_whole(open_ones), np.array([*open_ones.values()], dtype=np.float64), along)

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

    def is_shut_in(self, exits: Exits, *, goal: Stop) -> bool:
        """Whether a short walk over all open turns ends without meeting the goal's segment."""
        graph = self.graph
        rows = (graph.ahead_starts, graph.ahead, self._cost, graph.arc_of)
        return steering.is_pocket(*rows, exits.arcs, goal.row, POCKET, self._is_done, self._wave)

    def _states(self, segments: Iterable[int]) -> Iterator[int]:
        for segment in segments:
            yield from self.graph.rows_of(2 * segment)
            yield from self.graph.rows_of(2 * segment + 1)


def _straight(start: Stop, goal: Stop) -> int:
    """The arc that runs from the start towards the goal on one segment; along the line where they are one place."""
    return 2 * start.row + (goal.fraction < start.fraction)


def _end(arc: int) -> float:
    """The fraction of the segment's line at which the arc ends."""
    return 1.0 if arc % 2 == 0 else 0.0


def _whole(values: Iterable[int]) -> Ints:
    return np.array([*values], dtype=np.int64)
