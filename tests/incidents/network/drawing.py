"""Networks drawn by hand or by chance, and the slowest honest search to compare with."""

import heapq
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from incidents.network.closures import Stretch
from incidents.network.roads import ONLY, Roads, Turn
from incidents.network.stops import Stop

Line = tuple[tuple[float, float], ...]
Step = tuple[int, bool]
"""A road by its row, and whether it is driven along or against its line."""
History = tuple[Step, ...]


@dataclass(frozen=True)
class Road:
    """A line between two nodes, at ten metres a second unless said otherwise."""

    start: int
    end: int
    line: Line
    is_oneway: bool = False
    m_per_s: float = 10.0
    road_class: str = "street"
    name: str = ""
    weight_kg: int = 0


def roads_of(drawn: Sequence[Road]) -> Roads:
    """The roads as columns; ids run from 100, things from 1000."""
    shapes = np.array([shapely.LineString(road.line) for road in drawn] or [], dtype=object)
    metres = np.asarray(shapely.length(shapes), dtype=np.float64).reshape(-1)
    classes = tuple(sorted({road.road_class for road in drawn}))
    names = tuple(sorted({(road.name, road.name) for road in drawn}))
    count = len(drawn)
    whole = np.zeros(count, dtype=np.int64)
    return Roads(
        ids=np.arange(100, 100 + count),
        things=np.arange(1000, 1000 + count),
        from_node=np.array([road.start for road in drawn], dtype=np.int64),
        to_node=np.array([road.end for road in drawn], dtype=np.int64),
        is_oneway=np.array([road.is_oneway for road in drawn], dtype=np.bool_),
        seconds=metres / np.array([road.m_per_s for road in drawn]),
        metres=metres,
        shapes=shapes,
        class_code=np.array([classes.index(road.road_class) for road in drawn], dtype=np.int64),
        classes=classes,
        name_code=np.array([names.index((road.name, road.name)) for road in drawn], dtype=np.int64),
        names=names,
        height_cm=whole,
        width_cm=whole,
        weight_kg=np.array([road.weight_kg for road in drawn], dtype=np.int64),
    )


def at(row: int, fraction: float) -> Stop:
    """A stop on a segment; its place does not matter to an exact search."""
    return Stop(row, fraction, 0.0, 0.0, 0.0)


def slowest(
    drawn: Sequence[Road], start: Stop, goal: Stop, *, turns: Sequence[Turn] = (), closed: Sequence[Stretch] = ()
) -> float | None:
    """Seconds from start to goal by Dijkstra forwards over whole histories of the last four roads, in plain Python.

    It shares nothing with the search it judges: no arrays, no arcs, no memory states.
    """
    ground = Ground(drawn, tuple(turns), tuple(closed), roads_of(drawn).seconds.tolist(), _leaving(drawn))
    best = ground.along_one_road(start, goal)
    queue = list(ground.beginnings(start))
    heapq.heapify(queue)
    settled = set()
    while queue:
        cost, history = heapq.heappop(queue)
        if cost >= best:
            break
        if history in settled:
            continue
        settled.add(history)
        for step, goes_on in ground.steps_after(history, goal):
            best = min(best, cost + ground.into(step, goal))
            if goes_on and not ground.is_shut(step[0], 0.0, 1.0):
                heapq.heappush(queue, (cost + ground.seconds[step[0]], (*history, step)[-4:]))
    return None if best == math.inf else best


@dataclass(frozen=True)
class Ground:
    """What is driven on: roads with their seconds, forbidden and prescribed turns, stretches that are closed."""

    drawn: Sequence[Road]
    turns: tuple[Turn, ...]
    closed: tuple[Stretch, ...]
    seconds: list[float]
    leaving: Mapping[int, list[Step]]
    """The roads that may be driven from a node."""

    def is_shut(self, row: int, one: float, other: float) -> bool:
        """Whether something is closed between two places of a road, the places themselves counted."""
        low, high = min(one, other), max(one, other)
        return any(each.row == row and each.from_fraction <= high and each.to_fraction >= low for each in self.closed)

    def along_one_road(self, start: Stop, goal: Stop) -> float:
        """Seconds where both stand on one road and no node lies between them; else infinite."""
        is_ahead = goal.fraction >= start.fraction or not self.drawn[start.row].is_oneway
        if goal.row != start.row or not is_ahead or self.is_shut(start.row, start.fraction, goal.fraction):
            return math.inf
        return self.seconds[start.row] * abs(goal.fraction - start.fraction)

    def beginnings(self, start: Stop) -> Iterator[tuple[float, History]]:
        """From the start to either end of its road, as far as it may be driven so."""
        for along, end in ((True, 1.0), (False, 0.0)):
            is_against = self.drawn[start.row].is_oneway and not along and start.fraction != end
            if not is_against and not self.is_shut(start.row, start.fraction, end):
                yield self.seconds[start.row] * abs(end - start.fraction), ((start.row, along),)

    def steps_after(self, history: History, goal: Stop) -> Iterator[tuple[Step, bool]]:
        """The roads that may be driven next, each with whether the drive goes on beyond it.

        A goal at the very end of a one-way is reached from its node without driving the road. Who turns back does so
        only where no other road leaves.
        """
        row, along = history[-1]
        node = self.drawn[row].end if along else self.drawn[row].start
        choices = self.leaving.get(node, [])
        last = self.drawn[goal.row]
        touched = [(goal.row, False)] if last.is_oneway and last.end == node and goal.fraction == 1.0 else []
        for step in choices + touched:
            turns_back = step == (row, not along) and len(choices) > 1
            if not turns_back and _allowed(self.drawn, history, step, self.turns):
                yield step, step in choices

    def into(self, step: Step, goal: Stop) -> float:
        """Seconds from the beginning of a road to the goal on it; infinite where there is none or it is closed."""
        row, along = step
        begin = 0.0 if along else 1.0
        if row != goal.row or self.is_shut(row, begin, goal.fraction):
            return math.inf
        return self.seconds[row] * abs(goal.fraction - begin)


def _leaving(drawn: Sequence[Road]) -> dict[int, list[Step]]:
    leaving: dict[int, list[Step]] = {}
    for row, road in enumerate(drawn):
        leaving.setdefault(road.start, []).append((row, True))
        if not road.is_oneway:
            leaving.setdefault(road.end, []).append((row, False))
    return leaving


def _allowed(drawn: Sequence[Road], history: History, step: Step, turns: Sequence[Turn]) -> bool:
    """Several "only" after the same roads are alternatives, as OpenStreetMap reads them."""
    prescribed: dict[tuple[tuple[int, ...], tuple[int, ...]], bool] = {}
    for turn in turns:
        rows = tuple(road - 1000 for road in turn.roads)
        behind = history[-(len(rows) - 1) :]
        if len(behind) < len(rows) - 1 or tuple(row for row, _ in behind) != rows[:-1]:
            continue
        ends = tuple(drawn[row].end if along else drawn[row].start for row, along in behind)
        if ends != turn.nodes:
            continue
        begins = drawn[step[0]].start if step[1] else drawn[step[0]].end
        is_it = step[0] == rows[-1] and begins == turn.nodes[-1]
        if turn.kind == ONLY:
            after = (tuple(turn.roads[:-1]), tuple(turn.nodes))
            prescribed[after] = prescribed.get(after, False) or is_it
        elif is_it:
            return False
    return all(prescribed.values())
