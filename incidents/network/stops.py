"""Points set onto the network: the nearest segment, how far along it, and how far away."""

from dataclasses import dataclass

import numpy as np
import shapely
from shapely import STRtree

from incidents.network.arrays import Floats, Shapes
from incidents.network.roads import Roads

FRACTION_DIGITS = 9
"""A point at a junction stands on the junction and not a hair's breadth inside a one-way road."""
SAME_M = 0.001
"""Segments that lie on one another are equally near, whatever the last digits of a distance say."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A place on a segment: `fraction` runs along its line from 0 to 1; x and y are metres."""

    row: int
    fraction: float
    offset_m: float
    x: float
    y: float


def snapped(roads: Roads, tree: STRtree, points: Floats) -> list[Stop]:
    """Each point (rows of x, y in the system of the shapes) on its nearest segment; of equals the first by id.

    Raises ValueError where there are no roads.
    """
    if not len(roads):
        raise ValueError("there are no roads")
    places: Shapes = np.asarray(shapely.points(points), dtype=object)
    _pairs, nearest = tree.query_nearest(places, all_matches=False, return_distance=True)
    asked, rows = tree.query(places, predicate="dwithin", distance=nearest + SAME_M)
    order = np.lexsort((roads.ids[rows], asked))
    first = order[np.unique(asked[order], return_index=True)[1]]
    return _stops(roads, places, rows=rows[first], offsets=nearest)


def _stops(
    roads: Roads, places: Shapes, *, rows: np.ndarray[tuple[int], np.dtype[np.int64]], offsets: Floats
) -> list[Stop]:
    lines = roads.shapes[rows]
    fractions = np.round(shapely.line_locate_point(lines, places, normalized=True), FRACTION_DIGITS)
    feet = shapely.line_interpolate_point(lines, fractions, normalized=True)
    columns = (rows, fractions, offsets, shapely.get_x(feet), shapely.get_y(feet))
    return [Stop(*values) for values in zip(*(column.tolist() for column in columns), strict=True)]
