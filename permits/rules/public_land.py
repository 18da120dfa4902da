"""Land on which nobody builds for himself: public land, road reserves, forest; state and reform land is asked about."""

from permits.limits import Limits
from permits.rules import measuring, zones
from permits.rules.facts import Drawn, Finding, Plan, Surroundings, Verdict
from permits.rules.measuring import Keep

RULE = "public_land"
BARRED = frozenset({"public_land", "road_reserve", "forest"})
REFERRED = frozenset({"state_land", "alro"})


def public_land(plan: Plan, *, around: Surroundings, limits: Limits) -> Finding:
    """The building stands on no such land; what overlaps less than the map can tell is asked."""
    if plan.footprint is None:
        return measuring.not_measured(RULE)
    on = zones.touched(plan.footprint, around.areas, kinds=BARRED | REFERRED)
    if not on:
        says = "public_land_none" if around.has_zones else "public_land_not_loaded"
        return Finding(rule=RULE, verdict=Verdict.PASS if around.has_zones else Verdict.ASK, says=says)
    barred = [one for one in on if one.kind in BARRED]
    first = (barred or on)[0]
    # What is left after the doubt was taken off all around lies on it for certain.
    sure = plan.footprint.buffer(
        -measuring.doubt_m(measuring.accuracy_of(around.parcel), limits=limits), join_style="mitre"
    )
    is_sure = any(one.shape.intersects(sure) for one in barred)
    says = "public_land_on" if is_sure else "public_land_perhaps" if barred else "public_land_referred"
    overlap = first.shape.intersection(plan.footprint)
    return Finding(
        rule=RULE,
        verdict=Verdict.FAIL if is_sure else Verdict.ASK,
        says=says,
        values={
            **zones.named(first),
            "overlap": f"{overlap.area:.1f}",
            "accuracy": measuring.most(measuring.accuracy_of(around.parcel)),
        },
        mend="off_public_land" if barred else "ask_keeper",
        measured=overlap.area,
        required=0.0,
        unit="m²",
        limits=("doubt_sigmas", "doubt_most_m"),
        drawn=(Drawn("breach", overlap), Drawn("area", first.shape, first.name)),
    )


def keeps(plan: Plan, *, around: Surroundings, limits: Limits) -> tuple[Keep, ...]:
    """The land that must stay free; nothing is asked beyond its border."""
    return tuple(Keep(one.shape, 0.0) for one in around.areas if one.kind in BARRED)
