"""Floor areas and storeys: whether it is a small building, and whether the figures agree with the outline."""

from permits.limits import Limits
from permits.rules import measuring
from permits.rules.facts import Finding, Plan, Surroundings, Verdict

RULE = "size"
LIMITS = ("small_m2", "small_storeys", "area_share")


def size(plan: Plan, *, around: Surroundings, limits: Limits) -> Finding:
    """All floors together and storeys are those of a small building, and the outline is not larger than they say."""
    area, storeys = measuring.figure(plan.floor_area_m2), measuring.figure(plan.storeys)
    if area is None or storeys is None:
        says = "size_unknown_area" if storeys else "size_unknown_storeys" if area else "size_unknown"
        return Finding(rule=RULE, verdict=Verdict.ASK, says=says, mend="answer_size", limits=LIMITS)
    says, mend = _said(plan, area, storeys, limits=limits)
    return Finding(
        rule=RULE,
        verdict=Verdict.ASK if mend else Verdict.PASS,
        says=says,
        mend=mend,
        values={
            "area": f"{area:.2f}",
            "storeys": f"{storeys:g}",
            "outline": f"{plan.footprint.area if plan.footprint else 0:.1f}",
            "area_most": f"{limits.small_m2:g}",
            "storeys_most": f"{limits.small_storeys:g}",
        },
        measured=area,
        required=limits.small_m2,
        unit="m²",
        limits=LIMITS,
    )


def _said(plan: Plan, area: float, storeys: float, *, limits: Limits) -> tuple[str, str]:
    outline = plan.footprint.area if plan.footprint is not None else 0.0
    if outline > area * (1 + limits.area_share):
        return "size_outline_larger", "mend_area"
    if area > limits.small_m2:
        return "size_not_small_area", "smaller_area"
    if storeys > limits.small_storeys:
        return "size_not_small_storeys", "fewer_storeys"
    if outline and area > outline * storeys * (1 + limits.area_share):
        return "size_outline_smaller", "mend_area"
    return "size_small", ""
