"""Networks drawn by hand or by chance, and the slowest honest search to compare with."""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from incidents.network.closures import Stretch
from incidents.network.roads import ONLY, Roads, Turn
from incidents.network.stops import Stop

Line = tuple[tuple[float, float], ...]


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


def slowest(  # noqa: C901  one plain loop on purpose: it judges the search and shares nothing with it
    drawn: Sequence[Road], start: Stop, goal: Stop, *, turns: Sequence[Turn] = (), closed: Sequence[Stretch] = ()
) -> float | None:
    """Seconds from start to goal by Dijkstra forwards over whole histories of the last four roads, in plain Python.

    It shares nothing with the search it judges: no arrays, no arcs, no memory states.
    """
    seconds = roads_of(drawn).seconds.tolist()
    leaving: dict[int, list[tuple[int, bool]]] = {}
    for row, road in enumerate(drawn):
        leaving.setdefault(road.start, []).append((row, True))
        if not road.is_oneway:
            leaving.setdefault(road.end, []).append((row, False))

    def shut(row: int, one: float, other: float) -> bool:
        low, high = min(one, other), max(one, other)
        return any(each.row == row and each.from_fraction <= high and each.to_fraction >= low for each in closed)

    best: float | None = None
    queue: list[tuple[float, int, tuple[tuple[int, bool], ...]]] = []
    count = 0
    for along in (True, False):
        end = 1.0 if along else 0.0
        if drawn[start.row].is_oneway and not along and start.fraction != end:
            continue
        ahead = goal.row == start.row and (
            goal.fraction >= start.fraction if along else goal.fraction <= start.fraction
        )
        if ahead and not shut(start.row, start.fraction, goal.fraction):
            cost = seconds[start.row] * abs(goal.fraction - start.fraction)
            best = cost if best is None else min(best, cost)
        if not shut(start.row, start.fraction, end):
            count += 1
            heapq.heappush(queue, (seconds[start.row] * abs(end - start.fraction), count, ((start.row, along),)))
    settled = set()
    while queue:
        cost, _, history = heapq.heappop(queue)
        if best is not None and cost >= best:
            break
        if history in settled:
            continue
        settled.add(history)
        row, along = history[-1]
        node = drawn[row].end if along else drawn[row].start
        choices = leaving.get(node, [])
        touched = [(goal.row, False)] if drawn[goal.row].is_oneway and drawn[goal.row].end == node else []
        for there, forth in choices + [each for each in touched if goal.fraction == 1.0]:
            turns_back = (there, forth) == (row, not along)
            if (turns_back and len(choices) > 1) or not _allowed(drawn, history, (there, forth), turns):
                continue
            begin = 0.0 if forth else 1.0
            if there == goal.row and not shut(there, begin, goal.fraction):
                total = cost + seconds[there] * abs(goal.fraction - begin)
                best = total if best is None else min(best, total)
            if not shut(there, 0.0, 1.0) and (there, forth) in choices:
                count += 1
                heapq.heappush(queue, (cost + seconds[there], count, (*history, (there, forth))[-4:]))
    return best


def _allowed(
    drawn: Sequence[Road], history: tuple[tuple[int, bool], ...], step: tuple[int, bool], turns: Sequence[Turn]
) -> bool:
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
