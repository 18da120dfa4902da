"""Whether the parcel touches a public way, so that people and fire engines reach the building."""

from permits.limits import Limits
from permits.rules import measuring
from permits.rules.facts import Drawn, Finding, Ground, Plan, Road, Surroundings, Verdict

RULE = "access"
LIMITS = ("way_reach_m",)
SERVITUDE = "servitude"
"""The answer by which the applicant says to have a registered right of way over other land."""


def access(plan: Plan, *, around: Surroundings, limits: Limits) -> Finding:
    """The parcel touches a public way within its accuracy, or a servitude was named, which an officer must see."""
    parcel = around.parcel
    if parcel is None:
        return measuring.no_parcel(RULE)
    away = sorted(((one.line.distance(parcel.shape), one) for one in around.roads), key=lambda pair: pair[0])
    for centre, road in away:
        if _touches(centre, road, parcel, around=around, limits=limits):
            return _said(Verdict.PASS, "access_touches", parcel, road=road, centre=centre)
    nearest = away[0] if away else (None, None)
    if plan.answers.get(SERVITUDE) is True:
        return _said(
            Verdict.ASK, "access_servitude", parcel, road=nearest[1], centre=nearest[0], mend="bring_servitude"
        )
    says = "access_far" if away else "access_no_way"
    return _said(Verdict.ASK, says, parcel, road=nearest[1], centre=nearest[0], mend="name_servitude")


def _touches(centre: float, road: Road, parcel: Ground, *, around: Surroundings, limits: Limits) -> bool:
    """The edge of the way is within reach, and no other parcel lies between it and this one."""
    half = (measuring.figure(road.width_m) or limits.usual_width_m(road.road_class)) / 2
    slack = limits.way_reach_m + measuring.doubt_m(parcel.accuracy_m, limits=limits)
    if centre > half + slack:
        return False
    way = measuring.gap(parcel.shape, road.line).shape
    return all(one.shape.intersection(way).length <= slack for one in around.neighbours)


def _said(
    verdict: Verdict, says: str, parcel: Ground, *, road: Road | None, centre: float | None, mend: str = ""
) -> Finding:
    drawn = () if road is None else (Drawn("way", measuring.gap(parcel.shape, road.line).shape, road.name),)
    return Finding(
        rule=RULE,
        verdict=verdict,
        says=says,
        values={"road": (road.name if road else "") or "–", "measured": measuring.least(centre or 0.0)},
        mend=mend,
        measured=centre,
        unit="m" if centre is not None else "",
        limits=LIMITS,
        drawn=drawn,
    )
