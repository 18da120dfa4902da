"""Makes areas of what a draughtsman drew: closed outlines as they are, and faces between lines that meet.

A drawing knows no parcels. An outline that closes is one; lines that cut it make several of it; lines that enclose
something without it make more. What encloses nothing is counted, not closed by force.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from landsurvey.formats.features import Column

# An outline whose ends are apart by less than this share of its length was meant to close.
CLOSING_SHARE = 1e-3
_SAME_AREA = 1e-9


@dataclass(frozen=True)
class Areas:
    """Polygons; `origin` is the index of the outline that each was made of, -1 for faces between lines.

    `loose`: how many lines bound no area.
    """

    shapes: Column
    origin: npt.NDArray[np.int64]
    loose: int


def is_nearly_closed(points: npt.NDArray[np.float64]) -> bool:
    """Whether a line of shape (n, 2) ends where it begins, but for a slip of the hand."""
    if len(points) < 4:
        return len(points) == 3 and bool((points[0] == points[-1]).all())
    steps = np.diff(points, axis=0)
    gap = float(np.hypot(*(points[-1] - points[0])))
    return gap <= CLOSING_SHARE * float(np.hypot(steps[:, 0], steps[:, 1]).sum())


def areas(outlines: Sequence[shapely.Polygon], lines: Sequence[shapely.LineString]) -> Areas:
    """Return the areas that closed outlines and open lines bound together."""
    closed = np.array(outlines, dtype=object)
    if not lines:
        return Areas(closed, np.arange(len(closed)), 0)
    drawn = shapely.unary_union(np.array(lines, dtype=object))
    parts = [_cut(index, outline, drawn) for index, outline in enumerate(closed)]
    between = _between(closed, drawn)
    shapes = [shape for _, cut in parts for shape in cut] + between
    origin = [index for index, cut in parts for _ in cut] + [-1] * len(between)
    found = np.array(shapes, dtype=object)
    return Areas(found, np.array(origin, dtype=np.int64), _loose(lines, found))


def _cut(index: int, outline: shapely.Polygon, drawn: shapely.Geometry) -> tuple[int, list[shapely.Polygon]]:
    """The pieces into which lines divide an outline; the outline itself when they do not."""
    if not shapely.is_valid(outline) or not shapely.intersects(outline, drawn):
        return index, [outline]
    inside = shapely.intersection(drawn, outline)
    if shapely.length(inside) == 0 or shapely.covers(outline.boundary, inside):
        return index, [outline]
    faces = [
        face for face in _faces([outline.boundary, inside]) if shapely.covers(outline, face.representative_point())
    ]
    return index, faces if len(faces) > 1 else [outline]


def _between(closed: Column, drawn: shapely.Geometry) -> list[shapely.Polygon]:
    """Faces outside all outlines in whose boundary an open line takes part."""
    boundaries = [outline.boundary for outline in closed if shapely.is_valid(outline)]
    faces = np.array(_faces([*boundaries, drawn]), dtype=object)
    if not len(faces):
        return []
    tree = shapely.STRtree(closed)
    middles = shapely.point_on_surface(faces)
    covered = np.unique(tree.query(middles, predicate="intersects")[0])
    free = np.setdiff1d(np.arange(len(faces)), covered)
    shared = shapely.length(shapely.intersection(shapely.boundary(faces[free]), drawn))
    return list(faces[free[shared > 0]])


def _faces(lines: Sequence[shapely.Geometry]) -> list[shapely.Polygon]:
    noded = shapely.unary_union(np.array(lines, dtype=object))
    return list(shapely.get_parts(shapely.polygonize([noded])))


def _loose(lines: Sequence[shapely.LineString], found: Column) -> int:
    """How many lines lie on the boundary of no area."""
    if not len(found):
        return len(lines)
    edges = shapely.boundary(found)
    tree = shapely.STRtree(edges)
    drawn = np.array(lines, dtype=object)
    pairs = tree.query(drawn, predicate="intersects")
    on_edge = shapely.length(shapely.intersection(drawn[pairs[0]], edges[pairs[1]])) > _SAME_AREA
    return len(lines) - len(np.unique(pairs[0][on_edge]))
