"""Whether a spot or stretch lies on a public road of the register, by the road's width."""

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from permits.limits import Limits
from permits.rules import measuring
from permits.rules.facts import Drawn, Finding, Plan, Road, Surroundings, Verdict

RULE = "on_road"
STEP_M = 1.0
"""A stretch is looked at in steps of this length."""


def on_road(plan: Plan, *, around: Surroundings, limits: Limits) -> Finding:
    """All of it lies within the right of way of public roads; what does not an officer looks at."""
    if plan.place is None:
        return Finding(rule=RULE, verdict=Verdict.ASK, says="stretch_missing", mend="mark_stretch")
    if not around.roads:
        return _finding(plan.place, [], "stretch_no_road", limits=("road_accuracy_m",))
    ways = shapely.union_all([one.line.buffer(_half_m(one, limits=limits), cap_style="flat") for one in around.roads])
    away = shapely.distance(_points(plan.place), ways)
    used = [one for one in around.roads if one.line.distance(plan.place) <= _half_m(one, limits=limits)]
    says = "stretch_on_road" if away.max() == 0 else "stretch_partly_off" if away.min() == 0 else "stretch_no_road"
    return _finding(plan.place, used, says, limits=_limits(used or around.roads), away=float(away.max()))


def _finding(
    place: BaseGeometry, roads: list[Road], says: str, *, limits: tuple[str, ...], away: float | None = None
) -> Finding:
    names = dict.fromkeys(one.name for one in roads if one.name)
    return Finding(
        rule=RULE,
        verdict=Verdict.PASS if says == "stretch_on_road" else Verdict.ASK,
        says=says,
        values={
            "roads": ", ".join(names) or "–",
            "length": f"{place.length:.0f}",
            "away": measuring.most(away) if away is not None else "–",
        },
        mend="" if says == "stretch_on_road" else "mark_on_road",
        measured=away,
        required=None if away is None else 0.0,
        unit="m",
        limits=limits,
        drawn=(Drawn("area", place),),
    )


def _half_m(road: Road, *, limits: Limits) -> float:
    """From the centre line to the greatest edge that the road may have, and what the line may be off."""
    width = measuring.figure(road.width_m)
    if width is None:
        width = limits.usual_width_m(road.road_class) * (1 + limits.width_doubt_share)
    return width / 2 + limits.doubt_sigmas * limits.road_accuracy_m


def _limits(roads: tuple[Road, ...] | list[Road]) -> tuple[str, ...]:
    unmeasured = [one for one in roads if measuring.figure(one.width_m) is None]
    classes = dict.fromkeys(
        one.road_class if one.road_class in ("highway", "ring", "main", "street") else "soi" for one in unmeasured
    )
    named = tuple(f"{each}_width_m" for each in classes)
    return ("road_accuracy_m", "doubt_sigmas", *named, *(("width_doubt_share",) if named else ()))


def _points(place: BaseGeometry) -> NDArray[np.object_]:
    corners = shapely.get_coordinates(shapely.segmentize(place, STEP_M))
    return np.asarray(shapely.points(corners), dtype=object)
