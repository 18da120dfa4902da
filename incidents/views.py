"""The pages of dispatchers and crews: the board, one incident, the crew's own page, and the steps they take."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gis_assets import access as register
from gis_assets.access import role_required
from gis_assets.models import Municipality, Role
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from incidents import access, dispatch, geojson, progress, resolution, responding, timeline, workflow
from incidents.forms import AssignForm, NoteForm, PlaceForm
from incidents.models import Assignment, Incident, Kind, Responder, State

CONFLICT = 409
GEOJSON = "application/geo+json"


@never_cache
@require_safe
@role_required(Role.DISPATCHER)
def board(request: TownRequest) -> HttpResponse:
    """The dispatcher's page: the map, the queue on it, and the incident that `?incident=` names."""
    asked = request.GET.get("incident", "")
    chosen = access.incident_by_id(request.municipality, int(asked)) if asked.isdecimal() else None
    facts = _queue(request.municipality) | {"map_facts": _map_facts(request.municipality)}
    return render(request, "incidents/board.html", facts | (_detail(request, chosen) if chosen else {}))


@never_cache
@require_safe
@role_required(Role.DISPATCHER)
def queue(request: TownRequest) -> HttpResponse:
    """The queue alone, asked for every few seconds."""
    return render(request, "incidents/parts/queue.html", _queue(request.municipality))


@never_cache
@require_safe
@role_required(Role.DISPATCHER)
def detail(request: TownRequest, incident_id: int) -> HttpResponse:
    """One incident with its reports, its steps and the crews by road; without htmx the whole board with it."""
    if not request.htmx:
        return redirect(_on_board(incident_id))
    incident = access.incident_by_id(request.municipality, incident_id)
    return render(request, "incidents/parts/detail.html", _detail(request, incident))


@require_POST
@role_required(Role.DISPATCHER)
def assign(request: TownRequest, incident_id: int) -> HttpResponse:
    """Send a crew."""
    incident = access.incident_by_id(request.municipality, incident_id)
    form = AssignForm(request.POST)
    crew = access.responder_by_id(request.municipality, form.cleaned_data["responder"] if form.is_valid() else 0)
    return _acted(
        request, incident, lambda: dispatch.assign(incident, responder=crew, by=request.user, at=timezone.now())
    )


@require_POST
@role_required(Role.DISPATCHER)
def reopen(request: TownRequest, incident_id: int) -> HttpResponse:
    """Open a resolved incident again."""
    incident = access.incident_by_id(request.municipality, incident_id)
    return _acted(
        request,
        incident,
        lambda: resolution.reopen(incident, by=request.user, at=timezone.now(), note=_note(request)),
    )


@require_POST
@role_required(Role.DISPATCHER, Role.RESPONDER)
def set_out(request: TownRequest, incident_id: int) -> HttpResponse:
    """The crew sets out."""
    incident = access.incident_by_id(request.municipality, incident_id)
    crew = access.acting_crew(request, incident)
    return _acted(
        request, incident, lambda: responding.set_out(incident, responder=crew, by=request.user, at=timezone.now())
    )


@require_POST
@role_required(Role.DISPATCHER, Role.RESPONDER)
def arrive(request: TownRequest, incident_id: int) -> HttpResponse:
    """The crew is on scene."""
    incident = access.incident_by_id(request.municipality, incident_id)
    crew = access.acting_crew(request, incident)
    return _acted(
        request, incident, lambda: responding.arrive(incident, responder=crew, by=request.user, at=timezone.now())
    )


@require_POST
@role_required(Role.DISPATCHER, Role.RESPONDER)
def give_back(request: TownRequest, incident_id: int) -> HttpResponse:
    """The crew gives the incident back."""
    incident = access.incident_by_id(request.municipality, incident_id)
    crew = access.acting_crew(request, incident)
    return _acted(
        request,
        incident,
        lambda: responding.give_back(incident, responder=crew, by=request.user, at=timezone.now(), note=_note(request)),
    )


@require_POST
@role_required(Role.DISPATCHER, Role.RESPONDER)
def resolve(request: TownRequest, incident_id: int) -> HttpResponse:
    """The incident is mended."""
    incident = access.incident_by_id(request.municipality, incident_id)
    crew = access.acting_crew(request, incident)
    return _acted(
        request,
        incident,
        lambda: resolution.resolve(incident, responder=crew, by=request.user, at=timezone.now(), note=_note(request)),
    )


@never_cache
@require_safe
@role_required(Role.RESPONDER)
def mine(request: TownRequest) -> HttpResponse:
    """The crew's page on a phone: its incident and the one next step."""
    return render(request, "incidents/mine.html", _mine(request))


@require_POST
@role_required(Role.RESPONDER)
def duty(request: TownRequest) -> HttpResponse:
    """Sign on or off."""
    crew = _own_crew(request)
    try:
        responding.set_duty(crew, is_on_duty=request.POST.get("is_on_duty") == "1")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("incidents:mine")


@require_POST
@role_required(Role.RESPONDER)
def position(request: TownRequest) -> HttpResponse:
    """Keep where the crew's phone is."""
    form = PlaceForm(request.POST)
    point = form.point() if form.is_valid() else None
    if point is None:
        return HttpResponse(status=400)
    responding.record_position(_own_crew(request), point=point, at=timezone.now())
    return HttpResponse(status=204)


@never_cache
@require_safe
@role_required(Role.DISPATCHER, Role.RESPONDER)
def next_steps(request: TownRequest) -> HttpResponse:
    """The home page's fragment: what is to be done next by this dispatcher or crew."""
    facts = _mine(request)
    if register.has_role(request, Role.DISPATCHER):
        waiting = Incident.objects.of(request.municipality).filter(state__in=workflow.WAITING)
        facts |= {"is_dispatcher": True, "waiting": waiting.count(), "first": waiting.by_urgency().first()}
    return render(request, "incidents/parts/next.html", facts)


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
    """The way of the crew that has the incident."""
    incident = access.incident_by_id(request.municipality, incident_id)
    access.acting_crew(request, incident)
    return HttpResponse(geojson.route(incident), content_type=GEOJSON)


def _acted(request: TownRequest, incident: Incident, act: Callable[[], object]) -> HttpResponse:
    """Take a step and show where the incident stands now; a refusal is said in its own words."""
    refusal = None
    try:
        act()
    except Refusal as refused:
        refusal = str(refused)
    if not register.has_role(request, Role.DISPATCHER):
        if refusal:
            messages.error(request, refusal)
        return redirect("incidents:mine")
    if request.htmx:
        now = access.incident_by_id(request.municipality, incident.pk)
        response = render(request, "incidents/parts/detail.html", _detail(request, now) | {"refusal": refusal})
        response["HX-Trigger"] = "incidents-changed"
        return response
    if refusal:
        messages.error(request, refusal)
    return redirect(_on_board(incident.pk))


def _on_board(incident_id: int) -> str:
    return f"{reverse('incidents:board')}?incident={incident_id}"


def _note(request: TownRequest) -> str:
    return request.POST.get("note", "").strip()


def _own_crew(request: TownRequest) -> Responder:
    crew = access.responder_of(request)
    return access.responder_by_id(request.municipality, crew.pk if crew else 0)


def _queue(municipality: Municipality) -> dict[str, object]:
    incidents = Incident.objects.of(municipality).open().by_urgency().select_related("case", "pole")
    return {"incidents": incidents[:200], "now": timezone.now()}


def _detail(request: TownRequest, incident: Incident) -> dict[str, object]:
    can_assign = incident.state in workflow.WAITING
    return {
        "incident": incident,
        "reports": incident.reports.all(),
        "moments": timeline.of(incident),
        "due_at": timeline.due_at(incident),
        "assignment": progress.assignment_of(incident),
        "candidates": dispatch.candidates(incident, at=timezone.now()) if can_assign else [],
        "can_assign": can_assign,
        "note_form": NoteForm(),
        "now": timezone.now(),
    }


def _mine(request: TownRequest) -> dict[str, object]:
    crew = access.responder_of(request)
    open_ones = Assignment.objects.open().filter(responder=crew) if crew else Assignment.objects.none()
    assignment = open_ones.select_related("incident__case", "incident__pole").first()
    reports = assignment.incident.reports.all() if assignment else []
    return {"crew": crew, "assignment": assignment, "reports": reports, "note_form": NoteForm()}


def _map_facts(municipality: Municipality) -> dict[str, object]:
    """Plain data for the board's script: places, addresses and words."""
    boundary = municipality.boundary
    return {
        "bounds": list(boundary.extent) if boundary else None,
        "urls": {"incidents": reverse("incidents:open"), "crews": reverse("incidents:crews")},
        "kinds": dict(Kind.choices),
        "states": dict(State.choices),
        "words": {
            "failed": _(
                "The map could not be read from the server. Check the connection; it is tried again by itself."
            ),
            "busy": _("has an incident"),
            "free": _("free"),
            "zoomIn": _("Zoom in"),
            "zoomOut": _("Zoom out"),
            "map": _("Map of open incidents and crews. The list beside it says the same in words."),
        },
    }
