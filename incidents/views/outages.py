"""The dispatcher's view of the grid: suspects and confirmed outages."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gis_assets.access import role_required
from gis_assets.models import Role
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from incidents import access, geojson
from incidents.forms.outages import DeviceForm, ExpectForm
from incidents.models import Announcement, Outage, PlannedWork
from incidents.outages import beliefs, confirming, suspecting
from incidents.views.acting import note

GEOJSON = "application/geo+json"


@never_cache
@require_safe
@role_required(Role.DISPATCHER)
def outages(request: TownRequest) -> HttpResponse:
    """Suspects and confirmed outages; with htmx the part alone, for the board."""
    template = "incidents/parts/outages.html" if request.htmx else "incidents/outages.html"
    facts = _facts(request, at=timezone.now())
    return render(request, template, facts | {"beliefs": beliefs.beliefs(request.municipality.settings).values()})


@never_cache
@require_safe
@role_required(Role.DISPATCHER)
def below(request: TownRequest) -> HttpResponse:
    """The poles below a device with what was said of each, for the map."""
    form = DeviceForm(request.GET)
    if not form.is_valid():
        return HttpResponse(status=400)
    device = access.device(request.municipality, **form.cleaned_data)
    text = geojson.below(request.municipality, device=device, at=timezone.now())
    return HttpResponse(text, content_type=GEOJSON)


@never_cache
@require_safe
@role_required(Role.DISPATCHER)
def outages_geojson(request: TownRequest) -> HttpResponse:
    """Suspects, confirmed outages and works going on, for the board's map."""
    return HttpResponse(geojson.outages(request.municipality, at=timezone.now()), content_type=GEOJSON)


@require_POST
@role_required(Role.DISPATCHER)
def confirm(request: TownRequest) -> HttpResponse:
    """The device failed."""
    form, expected = DeviceForm(request.POST), ExpectForm(request.POST)
    if not form.is_valid() or not expected.is_valid():
        return HttpResponse(status=400)
    device = access.device(request.municipality, **form.cleaned_data)
    at = timezone.now()
    return _acted(
        request,
        lambda: confirming.confirm(
            request.municipality,
            device=device,
            by=request.user,
            at=at,
            expected_at=expected.cleaned_data["expected_at"],
        ),
    )


@require_POST
@role_required(Role.DISPATCHER)
def expect(request: TownRequest, outage_id: int) -> HttpResponse:
    """Power is expected back then."""
    outage, form = access.outage_by_id(request.municipality, outage_id), ExpectForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=400)
    expected_at = form.cleaned_data["expected_at"]
    return _acted(
        request, lambda: confirming.expect(outage, expected_at=expected_at, by=request.user, at=timezone.now())
    )


@require_POST
@role_required(Role.DISPATCHER)
def restore(request: TownRequest, outage_id: int) -> HttpResponse:
    """Power is back."""
    outage = access.outage_by_id(request.municipality, outage_id)
    return _acted(request, lambda: confirming.restore(outage, by=request.user, at=timezone.now(), note=note(request)))


@require_POST
@role_required(Role.DISPATCHER)
def withdraw(request: TownRequest, outage_id: int) -> HttpResponse:
    """The device did not fail after all."""
    outage = access.outage_by_id(request.municipality, outage_id)
    return _acted(request, lambda: confirming.withdraw(outage, by=request.user, at=timezone.now()))


def _acted(request: TownRequest, act: Callable[[], object]) -> HttpResponse:
    """Do it and show how things stand; a refusal is said in its own words."""
    refusal = None
    try:
        act()
    except Refusal as refused:
        refusal = str(refused)
    if request.htmx:
        facts = _facts(request, at=timezone.now()) | {"refusal": refusal}
        response = render(request, "incidents/parts/outages.html", facts)
        response["HX-Trigger"] = "incidents-changed"
        return response
    if refusal:
        messages.error(request, refusal)
    return redirect("incidents:outages")


def _facts(request: TownRequest, *, at: datetime) -> dict[str, object]:
    open_ones = Outage.objects.filter(municipality=request.municipality).open().select_related("node", "pole")
    open_ones = open_ones.prefetch_related("incidents__case")
    told = {one.outage_id: one for one in Announcement.objects.of(request.municipality).standing(at) if one.outage_id}
    return {
        "answer": suspecting.suspects(request.municipality, at=at),
        "outages": [(each, confirming.reported_back(each, at=at), told.get(each.pk)) for each in open_ones],
        "to_announce": next((each.pk for each in open_ones if each.pk not in told), None),
        "works": PlannedWork.objects.filter(municipality=request.municipality).at(at).select_related("node", "pole"),
        "expect_form": ExpectForm(),
        "now": at,
    }
