"""Open space of the parcel (Ministerial Regulation 55, cl. 33): what is covered by no building, old or new."""

import shapely

from permits.limits import Limits
from permits.rules import measuring
from permits.rules.facts import Drawn, Finding, Plan, Surroundings, Verdict

RULE = "open_space"
DWELLING = "dwelling"
HAIR_M2 = 0.005


def open_space(plan: Plan, *, around: Surroundings, limits: Limits) -> Finding:
    """The share of the parcel that stays open.

    The clause may also be read as a share of the largest storey, which asks for less: what passes only by that reading
    is asked.
    """
    if plan.footprint is None:
        return measuring.not_measured(RULE)
    if around.parcel is None:
        return measuring.no_parcel(RULE)
    land = around.parcel.shape
    standing = [one.footprint for one in around.buildings if one.is_on_parcel]
    built = shapely.union_all([plan.footprint, *standing]).intersection(land)
    # An unknown use is taken for a dwelling, of which more is asked.
    is_other = plan.use not in (DWELLING, "")
    share = limits.open_other_share if is_other else limits.open_dwelling_share
    is_kept = land.area - built.area >= land.area * share - HAIR_M2
    largest = max([plan.footprint.area, *(one.area for one in standing)])
    is_kept_by_storey = land.area - built.area >= largest * share
    verdict = Verdict.PASS if is_kept else Verdict.ASK if is_kept_by_storey else Verdict.FAIL
    says = {Verdict.PASS: "open_kept", Verdict.ASK: "open_by_storey", Verdict.FAIL: "open_short"}[verdict]
    return Finding(
        rule=RULE,
        verdict=verdict,
        says=says,
        values={
            "measured": f"{100 * (1 - built.area / land.area):.1f}",
            "required": f"{100 * share:g}",
            "open_m2": f"{land.area - built.area:.1f}",
            "less_m2": f"{max(land.area * share - (land.area - built.area), 0) + 0.05:.1f}",
            "standing": str(len(standing)),
        },
        mend=_mend(plan, lacking_m2=land.area * share - (land.area - built.area)),
        measured=100 * (1 - built.area / land.area),
        required=100 * share,
        unit="%",
        limits=("open_other_share" if is_other else "open_dwelling_share",),
        drawn=(Drawn("free", land.difference(built)),),
    )


def _mend(plan: Plan, *, lacking_m2: float) -> str:
    """How so much open space is won: by a smaller building, unless those that stand there leave too little."""
    if lacking_m2 <= HAIR_M2 or plan.footprint is None:
        return ""
    return "smaller_by" if lacking_m2 < plan.footprint.area else "too_much_built"
