"""How wide a public way is, and how wide a water: measured on the map, since the register keeps neither.

Pure: shapes in metres of a projected system.
"""

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, MultiPolygon
from shapely.geometry.base import BaseGeometry

Shapes = NDArray[np.object_]

SAMPLE_M = 4.0
"""The centre line is looked at every so often."""
MOST_HALF_WAY_M = 30.0
"""Parcels farther from the centre line than this do not bound its way."""
MOST_WATER_M = 100.0
"""Wider than this is no canal: a lake or a river, which has no width for the law of setbacks."""
_WATER_TOLERANCE_M = 0.05
_SQUARE = 0.2
"""The way to the nearest parcel goes squarely from the line: so much aside for each metre, and not round a corner."""


def way_m(line: LineString, *, parcels: Shapes, near: BaseGeometry, reach_m: float) -> float | None:
    """Width of the land between the parcels on both sides of a centre line, no farther than `reach_m` from a place.

    The median over the samples at which parcels stand on both sides; None where that is nowhere. It is as exact as the
    corners of those parcels are.
    """
    stretch = shapely.intersection(line, shapely.buffer(near, reach_m))
    spots, heading = _samples(stretch)
    if not len(spots) or not len(parcels):
        return None
    links = shapely.shortest_line(spots[:, None], parcels[None, :])
    ends = shapely.get_coordinates(links.ravel()).reshape(*links.shape, 2, 2)
    away = ends[..., 1, :] - ends[..., 0, :]
    distance = np.hypot(away[..., 0], away[..., 1])
    along, across = _turned(away, heading)
    left, right = (
        _square(along, np.where(across > 0, across, np.inf)),
        _square(along, np.where(across < 0, -across, np.inf)),
    )
    held = np.isfinite(left) & np.isfinite(right) & (distance.min(axis=1) > 0)
    return float(np.median(left[held] + right[held])) if held.any() else None


def water_m(shape: MultiPolygon, *, near: BaseGeometry) -> float | None:
    """Width across a water where it comes nearest to a place: the largest circle that fits into it there, its diameter.

    None for what is wider than `MOST_WATER_M`. Where two canals meet the circle is a little wider than either.
    """
    nearest = shapely.get_point(shapely.shortest_line(shape, near), 0)
    here = shapely.intersection(shape, shapely.buffer(nearest, MOST_WATER_M))
    parts = [part for part in shapely.get_parts(here) if shapely.area(part) > 0]
    if not parts:
        return None
    widest = max(shapely.length(shapely.maximum_inscribed_circle(part, tolerance=_WATER_TOLERANCE_M)) for part in parts)
    return None if 2 * widest >= MOST_WATER_M * 0.99 else float(2 * widest)


def _turned(away: NDArray[np.float64], heading: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Vectors (n, m, 2) along and across, to the left, of the line's direction at each of n samples."""
    unit = heading / np.hypot(heading[:, 0], heading[:, 1])[:, None]
    along = unit[:, None, 0] * away[..., 0] + unit[:, None, 1] * away[..., 1]
    return along, unit[:, None, 0] * away[..., 1] - unit[:, None, 1] * away[..., 0]


def _square(along: NDArray[np.float64], across: NDArray[np.float64]) -> NDArray[np.float64]:
    """Distance to the nearest parcel on one side of each sample; infinite where it is far, or lies askew."""
    nearest = np.hypot(along, across).argmin(axis=1)
    rows = np.arange(len(nearest))
    away, aside = across[rows, nearest], np.abs(along[rows, nearest])
    is_square = (away <= MOST_HALF_WAY_M) & (aside <= _SQUARE * away)
    return np.where(is_square, away, np.inf)


def _samples(stretch: BaseGeometry) -> tuple[Shapes, NDArray[np.float64]]:
    """Points along the pieces of a line, and the direction of the line at each, shape (n, 2)."""
    spots, headings = [], []
    for piece in shapely.get_parts(stretch):
        long_m = shapely.length(piece)
        if shapely.get_type_id(piece) != shapely.GeometryType.LINESTRING or long_m == 0:
            continue
        at = (np.arange(max(1, round(long_m / SAMPLE_M))) + 0.5) * (long_m / max(1, round(long_m / SAMPLE_M)))
        before = shapely.get_coordinates(shapely.line_interpolate_point(piece, np.maximum(at - 0.5, 0)))
        after = shapely.get_coordinates(shapely.line_interpolate_point(piece, np.minimum(at + 0.5, long_m)))
        spots.append(shapely.line_interpolate_point(piece, at))
        headings.append(after - before)
    if not spots:
        return np.empty(0, dtype=object), np.empty((0, 2))
    return np.concatenate(spots), np.concatenate(headings)
