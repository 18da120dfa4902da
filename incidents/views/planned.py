"""Planned works: a map to draw an area on, the list of works beside it, and what each explains."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gis_assets.access import role_required
from gis_assets.models import Role
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from incidents import access, geojson
from incidents.forms.outages import PlannedWorkForm
from incidents.models import PlannedWork
from incidents.outages import planning
from incidents.views import maps


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.DISPATCHER)
def planned(request: TownRequest) -> HttpResponse:
    """Works to come and going on, and a form for a new one; what was typed and drawn stays where it is refused."""
    form = PlannedWorkForm(request.POST or None)
    at = timezone.now()
    if request.method == "POST" and form.is_valid():
        try:
            work = _enter(request, form, at=at)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _said(work))
            return redirect("incidents:planned")
    status = 422 if form.errors else 200
    return render(request, "incidents/planned.html", _facts(request, at=at) | {"form": form}, status=status)


@require_POST
@role_required(Role.DISPATCHER)
def cancel_planned(request: TownRequest, work_id: int) -> HttpResponse:
    """The work does not take place, or is over early."""
    work = access.planned_work_by_id(request.municipality, work_id)
    planning.cancel(work, by=request.user, at=timezone.now())
    return redirect("incidents:planned")


@never_cache
@require_safe
@role_required(Role.DISPATCHER)
def planned_geojson(request: TownRequest) -> HttpResponse:
    """Planned works for the map of their page."""
    text = geojson.planned_works(request.municipality, at=timezone.now())
    return HttpResponse(text, content_type="application/geo+json")


def _enter(request: TownRequest, form: PlannedWorkForm, *, at: datetime) -> PlannedWork:
    facts = dict(form.cleaned_data)
    code, area = facts.pop("code"), facts.pop("area")
    place = area or access.device_by_code(request.municipality, code, on=timezone.localdate(at))
    return planning.enter(request.municipality, place=place, by=request.user, at=at, **facts)


def _said(work: PlannedWork) -> str:
    explained = work.incidents.count()
    if not explained:
        return _("The work is entered. Reports that it explains will wait outside the queue.")
    return _("The work is entered and explains %(count)s open incidents; they wait outside the queue now.") % {
        "count": explained
    }


def _facts(request: TownRequest, *, at: datetime) -> dict[str, object]:
    described = _("Map of planned works. While drawing, Enter puts a point at the middle of the map.")
    ready = _("The area is drawn. Say when and why, and press Enter this work.")
    return {
        "works": planning.not_over(request.municipality, at=at),
        "now": at,
        "map_facts": {
            "bounds": maps.bounds(request.municipality),
            "url": reverse("incidents:planned_geojson"),
            "devices": {"planned": _("Planned work")},
            "words": maps.drawing_words(described=described, ready=ready),
        },
    }
