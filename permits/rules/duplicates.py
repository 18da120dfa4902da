"""Other petitions and buildings on the same place. Whose they are is not said: applicants read the findings."""

from permits.limits import Limits
from permits.rules.facts import Drawn, Finding, Plan, Surroundings, Verdict

RULE = "duplicates"
HAIR_M2 = 0.1


def duplicates(plan: Plan, *, around: Surroundings, limits: Limits) -> Finding:
    """No other petition of this place is open or granted, and no building stands where the new one is drawn."""
    footprint = plan.footprint
    standing, petitions = [], []
    if footprint is not None:
        standing = [one for one in around.buildings if one.footprint.intersection(footprint).area > HAIR_M2]
        petitions = [one for one in around.others if one.footprint and one.footprint.intersects(footprint)]
    elif plan.place is not None:
        alike = [one for one in around.others if plan.service in ("", one.service)]
        most_m = limits.stretch_apart_m
        petitions = [one for one in alike if one.footprint and one.footprint.distance(plan.place) <= most_m]
    same = [one for one in around.others if one.is_same_parcel and plan.service in ("", one.service)]
    on_parcel = [one for one in around.buildings if one.is_on_parcel]
    says, mend = "duplicates_none", ""
    if standing:
        says, mend = "building_stands_there", "say_what_happens"
    elif petitions:
        same_place = "petition_same_place" if footprint is not None else "petition_same_stretch"
        says, mend = same_place, "withdraw_or_explain"
    elif same:
        says, mend = "petition_same_parcel", "withdraw_or_explain"
    elif on_parcel and footprint is not None:
        says = "duplicates_none_beside_buildings"
    return Finding(
        rule=RULE,
        verdict=Verdict.ASK if mend else Verdict.PASS,
        says=says,
        mend=mend,
        limits=("stretch_apart_m",) if footprint is None and plan.place is not None else (),
        values={"petitions": str(len(petitions or same)), "buildings": str(len(standing or on_parcel))},
        drawn=(
            *(Drawn("breach", one.footprint) for one in standing),
            *(Drawn("area", one.footprint) for one in petitions if one.footprint is not None),
        ),
    )
