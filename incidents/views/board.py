"""The dispatcher's board: the map, the queue, and one incident with its reports, steps and crews."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gis_assets.access import role_required
from gis_assets.models import Municipality, Role
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from incidents import access, finding, geojson, timeline, workflow
from incidents import units as board_of_units
from incidents.live import reading
from incidents.models import Incident
from incidents.views import acting, maps

GEOJSON = "application/geo+json"
MOST = 200
"""Rows of the queue; what lies beyond is less urgent than two hundred others."""


@never_cache
@require_safe
@role_required(Role.DISPATCHER)
def board(request: TownRequest) -> HttpResponse:
    """The dispatcher's page: the map, the queue on it, and the incident that `?incident=` names."""
    asked = request.GET.get("incident", "")
    chosen = access.incident_by_id(request.municipality, int(asked)) if asked.isdecimal() else None
    facts = _board(request.municipality)
    return render(request, "incidents/board.html", facts | (acting.facts_of(request, chosen) if chosen else {}))


@never_cache
@require_safe
@role_required(Role.DISPATCHER)
def queue(request: TownRequest) -> HttpResponse:
    """The queue alone, asked for whenever something changed."""
    return render(request, "incidents/parts/queue.html", _queue(request.municipality))


@never_cache
@require_safe
@role_required(Role.DISPATCHER)
def units(request: TownRequest) -> HttpResponse:
    """The crews on duty alone."""
    return render(request, "incidents/parts/units.html", _units(request.municipality))


@never_cache
@require_safe
@role_required(Role.DISPATCHER)
def wall(request: TownRequest) -> HttpResponse:
    """The same for a wall: large, and nothing to press."""
    return render(request, "incidents/wall.html", _board(request.municipality))


@require_POST
@role_required(Role.DISPATCHER)
def find(request: TownRequest) -> HttpResponse:
    """From a pole, a tracking code or a case number to its incident; sent, so that no code stands in an address."""
    try:
        incident = finding.find(request.municipality, typed=request.POST.get("q", ""))
    except Refusal as refusal:
        if request.htmx:
            return render(request, "incidents/parts/not_found.html", {"refusal": refusal})
        messages.warning(request, str(refusal))
        return redirect("incidents:board")
    if request.htmx:
        return render(request, "incidents/parts/detail.html", acting.facts_of(request, incident))
    return redirect(acting.on_board(incident.pk))


@never_cache
@require_safe
@role_required(Role.DISPATCHER)
def detail(request: TownRequest, incident_id: int) -> HttpResponse:
    """One incident with its reports, its steps and the crews by road; without htmx the whole board with it."""
    if not request.htmx:
        return redirect(acting.on_board(incident_id))
    incident = access.incident_by_id(request.municipality, incident_id)
    return render(request, "incidents/parts/detail.html", acting.facts_of(request, incident))


@never_cache
@require_safe
@role_required(Role.DISPATCHER)
def open_geojson(request: TownRequest) -> HttpResponse:
    """Open incidents for the board's map."""
    return HttpResponse(geojson.open_incidents(request.municipality), content_type=GEOJSON)


@never_cache
@require_safe
@role_required(Role.DISPATCHER)
def crews_geojson(request: TownRequest) -> HttpResponse:
    """Crews on duty for the board's map."""
    return HttpResponse(geojson.crews(request.municipality), content_type=GEOJSON)


@never_cache
@require_safe
@role_required(Role.DISPATCHER, Role.RESPONDER)
def route_geojson(request: TownRequest, incident_id: int) -> HttpResponse:
    """The way of the crew that has the incident; of the one that would be there first while it waits for a crew."""
    municipality, standing = request.municipality, access.standing_of(request, incident_id)
    if standing.state in workflow.WAITING:
        return HttpResponse(geojson.proposed_route(municipality, standing, at=timezone.now()), content_type=GEOJSON)
    return HttpResponse(geojson.route(municipality, incident_id=incident_id), content_type=GEOJSON)


def _board(municipality: Municipality) -> dict[str, object]:
    """Everything of the board; the look is taken first, so that what changes meanwhile is told by the stream."""
    since = reading.now()
    facts = _queue(municipality) | _units(municipality)
    return facts | {"map_facts": maps.board(municipality, since=since, at=timezone.now())}


def _queue(municipality: Municipality) -> dict[str, object]:
    now = timezone.now()
    found = Incident.objects.of(municipality).in_queue(at=now).by_urgency().select_related("case__municipality", "pole")
    incidents = list(found[:MOST])
    due = timeline.due_of(incidents, at=now)
    rows = [
        {"incident": incident, "is_waiting": incident.state in workflow.WAITING, "due_at": due[incident.pk]}
        for incident in incidents
    ]
    return {"rows": rows, "now": now}


def _units(municipality: Municipality) -> dict[str, object]:
    now = timezone.now()
    return {"units": board_of_units.on_duty(municipality, at=now), "now": now}
