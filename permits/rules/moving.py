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
from shapely import Polygon, affinity
from shapely.geometry.base import BaseGeometry

from permits.rules.measuring import Keep

COMPASS = ("east", "north_east", "north", "north_west", "west", "south_west", "south", "south_east")
STEP_M = 0.1
ROUGH_M = 0.005
"""Round corners are drawn with straight pieces that cut in by no more than this; plans are exact to a centimetre."""
DETOUR = 1.25
"""A move in one direction may be so much longer than one in two, since it is easier to follow."""

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

    In one of eight directions where that is not much longer, else east or west and then north or south; None when no
    move of up to `most_m` metres helps.
    """
    free = moves(footprint, parcel=parcel, keeps=keeps, most_m=most_m)
    if free.is_empty:
        return None
    shapely.prepare(free)
    straight = [shift for shift in (_along(free, turn, most_m=most_m) for turn in range(len(COMPASS))) if shift]
    best = min(straight, key=lambda one: (round(_length(one), 6), one.legs[0].direction), default=None)
    aslant = _aslant(free, most_m=most_m)
    if best is None or (aslant is not None and _length(best) > DETOUR * _length(aslant)):
        return aslant
    return best


def moves(footprint: Polygon, *, parcel: BaseGeometry, keeps: Sequence[Keep], most_m: float) -> BaseGeometry:
    """All moves (as points: metres east, metres north) that are free, up to a square around staying put."""
    parts = _convex_parts(footprint)
    at = shapely.get_coordinates(footprint)[0]
    window = shapely.box(-most_m, -most_m, most_m, most_m)
    land = _cut(parcel, footprint.bounds, by=most_m)
    if land.is_empty:
        return Polygon()
    barred = [_touching([_cut(shapely.boundary(parcel), footprint.bounds, by=most_m)], parts)]
    for metres in sorted({keep.metres for keep in keeps}):
        # Only what lies within its distance of the parcel matters: the building does not leave the parcel.
        near = [_cut(keep.shape, land.bounds, by=metres) for keep in keeps if keep.metres == metres]
        barred.append(_widened(_touching(near, parts), metres))
    free = window.intersection(shapely.transform(land, lambda xy: xy - at))
    return free.difference(shapely.union_all(barred))


def _widened(shape: BaseGeometry, metres: float) -> BaseGeometry:
    """The shape and all within so many metres, a millimetre less, so that what is exactly far enough is outside."""
    corners = math.ceil(math.pi / 4 / math.sqrt(2 * ROUGH_M / metres)) if metres > 2 * ROUGH_M else 1
    return shape.buffer(max(metres - 0.001, 0.0), quad_segs=corners) if metres > 0 else shape


def _length(shift: Shift) -> float:
    return math.hypot(shift.east_m, shift.north_m)


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
    return sorted(float(origin.distance(part)) for part in shapely.get_parts(hits) if not part.is_empty)


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


def _touching(things: list[BaseGeometry], parts: list[Points]) -> BaseGeometry:
    """All moves by which the outline touches or overlaps one of these points, lines, or areas."""
    pieces = np.array([part for part in shapely.get_parts(things) if not part.is_empty], dtype=object)
    if not len(pieces):
        return Polygon()
    stretches, areas = _stretches(pieces), pieces[shapely.get_dimensions(pieces) == 2]
    sums: list[Any] = []
    for corners in parts:
        both = (stretches[:, :, None, :] - corners[None, None, :, :]).reshape(len(stretches), -1, 2)
        hulls: Any = shapely.convex_hull(shapely.multipoints(both))
        sums += [*hulls, *(affinity.translate(area, *-corners[0]) for area in areas)]
    return shapely.union_all(sums)


def _stretches(parts: Any) -> Points:
    """The straight pieces of shapes as an array (pieces, 2, 2); a point is a piece without length."""
    dimension = shapely.get_dimensions(parts)
    lines = [*parts[dimension == 1], *shapely.get_parts(shapely.boundary(parts[dimension == 2]))]
    corners, line = shapely.get_coordinates(lines, return_index=True)
    goes_on = line[1:] == line[:-1]
    points = shapely.get_coordinates(parts[dimension == 0])
    return np.concatenate(
        [np.stack([corners[:-1][goes_on], corners[1:][goes_on]], axis=1), np.stack([points, points], axis=1)]
    )


def _cut(shape: BaseGeometry, bounds: tuple[float, float, float, float], *, by: float) -> BaseGeometry:
    """What of a shape lies in a box that is so many metres larger on all sides than these bounds."""
    west, south, east, north = bounds
    return shapely.clip_by_rect(shape, west - by, south - by, east + by, north + by)
