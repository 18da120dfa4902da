"""Which way a petition goes: sketch plan, small building, notification, or the ordinary way.

Where something is not known the way is the one that asks for more, and the finding says what is missing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from permits.limits import Limits
from permits.rules import measuring
from permits.rules.facts import Area, Drawn, Finding, Plan, Surroundings, Verdict

RULE = "track"
SKETCH, SMALL, NOTICE, ORDINARY = "sketch", "small", "notice", "ordinary"
DWELLING, FARM_USES = "dwelling", frozenset({"store", "animals"})
TAO, MUNICIPALITIES = "tao", frozenset({"city", "town", "subdistrict"})
WAY = "way"
"""The answer by which the applicant chooses to notify by s. 39 bis ("notice") instead of asking for a permit."""
CERTAIN = frozenset(
    {"track_sketch", "track_small_use", "track_small_town", "track_small_controlled", "track_small_size"}
)


@dataclass(frozen=True)
class Chosen:
    """The code of a track of the service, the settings that chose it, and why, as a sentence with its values."""

    code: str
    limits: tuple[str, ...]
    says: str
    values: Mapping[str, Any] = field(default_factory=dict)


def track_of(plan: Plan, *, around: Surroundings, limits: Limits) -> Chosen:
    """The way this plan goes on the day of the limits."""
    area, storeys = measuring.figure(plan.floor_area_m2), measuring.figure(plan.storeys)
    values = {"area": f"{area or 0:.2f}", "storeys": f"{storeys or 0:g}"}
    if plan.answers.get(WAY) == NOTICE:
        return Chosen(NOTICE, (), "track_notice", values)
    if area is None or storeys is None or not plan.use:
        return Chosen(ORDINARY, ("small_m2", "small_storeys"), "track_unknown", values)
    if area > limits.small_m2 or storeys > limits.small_storeys:
        return Chosen(ORDINARY, ("small_m2", "small_storeys"), "track_ordinary", values)
    return _small(plan, area, values, around=around, limits=limits)


def track(plan: Plan, *, around: Surroundings, limits: Limits) -> Finding:
    """The way as a finding: certain ways pass, all others are looked at."""
    chosen = track_of(plan, around=around, limits=limits)
    return Finding(
        rule=RULE,
        verdict=Verdict.PASS if chosen.says in CERTAIN else Verdict.ASK,
        says=chosen.says,
        values={**chosen.values, "track": chosen.code},
        mend="answer_size" if chosen.says == "track_unknown" else "",
        limits=chosen.limits,
        drawn=tuple(Drawn("area", one.shape, one.name) for one in _controlled(plan, around=around)),
    )


def _small(plan: Plan, area: float, values: dict[str, str], *, around: Surroundings, limits: Limits) -> Chosen:
    """Between the sketch plan and form Khor. 1: by use, size, kind of town, and control areas."""
    if plan.use != DWELLING and plan.use not in FARM_USES:
        return Chosen(SMALL, ("small_m2", "small_storeys"), "track_small_use", values)
    size = "sketch_farm_m2" if plan.use in FARM_USES else "sketch_m2"
    named = (size, "small_storeys", "mr56_in_municipalities")
    most = limits.sketch_farm_m2 if plan.use in FARM_USES else limits.sketch_m2
    if area > most:
        return Chosen(SMALL, named, "track_small_size", {**values, "most": f"{most:g}"})
    if around.town_kind not in MUNICIPALITIES | {TAO}:
        return Chosen(SMALL, named, "track_town_unknown", values)
    if around.town_kind != TAO and not limits.mr56_in_municipalities:
        return Chosen(SMALL, named, "track_small_town", values)
    if controlled := _controlled(plan, around=around):
        (first, *_) = controlled
        return Chosen(
            SMALL, named, "track_small_controlled", values | {"area_name": first.name, "area_name_en": first.name_en}
        )
    says = "track_sketch" if around.has_zones else "track_areas_unknown"
    return Chosen(SKETCH if around.has_zones else SMALL, named, says, values)


def _controlled(plan: Plan, *, around: Surroundings) -> list[Area]:
    """Building control areas (s. 8 (10), 13) in which the building stands, or its parcel where none was drawn."""
    place = measuring.place_of(plan, around=around)
    return [one for one in around.areas if one.kind == "controlled" and place and one.shape.intersects(place)]
