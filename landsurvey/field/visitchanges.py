"""What field visits would change in the register of a day, and what speaks against it; reading only.

A visit is stale when the register was changed after it: a person may still accept it, having seen that. What hinders a
visit (a share of use without an owner, a new building without its type) must be mended or left out first.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from gis_assets import units
from gis_assets.facts import BuildingFacts, LandUse
from gis_assets.models import BuildingVersion, ParcelVersion
from gis_assets.templatetags import town
from landsurvey.field import visited
from landsurvey.formats.visit import USES
from landsurvey.models import Visit, VisitResult

# What a reviewer may say a noted building is, beside one that the register knows.
NEW, LEAVE = "new", "leave"


class State(StrEnum):
    """What becomes of a building."""

    SAME = "same"
    CHANGED = "changed"
    NEW = "new"
    GONE = "gone"
    LEFT_OUT = "left_out"
    NOT_NOTED = "not_noted"


@dataclass(frozen=True)
class Choices:
    """What a reviewer said otherwise: the land's use left out; noted buildings, by place, tied or left out."""

    takes_land: bool = True
    buildings: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Land:
    """The use of the land before and after; `after` is None while the noted shares do not speak of all of it."""

    before: LandUse
    after: LandUse | None
    is_taken: bool

    @property
    def is_changed(self) -> bool:
        return self.is_taken and self.after is not None and self.after != self.before


@dataclass(frozen=True)
class House:
    """A building that was noted, that the register has, or both; `index` is its place among the noted ones."""

    state: State
    index: int | None
    noted: Mapping[str, Any]
    version: BuildingVersion | None
    before: BuildingFacts | None = None
    after: BuildingFacts | None = None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """A visit beside the register; `seen` changes with every version that it was compared with."""

    visit: Visit
    parcel: ParcelVersion | None
    land: Land | None
    houses: tuple[House, ...]
    stale: tuple[str, ...]
    hindrances: tuple[str, ...]
    seen: str

    @property
    def changes_anything(self) -> bool:
        changing = (State.CHANGED, State.NEW, State.GONE)
        return bool(self.land and self.land.is_changed) or any(house.state in changing for house in self.houses)


def waiting(visits: QuerySet[Visit]) -> QuerySet[Visit]:
    """Those that are for a reviewer to decide on: a visit in vain says nothing of the register."""
    return visits.filter(decision="pending", result=VisitResult.SURVEYED)


def compare(visits: Sequence[Visit], *, on: date, choices: Mapping[int, Choices] | None = None) -> list[Comparison]:
    """Lay visits beside the register of the day, in three questions however many they are.

    `choices` by the visits' primary keys.
    """
    parcels = {visit.parcel_id for visit in visits}
    known = {version.parcel_id: version for version in _parcel_versions(parcels, on)}
    standing: dict[int | None, list[BuildingVersion]] = defaultdict(list)
    for building in _building_versions(parcels, on):
        standing[building.on_parcel_id].append(building)
    said = choices or {}
    return [
        _comparison(visit, known.get(visit.parcel_id), standing[visit.parcel_id], said.get(visit.pk, Choices()), on)
        for visit in visits
    ]


def use_of(version: ParcelVersion) -> LandUse:
    """The register's use of a parcel."""
    return LandUse(
        **{f"{kind}_wah": getattr(version, f"{kind}_wah") for kind in USES}, vacant_since_be=version.vacant_since_be
    )


def total_wah(version: ParcelVersion) -> Decimal:
    """The area that shares of use are of: the deed's, else the measured one."""
    return version.deed_area_wah or units.wah_from_m2(version.measured_area_m2)


def facts_of(version: BuildingVersion) -> BuildingFacts:
    """The register's particulars of a building."""
    return BuildingFacts(**{name: getattr(version, name) for name in BuildingFacts.__dataclass_fields__})


def _parcel_versions(parcels: Iterable[int], on: date) -> QuerySet[ParcelVersion]:
    versions = ParcelVersion.objects.as_of(on).filter(parcel__in=parcels).select_related("source")
    return versions.defer("shape", "measured_shape", "shape_wgs84")


def _building_versions(parcels: Iterable[int], on: date) -> QuerySet[BuildingVersion]:
    versions = BuildingVersion.objects.as_of(on).filter(on_parcel__in=parcels).select_related("building", "source")
    return versions.defer("shape", "shape_wgs84").order_by("house_number", "building_id")


def _comparison(
    visit: Visit, parcel: ParcelVersion | None, standing: list[BuildingVersion], choices: Choices, on: date
) -> Comparison:
    land = _land(visit, parcel, choices)
    houses = _houses(visit, standing, choices)
    hindrances = (
        *_without_parcel(parcel),
        *_of_land(visit, land),
        *_of_houses(houses),
        *_of_day(parcel, land, houses, on),
    )
    return Comparison(visit, parcel, land, houses, _stale(visit, parcel, standing), hindrances, _seen(parcel, standing))


def _land(visit: Visit, parcel: ParcelVersion | None, choices: Choices) -> Land | None:
    if parcel is None or not visit.uses:
        return None
    before = use_of(parcel)
    after = visited.land_use(before, total_wah(parcel), visit.uses) if visited.is_whole(visit.uses) else None
    return Land(before, after, choices.takes_land)


def _houses(visit: Visit, standing: list[BuildingVersion], choices: Choices) -> tuple[House, ...]:
    by_uid = {str(version.building.uid): version for version in standing}
    proposed = visited.paired(visit.buildings, {uid: version.house_number for uid, version in by_uid.items()})
    tied = [choices.buildings.get(index, uid or NEW) for index, uid in enumerate(proposed)]
    noted = [_house(index, one, tied[index], by_uid) for index, one in enumerate(visit.buildings)]
    others = [House(State.NOT_NOTED, None, {}, one, facts_of(one)) for uid, one in by_uid.items() if uid not in tied]
    return (*noted, *others)


def _house(index: int, noted: Mapping[str, Any], tie: str, standing: Mapping[str, BuildingVersion]) -> House:
    version = standing.get(tie)
    if tie == LEAVE or (version is None and noted.get("is_gone")):
        return House(State.LEFT_OUT, index, noted, None)
    if version is None:
        lacking = visited.missing(noted)
        return House(State.NEW, index, noted, None, None, None if lacking else visited.entered(noted), lacking)
    before = facts_of(version)
    if noted.get("is_gone"):
        return House(State.GONE, index, noted, version, before)
    after = visited.revised(before, noted)
    return House(State.SAME if after == before else State.CHANGED, index, noted, version, before, after)


def _seen(parcel: ParcelVersion | None, standing: list[BuildingVersion]) -> str:
    keys = [parcel.pk if parcel else 0, *sorted(version.pk for version in standing)]
    return hashlib.sha256(",".join(map(str, keys)).encode()).hexdigest()[:16]


def _stale(visit: Visit, parcel: ParcelVersion | None, standing: list[BuildingVersion]) -> tuple[str, ...]:
    """What the register was told after the surveyor had it in hand."""
    said = []
    if parcel is not None and _is_later(visit, parcel):
        said.append(
            _("The parcel changed in the register on %(when)s (%(source)s), which the surveyor had not in hand.")
            % {"when": town.thai_time(parcel.recorded_at), "source": parcel.source.reference}
        )
    said.extend(
        _("Building %(number)s changed in the register on %(when)s (%(source)s), after the visit.")
        % {
            "number": version.house_number or "–",
            "when": town.thai_time(version.recorded_at),
            "source": version.source.reference,
        }
        for version in standing
        if version.recorded_at > visit.visited_at
    )
    return tuple(said)


def _is_later(visit: Visit, parcel: ParcelVersion) -> bool:
    if visit.seen_version_id is not None:
        return parcel.pk != visit.seen_version_id
    return parcel.recorded_at > visit.visited_at


def _without_parcel(parcel: ParcelVersion | None) -> tuple[str, ...]:
    return () if parcel else (_("The parcel is not in the register on that day. Return the visit."),)


def _of_land(visit: Visit, land: Land | None) -> tuple[str, ...]:
    if land is None or land.after is not None or not land.is_taken:
        return ()
    return (
        _("The noted use adds up to %(sum)s %%, not 100 %%. Leave the use out, or return the visit.")
        % {"sum": sum(visit.uses.values())},
    )


def _of_houses(houses: Sequence[House]) -> tuple[str, ...]:
    twice = [house.version for house in houses if house.version and house.index is not None]
    said = [
        _("Two noted buildings are said to be the same one (%(number)s). Tie each to one of its own.")
        % {"number": version.house_number or "–"}
        for version in {one for one in twice if twice.count(one) > 1}
    ]
    names = {
        "treasury_type": _("building type"),
        "material_class": _("material"),
        "storeys": _("storeys"),
        "floor_area_m2": _("floor area"),
    }
    said.extend(
        _(
            "Building %(number)s is new to the register, but was noted without: %(missing)s. "
            "Leave it out, or return the visit."
        )
        % {"number": (house.index or 0) + 1, "missing": ", ".join(names[name] for name in house.missing)}
        for house in houses
        if house.state == State.NEW and house.missing
    )
    return tuple(said)


def _of_day(parcel: ParcelVersion | None, land: Land | None, houses: Sequence[House], on: date) -> tuple[str, ...]:
    """A version that begins on the very day cannot be followed by another on it."""
    begun: list[ParcelVersion | BuildingVersion] = [parcel] if parcel and land and land.is_changed else []
    begun += [house.version for house in houses if house.version and house.state in (State.CHANGED, State.GONE)]
    if not any(version.valid.lower >= on for version in begun):
        return ()
    return (
        _("The register already has a version from %(day)s on. Choose a later day from which the visit counts.")
        % {"day": town.thai_date(on)},
    )
