"""A way as people follow it: its line, and its legs from turn to turn, each along one road."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from shapely.ops import substring

from incidents.network.arrays import Floats, Ints
from incidents.network.network import Network
from incidents.network.search import Piece
from incidents.network.turning import Point, Turning, between

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


def driven(network: Network, pieces: Sequence[Piece]) -> Driven:
    """The way along these pieces."""
    lines = [_drawn(network, piece) for piece in pieces]
    points = [point for line in lines for point in line]
    kept = [points[0], *(there for here, there in pairwise(points) if here != there)]
    return Driven(np.array(kept if len(kept) > 1 else kept * 2, dtype=np.float64), tuple(_legs(network, pieces, lines)))


def _drawn(network: Network, piece: Piece) -> list[Point]:
    line = substring(network.roads.shapes[piece.row], piece.start, piece.end, normalized=True)
    return [(x, y) for x, y in shapely.get_coordinates(line).tolist()]


def _legs(network: Network, pieces: Sequence[Piece], lines: Sequence[Sequence[Point]]) -> list[Leg]:
    roads, meeting = network.roads, network.meeting
    legs: list[Leg] = []
    before: tuple[Piece, Sequence[Point]] | None = None
    for piece, line in zip(pieces, lines, strict=True):
        share = abs(piece.end - piece.start)
        seconds, metres = float(roads.seconds[piece.row]) * share, float(roads.metres[piece.row]) * share
        if metres == 0:
            continue
        turn = between(before[1], line) if before else Turning.START
        if before and not _begins(network, before[0], piece, turn=turn, meeting=meeting):
            last = legs.pop()
            legs.append(Leg(last.row, last.turn, last.seconds + seconds, last.metres + metres))
        else:
            legs.append(Leg(piece.row, turn, seconds, metres))
        before = piece, line
    return legs


def _begins(network: Network, before: Piece, piece: Piece, *, turn: Turning, meeting: Ints) -> bool:
    """Whether a new leg begins: the road is another, or one turns where one could have gone elsewhere."""
    roads = network.roads
    if (roads.name_code[before.row], roads.class_code[before.row]) != (
        roads.name_code[piece.row],
        roads.class_code[piece.row],
    ):
        return True
    node = network.graph.arcs.tail[2 * piece.row + (piece.start > piece.end)]
    return turn not in BENDS_ON and bool(meeting[node] >= CHOICE)
