"""What a visit says of a parcel's land and buildings, laid beside what the register says: pure.

A visit notes shares of use in percent; the register keeps areas, which are cut so that they add up exactly. A noted
building is a registered one when the surveyor named it, when the house number says so, or when there is one of each and
nothing speaks against it; a person may say otherwise. What a visit does not mention stays as it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Any

from gis_assets.facts import BuildingFacts, LandUse
from landsurvey.formats.visit import USES

# What the register cannot do without when a building is entered.
NEEDED = ("treasury_type", "material_class", "storeys", "floor_area_m2")
_CENT = Decimal("0.01")
_WHOLE = 100

Noted = Mapping[str, Any]


def is_whole(shares: Mapping[str, int]) -> bool:
    """Whether shares of use in percent speak of all of the area."""
    return sum(shares.values()) == _WHOLE


def areas(total: Decimal, shares: Mapping[str, int]) -> dict[str, Decimal]:
    """Cut an area into hundredths by shares that make a whole; what rounding leaves goes to the largest remainders."""
    cents = int((total / _CENT).to_integral_value(ROUND_HALF_UP))
    exact = {kind: Decimal(cents * shares.get(kind, 0)) / _WHOLE for kind in USES}
    cut = {kind: int(part.to_integral_value(ROUND_FLOOR)) for kind, part in exact.items()}
    by_rest = sorted(USES, key=lambda kind: exact[kind] - cut[kind], reverse=True)
    for kind in by_rest[: cents - sum(cut.values())]:
        cut[kind] += 1
    return {kind: cut[kind] * _CENT for kind in USES}


def land_use(known: LandUse, total_wah: Decimal, shares: Mapping[str, int]) -> LandUse:
    """The use of a parcel of so many square wah; since when it lies unused is carried over while any of it does."""
    cut = areas(total_wah, shares)
    since = known.vacant_since_be if cut["vacant"] else None
    return LandUse(**{f"{kind}_wah": cut[kind] for kind in USES}, vacant_since_be=since)


def paired(noted: Sequence[Noted], known: Mapping[str, str]) -> list[str | None]:
    """For each noted building the registered one it is (`known`: house numbers by uid), None for one nobody knew."""
    found: list[str | None] = [None] * len(noted)
    free = dict(known)
    for index, one in enumerate(noted):
        if (uid := one.get("building_uid")) in free:
            found[index] = uid
            free.pop(uid)
    for index, one in enumerate(noted):
        number = _plain(one.get("house_number", ""))
        same = [uid for uid, theirs in free.items() if number and _plain(theirs) == number]
        if found[index] is None and len(same) == 1:
            found[index] = same[0]
            free.pop(same[0])
    unsaid = [index for index, uid in enumerate(found) if uid is None]
    if len(unsaid) == 1 and len(free) == 1:
        (uid, theirs), one = next(iter(free.items())), noted[unsaid[0]]
        if not (_plain(one.get("house_number", "")) and _plain(theirs)):
            found[unsaid[0]] = uid
    return found


def revised(known: BuildingFacts, noted: Noted) -> BuildingFacts:
    """The register's facts with those that were noted; uses follow the floor area in their old proportion."""
    facts = replace(known, **_plain_facts(noted))
    shares = noted.get("uses") or {}
    if shares:
        return replace(facts, **_use_areas(facts.floor_area_m2, shares))
    if facts.floor_area_m2 == known.floor_area_m2:
        return facts
    return replace(facts, **_in_proportion(known, facts.floor_area_m2))


def entered(noted: Noted) -> BuildingFacts:
    """The facts of a building that nobody knew; all of `NEEDED` must have been noted."""
    facts = BuildingFacts(**_plain_facts(noted))
    shares = noted.get("uses") or {}
    return replace(facts, **_use_areas(facts.floor_area_m2, shares)) if shares else facts


def missing(noted: Noted) -> tuple[str, ...]:
    """What is still to be noted before the building can be entered."""
    return tuple(name for name in NEEDED if not noted.get(name))


def _plain(number: str) -> str:
    return "".join(number.split()).casefold()


def _plain_facts(noted: Noted) -> dict[str, Any]:
    texts = {name: noted[name] for name in ("house_number", "treasury_type", "material_class") if noted.get(name)}
    numbers = {
        name: Decimal(str(noted[name])).quantize(places, ROUND_HALF_UP)
        for name, places in (("storeys", Decimal("0.1")), ("floor_area_m2", _CENT))
        if noted.get(name)
    }
    year = {"built_year_be": noted["built_year_be"]} if noted.get("built_year_be") else {}
    return {**texts, **numbers, **year}


def _use_areas(floor_area_m2: Decimal, shares: Mapping[str, int]) -> dict[str, Any]:
    return {f"{kind}_m2": area for kind, area in areas(floor_area_m2, shares).items()}


def _in_proportion(known: BuildingFacts, floor_area_m2: Decimal) -> dict[str, Any]:
    """The old uses stretched to another floor area; a floor area that was not wholly accounted for stays so."""
    grown = floor_area_m2 / known.floor_area_m2
    return {f"{kind}_m2": (getattr(known, f"{kind}_m2") * grown).quantize(_CENT, ROUND_HALF_UP) for kind in USES}
