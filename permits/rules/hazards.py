"""What threatens a building, or is threatened by it: floods, slopes, airports, monuments, protected nature."""

import json
from dataclasses import dataclass
from typing import Any

from shapely.geometry.base import BaseGeometry

from permits.limits import Limits
from permits.rules import measuring, zones
from permits.rules.facts import Area, Drawn, Finding, Plan, Surroundings, Verdict

RULE = "hazards"
LIMITS = ("slope_percent", "under_water_share")
KINDS = frozenset({"flood", "airport", "monument", "environment", "forest"})


@dataclass(frozen=True)
class _Reason:
    verdict: Verdict
    says: str
    values: dict[str, Any]
    mend: str = ""
    area: Area | None = None


def hazards(plan: Plan, *, around: Surroundings, limits: Limits) -> Finding:
    """Every area and figure of the ground that an officer must weigh; the gravest is said, the others stand beside it.

    `values["also"]` holds the others, `says` and `values` of each, as JSON; `sentences.say` puts them behind the first.
    """
    place = measuring.place_of(plan, around=around)
    if place is None:
        return measuring.no_parcel(RULE)
    found = [*_areas(plan, place, around=around), *_ground(around, limits=limits)]
    order = (Verdict.FAIL, Verdict.ASK, Verdict.PASS)
    found.sort(key=lambda one: order.index(one.verdict))
    first, *others = found or [_Reason(Verdict.PASS, "hazards_none", {})]
    return Finding(
        rule=RULE,
        verdict=first.verdict,
        says=first.says,
        values={**first.values, "also": json.dumps([{"says": one.says, "values": one.values} for one in others])},
        mend=first.mend,
        limits=LIMITS,
        drawn=tuple(Drawn("area", one.area.shape, one.area.name) for one in found if one.area),
    )


def _areas(plan: Plan, place: BaseGeometry, *, around: Surroundings) -> list[_Reason]:
    touched = zones.touched(place, around.areas, kinds=KINDS)
    reasons = [_area(plan, one) for one in touched]
    if not around.has_zones and not touched:
        reasons.append(_Reason(Verdict.ASK, "hazards_not_loaded", {}, "look_on_site"))
    return reasons


def _area(plan: Plan, area: Area) -> _Reason:
    high, what = zones.too_high(plan, area)
    if high is Verdict.FAIL:
        return _Reason(high, f"hazard_too_high_{what}", zones.named(area), "lower", area)
    if high is Verdict.ASK:
        return _Reason(high, "hazard_height_unknown", zones.named(area), "answer_height", area)
    if area.kind == "airport" and (area.most_height_m is not None or area.most_storeys is not None):
        return _Reason(Verdict.PASS, "hazard_airport_low", zones.named(area), "", area)
    return _Reason(Verdict.ASK, f"hazard_{area.kind}", zones.named(area), "ask_keeper", area)


def _ground(around: Surroundings, *, limits: Limits) -> list[_Reason]:
    """What the elevation model and the pictures of floods say; their silence is said too."""
    relief = around.relief
    if relief is None or relief.slope_percent is None:
        slope = [_Reason(Verdict.ASK, "slope_unknown", {}, "look_on_site")]
    elif relief.slope_percent > limits.slope_percent:
        values = {"slope": f"{relief.slope_percent:.0f}", "most": f"{limits.slope_percent:g}", "source": relief.source}
        slope = [_Reason(Verdict.ASK, "slope_steep", values, "look_on_site")]
    else:
        slope = []
    share = relief.share_under_water if relief else None
    if share is None or share <= limits.under_water_share:
        return slope
    return [*slope, _Reason(Verdict.ASK, "water_stood", {"share": f"{100 * share:.0f}"}, "look_on_site")]
