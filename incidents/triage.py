"""Finds the open incident that a report belongs to, else opens one.

Two reports are one incident when they name the same pole and kind, or the same kind within sixty metres and sixty
minutes. A lamp or a leaning pole is that pole's own: a neighbour's never swallows it. Wider patterns (a dead feeder)
are not judged here.
"""

from datetime import datetime, timedelta

from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Point
from django.contrib.gis.measure import D
from django.db import connection
from django.utils import timezone

from casework import steps
from gis_assets import sql_files
from gis_assets.models import Municipality, UtilityPoleVersion
from incidents import case_types, routing
from incidents.models import Incident, Kind, Priority

NEAR_M = 60
NEAR_TIME = timedelta(minutes=60)
ROADSIDE_M = 100
OF_ONE_POLE = frozenset({Kind.LAMP_OUT, Kind.LEANING_POLE})
PRIORITY_OF_KIND = {
    Kind.WIRE_DOWN: Priority.EMERGENCY,
    Kind.POWER_OUT: Priority.HIGH,
    Kind.LEANING_POLE: Priority.HIGH,
    Kind.FLOOD: Priority.HIGH,
    Kind.TREE: Priority.HIGH,
}


def lock(municipality: Municipality) -> None:
    """Make reports of this municipality wait for one another until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("incidents", "lock_triage"), {"municipality": municipality.pk})


def incident_for(
    municipality: Municipality, *, kind: str, pole: UtilityPoleVersion | None, point: Point, at: datetime
) -> Incident:
    """The open incident that such a report belongs to; a new one when there is none. Call under `lock`."""
    return _same_pole(municipality, kind=kind, pole=pole) or _nearby(
        municipality, kind=kind, pole=pole, point=point, at=at
    ) or _opened(municipality, kind=kind, pole=pole, point=point, at=at)  # fmt: skip


def _same_pole(municipality: Municipality, *, kind: str, pole: UtilityPoleVersion | None) -> Incident | None:
    if pole is None:
        return None
    return Incident.objects.of(municipality).open().filter(pole_id=pole.pole_id, kind=kind).first()


def _nearby(
    municipality: Municipality, *, kind: str, pole: UtilityPoleVersion | None, point: Point, at: datetime
) -> Incident | None:
    if pole is not None and kind in OF_ONE_POLE:
        return None
    recent = (
        Incident.objects.of(municipality).open().filter(kind=kind, reported_at__gt=at - NEAR_TIME, reported_at__lte=at)
    )
    return recent.annotate(away=Distance("point", point)).filter(away__lte=D(m=NEAR_M)).order_by("away", "pk").first()


def _opened(
    municipality: Municipality, *, kind: str, pole: UtilityPoleVersion | None, point: Point, at: datetime
) -> Incident:
    road_id = pole.road_id if pole and pole.road_id else _road_beside(municipality, point=point, at=at)
    return Incident.objects.create(
        municipality=municipality,
        case=steps.open_case(municipality, case_type=case_types.code(kind), by=None, at=at),
        pole=pole.pole if pole else None,
        road_id=road_id,
        point=point,
        kind=kind,
        priority=PRIORITY_OF_KIND.get(Kind(kind), Priority.NORMAL),
        reported_at=at,
    )


def _road_beside(municipality: Municipality, *, point: Point, at: datetime) -> int | None:
    found = routing.road_beside(municipality, point=point, on=timezone.localdate(at))
    return found.road_id if found and found.offset_m <= ROADSIDE_M else None
