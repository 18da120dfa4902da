"""The empty faces that parcels enclose, found by walking the lines that only one parcel has.

Where parcels share their corners exactly, a line inside the fabric is drawn twice, once in each direction; what is left
over bounds the fabric. Walked with the parcels on the left, an outer boundary turns left and an enclosed gap right.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from landsurvey.formats.features import Column
from landsurvey.rules import corners
from landsurvey.rules.coverage import Coverage, Rows, neighbours

Points = npt.NDArray[np.float64]
_LEAST_CORNERS = 2
# Lines that cross are cut at a point rounded to the last digit; faces smaller than this come from that alone.
_NOISE_M2 = 5e-11


@dataclass(frozen=True)
class _Outline:
    """The edges that only one piece has, and the component (pieces joined along lines) that each belongs to."""

    xy: Points
    start: Rows
    end: Rows
    component: Rows


def enclosed(coverage: Coverage) -> Column:
    """Polygons of ground that joined parcels surround and none covers, unless other parcels stand free in it."""
    pieces = _fitting_pieces(coverage)
    outline = _outline(pieces)
    holes = _right_turning(outline, _walked(outline.xy, outline.start, outline.end))
    holes = holes[shapely.area(holes) * coverage.metres_per_unit**2 > _NOISE_M2]
    return holes[~_with_islands(pieces, holes)] if len(holes) else holes


def _fitting_pieces(coverage: Coverage) -> Column:
    """The shapes, with those that do not fit their neighbours melted into one together with these."""
    is_misfit = ~(shapely.is_missing(coverage.misfit) & shapely.is_missing(coverage.strip))
    left, right = neighbours(coverage.shapes, np.flatnonzero(is_misfit))
    melted = np.union1d(np.flatnonzero(is_misfit), np.union1d(left, right)).astype(np.intp)
    rest = np.delete(coverage.shapes, melted)
    rest = shapely.get_parts(rest[~shapely.is_missing(rest)])
    together = shapely.get_parts(shapely.union_all(coverage.shapes[melted]))
    return np.concatenate([rest, together])


def _outline(pieces: Column) -> _Outline:
    """Compare each edge with those of the other direction; what meets none lies on the outside."""
    ring = corners.of(shapely.orient_polygons(pieces, exterior_cw=False))
    nodes = corners.nodes(ring.xy)
    start, end, count = nodes.node, nodes.node[ring.after], len(nodes.xy)
    there, back = start * count + end, end * count + start
    order = np.argsort(there)
    at = np.minimum(np.searchsorted(there[order], back), max(len(order) - 1, 0))
    is_shared = there[order[at]] == back if len(order) else np.zeros(0, dtype=bool)
    joined = ring.row[is_shared], ring.row[order[at[is_shared]]]
    graph = coo_array((np.ones(len(joined[0]), dtype=np.int8), joined), shape=(len(pieces), len(pieces)))
    _, component = connected_components(graph, directed=False)
    once = ~is_shared & (start != end)
    return _Outline(nodes.xy, start[once], end[once], component[ring.row[once]])


def _walked(xy: Points, start: Rows, end: Rows) -> Rows:
    """For each edge the one that follows along the same empty face; -1 at a loose end.

    Where several set out from a corner, the next one counter-clockwise from where the walk came bounds the same face.
    """
    order = np.argsort(start, kind="stable")
    first = np.searchsorted(start[order], end, side="left")
    count = np.searchsorted(start[order], end, side="right") - first
    following = np.where(count > 0, order[np.minimum(first, len(order) - 1)], -1) if len(order) else first
    for edge in np.flatnonzero(count > 1).tolist():
        leaving = order[first[edge] : first[edge] + count[edge]]
        came = xy[start[edge]] - xy[end[edge]]
        goes = xy[end[leaving]] - xy[end[edge]]
        turn = (np.arctan2(goes[:, 1], goes[:, 0]) - np.arctan2(came[1], came[0])) % (2 * np.pi)
        following[edge] = leaving[int(np.argmin(turn))]
    return np.asarray(following, dtype=np.intp)


def _right_turning(outline: _Outline, following: Rows) -> Column:
    """The closed walks along one component that turn right, as polygons."""
    xy, start, end, count = outline.xy, outline.start, outline.end, len(outline.start)
    known = np.flatnonzero(following >= 0)
    graph = coo_array((np.ones(len(known), dtype=np.int8), (known, following[known])), shape=(count, count))
    walks, walk = connected_components(graph, directed=True, connection="weak")
    origin = xy[start].mean(axis=0) if count else np.zeros(2)
    here, there = xy[start] - origin, xy[end] - origin
    twice_area = np.bincount(walk, here[:, 0] * there[:, 1] - here[:, 1] * there[:, 0], minlength=walks)
    first = np.full(walks, -1, dtype=np.intp)
    first[walk[::-1]] = np.arange(count)[::-1]
    strays = np.bincount(walk, outline.component != outline.component[first[walk]], minlength=walks)
    found = [_ring(xy, start, following, int(edge)) for edge in first[(twice_area < 0) & (strays == 0)]]
    holes = np.empty(len(found), dtype=object)
    holes[:] = found
    return holes[~shapely.is_missing(holes)]


def _ring(xy: Points, start: Rows, following: Rows, first: int) -> shapely.Polygon | None:
    """The polygon of the walk that begins with an edge; None where it leads nowhere or around nothing."""
    edges = [first]
    while (edge := int(following[edges[-1]])) != first:
        if edge < 0 or len(edges) > len(start):
            return None
        edges.append(edge)
    return shapely.Polygon(xy[start[edges]]) if len(edges) > _LEAST_CORNERS else None


def _with_islands(pieces: Column, holes: Column) -> npt.NDArray[np.bool_]:
    """Which holes have other pieces standing free in them: roads and squares around a block."""
    sound = holes.copy()
    sound[~shapely.is_valid(holes)] = None
    hole, _ = shapely.STRtree(pieces).query(sound, predicate="contains")
    return np.isin(np.arange(len(holes)), hole)
