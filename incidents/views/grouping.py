"""Joining incidents and splitting reports off, from the panel of one incident."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gis_assets.access import role_required
from gis_assets.models import Role
from gis_assets.requests import TownRequest
from incidents import access, beliefs, grouping
from incidents.forms.outages import MergeForm, SplitForm
from incidents.views.acting import acted


@never_cache
@require_safe
@role_required(Role.DISPATCHER)
def panel(request: TownRequest, incident_id: int) -> HttpResponse:
    """What may belong together, what can be split off, and what was done, for the panel of one incident."""
    incident = access.incident_by_id(request.municipality, incident_id)
    held = beliefs.held(grouping.SETTING, request.municipality.settings)
    facts = {
        "near_m": held["near_m"].number,
        "near_minutes": held["near_minutes"].number,
        "incident": incident,
        "proposals": grouping.proposals(incident),
        "reports": incident.reports.select_related("pole"),
        "history": grouping.history(incident),
    }
    return render(request, "incidents/parts/grouping.html", facts)


@require_POST
@role_required(Role.DISPATCHER)
def merge(request: TownRequest, incident_id: int) -> HttpResponse:
    """Join this incident to another; the panel then shows the other."""
    incident, form = access.incident_by_id(request.municipality, incident_id), MergeForm(request.POST)
    into = access.incident_by_id(request.municipality, form.cleaned_data["into"] if form.is_valid() else 0)
    return acted(request, into, lambda: grouping.merge(incident, into=into, by=request.user, at=timezone.now()))


@require_POST
@role_required(Role.DISPATCHER)
def split(request: TownRequest, incident_id: int) -> HttpResponse:
    """Make an incident of its own of the chosen reports."""
    incident = access.incident_by_id(request.municipality, incident_id)
    form = SplitForm(request.POST, choices=list(incident.reports.values_list("pk", flat=True)))
    chosen = form.cleaned_data["reports"] if form.is_valid() else []
    return acted(
        request, incident, lambda: grouping.split(incident, reports=chosen, by=request.user, at=timezone.now())
    )


@require_POST
@role_required(Role.DISPATCHER)
def undo(request: TownRequest, regrouping_id: int) -> HttpResponse:
    """Take reports back to where they came from; the panel then shows that incident."""
    row = access.regrouping_by_id(request.municipality, regrouping_id)
    return acted(request, row.source, lambda: grouping.undo(row, by=request.user, at=timezone.now()))
