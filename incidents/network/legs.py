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


def driven(network: Network, pieces: Sequence[Piece]) -> Driven:
    """The way along these pieces."""
    lines = _lines(network, pieces)
    return Driven(_without_repeats(np.concatenate(lines)), tuple(_legs(network, pieces, lines)))


def line(network: Network, pieces: Sequence[Piece]) -> Floats:
    """The line of such a way alone: its turns take as long to tell as the way to find."""
    points, begins = _points(network, pieces)
    ends, piece_of = (
        np.append(begins[1:], len(points)),
        np.repeat(np.arange(len(pieces)), np.diff([*begins, len(points)])),
    )
    is_back = np.array([piece.start > piece.end for piece in pieces])[piece_of]
    here = np.arange(len(points))
    return _without_repeats(points[np.where(is_back, begins[piece_of] + ends[piece_of] - 1 - here, here)])


def _without_repeats(points: Floats) -> Floats:
    kept = points[np.append(True, (points[1:] != points[:-1]).any(axis=1))]
    return kept if len(kept) > 1 else np.repeat(kept, 2, axis=0)


def _lines(network: Network, pieces: Sequence[Piece]) -> list[Floats]:
    """The points of every piece in the direction of travel."""
    points, begins = _points(network, pieces)
    bounds = pairwise([*begins.tolist(), len(points)])
    lines = [points[first:end] for first, end in bounds]
    return [line if piece.start <= piece.end else line[::-1] for piece, line in zip(pieces, lines, strict=True)]


def _points(network: Network, pieces: Sequence[Piece]) -> tuple[Floats, Ints]:
    """The points of all pieces along the roads' own lines, and where each begins; only first and last are cut."""
    shapes = network.roads.shapes[[piece.row for piece in pieces]]
    for at in {0, len(pieces) - 1}:
        piece = pieces[at]
        shapes[at] = substring(shapes[at], min(piece.start, piece.end), max(piece.start, piece.end), normalized=True)
    points, piece_of = shapely.get_coordinates(shapes, return_index=True)
    return points, np.searchsorted(piece_of, np.arange(len(pieces)))


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
