"""Closed stretches as OSRM takes them: pairs of neighbouring nodes of the exported file that are driven at speed 0."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise
from math import cos, hypot, radians

from incidents.roadfiles import writing
from incidents.roadfiles.ways import Segment

Stretch = tuple[int, float, float]
"""The row of a segment, and the fractions of its length from which to which it is closed."""
CLOSED_KMH = 0


def lines(segments: Sequence[Segment], stretches: Iterable[Stretch]) -> Iterator[str]:
    """`from node,to node,0`, both ways, for every pair of nodes with something closed between them, ends included."""
    refs = writing.numbered(segments)
    closed = {
        pair
        for row, start, end in stretches
        for pair, (first, last) in zip(pairwise(refs[row]), pairwise(_fractions(segments[row])), strict=True)
        if first <= end and last >= start
    }
    for here, there in sorted(closed):
        yield f"{here},{there},{CLOSED_KMH}"
        yield f"{there},{here},{CLOSED_KMH}"


def _fractions(segment: Segment) -> list[float]:
    """How far along the segment each of its places is, from 0 to 1; within a segment degrees may be taken as even."""
    shrunk = cos(radians(segment.places[0][1]))
    steps = [hypot((x2 - x1) * shrunk, y2 - y1) for (x1, y1), (x2, y2) in pairwise(segment.places)]
    along = [0.0, *accumulate(steps)]
    return [metres / along[-1] for metres in along]
