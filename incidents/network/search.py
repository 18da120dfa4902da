"""Travel from many starts to one goal in one search that runs backwards from the goal, as exact as the network is.

It stops when every start's quickest way is proved. Starts that can never be reached are found out first, where that is
cheap: those on an island, and those that closures shut in. Otherwise one of them makes the search see the whole
network.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from threading import RLock

import numpy as np

from incidents.network import spreading
from incidents.network.arrays import Flags, Floats, Ints
from incidents.network.closures import Closed
from incidents.network.graph import Graph
from incidents.network.stops import Stop

POCKET = 2_000
"""So many states at most are walked to prove that a start is shut in."""


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


@dataclass(frozen=True, slots=True)
class _Entry:
    """Turning from a state into an arc that leads to the goal, and what the driven part of that arc costs."""

    state: int
    seconds: float
    arc: int


@dataclass(frozen=True, slots=True)
class _Exit:
    """Leaving a start's segment over the end of an arc, and what that costs."""

    start: int
    arc: int
    seconds: float


class Searcher:
    """A graph with what one kind of vehicle finds closed. Whoever asks holds `lock` from closing to the answer."""

    def __init__(self, graph: Graph, *, is_barred: Flags | None = None) -> None:
        self.graph = graph
        self.lock = RLock()
        self.closed: Closed = {}
        self.is_barred = is_barred if is_barred is not None else np.zeros(len(graph.arcs) // 2, dtype=np.bool_)
        self._open = np.where(self.is_barred[graph.arc_of // 2], np.inf, graph.seconds[graph.arc_of])
        self._cost = self._open.copy()
        states = len(graph.arc_of)
        moves = len(graph.sources) + graph.entries_most + 1
        self._seconds = np.full(states, np.inf)
        self._onward = np.full(states, -1, dtype=np.int32)
        self._is_wanted = np.zeros(states, dtype=np.bool_)
        self._wave = np.empty(2 * POCKET, dtype=np.int64)
        self._touched = np.empty(states, dtype=np.int64)
        self.reached = 0
        """How many states the last search touched."""
        self._keys, self._heap = np.empty(moves), np.empty(moves, dtype=np.int32)

    def close(self, closed: Closed) -> None:
        """Close exactly these stretches, in place; what was closed before and is not now opens."""
        before, now = set(self.closed), set(closed)
        for state in self._states(before - now):
            self._cost[state] = self._open[state]
        for state in self._states(now - before):
            self._cost[state] = np.inf
        self.closed = closed

    def ways(self, goal: Stop, starts: Sequence[Stop]) -> list[Way | None]:
        """The quickest way of each start to the goal; None where there is none."""
        entries = self._entries(goal)
        along = np.array([self._along(start, goal=goal) for start in starts], dtype=np.float64)
        exits = list(self._exits(starts, goal=goal)) if entries else []
        hopeful = {exit_.start for exit_ in exits}
        # Starts without hope are no reason to go on searching: their bound is as low as can be.
        best = np.array([cost if at in hopeful else -1.0 for at, cost in enumerate(along.tolist())], dtype=np.float64)
        self.reached = self._spread(entries, exits, best)
        try:
            return [
                self._way(start, goal=goal, along=cost, entries=entries, exits=[e for e in exits if e.start == at])
                for at, (start, cost) in enumerate(zip(starts, along.tolist(), strict=True))
            ]
        finally:
            spreading.put_back(self._touched, self.reached, self._seconds, self._onward)

    def _spread(self, entries: Sequence[_Entry], exits: Sequence[_Exit], best: Floats) -> int:
        return int(
            spreading.spread(
                self.graph.starts,
                self.graph.sources,
                self._cost,
                self.graph.is_lone,
                np.array([entry.state for entry in entries], dtype=np.int64),
                np.array([entry.seconds for entry in entries], dtype=np.float64),
                np.array([exit_.arc for exit_ in exits], dtype=np.int64),
                np.array([exit_.start for exit_ in exits], dtype=np.int64),
                np.array([exit_.seconds for exit_ in exits], dtype=np.float64),
                best,
                self._seconds,
                self._onward,
                self._is_wanted,
                self._touched,
                self._keys,
                self._heap,
            )
        )

    def _way(
        self, start: Stop, *, goal: Stop, along: float, entries: Sequence[_Entry], exits: Sequence[_Exit]
    ) -> Way | None:
        """The cheaper of staying on the segment and of leaving it, once the search is done."""
        costs = [(exit_.seconds + float(self._seconds[exit_.arc]), exit_.arc) for exit_ in exits]
        cost, arc = min(costs, default=(np.inf, -1))
        if along <= cost:
            return None if along == np.inf else Way(along, np.array([_straight(start, goal)]), start, goal)
        arcs, entry = spreading.arcs_on(arc, self.graph.arc_of, self._onward)
        arcs[-1] = entries[entry].arc
        return Way(cost, arcs, start, goal)

    def _entries(self, goal: Stop) -> list[_Entry]:
        """From which states one can turn into the goal's segment and reach it, at which cost."""
        graph, found = self.graph, []
        for arc in (2 * goal.row, 2 * goal.row + 1):
            cost = self._part(arc, 1.0 - _end(arc), goal.fraction)
            if cost == np.inf:
                continue
            for row in graph.rows_of(arc):
                states = graph.sources[graph.starts[row] : graph.starts[row + 1]].tolist()
                found += [_Entry(state, cost, arc) for state in states]
        return found

    def _exits(self, starts: Sequence[Stop], *, goal: Stop) -> Iterator[_Exit]:
        """How starts leave their segments; those that can never reach the goal are left out where that is known."""
        graph = self.graph
        home = graph.component[graph.arcs.tail[2 * goal.row]]
        for at, start in enumerate(starts):
            if graph.component[graph.arcs.tail[2 * start.row]] != home:
                continue
            costs = {arc: self._part(arc, start.fraction, _end(arc)) for arc in (2 * start.row, 2 * start.row + 1)}
            arcs = [arc for arc, cost in costs.items() if cost < np.inf]
            if arcs and not self._is_shut_in(arcs, goal=goal):
                yield from (_Exit(at, arc, costs[arc]) for arc in arcs)

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

    def _is_shut_in(self, arcs: Sequence[int], *, goal: Stop) -> bool:
        """Whether a short walk over all open turns ends without meeting the goal's segment."""
        graph, outs = self.graph, np.array(arcs, dtype=np.int64)
        rows = (graph.ahead_starts, graph.ahead, self._cost, graph.arc_of)
        return spreading.is_pocket(*rows, outs, goal.row, POCKET, self._is_wanted, self._wave)

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
