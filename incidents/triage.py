"""Finds the open incident that a report belongs to, else opens one.

Two reports are one incident when they name the same pole and kind, or the same kind within some metres and minutes
(`data/grouping.toml`). A lamp or a leaning pole is that pole's own: a neighbour's never swallows it. Wider patterns
(a dead feeder) are not judged here.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Point
from django.contrib.gis.measure import D
from django.db import connection
from django.utils import timezone

from casework import steps
from gis_assets import sql_files
from gis_assets.models import Municipality, UtilityPoleVersion
from incidents import beliefs, case_types, routing, zones
from incidents.models import Incident, Kind, Priority
from incidents.outages import joining

SETTING = "grouping"
ROADSIDE_M = 100
OF_ONE_POLE = frozenset({Kind.LAMP_OUT, Kind.LEANING_POLE})
HINT_M = {
    Kind.POWER_OUT: 300,
    Kind.LAMP_OUT: 40,
    Kind.WIRE_DOWN: 150,
    Kind.LEANING_POLE: 40,
    Kind.ROAD: 150,
    Kind.FLOOD: 500,
    Kind.TREE: 150,
    Kind.OTHER: 60,
}
"""How far away an open incident of the kind is still worth asking "is it this one?", in metres; our own choice."""
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


@dataclass(frozen=True)
class Near:
    """An open incident and how far from a place it is."""

    incident: Incident
    metres: int


def near(municipality: Municipality, *, kind: str, point: Point) -> list[Near]:
    """Open incidents of the kind that a report of this place may mean, the nearest first; at most five."""
    asked: dict[str, int | float | str] = {
        "municipality": municipality.pk,
        "kind": kind,
        "lon": point.x,
        "lat": point.y,
        "metres": HINT_M[Kind(kind)],
    }
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("incidents", "near_incidents"), asked)
        found = cursor.fetchall()
    incidents = Incident.objects.of(municipality).select_related("case", "pole").in_bulk([pk for pk, _away in found])
    return [Near(incidents[pk], round(away)) for pk, away in found]


def recognised(municipality: Municipality, incident: Incident | None, *, kind: str, point: Point) -> Incident | None:
    """The incident that a citizen recognised, while it is open and near enough to be the same; else None."""
    if incident is None:
        return None
    return next((one.incident for one in near(municipality, kind=kind, point=point) if one.incident == incident), None)


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
    held = beliefs.held(SETTING, municipality.settings)
    within = timedelta(minutes=held["join_minutes"].number)
    # Also what was reported since: a held report, or one by telephone, is written down later than it was told.
    recent = (
        Incident.objects.of(municipality)
        .open()
        .filter(kind=kind, reported_at__gt=at - within, reported_at__lt=at + within)
    )
    near_by = recent.annotate(away=Distance("point", point)).filter(away__lte=D(m=held["join_m"].number))
    return near_by.order_by("away", "pk").first()


def _opened(
    municipality: Municipality, *, kind: str, pole: UtilityPoleVersion | None, point: Point, at: datetime
) -> Incident:
    road_id = pole.road_id if pole and pole.road_id else _road_beside(municipality, point=point, at=at)
    incident = Incident.objects.create(
        municipality=municipality,
        case=steps.open_case(
            municipality,
            case_type=case_types.code(kind),
            by=None,
            at=at,
            kind=kind,
            place=zones.zone_at(municipality, point=point, on=timezone.localdate(at)),
            point=point,
        ),
        pole=pole.pole if pole else None,
        road_id=road_id,
        point=point,
        kind=kind,
        priority=PRIORITY_OF_KIND.get(Kind(kind), Priority.NORMAL),
        reported_at=at,
    )
    joining.explain(incident, at=at)
    return incident


def _road_beside(municipality: Municipality, *, point: Point, at: datetime) -> int | None:
    found = routing.road_beside(municipality, point=point, on=timezone.localdate(at))
    return found.road_id if found and found.offset_m <= ROADSIDE_M else None
