"""Unregistered buildings: searches, one search with its suspects on the map, and the decision on each."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import connection, transaction
from django.db.models import Count, Sum
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gis_assets import sql_files
from gis_assets.access import role_required
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from taxroll import access
from taxroll.forms.missing import DecisionForm, SearchForm
from taxroll.insight.missing import searching, searchqueue
from taxroll.models import BuildingPrice, BuildingSearch, Roll, SearchKind, Suspect, SuspectStatus
from taxroll.views import acting

PAGE = 50
FILES = ("footprints", "surface", "terrain")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*acting.TAX_ROLES)
def searches(request: TownRequest) -> HttpResponse:
    """All searches and the form of a new one, on the newest main roll."""
    rolls = Roll.objects.filter(municipality=request.municipality, sequence=1, line_count__gt=0)
    roll = rolls.order_by("-tax_year_be").first()
    if roll is None:
        return redirect("taxroll:insight")
    form = SearchForm(request.POST or None, request.FILES or None, types=_types(roll))
    if form.is_valid():
        asked = form.cleaned_data
        try:
            with transaction.atomic():  # a search without its job would be waited for in vain
                search = searching.ask(
                    roll=roll,
                    kind=SearchKind(asked["kind"]),
                    title=asked["title"],
                    seen_on=asked["seen_on"],
                    files={name: asked[name] for name in FILES if asked[name]},
                    terms=form.terms(),
                    treasury_type=asked["treasury_type"],
                    by=request.user,
                    at=timezone.now(),
                )
                searchqueue.enqueue(search)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("taxroll:building_search", uid=search.uid)
    found = BuildingSearch.objects.filter(municipality=request.municipality).select_related("roll")
    facts = {"here": "missing", "roll": roll, "form": form, "searches": found.annotate(count=Count("suspects"))}
    return render(request, "taxroll/searches.html", facts, status=400 if form.is_bound else 200)


@never_cache
@require_safe
@role_required(*acting.TAX_ROLES)
def search(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """One search: its progress, then its suspects, those that would bring most first, beside the map."""
    found = access.search_by_uid(request.municipality, uid)
    return render(request, "taxroll/search.html", _facts(request, found))


@never_cache
@require_safe
@role_required(*acting.TAX_ROLES)
def progress(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """How far the search has come, asked every second while it works; the whole page is asked for when it ends."""
    found = access.search_by_uid(request.municipality, uid)
    response = render(request, "taxroll/_search_progress.html", {"search": found})
    if not found.is_working:
        response["HX-Refresh"] = "true"
    return response


@never_cache
@require_safe
@gzip_page
@role_required(*acting.TAX_ROLES)
def shapes(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """The suspects' outlines."""
    found = access.search_by_uid(request.municipality, uid)
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("taxroll", "suspects_geojson"), {"search": found.pk})
        (text,) = cursor.fetchone() or ("",)
    return HttpResponse(text, content_type="application/geo+json")


@require_POST
@role_required(*acting.TAX_ROLES)
def decide(request: TownRequest, suspect_id: int) -> HttpResponse:
    """Have a suspect visited, dismiss it with a reason, or open it again."""
    suspect = access.suspect_by_id(request.municipality, suspect_id)
    form = DecisionForm(request.POST)
    if form.is_valid():
        status, reason = SuspectStatus(form.cleaned_data["status"]), form.cleaned_data["reason"]
        acting.attempt(
            request,
            lambda: searching.decide(suspect, status=status, reason=reason, by=request.user, at=timezone.now()),
        )
    else:
        messages.error(request, _("Choose what becomes of the building."))
    page = request.POST.get("page", "")
    address = reverse("taxroll:building_search", args=[suspect.search.uid])
    return redirect(f"{address}?page={page}#suspect-{suspect.pk}" if page.isdecimal() else address)


def _facts(request: TownRequest, found: BuildingSearch) -> dict[str, Any]:
    suspects = Suspect.objects.filter(search=found).select_related("decided_by")
    counts = dict(suspects.order_by().values_list("status").annotate(Count("pk")))
    page = Paginator(suspects, PAGE).get_page(request.GET.get("page"))
    boundary = request.municipality.boundary
    return {
        "here": "missing",
        "search": found,
        "page": page,
        "expected": suspects.exclude(status=SuspectStatus.DISMISSED).aggregate(sum=Sum("expected_satang"))["sum"] or 0,
        "counts": [(label, counts.get(value, 0)) for value, label in SuspectStatus.choices],
        "map_facts": {
            "layers": ["boundary", "roads", "parcels", "buildings"],
            "bounds": list(boundary.extent) if boundary else None,
            "shapes": reverse("taxroll:suspect_shapes", args=[found.uid]),
            "words": {
                "failed": _("The map could not be read from the server. Move it to try again."),
                "open": _("Not decided"),
                "to_visit": _("To be visited"),
                "dismissed": _("Dismissed"),
            },
        },
    }


def _types(roll: Roll) -> list[tuple[str, str]]:
    prices = BuildingPrice.objects.filter(municipality=roll.municipality, valid__contains=roll.as_of_date)
    return [(price.treasury_type, str(price)) for price in prices.order_by("treasury_type")]
