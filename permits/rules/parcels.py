"""Whether the building lies on its parcel, within what the survey of the parcel can tell."""

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from permits.limits import Limits
from permits.rules import measuring
from permits.rules.facts import Drawn, Finding, Ground, Plan, Surroundings, Verdict

RULE = "inside_parcel"
LIMITS = ("tolerance_sigmas", "tolerance_most_m", "doubt_sigmas", "doubt_most_m")
HAIR_M2 = 1e-4
"""Overlaps smaller than a square centimetre are rounding."""
ON_LEAST_M2 = 0.01


def inside_parcel(plan: Plan, *, around: Surroundings, limits: Limits) -> Finding:
    """The outline lies inside the parcel; what reaches over is measured against the accuracy of the boundary."""
    footprint = plan.footprint
    if footprint is None:
        return measuring.not_measured(RULE)
    if around.boundary is not None and not around.boundary.intersects(footprint):
        return _outside_town(footprint, around.boundary)
    others = on_neighbours(footprint, around.neighbours)
    if around.parcel is None:
        return _without_parcel(others)
    outside = footprint.difference(around.parcel.shape)
    if outside.area <= HAIR_M2:
        values = {"parcel": around.parcel.code}
        return Finding(rule=RULE, verdict=Verdict.PASS, says="inside", values=values, limits=LIMITS)
    return _reaching_over(outside, footprint, around.parcel, others=others, limits=limits)


def place_on_parcel(plan: Plan, *, around: Surroundings, limits: Limits) -> Finding:
    """For services that place no building: a parcel of the register is known."""
    if around.parcel is None:
        return measuring.no_parcel(RULE)
    return Finding(rule=RULE, verdict=Verdict.PASS, says="parcel_known", values={"parcel": around.parcel.code})


def on_neighbours(footprint: BaseGeometry, neighbours: tuple[Ground, ...]) -> list[Ground]:
    """The other parcels on which a part of the outline lies, in the order of their codes."""
    near = [one for one in neighbours if shapely.intersects(one.shape, footprint)]
    on = [one for one in near if one.shape.intersection(footprint).area > ON_LEAST_M2]
    return sorted(on, key=lambda one: one.code)


def _reaching_over(
    outside: BaseGeometry, footprint: BaseGeometry, parcel: Ground, *, others: list[Ground], limits: Limits
) -> Finding:
    over = measuring.depth_m(outside, parcel.shape)
    sigma = measuring.sigma_m(parcel.accuracy_m, max((one.accuracy_m for one in others), default=0.0))
    free = min(limits.tolerance_sigmas * sigma, limits.tolerance_most_m)
    doubt = max(measuring.doubt_m(sigma, limits=limits), free)
    verdict, says = _said(over, free=free, doubt=doubt, is_elsewhere=outside.area > footprint.area - ON_LEAST_M2)
    if verdict is not Verdict.PASS and others:
        says = f"{says}_on_others"
    return Finding(
        rule=RULE,
        verdict=verdict,
        says=says,
        values={
            "parcel": parcel.code,
            "over": measuring.most(over),
            "accuracy": measuring.most(sigma),
            "others": ", ".join(one.code for one in others),
            "area": f"{outside.area:.1f}",
        },
        mend="" if verdict is Verdict.PASS else "smaller_or_elsewhere",
        measured=over,
        required=0.0,
        unit="m",
        limits=LIMITS,
        drawn=(Drawn("breach", outside, f"{measuring.most(over)} m"),),
    )


def _said(over: float, *, free: float, doubt: float, is_elsewhere: bool) -> tuple[Verdict, str]:
    if is_elsewhere:
        return Verdict.FAIL, "elsewhere"
    if over <= free:
        return Verdict.PASS, "inside_by_tolerance"
    return (Verdict.ASK, "inside_doubtful") if over <= doubt else (Verdict.FAIL, "outside")


def _outside_town(footprint: BaseGeometry, boundary: BaseGeometry) -> Finding:
    away = boundary.distance(footprint)
    return Finding(
        rule=RULE,
        verdict=Verdict.FAIL,
        says="outside_town",
        values={"away": f"{np.ceil(away):.0f}"},
        mend="pick_place_in_town",
        measured=away,
        required=0.0,
        unit="m",
        drawn=(Drawn("breach", footprint),),
    )


def _without_parcel(others: list[Ground]) -> Finding:
    if not others:
        return measuring.no_parcel(RULE)
    says = "unpicked_on_one" if len(others) == 1 else "unpicked_on_several"
    return Finding(
        rule=RULE,
        verdict=Verdict.ASK,
        says=says,
        mend="pick_parcel",
        values={"others": ", ".join(one.code for one in others)},
    )
