"""Takes a step for whoever asked and shows where the incident stands now; a refusal is said in its own words."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from gis_assets import access as register
from gis_assets.models import Role
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from incidents import access, dispatch, progress, taps, timeline, urgency, workflow
from incidents.forms import NoteForm, PriorityForm
from incidents.models import Incident


def acted(request: TownRequest, incident: Incident, act: Callable[[], object]) -> HttpResponse:
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
        typed = {"priority_form": PriorityForm(request.POST)} if refusal and "priority" in request.POST else {}
        response = render(
            request, "incidents/parts/detail.html", facts_of(request, now) | {"refusal": refusal, **typed}
        )
        response["HX-Trigger"] = "incidents-changed"
        return response
    if refusal:
        messages.error(request, refusal)
    return redirect(on_board(incident.pk))


def on_board(incident_id: int) -> str:
    """The board's address with this incident open."""
    return f"{reverse('incidents:board')}?incident={incident_id}"


def note(request: TownRequest) -> str:
    """The words sent along with a step."""
    return request.POST.get("note", "").strip()


def facts_of(request: TownRequest, incident: Incident) -> dict[str, object]:
    """All that the board shows of one incident."""
    can_assign = incident.state in workflow.WAITING
    return {
        "incident": incident,
        "reports": incident.reports.select_related("contact", "submission__client").prefetch_related("photos"),
        "moments": timeline.of(incident),
        "due_at": timeline.due_at(incident),
        "assignment": progress.assignment_of(incident),
        "candidates": dispatch.candidates(incident, at=timezone.now()) if can_assign else [],
        "can_assign": can_assign,
        "refused_taps": taps.refused_of(incident),
        "repair_photos": incident.photos.all(),
        "parts_used": incident.parts_used.select_related("part"),
        "note_form": NoteForm(),
        "urgency_changed": urgency.last_change(incident),
        "priority_form": PriorityForm(initial={"priority": incident.priority}),
        "now": timezone.now(),
    }
