"""Whether an outline can be measured at all, and in which words it is refused. Whatever a browser sends ends here."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from permits.limits import Limits
from permits.rules.facts import Drawn, Finding, Plan, Surroundings, Verdict


def fault(plan: Plan, *, limits: Limits) -> Finding | None:
    """Why the outline is none that can be measured, in the words of the rule `inside_parcel`; None when it can."""
    outline: BaseGeometry | None = plan.footprint
    if outline is None or not _is_wrong(outline, limits=limits):
        return None
    says, mend = _words(outline, limits=limits)
    is_drawable = says not in ("outline_not_numbers", "outline_empty")
    return Finding(
        rule="inside_parcel",
        verdict=Verdict.FAIL,
        says=says,
        mend=mend,
        values=_values(outline, limits=limits),
        limits=("footprint_least_m2", "footprint_most_m2", "footprint_corners"),
        drawn=(Drawn("breach", outline),) if is_drawable else (),
    )


def sound(around: Surroundings) -> Surroundings:
    """The surroundings with every outline of the register put in order, and without things that have no place."""
    parcel = around.parcel and replace(around.parcel, shape=_mended(around.parcel.shape))
    return replace(
        around,
        parcel=None if parcel is None or parcel.shape.is_empty else parcel,
        neighbours=_placed(around.neighbours, "shape"),
        roads=_placed(around.roads, "line"),
        waters=_placed(around.waters, "shape"),
        areas=_placed(around.areas, "shape"),
        buildings=_placed(around.buildings, "footprint"),
        poles=_placed(around.poles, "at"),
        others=tuple(replace(one, footprint=one.footprint and _mended(one.footprint)) for one in around.others),
    )


def needs_mending(around: Surroundings) -> bool:
    """Whether any outline of the register is not sound, or empty."""
    shapes: list[Any] = [one.shape for one in around.neighbours]
    shapes += [one.line for one in around.roads]
    shapes += [one.shape for one in around.waters]
    shapes += [one.shape for one in around.areas]
    shapes += [one.footprint for one in around.buildings]
    shapes += [one.at for one in around.poles]
    shapes += [one.footprint for one in around.others if one.footprint is not None]
    shapes += [around.parcel.shape] if around.parcel else []
    drawn = np.array(shapes, dtype=object)
    return bool(np.any(~shapely.is_valid(drawn) | shapely.is_empty(drawn)))


def _placed(things: tuple[Any, ...], name: str) -> tuple[Any, ...]:
    mended = (replace(one, **{name: _mended(getattr(one, name))}) for one in things)
    return tuple(one for one in mended if not getattr(one, name).is_empty)


def _is_wrong(outline: BaseGeometry, *, limits: Limits) -> bool:
    return bool(
        outline.geom_type != "Polygon"
        or not np.isfinite(shapely.get_coordinates(outline)).all()
        or not outline.is_valid
        or not limits.footprint_least_m2 <= outline.area <= limits.footprint_most_m2
        or shapely.get_num_coordinates(outline) > limits.footprint_corners
    )


def _words(outline: BaseGeometry, *, limits: Limits) -> tuple[str, str]:
    """The sentence, and what to do, for an outline that is wrong: the gravest fault first."""
    if outline.is_empty:
        return "outline_empty", "draw_again"
    if not np.isfinite(shapely.get_coordinates(outline)).all():
        return "outline_not_numbers", "draw_again"
    if outline.geom_type != "Polygon":
        return "outline_in_parts", "draw_one_outline"
    if shapely.get_num_coordinates(outline) > limits.footprint_corners:
        return "outline_too_fine", "draw_simpler"
    # A line there and back has no area and is invalid too: it is not told that it crosses itself.
    if math.isclose(shapely.convex_hull(outline).area, 0.0, abs_tol=1e-6):
        return "outline_no_area", "draw_again"
    if not outline.is_valid:
        return "outline_crosses_itself", "draw_again"
    return ("outline_no_area" if outline.area < limits.footprint_least_m2 else "outline_huge"), "draw_again"


def _values(outline: BaseGeometry, *, limits: Limits) -> dict[str, str]:
    is_placed = bool(np.isfinite(shapely.get_coordinates(outline)).all())
    return {
        "area": f"{outline.area:.2f}" if is_placed else "–",
        "parts": str(shapely.get_num_geometries(outline)),
        "corners": str(shapely.get_num_coordinates(outline)),
        "corners_most": f"{limits.footprint_corners:.0f}",
        "area_most": f"{limits.footprint_most_m2:.0f}",
    }


def _mended(shape: Any) -> Any:
    return shape if shape.is_valid else shapely.make_valid(shape, method="structure", keep_collapsed=False)
