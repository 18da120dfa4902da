"""What the town tells everybody of reports: what, where and how far, never who or in which words.

The place is the pole's, else within some fifty metres, and the report is told to the hour, as on the public map. The
number is not the tracking code, which opens the reporter's own page. A held report can be asked for by its number, so
that its sender learns nothing from it, and is in no list.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.contrib.gis.geos import Point
from django.db.models import Count, Max, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from casework import due
from gis_assets.models import Municipality, RoadSegmentVersion, UtilityPole
from incidents import case_types, timeline, workflow
from incidents.models import HeldReport, Incident, Kind, Report, State
from incidents.open311 import instants
from incidents.open311.asking import CLOSED, OPEN, Wanted
from incidents.open311.refusals import NotKnown
from incidents.open311.wire import Value

GRID = 0.0005
"""Degrees to which a place without a pole is told; the same as `sql/layer_incidents.sql`."""


def listed(municipality: Municipality, *, wanted: Wanted, at: datetime) -> list[Value]:
    """The requests asked for, the newest first."""
    asked = Q(public_id__in=wanted.ids) if wanted.ids is not None else _matching(wanted)
    first = (wanted.page - 1) * wanted.page_size
    mine = Report.objects.filter(asked, municipality=municipality).order_by("-submitted_at", "-pk")
    found = mine.select_related("incident__case", "incident__pole")
    told = _told(municipality, list(found[first : first + wanted.page_size]), at=at)
    held = HeldReport.objects.filter(municipality=municipality, report=None, public_id__in=wanted.ids or ())
    return told + [_told_held(one) for one in held.select_related("pole", "municipality")]


def one(municipality: Municipality, *, public_id: UUID | None, at: datetime) -> list[Value]:
    """The request of that number, in a list as the standard wants it; raises NotKnown."""
    found = listed(municipality, wanted=Wanted(at, at, ids=(public_id,) if public_id else ()), at=at)
    if not found:
        raise NotKnown(_("There is no request of this service_request_id."))
    return found


def _matching(wanted: Wanted) -> Q:
    asked = Q(submitted_at__gte=wanted.since, submitted_at__lt=wanted.before, kind__in=wanted.kinds)
    at_rest = Q(incident__state__in=workflow.AT_REST)
    if wanted.states == {OPEN}:
        return asked & ~at_rest
    return asked & at_rest if wanted.states == {CLOSED} else asked


def _told(municipality: Municipality, reports: Sequence[Report], *, at: datetime) -> list[Value]:
    incidents = {report.incident_id: report.incident for report in reports}
    due_of = timeline.due_of(list(incidents.values()), at=at)
    moved = _moved(incidents)
    roads = _roads(municipality, incidents.values(), at=at)
    return [
        _request(municipality, report, pole=incident.pole, point=incident.point, state=incident.state)
        | _times(report.submitted_at, moved_at=moved.get(incident.pk), due_at=due_of[incident.pk])
        | {"address": _address(municipality, incident.pole, roads.get(incident.road_id or 0, ""))}
        for report in reports
        for incident in [incidents[report.incident_id]]
    ]


def _told_held(held: HeldReport) -> Value:
    due_at = due.of_new(held.municipality, case_type=case_types.code(held.kind), opened_at=held.submitted_at).at
    return (
        _request(held.municipality, held, pole=held.pole, point=held.point, state=State.REPORTED)
        | _times(held.submitted_at, moved_at=None, due_at=due_at)
        | {"address": _address(held.municipality, held.pole, "")}
    )


def _request(
    municipality: Municipality, sent: Report | HeldReport, *, pole: UtilityPole | None, point: Point, state: str
) -> dict[str, Value]:
    lon, lat = (point.x, point.y) if pole else (_on_grid(point.x), _on_grid(point.y))
    return {
        "service_request_id": str(sent.public_id),
        "status": CLOSED if state in workflow.AT_REST else OPEN,
        "status_notes": str(State(state).label),
        "service_name": str(Kind(sent.kind).label),
        "service_code": sent.kind,
        "description": None,
        "agency_responsible": str(municipality),
        "service_notice": None,
        "address_id": pole.code if pole else None,
        "zipcode": _zipcode(municipality),
        "lat": round(lat, 7),
        "long": round(lon, 7),
        "media_url": None,
    }


def _times(submitted_at: datetime, *, moved_at: datetime | None, due_at: datetime | None) -> dict[str, Value]:
    """A crew's steps are told to the second, a citizen's report to the hour, and so is what follows from it."""
    requested = instants.hour(timezone.localtime(submitted_at))
    updated = max(requested, timezone.localtime(moved_at)) if moved_at else requested
    expected = instants.hour_up(timezone.localtime(due_at)) if due_at else None
    return {
        "requested_datetime": instants.written(requested),
        "updated_datetime": instants.written(updated),
        "expected_datetime": instants.written(expected) if expected else None,
    }


def _moved(incidents: Iterable[int]) -> dict[int, datetime]:
    """When each incident last went on to another step than its first; absent where it did not."""
    steps = Incident.objects.filter(pk__in=incidents).values_list("pk")
    counted = steps.annotate(at=Max("case__steps__entered_at"), count=Count("case__steps"))
    return {pk: at for pk, at, count in counted if count > 1}


def _roads(municipality: Municipality, incidents: Iterable[Incident], *, at: datetime) -> dict[int, str]:
    """Names of the roads beside the incidents, in the reader's language."""
    beside = {incident.road_id for incident in incidents if incident.road_id}
    versions = RoadSegmentVersion.objects.of(municipality).as_of(timezone.localdate(at)).filter(road__in=beside)
    is_thai = (translation.get_language() or "th").startswith("th")
    return {
        road: (thai or english) if is_thai else (english or thai)
        for road, thai, english in versions.values_list("road_id", "name_th", "name_en")
    }


def _address(municipality: Municipality, pole: UtilityPole | None, road: str) -> str:
    """From the smallest to the largest, as the standard wants it."""
    at_pole = _("Pole %(code)s") % {"code": pole.code} if pole else ""
    return ", ".join(filter(None, [at_pole, road, str(municipality)]))


def _zipcode(municipality: Municipality) -> str | None:
    kept = municipality.settings.get("zipcode")
    return str(kept) if kept else None


def _on_grid(degrees: float) -> float:
    return round(degrees / GRID) * GRID
