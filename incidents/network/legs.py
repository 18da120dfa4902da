"""A way as people follow it: its line, and its legs from turn to turn, each along one road."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from incidents.network.arrays import Floats, Ints
from incidents.network.network import Network
from incidents.network.search import Piece, Way
from incidents.network.turning import Turning, between

CHOICE = 3
"""A bend where fewer roads meet is no turn: there is nothing to choose."""
BENDS_ON = frozenset({Turning.STRAIGHT, Turning.SLIGHT_LEFT, Turning.SLIGHT_RIGHT})


@dataclass(frozen=True, slots=True)
class Leg:
    """A stretch along one road; `row` is one of its segments, `turn` how one comes onto it."""

    row: int
    turn: Turning
    seconds: float
    metres: float


@dataclass(frozen=True, slots=True, eq=False)
class Driven:
    """A way in metres: the line in the direction of travel (shape (n, 2), two points at least), and its legs."""

    line: Floats
    legs: tuple[Leg, ...]


def driven(network: Network, way: Way) -> Driven:
    """The way as it is followed."""
    points, begins = _travelled(network, way)
    lines = np.split(points, begins[1:])
    return Driven(_without_repeats(points), tuple(_legs(network, way.pieces(), lines)))


def line(network: Network, way: Way) -> Floats:
    """The line of a way alone: its turns take as long to tell as the way to find."""
    points, _begins = _travelled(network, way)
    return _without_repeats(points)


def _without_repeats(points: Floats) -> Floats:
    kept = points[np.append(True, (points[1:] != points[:-1]).any(axis=1))]
    return kept if len(kept) > 1 else np.repeat(kept, 2, axis=0)


def _travelled(network: Network, way: Way) -> tuple[Floats, Ints]:
    """The points of a way in the direction of travel along the roads' own lines, and where those of each arc begin."""
    count, (left, reached) = len(way.arcs), way.shares()
    points, arc_of = shapely.get_coordinates(network.roads.shapes[way.arcs // 2], return_index=True)
    bounds = np.searchsorted(arc_of, np.arange(count + 1))
    here, is_back = np.arange(len(points)), (way.arcs % 2 == 1)[arc_of]
    points = points[np.where(is_back, bounds[arc_of] + bounds[arc_of + 1] - 1 - here, here)]
    if count == 1:
        return _part(points, left, reached), bounds[:1]
    first, last = _part(points[: bounds[1]], left, 1.0), _part(points[bounds[-2] :], 0.0, reached)
    begins = bounds[:-1] + len(first) - bounds[1]
    begins[0] = 0
    return np.concatenate([first, points[bounds[1] : bounds[-2]], last]), begins


def _part(points: Floats, start: float, end: float) -> Floats:
    """The part of a line from one fraction of its length to another, which is not less; two points at least."""
    steps = points[1:] - points[:-1]
    along = np.append(0.0, np.cumsum(np.hypot(steps[:, 0], steps[:, 1])))
    bounds = np.array([start, end]) * along[-1]
    ends = np.column_stack([np.interp(bounds, along, points[:, axis]) for axis in (0, 1)])
    return np.concatenate([ends[:1], points[(along > bounds[0]) & (along < bounds[1])], ends[1:]])


def _legs(network: Network, pieces: Sequence[Piece], lines: Sequence[Floats]) -> list[Leg]:
    """A piece goes on along its leg, or begins the next."""
    roads = network.roads
    legs: list[Leg] = []
    before: tuple[Piece, Floats] | None = None
    for piece, line in zip(pieces, lines, strict=True):
        share = abs(piece.end - piece.start)
        seconds, metres = float(roads.seconds[piece.row]) * share, float(roads.metres[piece.row]) * share
        if metres == 0:
            continue
        turn = _turn(network, before, (piece, line)) if before else Turning.START
        if turn:
            legs.append(Leg(piece.row, turn, seconds, metres))
        else:
            last = legs.pop()
            legs.append(Leg(last.row, last.turn, last.seconds + seconds, last.metres + metres))
        before = piece, line
    return legs


def _turn(network: Network, before: tuple[Piece, Floats], after: tuple[Piece, Floats]) -> Turning | None:
    """How a new leg begins: the road is another, or one turns where one could go elsewhere. None: no leg begins."""
    roads, (last, behind), (piece, ahead) = network.roads, before, after
    is_same_road = (
        roads.name_code[last.row] == roads.name_code[piece.row]
        and roads.class_code[last.row] == roads.class_code[piece.row]
    )
    node = network.graph.arcs.tail[2 * piece.row + (piece.start > piece.end)]
    if is_same_road and network.meeting[node] < CHOICE:
        return None
    turn = between(behind.tolist(), ahead.tolist())
    return None if is_same_road and turn in BENDS_ON else turn
