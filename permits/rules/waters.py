"""Distance to public water (Ministerial Regulation 55, cl. 42), from its bank."""

from permits.limits import Limits
from permits.rules import measuring
from permits.rules.facts import Finding, Plan, Surroundings, Verdict, Water
from permits.rules.measuring import Keep

RULE = "water_distance"
LIMITS = ("narrow_water_m", "narrow_bank_m", "wide_bank_m", "lake_bank_m", "lake_m2", "doubt_sigmas", "doubt_most_m")


def water_distance(plan: Plan, *, around: Surroundings, limits: Limits) -> Finding:
    """The outer wall keeps its distance from every water; the one where the most is lacking is named."""
    if plan.footprint is None:
        return measuring.not_measured(RULE)
    if not around.waters:
        return Finding(rule=RULE, verdict=Verdict.PASS, says="water_none", limits=LIMITS)
    away = measuring.distances(plan.footprint, [water.shape for water in around.waters])
    lacking = [m - required_m(water, limits=limits) for water, m in zip(around.waters, away, strict=True)]
    worst = lacking.index(min(lacking))
    return _judged(plan, around.waters[worst], float(away[worst]), around=around, limits=limits)


def keeps(plan: Plan, *, around: Surroundings, limits: Limits) -> tuple[Keep, ...]:
    """The waters with the distance from their banks."""
    return tuple(Keep(water.shape, required_m(water, limits=limits)) for water in around.waters)


def required_m(water: Water, *, limits: Limits) -> float:
    """The distance from the bank; of a pond without a width as if it were wide public water."""
    width = measuring.figure(water.width_m)
    if width is None:
        return limits.lake_bank_m if _is_lake(water, limits=limits) else limits.wide_bank_m
    return limits.narrow_bank_m if width < limits.narrow_water_m else limits.wide_bank_m


def _is_lake(water: Water, *, limits: Limits) -> bool:
    return water.shape.area >= limits.lake_m2


def _judged(plan: Plan, water: Water, measured: float, *, around: Surroundings, limits: Limits) -> Finding:
    required = required_m(water, limits=limits)
    sigma = measuring.sigma_m(measuring.accuracy_of(around.parcel), limits.water_accuracy_m)
    verdict, how = measuring.how_kept(measured, required=required, sigma=sigma, limits=limits)
    says, mend = f"water_{how}", "" if verdict is Verdict.PASS else "smaller_or_elsewhere"
    if verdict is not Verdict.PASS and water.width_m is None and not _is_lake(water, limits=limits):
        verdict, says, mend = Verdict.ASK, "water_unmeasured", "measure_water"
    drawn = [measuring.gap(plan.footprint, water.shape)] if plan.footprint else []
    if verdict is not Verdict.PASS and plan.footprint:
        drawn.append(measuring.strip(water.shape, required, near=plan.footprint))
    return Finding(
        rule=RULE,
        verdict=verdict,
        says=says,
        values={
            "water": water.name or "–",
            "measured": measuring.least(measured),
            "required": measuring.most(required),
            "accuracy": measuring.most(sigma),
        },
        mend=mend,
        measured=measured,
        required=required,
        unit="m",
        limits=LIMITS,
        drawn=tuple(drawn),
    )
