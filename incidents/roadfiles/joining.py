"""Joins surveyed roads to the register's: an end that lies on a junction or a road within the accuracy meets it.

Pure; everything in metres of one projected system. What lies along a road that is there already is left out, and so is
what would hang in the air: a crew could neither reach it nor leave it.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import shapely
import shapely.ops

from incidents.network.arrays import Shapes
from incidents.roadfiles import judging
from incidents.roadfiles.ways import Segment

ALONG = 0.9
"""A line so much of which lies within the tolerance of known roads is one of them, surveyed again."""


@dataclass(frozen=True, slots=True)
class Line:
    """A road between two junctions as a line in metres; `segment.places` is not looked at."""

    segment: Segment
    shape: shapely.LineString


@dataclass(frozen=True, slots=True)
class Cut:
    """A road of the register, by its row, in the pieces that new junctions make of it; the longest comes first."""

    row: int
    pieces: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """New roads with the register's junctions, the register's roads that they cut, and what was left out and why."""

    lines: tuple[Line, ...]
    cuts: tuple[Cut, ...]
    left_out: Counter[str]


def join(found: Sequence[Line], known: Sequence[Line], *, tolerance_m: float) -> Joined:
    """Surveyed lines between the junctions of the register; new junctions get numbers above all that are there."""
    left_out: Counter[str] = Counter()
    fresh = _not_known_yet(found, known, tolerance_m=tolerance_m)
    left_out["lines along roads that are there already"] = len(found) - len(fresh)
    meeting = _Meeting(_ends_of(known), known, tolerance_m=tolerance_m)
    numbers = {node: meeting.number_at(place) for node, place in _ends_of(fresh).items()}
    lines = [placed for line in fresh if (placed := _placed(line, numbers, meeting)) is not None]
    left_out["lines shorter than the accuracy"] = len(fresh) - len(lines)
    cuts = meeting.cuts()
    reached = _reached(lines, known, cuts)
    left_out["lines that do not meet the roads of the register"] = len(lines) - len(reached)
    kept = _without_idle(cuts, reached)
    return Joined(tuple(reached), tuple(kept), +left_out)


class _Meeting:
    """Where ends of new roads meet the known ones; remembers on which road each new junction lies."""

    def __init__(self, places: dict[int, shapely.Point], known: Sequence[Line], *, tolerance_m: float) -> None:
        self._nodes, self._known, self._tolerance_m = list(places), known, tolerance_m
        self._points = shapely.STRtree(list(places.values()))
        self._roads = shapely.STRtree([line.shape for line in known])
        self._next = max(places, default=0) + 1
        self._on_road: defaultdict[int, dict[int, float]] = defaultdict(dict)
        self.places = dict(places)

    def number_at(self, place: shapely.Point) -> int:
        """The number of the junction there: a known one, a new one on a known road, or one of its own."""
        near = self._points.query_nearest(place, max_distance=self._tolerance_m, all_matches=False)
        if len(near):
            return self._nodes[int(near[0])]
        number, self._next = self._next, self._next + 1
        beside = self._roads.query_nearest(place, max_distance=self._tolerance_m, all_matches=False)
        self.places[number] = place
        if len(beside):
            shape = self._known[beside[0]].shape
            along_m = float(shapely.line_locate_point(shape, place))
            self._on_road[int(beside[0])][number] = along_m
            self.places[number] = shapely.line_interpolate_point(shape, along_m)
        return number

    def cuts(self) -> list[Cut]:
        """The known roads with a new junction, each in its pieces."""
        return [self._cut(row, junctions) for row, junctions in sorted(self._on_road.items())]

    def _cut(self, row: int, junctions: dict[int, float]) -> Cut:
        line = self._known[row]
        stops = [
            (0.0, line.segment.from_node),
            *sorted((along_m, node) for node, along_m in junctions.items()),
            (line.shape.length, line.segment.to_node),
        ]
        pieces = [
            Line(replace(line.segment, from_node=start, to_node=end), _between(line.shape, start_m, end_m))
            for (start_m, start), (end_m, end) in pairwise(stops)
        ]
        return Cut(row, tuple(sorted(pieces, key=lambda piece: -piece.shape.length)))


def _between(shape: shapely.LineString, start_m: float, end_m: float) -> shapely.LineString:
    return shapely.LineString(shapely.ops.substring(shape, start_m, end_m).coords)


def _not_known_yet(found: Sequence[Line], known: Sequence[Line], *, tolerance_m: float) -> list[Line]:
    tree = shapely.STRtree([line.shape for line in known])
    return [line for line in found if _share_along(line.shape, tree, tolerance_m=tolerance_m) < ALONG]


def _share_along(shape: shapely.LineString, tree: shapely.STRtree, *, tolerance_m: float) -> float:
    near: Shapes = tree.geometries.take(tree.query(shape, predicate="dwithin", distance=tolerance_m))
    if not len(near):
        return 0.0
    return float(shape.intersection(shapely.union_all(shapely.buffer(near, tolerance_m))).length / shape.length)


def _ends_of(lines: Sequence[Line]) -> dict[int, shapely.Point]:
    """The place of every node at which a line begins or ends."""
    places: dict[int, shapely.Point] = {}
    for line in lines:
        places.setdefault(line.segment.from_node, shapely.Point(line.shape.coords[0]))
        places.setdefault(line.segment.to_node, shapely.Point(line.shape.coords[-1]))
    return places


def _placed(line: Line, numbers: dict[int, int], meeting: _Meeting) -> Line | None:
    """The line from junction to junction; None where nothing of it is left between them."""
    start, end = numbers[line.segment.from_node], numbers[line.segment.to_node]
    inner = line.shape.coords[1:-1]
    shape = shapely.LineString([meeting.places[start].coords[0], *inner, meeting.places[end].coords[0]])
    if shape.length == 0 or (start == end and not inner):
        return None
    return Line(replace(line.segment, from_node=start, to_node=end), shape)


def _reached(lines: Sequence[Line], known: Sequence[Line], cuts: Sequence[Cut]) -> list[Line]:
    """The new lines that a crew can reach from the register's roads and leave again."""
    cut = {each.row for each in cuts}
    there = [line.segment for row, line in enumerate(known) if row not in cut]
    there += [piece.segment for each in cuts for piece in each.pieces]
    *_, is_used = judging.components([*there, *(line.segment for line in lines)])
    return [line for line, used in zip(lines, np.array(is_used)[len(there) :], strict=True) if used]


def _without_idle(cuts: Sequence[Cut], lines: Sequence[Line]) -> list[Cut]:
    """The cuts at whose junctions a new line really begins or ends."""
    used = {node for line in lines for node in (line.segment.from_node, line.segment.to_node)}
    return [cut for cut in cuts if any({piece.segment.from_node, piece.segment.to_node} & used for piece in cut.pieces)]
