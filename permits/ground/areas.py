"""Puts planning areas in force: those of one kind are replaced as a whole from a day on, the former keep their days.

What a file holds is read by `area_files`; nothing is written unless it is loaded here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

import shapely
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon
from django.db import connection, transaction
from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from gis_assets import crs, journal, sql_files
from gis_assets.models import Municipality, Source
from gis_assets.refusals import Refusal
from permits.ground.area_files import Draft, Offered
from permits.models import AreaKind, PlanningArea

SOURCE_KIND = "planning_areas"


class WrongFeatures(Refusal):
    """Some features cannot be used, and nobody said to leave them out."""


class NothingToLoad(Refusal):
    """No feature of the file can be used."""


@dataclass(frozen=True)
class Loaded:
    """How many areas came in force and how many ended; `was_there`: the same areas were in force already."""

    entered: int
    ended: int
    was_there: bool = False


def in_force(municipality: Municipality, *, on: date) -> Any:
    """The areas of a day, by kind and code."""
    return PlanningArea.objects.filter(municipality=municipality, valid__contains=on)


@transaction.atomic
def load(
    municipality: Municipality,
    *,
    kind: AreaKind,
    offered: Offered,
    since: date,
    by: AbstractBaseUser | None,
    at: datetime,
    leave_out_wrong: bool = False,
) -> Loaded:
    """Replace the areas of a kind from a day on; loading the same again changes nothing and says so.

    Raises WrongFeatures or NothingToLoad.
    """
    _refuse(offered, leave_out_wrong=leave_out_wrong)
    Municipality.objects.select_for_update().get(pk=municipality.pk)
    if _is_the_same(municipality, kind=kind, areas=offered.areas, since=since):
        return Loaded(0, 0, was_there=True)
    source = Source.objects.create(
        municipality=municipality,
        kind=SOURCE_KIND,
        reference=f"{kind.value}: {offered.name}"[:300],
        sha256=offered.sha256,
        recorded_at=at,
    )
    loaded = replace(municipality, kind=kind, areas=offered.areas, source=source, since=since, at=at)
    journal.append(
        municipality=municipality,
        by=by,
        action="planning_areas_loaded",
        thing_kind="source",
        thing_uid=source.uid,
        at=at,
        details={
            "kind": kind.value,
            "since": since.isoformat(),
            "file": offered.name,
            "epsg": offered.epsg,
            "entered": loaded.entered,
            "ended": loaded.ended,
            "left_out": len(offered.findings),
        },
    )
    return loaded


def replace(
    municipality: Municipality, *, kind: AreaKind, areas: Iterable[Draft], source: Source, since: date, at: datetime
) -> Loaded:
    """End the areas of a kind on a day and enter others from that day on; the caller is in a transaction."""
    with connection.cursor() as cursor:
        values: dict[str, Any] = {"municipality": municipality.pk, "kind": kind.value, "since": since}
        cursor.execute(sql_files.load("permits", "end_planning_areas"), values)
        ended = int(cursor.rowcount)
    entered = PlanningArea.objects.bulk_create(
        PlanningArea(
            municipality=municipality,
            source=source,
            kind=kind,
            valid=DateRange(since, None),
            recorded_at=at,
            shape=_multipolygon(area.shape),
            **area.facts(),
        )
        for area in areas
    )
    return Loaded(len(entered), ended)


def _refuse(offered: Offered, *, leave_out_wrong: bool) -> None:
    if not offered.areas:
        raise NothingToLoad(_("No feature of “%(name)s” can be used. Mend the file.") % {"name": offered.name})
    if offered.findings and not leave_out_wrong:
        raise WrongFeatures(
            _("%(count)d features of “%(name)s” cannot be used. Mend the file, or say to leave them out.")
            % {"count": len(offered.findings), "name": offered.name}
        )


def _is_the_same(municipality: Municipality, *, kind: AreaKind, areas: Iterable[Draft], since: date) -> bool:
    """Whether exactly these areas hold from that day on until further notice."""
    later = PlanningArea.objects.filter(municipality=municipality, kind=kind, valid__endswith=None)
    held = [
        (shapely.to_wkb(shapely.from_wkb(bytes(area.shape.wkb))), sorted(_comparable(_facts(area)).items()))
        for area in later.filter(valid__startswith__lte=since)
    ]
    wanted = [(shapely.to_wkb(area.shape), sorted(_comparable(area.facts()).items())) for area in areas]
    return later.count() == len(held) and sorted(held) == sorted(wanted)


def _multipolygon(shape: shapely.MultiPolygon) -> MultiPolygon:
    return cast(MultiPolygon, GEOSGeometry(memoryview(shapely.to_wkb(shape)), srid=crs.WGS84))


def _facts(area: PlanningArea) -> dict[str, Any]:
    return {name: getattr(area, name) for name in Draft(shape=shapely.MultiPolygon()).facts()}


def _comparable(facts: dict[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in facts.items()}
