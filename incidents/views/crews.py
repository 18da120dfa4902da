"""The dispatcher's page of the crews: lists and orders, parts of a month; and who would be nearer."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from casework import months
from gis_assets.access import role_required
from gis_assets.models import Role
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from incidents import access, dispatch, jobs, parts
from incidents import nearer as nearness
from incidents.forms import MoveForm, ReassignForm
from incidents.models import Responder
from incidents.views.acting import acted

MONTHS = 12


@never_cache
@require_safe
@role_required(Role.DISPATCHER, Role.HEAD_OF_ENGINEERING)
def crews(request: TownRequest) -> HttpResponse:
    """Every crew on duty with its list, and the parts used in a month."""
    choices = _months(timezone.now())
    asked = request.GET.get("month", "")
    since = dict(choices).get(asked, choices[0][1])
    on_duty = Responder.objects.filter(municipality=request.municipality, is_on_duty=True)
    facts = {
        "lists": [{"crew": crew, "jobs": jobs.of(crew)} for crew in on_duty],
        "used": parts.used_in(request.municipality, since=since, until=months.after(since)),
        "month": since,
        "months": choices,
    }
    return render(request, "incidents/crews.html", facts)


@require_POST
@role_required(Role.DISPATCHER)
def move(request: TownRequest, responder_id: int) -> HttpResponse:
    """One incident of a list goes up or down."""
    crew = access.responder_by_id(request.municipality, responder_id)
    form = MoveForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=400)
    return _ordered(request, lambda: jobs.reorder(crew, assignments=form.order(), by=request.user, at=timezone.now()))


@require_POST
@role_required(Role.DISPATCHER)
def by_road(request: TownRequest, responder_id: int) -> HttpResponse:
    """A list is put into the order of the shortest drive."""
    crew = access.responder_by_id(request.municipality, responder_id)
    return _ordered(request, lambda: jobs.order_by_road(crew, by=request.user, at=timezone.now()))


@never_cache
@require_safe
@role_required(Role.DISPATCHER)
def nearer(request: TownRequest) -> HttpResponse:
    """The board's fragment: incidents that another crew would reach sooner."""
    return render(
        request, "incidents/parts/nearer.html", {"hints": nearness.hints(request.municipality, at=timezone.now())}
    )


@require_POST
@role_required(Role.DISPATCHER)
def reassign(request: TownRequest, incident_id: int) -> HttpResponse:
    """Another crew goes in place of the one that has it."""
    incident = access.incident_by_id(request.municipality, incident_id)
    form = ReassignForm(request.POST)
    told = form.cleaned_data if form.is_valid() else {"away_from": 0, "responder": 0}
    old = access.responder_by_id(request.municipality, told["away_from"])
    new = access.responder_by_id(request.municipality, told["responder"])
    return acted(
        request,
        incident,
        lambda: dispatch.reassign(incident, away_from=old, to=new, by=request.user, at=timezone.now()),
    )


def _ordered(request: TownRequest, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The list is in its new order. The crew sees it at once."))
    return redirect("incidents:crew_lists")


def _months(now: datetime) -> list[tuple[str, datetime]]:
    """This month and those before it, newest first: as they stand in an address, and their first instants."""
    found = [months.start_of(months.name_of(now))]
    while len(found) < MONTHS:
        found.append(months.before(found[-1]))
    return [(months.name_of(start), start) for start in found]
