"""The crew's own page on a phone, and what is to be done next for the home page."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gis_assets import access as register
from gis_assets.access import role_required
from gis_assets.models import Role
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from incidents import access, jobs, responding, workflow
from incidents.forms import PlaceForm
from incidents.models import Incident
from incidents.views import phone


@never_cache
@require_safe
@role_required(Role.RESPONDER)
def mine(request: TownRequest) -> HttpResponse:
    """The crew's page on a phone: its incidents in their order, and the one next step of each."""
    return render(request, "incidents/mine.html", phone.facts_of_page(request))


@require_POST
@role_required(Role.RESPONDER)
def duty(request: TownRequest) -> HttpResponse:
    """Sign on or off."""
    crew = access.own_crew(request)
    try:
        responding.set_duty(crew, is_on_duty=request.POST.get("is_on_duty") == "1")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("incidents:mine")


@require_POST
@role_required(Role.RESPONDER)
def position(request: TownRequest) -> HttpResponse:
    """Keep where the crew's phone is; 409 when it is off duty."""
    form = PlaceForm(request.POST)
    point = form.point() if form.is_valid() else None
    if point is None:
        return HttpResponse(status=400)
    try:
        responding.record_position(access.own_crew(request), point=point, at=timezone.now())
    except responding.PositionOffDuty as refusal:
        return HttpResponse(str(refusal), status=409, content_type="text/plain; charset=utf-8")
    return HttpResponse(status=204)


@require_POST
@role_required(Role.RESPONDER)
def first(request: TownRequest, incident_id: int) -> HttpResponse:
    """The crew turns to this incident of its list first."""
    crew = access.own_crew(request)
    incident = access.incident_of_crew(request.municipality, crew=crew, incident_id=incident_id)
    try:
        jobs.turn_aside(incident, responder=crew, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("incidents:mine")


@never_cache
@require_safe
@role_required(Role.DISPATCHER, Role.RESPONDER)
def next_steps(request: TownRequest) -> HttpResponse:
    """The home page's fragment: what is to be done next by this dispatcher or crew."""
    crew = access.responder_of(request)
    held = jobs.of(crew) if crew else []
    facts: dict[str, object] = {"crew": crew, "assignment": held[0] if held else None, "more": len(held) - 1}
    if register.has_role(request, Role.DISPATCHER):
        waiting = Incident.objects.of(request.municipality).filter(state__in=workflow.WAITING)
        facts |= {"is_dispatcher": True, "waiting": waiting.count(), "first": waiting.by_urgency().first()}
    return render(request, "incidents/parts/next.html", facts)
