"""The plan of the site as lines and words in millimetres of paper, north up: what the permit shows.

Pure: shapes in metres come in, numbers rounded to a tenth of a millimetre go out, so the same shapes are always drawn
with the same bytes. How it looks (ink, dashes) is for the template.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from shapely import LineString, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

SCALES = (100, 200, 250, 400, 500, 750, 1000, 1500, 2000, 2500, 5000, 10_000)
BARS_M = (1, 2, 5, 10, 20, 50, 100, 200)
MM = 1000
MARGIN_SHARE = 0.12
SHORTEST_NAMED_M = 0.4
"""Sides shorter than this carry no length: the figure would be longer than the side."""


@dataclass(frozen=True, kw_only=True)
class Site:
    """What is drawn, in metres of one zone; `gaps` are measured distances with their words."""

    plan: BaseGeometry | None
    parcel: BaseGeometry | None
    parcel_code: str = ""
    neighbours: Sequence[tuple[str, BaseGeometry]] = ()
    roads: Sequence[tuple[str, BaseGeometry]] = ()
    waters: Sequence[tuple[str, BaseGeometry]] = ()
    buildings: Sequence[BaseGeometry] = ()
    gaps: Sequence[tuple[str, LineString]] = field(default_factory=tuple)


@dataclass(frozen=True)
class _Paper:
    """Where metres fall on the paper."""

    west: float
    north: float
    scale: int
    wide_mm: float
    high_mm: float

    def mm(self, x: float, y: float) -> tuple[float, float]:
        each = MM / self.scale
        return _tenth((x - self.west) * each), _tenth((self.north - y) * each)

    @property
    def window(self) -> Polygon:
        wide, high = self.wide_mm * self.scale / MM, self.high_mm * self.scale / MM
        return box(self.west, self.north - high, self.west + wide, self.north)


def draw(site: Site, *, wide_mm: float, high_mm: float) -> dict[str, Any] | None:
    """The drawing: {scale, wide, high, lines: [role, points, is closed], words: [role, x, y, angle, text], bar}.

    None where there is nothing to draw.
    """
    shown = [shape for shape in (site.parcel, site.plan) if shape is not None and not shape.is_empty]
    if not shown:
        return None
    paper = _paper(shown, wide_mm, high_mm)
    window = paper.window
    lines: list[list[Any]] = []
    words: list[list[Any]] = []
    for role, things in (("water", site.waters), ("neighbour", site.neighbours), ("road", site.roads)):
        for name, shape in things:
            lines += _lines(role, shape.intersection(window), paper)
            words += _name(role, name, shape.intersection(window), paper)
    for shape in site.buildings:
        lines += _lines("building", shape.intersection(window), paper)
    if site.parcel is not None:
        lines += _lines("parcel", site.parcel.intersection(window), paper)
        words += _name("parcel", site.parcel_code, _beside(site.parcel, site.plan), paper)
    if site.plan is not None:
        lines += _lines("plan", site.plan, paper)
        words += _sides(site.plan, paper)
    for text, gap in site.gaps:
        lines += _lines("gap", gap, paper)
        words.append(["gap", *_along(gap, paper), text])
    bar = max(each for each in BARS_M if each * MM / paper.scale <= max(wide_mm / 4, MM / paper.scale))
    return {
        "scale": paper.scale,
        "wide": wide_mm,
        "high": high_mm,
        "lines": lines,
        "words": words,
        "bar": {"m": bar, "mm": round(bar * MM / paper.scale, 1)},
    }


def _paper(shown: Sequence[BaseGeometry], wide_mm: float, high_mm: float) -> _Paper:
    """The largest usual scale at which everything fits with a margin around it."""
    west, south, east, north = (
        pick(values)
        for pick, values in zip((min, min, max, max), zip(*(s.bounds for s in shown), strict=True), strict=True)
    )
    room = 1 - 2 * MARGIN_SHARE
    needed = max((east - west) / (wide_mm * room), (north - south) / (high_mm * room)) * MM
    scale = next((each for each in SCALES if each >= needed), math.ceil(needed / MM) * MM)
    wide, high = wide_mm * scale / MM, high_mm * scale / MM
    return _Paper((west + east - wide) / 2, (south + north + high) / 2, scale, wide_mm, high_mm)


def _lines(role: str, shape: BaseGeometry, paper: _Paper) -> Iterator[list[Any]]:
    for part in _parts(shape):
        if isinstance(part, Polygon):
            yield from ([role, _points(ring, paper), True] for ring in (part.exterior, *part.interiors))
        elif isinstance(part, LineString):
            yield [role, _points(part, paper), False]
        elif isinstance(part, Point):
            yield [role, _points(part.buffer(paper.scale * 1.5 / MM, quad_segs=4).exterior, paper), True]


def _points(line: LineString, paper: _Paper) -> list[tuple[float, float]]:
    return [paper.mm(x, y) for x, y, *_height in line.coords]


def _parts(shape: BaseGeometry) -> list[BaseGeometry]:
    parts = list(getattr(shape, "geoms", [shape]))
    return [part for part in parts if not part.is_empty]


def _name(role: str, text: str, shape: BaseGeometry, paper: _Paper) -> Iterator[list[Any]]:
    """A name in the middle of the largest part, along it where it is a line."""
    parts = sorted(_parts(shape), key=lambda part: (part.area, part.length))
    if not text or not parts:
        return
    part = parts[-1]
    if isinstance(part, LineString):
        yield [role, *_along(part, paper), text]
    else:
        at = part.representative_point()
        yield [role, *paper.mm(at.x, at.y), 0, text]


def _beside(parcel: BaseGeometry, plan: BaseGeometry | None) -> BaseGeometry:
    """The part of the parcel that the plan leaves free, for the parcel's code."""
    free = parcel if plan is None else parcel.difference(plan)
    return parcel if free.is_empty else free


def _sides(plan: BaseGeometry, paper: _Paper) -> Iterator[list[Any]]:
    """The length of every side of the outline, in metres, within it and along the side."""
    for part in _parts(plan):
        if not isinstance(part, Polygon):
            continue
        ring = list(part.exterior.coords)
        for start, end in pairwise(ring):
            side = LineString([start[:2], end[:2]])
            if side.length >= SHORTEST_NAMED_M:
                yield ["side", *_inward(side, part, paper), f"{side.length:.2f}"]


def _inward(side: LineString, part: Polygon, paper: _Paper) -> tuple[float, float, float]:
    """The middle of a side moved two millimetres of paper into the outline, and the side's angle."""
    step = 2.2 * paper.scale / MM
    middle = side.interpolate(0.5, normalized=True)
    (x1, y1), (x2, y2) = side.coords
    across_x, across_y = -(y2 - y1) / side.length * step, (x2 - x1) / side.length * step
    at = Point(middle.x + across_x, middle.y + across_y)
    if not part.contains(at):
        at = Point(middle.x - across_x, middle.y - across_y)
    return *paper.mm(at.x, at.y), _angle(side)


def _along(line: LineString, paper: _Paper) -> tuple[float, float, float]:
    middle = line.interpolate(0.5, normalized=True)
    ends = LineString([line.coords[0][:2], line.coords[-1][:2]])
    return *paper.mm(middle.x, middle.y), _angle(ends)


def _angle(line: LineString) -> float:
    """Degrees clockwise on the paper, so turned that the words stand upright."""
    (x1, y1), (x2, y2) = line.coords[0][:2], line.coords[-1][:2]
    degrees = math.degrees(math.atan2(y1 - y2, x2 - x1))
    if degrees > 90:
        degrees -= 180
    elif degrees <= -90:
        degrees += 180
    return _tenth(degrees)


def _tenth(number: float) -> float:
    """To one decimal, and never the negative nought: a database gives that back as another number."""
    return round(number, 1) + 0.0
