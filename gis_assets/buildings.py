"""Writing building versions: other facts end the version in force and begin a new one; the outline goes along.

A building that nobody knew gets an identity and its outline; until that is measured, a square as large as its ground
floor (floor area by storeys) at the place where it was seen, cut to its parcel and marked as a sketch.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from gis_assets import sql_files
from gis_assets.facts import BuildingFacts
from gis_assets.models import Building, Municipality
from gis_assets.refusals import Refusal
from gis_assets.templatetags import town


class WouldChangeThePast(Refusal):
    """A version of the building starts on or after the day from which the new one should hold."""


class NotStanding(Refusal):
    """A building that is not in force on the day."""


@dataclass(frozen=True)
class Restated:
    """Other facts of a known building; keys are primary keys."""

    building: int
    source: int
    facts: BuildingFacts


@dataclass(frozen=True)
class Found:
    """A building that the register does not know.

    `outline` is a polygon as WKT in longitude and latitude, `place` a point of it where there is no outline; both None
    where nobody measured.
    """

    parcel: int
    source: int
    facts: BuildingFacts
    place: tuple[float, float] | None = None
    outline: str | None = None


@transaction.atomic
def restate(changes: Sequence[Restated], *, municipality: Municipality, on: date, at: datetime) -> int:
    """Put the facts in force from the day and return how many versions were written.

    Raises `WouldChangeThePast` or `NotStanding`.
    """
    if not changes:
        return 0
    versions = _in_force([change.building for change in changes], municipality=municipality, on=on)
    rows = [
        {"version": versions[change.building], "source": change.source, **asdict(change.facts)} for change in changes
    ]
    _run("end_building_versions", {"versions": list(versions.values()), "on": on})
    return _run("restate_buildings", {"rows": json.dumps(rows, default=str), "on": on, "at": at})


@transaction.atomic
def enter(found: Sequence[Found], *, municipality: Municipality, on: date, at: datetime) -> int:
    """Give buildings that nobody knew an identity and a first version from the day; returns how many.

    The parcels must be in force on the day.
    """
    made = Building.objects.bulk_create([Building(municipality=municipality) for _one in found])
    return _enter(list(zip(made, found, strict=True)), municipality=municipality, on=on, at=at)


@transaction.atomic
def enter_one(found: Found, *, municipality: Municipality, on: date, at: datetime) -> Building:
    """The same for one building, which is returned; raises `NotStanding` when its parcel is not in force on the day."""
    made = Building.objects.create(municipality=municipality)
    if not _enter([(made, found)], municipality=municipality, on=on, at=at):
        raise NotStanding(
            _("The parcel of the building is not in the register on %(day)s. Choose another day.")
            % {"day": town.thai_date(on)}
        )
    return made


def _enter(pairs: Sequence[tuple[Building, Found]], *, municipality: Municipality, on: date, at: datetime) -> int:
    if not pairs:
        return 0
    rows = [
        {
            "building": building.pk,
            "parcel": one.parcel,
            "source": one.source,
            "place": one.place,
            "outline": one.outline,
            **asdict(one.facts),
        }
        for building, one in pairs
    ]
    values = {"rows": json.dumps(rows, default=str), "municipality": municipality.pk, "on": on, "at": at}
    return _run("enter_buildings", values)


@transaction.atomic
def retire(buildings: Sequence[int], *, municipality: Municipality, on: date) -> int:
    """End the versions and the rights of buildings that are no more; returns how many versions ended.

    Raises `WouldChangeThePast` or `NotStanding`.
    """
    if not buildings:
        return 0
    versions = _in_force(buildings, municipality=municipality, on=on)
    ended = _run("end_building_versions", {"versions": list(versions.values()), "on": on})
    _run("end_rights_of_buildings", {"municipality": municipality.pk, "buildings": list(buildings), "on": on})
    return ended


def _in_force(buildings: Sequence[int], *, municipality: Municipality, on: date) -> dict[int, int]:
    """The versions of the day by building, locked."""
    values: dict[str, Any] = {"municipality": municipality.pk, "buildings": list(buildings), "on": on}
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("gis_assets", "later_versions_of_buildings"), values)
        count, example = cursor.fetchone() or (0, "")
        if count:
            raise WouldChangeThePast(
                _(
                    "%(count)s buildings (such as no. %(number)s) already have a version from %(day)s or later. "
                    "Choose a later day."
                )
                % {"count": count, "number": example or "–", "day": town.thai_date(on)}
            )
        cursor.execute(sql_files.load("gis_assets", "building_versions_in_force"), values)
        versions = dict(cursor.fetchall())
    if len(versions) != len(set(buildings)):
        raise NotStanding(
            _("A building is not in the register on %(day)s. Look at it again.") % {"day": town.thai_date(on)}
        )
    return versions


def _run(statement: str, values: Mapping[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("gis_assets", statement), values)
        return int(cursor.rowcount)
