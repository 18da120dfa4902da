"""The steps that dispatchers and crews take with an incident; each is one call of the step's module."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from gis_assets.access import role_required
from gis_assets.models import Role
from gis_assets.requests import TownRequest
from incidents import access, dispatch, resolution, responding, urgency
from incidents.forms import AssignForm, PriorityForm
from incidents.models import Priority
from incidents.views import intake
from incidents.views.acting import acted, note


@require_POST
@role_required(Role.DISPATCHER)
def assign(request: TownRequest, incident_id: int) -> HttpResponse:
    """Send a crew."""
    incident = access.incident_by_id(request.municipality, incident_id)
    form = AssignForm(request.POST)
    crew = access.responder_by_id(request.municipality, form.cleaned_data["responder"] if form.is_valid() else 0)
    return acted(
        request,
        incident,
        lambda: dispatch.assign(
            incident,
            responder=crew,
            by=request.user,
            at=timezone.now(),
            onto_list=form.is_valid() and form.cleaned_data["onto_list"],
        ),
    )


@require_POST
@role_required(Role.DISPATCHER)
def reopen(request: TownRequest, incident_id: int) -> HttpResponse:
    """Open a resolved incident again."""
    incident = access.incident_by_id(request.municipality, incident_id)
    return acted(
        request,
        incident,
        lambda: resolution.reopen(incident, by=request.user, at=timezone.now(), note=note(request)),
    )


@require_POST
@role_required(Role.DISPATCHER)
def priority(request: TownRequest, incident_id: int) -> HttpResponse:
    """Give the incident another place in the queue."""
    incident = access.incident_by_id(request.municipality, incident_id)
    form = PriorityForm(request.POST)
    form.is_valid()
    wanted = form.cleaned_data.get("priority", Priority(incident.priority))
    return acted(
        request,
        incident,
        lambda: urgency.change(
            incident, to=wanted, why=request.POST.get("why", ""), by=request.user, at=timezone.now()
        ),
    )


@require_POST
@role_required(Role.DISPATCHER, Role.RESPONDER)
def accept(request: TownRequest, incident_id: int) -> HttpResponse:
    """The crew has read what it is and will go."""
    incident = access.incident_by_id(request.municipality, incident_id)
    crew = access.acting_crew(request, incident)
    return acted(
        request, incident, lambda: responding.accept(incident, responder=crew, by=request.user, at=timezone.now())
    )


@require_POST
@role_required(Role.DISPATCHER, Role.RESPONDER)
def set_out(request: TownRequest, incident_id: int) -> HttpResponse:
    """The crew sets out."""
    incident = access.incident_by_id(request.municipality, incident_id)
    crew = access.acting_crew(request, incident)
    return acted(
        request, incident, lambda: responding.set_out(incident, responder=crew, by=request.user, at=timezone.now())
    )


@require_POST
@role_required(Role.DISPATCHER, Role.RESPONDER)
def arrive(request: TownRequest, incident_id: int) -> HttpResponse:
    """The crew is on scene."""
    incident = access.incident_by_id(request.municipality, incident_id)
    crew = access.acting_crew(request, incident)
    return acted(
        request, incident, lambda: responding.arrive(incident, responder=crew, by=request.user, at=timezone.now())
    )


@require_POST
@role_required(Role.DISPATCHER, Role.RESPONDER)
def give_back(request: TownRequest, incident_id: int) -> HttpResponse:
    """The crew gives the incident back."""
    incident = access.incident_by_id(request.municipality, incident_id)
    crew = access.acting_crew(request, incident)
    return acted(
        request,
        incident,
        lambda: responding.give_back(incident, responder=crew, by=request.user, at=timezone.now(), note=note(request)),
    )


@require_POST
@intake.accepting_photo
@role_required(Role.DISPATCHER, Role.RESPONDER)
def resolve(request: TownRequest, incident_id: int) -> HttpResponse:
    """The incident is mended, with a photo and the parts where the crew's page sends them."""
    incident = access.incident_by_id(request.municipality, incident_id)
    crew = access.acting_crew(request, incident)
    return acted(
        request,
        incident,
        lambda: resolution.resolve(
            incident,
            responder=crew,
            by=request.user,
            at=timezone.now(),
            note=note(request),
            photo=intake.photo_sent(request),
            used=_used(request),
        ),
    )


def _used(request: TownRequest) -> dict[str, int]:
    """Counts of parts by code, from fields called `part_<code>`; what is no count is none."""
    told = {name.removeprefix("part_"): str(request.POST[name]) for name in request.POST if name.startswith("part_")}
    return {code: int(count) for code, count in told.items() if count.isdecimal() and len(count) < 7}
