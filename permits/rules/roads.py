"""Distance to public roads (Ministerial Regulation 55, cl. 41), from the centre line and from the edge."""

from dataclasses import dataclass

from permits.limits import Limits
from permits.rules import measuring
from permits.rules.facts import Finding, Plan, Road, Surroundings, Verdict
from permits.rules.measuring import Keep

RULE = "road_distance"
LIMITS = ("narrow_road_m", "narrow_centre_m", "doubt_sigmas", "doubt_most_m")
TALL_LIMITS = ("road_tall_m", "middle_road_m", "middle_centre_m", "wide_road_m", "edge_share", "wide_edge_m")
STRICT_USES = frozenset({"commerce", "other"})


@dataclass(frozen=True)
class _Met:
    """One road with what is measured from its centre and what is asked for, in metres.

    `certain` is what would be asked of the greatest width, `hoped` of the least, where nobody measured the road.
    """

    road: Road
    measured: float
    required: float
    hoped: float
    certain: float


def road_distance(plan: Plan, *, around: Surroundings, limits: Limits) -> Finding:
    """The outer wall keeps its distance from every road; the road where the most is lacking is named."""
    if plan.footprint is None:
        return measuring.not_measured(RULE)
    if not around.roads:
        return Finding(rule=RULE, verdict=Verdict.PASS, says="road_none", limits=LIMITS)
    away = measuring.distances(plan.footprint, [road.line for road in around.roads])
    met = [_met(plan, road, float(m), around=around, limits=limits) for road, m in zip(around.roads, away, strict=True)]
    return _judged(plan, min(met, key=lambda one: one.measured - one.certain), around=around, limits=limits)


def keeps(plan: Plan, *, around: Surroundings, limits: Limits) -> tuple[Keep, ...]:
    """The centre lines with the distance that passes whatever the width of an unmeasured road is."""
    return tuple(Keep(one.line, _certain_m(plan, one, around=around, limits=limits)) for one in around.roads)


def required_m(width_m: float, *, is_tall: bool, limits: Limits) -> float:
    """The distance from the centre that a road of this width asks for: never on the road, and never nearer than cl. 41.

    `is_tall`: above two storeys or 8 m, or commercial, of which the second paragraph asks more.
    """
    if not is_tall:
        return limits.narrow_centre_m if width_m < limits.narrow_road_m else width_m / 2
    if width_m < limits.middle_road_m:
        return max(limits.middle_centre_m, width_m / 2)
    if width_m <= limits.wide_road_m:
        return width_m / 2 + width_m * limits.edge_share
    return width_m / 2 + limits.wide_edge_m


def is_tall(plan: Plan, *, limits: Limits) -> bool | None:
    """Whether the second paragraph holds; None when the answers do not tell."""
    height, storeys = measuring.figure(plan.height_m), measuring.figure(plan.storeys)
    if plan.use in STRICT_USES or (height or 0) > limits.road_tall_m or (storeys or 0) > limits.small_storeys:
        return True
    return None if height is None or storeys is None or not plan.use else False


def _met(plan: Plan, road: Road, measured: float, *, around: Surroundings, limits: Limits) -> _Met:
    tall = is_tall(plan, limits=limits)
    least, usual, _ = _widths(road, around=around, limits=limits)
    return _Met(
        road=road,
        measured=measured,
        required=required_m(usual, is_tall=bool(tall), limits=limits),
        hoped=required_m(least, is_tall=bool(tall), limits=limits),
        certain=_certain_m(plan, road, around=around, limits=limits),
    )


def _certain_m(plan: Plan, road: Road, *, around: Surroundings, limits: Limits) -> float:
    _, _, widest = _widths(road, around=around, limits=limits)
    return required_m(widest, is_tall=is_tall(plan, limits=limits) is not False, limits=limits)


def _widths(road: Road, *, around: Surroundings, limits: Limits) -> tuple[float, float, float]:
    """The least, the usual and the greatest width of a road, metres: all the same where it was measured.

    A way does not reach into the parcel, so that an unmeasured one is no wider than twice the way to the parcel.
    """
    if width := measuring.figure(road.width_m):
        return width, width, width
    usual = limits.usual_width_m(road.road_class)
    least, greatest = usual * (1 - limits.width_doubt_share), usual * (1 + limits.width_doubt_share)
    if around.parcel is not None and (half := around.parcel.shape.distance(road.line)) > least / 2:
        greatest = min(greatest, 2 * half)
    return least, min(usual, greatest), greatest


def _judged(plan: Plan, met: _Met, *, around: Surroundings, limits: Limits) -> Finding:
    sigma = measuring.sigma_m(measuring.accuracy_of(around.parcel), limits.road_accuracy_m)
    verdict, says, mend = _said(plan, met, sigma=sigma, limits=limits)
    drawn = [measuring.gap(plan.footprint, met.road.line)] if plan.footprint else []
    if verdict is not Verdict.PASS and plan.footprint:
        drawn.append(measuring.strip(met.road.line, met.certain, near=plan.footprint))
    return Finding(
        rule=RULE,
        verdict=verdict,
        says=says,
        values={
            "road": met.road.name or "–",
            "measured": measuring.least(met.measured),
            "required": measuring.most(met.certain if verdict is Verdict.ASK else met.required),
            "width": f"{_widths(met.road, around=around, limits=limits)[1]:.1f}",
            "accuracy": measuring.most(sigma),
        },
        mend=mend,
        measured=met.measured,
        required=met.required,
        unit="m",
        limits=_limits(plan, met.road, limits=limits),
        drawn=tuple(drawn),
    )


def _said(plan: Plan, met: _Met, *, sigma: float, limits: Limits) -> tuple[Verdict, str, str]:
    is_kept = measuring.verdict(met.measured, required=met.certain, sigma=sigma, limits=limits) is Verdict.PASS
    is_measured = measuring.figure(met.road.width_m) is not None
    is_told = is_tall(plan, limits=limits) is not None
    if is_kept and not is_measured:
        return Verdict.PASS, "road_any_width", ""
    if is_kept or (is_measured and is_told):
        verdict, how = measuring.how_kept(met.measured, required=met.certain, sigma=sigma, limits=limits)
        return verdict, f"road_{how}", "" if verdict is Verdict.PASS else "smaller_or_elsewhere"
    if measuring.verdict(met.measured, required=met.hoped, sigma=sigma, limits=limits) is Verdict.FAIL:
        return Verdict.FAIL, "road_short", "smaller_or_elsewhere"
    return Verdict.ASK, *(("road_unmeasured", "measure_road") if not is_measured else ("road_unknown", "answer_height"))


def _limits(plan: Plan, road: Road, *, limits: Limits) -> tuple[str, ...]:
    named = LIMITS if is_tall(plan, limits=limits) is False else (*LIMITS, *TALL_LIMITS)
    if measuring.figure(road.width_m):
        return named
    known = road.road_class if road.road_class in ("highway", "ring", "main", "street") else "soi"
    return (*named, f"{known}_width_m", "width_doubt_share")
