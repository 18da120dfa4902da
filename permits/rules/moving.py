"""The smallest move by which a building keeps all its distances, or one of them.

Where the building may be moved to is computed exactly: the moves by which an outline P touches a thing are the sum of
the thing and the outline turned about (Minkowski; Lozano-Pérez 1983, “configuration space”). What is left of the
parcel after these were cut out is free.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from permits.rules.measuring import Keep

COMPASS = ("east", "north_east", "north", "north_west", "west", "south_west", "south", "south_east")
STEP_M = 0.1
ROUND = 8
"""Corners in a quarter of a circle; circles are drawn around, so that a move is never too short."""

Points = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Leg:
    """A part of a move: one of the words of `COMPASS`, and metres."""

    direction: str
    metres: float


@dataclass(frozen=True)
class Shift:
    """A move in metres of the plane, and how it is told: one leg, or two where one would not do."""

    east_m: float
    north_m: float
    legs: tuple[Leg, ...]


def moved(footprint: Polygon, shift: Shift) -> Polygon:
    """The outline after the move."""
    return shapely.transform(footprint, lambda at: at + np.array([shift.east_m, shift.north_m]))


def smallest(footprint: Polygon, *, parcel: BaseGeometry, keeps: Sequence[Keep], most_m: float) -> Shift | None:
    """The shortest move, in tenths of a metre, after which the outline lies in the parcel and keeps all distances.

    One of eight directions where that does, else east or west and then north or south; None when none of up to
    `most_m` metres helps.
    """
    free = moves(footprint, parcel=parcel, keeps=keeps, most_m=most_m)
    if free.is_empty:
        return None
    shapely.prepare(free)
    found = [shift for shift in (_along(free, turn, most_m=most_m) for turn in range(len(COMPASS))) if shift]
    if found:
        return min(found, key=lambda one: (round(math.hypot(one.east_m, one.north_m), 6), one.legs[0].direction))
    return _aslant(free, most_m=most_m)


def moves(footprint: Polygon, *, parcel: BaseGeometry, keeps: Sequence[Keep], most_m: float) -> BaseGeometry:
    """All moves (as points: metres east, metres north) that are free, up to a square around staying put."""
    parts = _convex_parts(footprint)
    at = shapely.get_coordinates(footprint)[0]
    window = shapely.box(-most_m, -most_m, most_m, most_m)
    free = window.intersection(shapely.transform(_cut(parcel, footprint, most_m), lambda xy: xy - at))
    barred = [_touching(shapely.boundary(parcel), parts, reach=(footprint, most_m))]
    for keep in keeps:
        touching = _touching(keep.shape, parts, reach=(footprint, most_m + keep.metres))
        barred.append(touching.buffer(keep.metres / math.cos(math.pi / (4 * ROUND)), quad_segs=ROUND))
    return free.difference(shapely.union_all(barred))


def _along(free: BaseGeometry, turn: int, *, most_m: float) -> Shift | None:
    """The first free move in one direction of the compass."""
    angle = turn * math.pi / 4
    east, north = math.cos(angle), math.sin(angle)
    ray = shapely.linestrings([[0.0, 0.0], [east * most_m, north * most_m]])
    for metres in _starts(free.intersection(ray)):
        rounded = math.ceil(metres / STEP_M - 1e-6) * STEP_M
        for tried in (rounded, rounded + STEP_M):
            if tried > 0 and shapely.intersects_xy(free, east * tried, north * tried):
                return Shift(east * tried, north * tried, (Leg(COMPASS[turn], round(tried, 1)),))
    return None


def _starts(hits: BaseGeometry) -> list[float]:
    """How far along a ray from staying put each stretch of free moves begins, the nearest first."""
    origin = shapely.points(0.0, 0.0)
    return sorted(float(origin.distance(part)) for part in shapely.get_parts(hits))


def _aslant(free: BaseGeometry, *, most_m: float) -> Shift | None:
    """The nearest free move as two legs along the axes, each in tenths of a metre."""
    nearest = shapely.get_coordinates(shapely.shortest_line(shapely.points(0.0, 0.0), free))[1]
    base = np.floor(nearest / STEP_M)
    tried = [(base + np.array([i, j])) * STEP_M for i in range(-1, 3) for j in range(-1, 3)]
    ok = [xy for xy in tried if shapely.intersects_xy(free, *xy) and np.abs(xy).max() <= most_m]
    if not ok:
        return None
    east, north = (float(value) for value in min(ok, key=lambda xy: (round(float(np.hypot(*xy)), 6), *xy)))
    legs = [
        Leg("east" if east > 0 else "west", round(abs(east), 1)),
        Leg("north" if north > 0 else "south", round(abs(north), 1)),
    ]
    return Shift(east, north, tuple(leg for leg in legs if leg.metres > 0))


def _convex_parts(footprint: Polygon) -> list[Points]:
    """The corners of the outline, or of the triangles that make it up where it is not convex."""
    hull = footprint.convex_hull
    whole = math.isclose(hull.area, footprint.area, rel_tol=1e-9)
    parts = [hull] if whole else shapely.get_parts(shapely.constrained_delaunay_triangles(footprint))
    return [shapely.get_coordinates(part)[:-1] for part in parts]


def _touching(thing: BaseGeometry, parts: list[Points], *, reach: tuple[BaseGeometry, float]) -> BaseGeometry:
    """All moves by which the outline touches or overlaps a point, lines, or areas."""
    near = _cut(thing, *reach)
    if near.is_empty:
        return Polygon()
    areas = [part for part in shapely.get_parts(near) if part.geom_type == "Polygon"]
    stretches = _stretches(near)
    sums: list[Any] = []
    for corners in parts:
        both = (stretches[:, :, None, :] - corners[None, None, :, :]).reshape(len(stretches), -1, 2)
        sums.extend(shapely.convex_hull(shapely.multipoints(both)))
        sums.extend(shapely.transform(area, lambda xy, c=corners: xy - c[0]) for area in areas)
    return shapely.union_all(sums)


def _stretches(shape: BaseGeometry) -> Points:
    """Its straight pieces as an array (pieces, 2, 2); a point is a piece without length."""
    corners, part = shapely.get_coordinates(shapely.get_parts(shape), return_index=True)
    if shape.geom_type in ("Point", "MultiPoint"):
        return np.stack([corners, corners], axis=1)
    lines = shapely.get_parts(shapely.boundary(shape)) if "Polygon" in shape.geom_type else shapely.get_parts(shape)
    corners, part = shapely.get_coordinates(lines, return_index=True)
    goes_on = part[1:] == part[:-1]
    return np.stack([corners[:-1][goes_on], corners[1:][goes_on]], axis=1)


def _cut(shape: BaseGeometry, footprint: BaseGeometry, most_m: float) -> BaseGeometry:
    """What of a shape the outline can reach at all by a move of so many metres."""
    low_x, low_y, high_x, high_y = footprint.bounds
    width = math.hypot(high_x - low_x, high_y - low_y)
    far = most_m + width
    return shapely.clip_by_rect(shape, low_x - far, low_y - far, high_x + far, high_y + far)
