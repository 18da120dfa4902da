"""What the town plan allows where the building is to stand."""

from shapely.geometry.base import BaseGeometry

from permits.limits import Limits
from permits.rules import measuring
from permits.rules.facts import Area, Drawn, Finding, Plan, Surroundings, Verdict

RULE = "zoning"
ZONE = "zone"
HAIR_M2 = 0.01


def zoning(plan: Plan, *, around: Surroundings, limits: Limits) -> Finding:
    """The use, height and storeys are allowed in every zone in which the building stands; the strictest is named."""
    if not around.has_zones:
        return Finding(rule=RULE, verdict=Verdict.ASK, says="zones_not_loaded", mend="ask_town_plan")
    place = measuring.place_of(plan, around=around)
    if place is None:
        return measuring.no_parcel(RULE)
    zones = touched(place, around.areas, kinds=frozenset({ZONE}))
    if not zones:
        return Finding(rule=RULE, verdict=Verdict.ASK, says="zone_none", mend="ask_town_plan")
    if not plan.use:
        return _finding(plan, zones[0], Verdict.ASK, "zone_use_unknown", "answer_use")
    said = [(zone, *_said(plan, zone)) for zone in zones]
    order = (Verdict.FAIL, Verdict.ASK, Verdict.PASS)
    return _finding(plan, *min(said, key=lambda one: order.index(one[1])))


def touched(place: BaseGeometry, areas: tuple[Area, ...], *, kinds: frozenset[str]) -> list[Area]:
    """Areas of these kinds in which more than a hair of the place lies, in the order of code and name."""
    near = [one for one in areas if one.kind in kinds and one.shape.intersects(place)]
    inside = [one for one in near if one.shape.intersection(place).area > HAIR_M2]
    return sorted(inside, key=lambda one: (one.kind, one.code, one.name, one.key))


def too_high(plan: Plan, area: Area) -> tuple[Verdict, str]:
    """Whether the building is higher, or has more storeys, than the area allows; the word is a sentence's ending."""
    height, storeys = measuring.figure(plan.height_m), measuring.figure(plan.storeys)
    if area.most_height_m is not None and height is not None and height > area.most_height_m:
        return Verdict.FAIL, "height"
    if area.most_storeys is not None and storeys is not None and storeys > area.most_storeys:
        return Verdict.FAIL, "storeys"
    if (area.most_height_m is not None and height is None) or (area.most_storeys is not None and storeys is None):
        return Verdict.ASK, "height_unknown"
    return Verdict.PASS, ""


def named(area: Area) -> dict[str, str]:
    """What a sentence may say of an area."""
    return {
        "name": area.name or area.code or "–",
        "name_en": area.name_en,
        "code": area.code,
        "kind": area.kind,
        "most_height": f"{area.most_height_m:g}" if area.most_height_m is not None else "–",
        "most_storeys": f"{area.most_storeys}" if area.most_storeys is not None else "–",
        "citation": area.citation,
        "area_doubt": area.doubt,
    }


def _said(plan: Plan, zone: Area) -> tuple[Verdict, str, str]:
    if plan.use in zone.denied:
        return Verdict.FAIL, "zone_denied", "other_place_or_use"
    high, what = too_high(plan, zone)
    if high is Verdict.FAIL:
        return high, f"zone_too_high_{what}", "lower"
    if high is Verdict.ASK:
        return high, "zone_height_unknown", "answer_height"
    if plan.use in zone.allowed:
        return Verdict.PASS, "zone_allowed", ""
    return Verdict.ASK, "zone_unlisted", "ask_town_plan"


def _finding(plan: Plan, zone: Area, verdict: Verdict, says: str, mend: str) -> Finding:
    return Finding(
        rule=RULE,
        verdict=verdict,
        says=says,
        mend=mend,
        values={**named(zone), "use": plan.use},
        drawn=(Drawn("area", zone.shape, zone.name),),
    )
