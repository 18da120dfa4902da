"""Clearance from overhead wires and poles. The register has no voltages: what is near is asked, not refused."""

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from permits.limits import Limits
from permits.rules import measuring
from permits.rules.facts import Finding, Plan, Pole, Surroundings, Verdict
from permits.rules.measuring import Keep

RULE = "power_lines"
LIMITS = ("wire_clearance_m", "low_wire_clearance_m", "pole_clearance_m", "pole_accuracy_m", "doubt_sigmas")
POWER = "power"


@dataclass(frozen=True)
class _Near:
    pole: Pole
    shape: BaseGeometry
    required: float
    is_wire: bool


def power_lines(plan: Plan, *, around: Surroundings, limits: Limits) -> Finding:
    """No wire runs over the building and none hangs nearer than its clearance; no pole stands in it."""
    if plan.footprint is None:
        return measuring.not_measured(RULE)
    things = _things(around, limits=limits)
    if not things:
        return Finding(rule=RULE, verdict=Verdict.PASS, says="wires_none", limits=LIMITS)
    away = measuring.distances(plan.footprint, [one.shape for one in things])
    worst = int(np.argmin(away - np.array([one.required for one in things])))
    return _judged(plan, things[worst], float(away[worst]), around=around, limits=limits)


def keeps(plan: Plan, *, around: Surroundings, limits: Limits) -> tuple[Keep, ...]:
    """Wires and poles with their clearances."""
    return tuple(Keep(one.shape, one.required) for one in _things(around, limits=limits))


def _things(around: Surroundings, *, limits: Limits) -> list[_Near]:
    poles = [_Near(one, one.at, limits.pole_clearance_m, False) for one in around.poles]
    wires = [
        _Near(
            one,
            shapely.linestrings([[one.at.x, one.at.y], [one.wire_to.x, one.wire_to.y]]),
            limits.wire_clearance_m if one.kind == POWER else limits.low_wire_clearance_m,
            True,
        )
        for one in around.poles
        if one.wire_to is not None and one.wire_to != one.at
    ]
    return [*poles, *wires]


def _judged(plan: Plan, near: _Near, measured: float, *, around: Surroundings, limits: Limits) -> Finding:
    sigma = measuring.sigma_m(measuring.accuracy_of(around.parcel), limits.pole_accuracy_m)
    verdict, says = _said(plan, near, measured, sigma=sigma, limits=limits)
    drawn = [measuring.gap(plan.footprint, near.shape)] if plan.footprint else []
    if verdict is not Verdict.PASS and plan.footprint:
        drawn.append(measuring.strip(near.shape, near.required, near=plan.footprint))
    return Finding(
        rule=RULE,
        verdict=verdict,
        says=says,
        values={
            "pole": near.pole.code,
            "measured": measuring.least(measured),
            "required": measuring.most(near.required),
            "accuracy": measuring.most(sigma),
        },
        mend="" if verdict is Verdict.PASS else "ask_electricity",
        measured=measured,
        required=near.required,
        unit="m",
        limits=LIMITS,
        drawn=tuple(drawn),
    )


def _said(plan: Plan, near: _Near, measured: float, *, sigma: float, limits: Limits) -> tuple[Verdict, str]:
    """Refused is only what lies over the building by more than the map is unsure of."""
    thing = "wire" if near.is_wire else "pole"
    if measured >= near.required - limits.drawing_m:
        is_certain = measuring.is_proven(measured, required=near.required, sigma=sigma, limits=limits)
        return Verdict.PASS, "wires_kept" if is_certain else "wires_unproven"
    sure = plan.footprint and plan.footprint.buffer(-measuring.doubt_m(sigma, limits=limits), join_style="mitre")
    if sure and sure.intersects(near.shape):
        return Verdict.FAIL, f"{thing}_in_building"
    return Verdict.ASK, f"{thing}_near"
