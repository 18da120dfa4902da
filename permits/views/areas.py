"""Planning areas for officers: what is in force on the map, and a file that replaces the areas of one kind."""

from typing import Any

from django.contrib import messages
from django.db import connection
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gis_assets import sql_files
from gis_assets.access import role_required
from gis_assets.models import Role
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from permits import wording
from permits.ground import area_desk, areas
from permits.ground.area_desk import Kept
from permits.ground.forms import AreaFileForm, ColumnsForm
from permits.layers import KIND_COLOURS
from permits.models import AreaKind, PlanningArea

KEEPERS = (Role.LOCAL_OFFICIAL, Role.HEAD_OF_ENGINEERING)
"""Who may put planning areas in force."""
MOST_LISTED, MOST_FINDINGS = 300, 50
ZONE_COLOURS = ("#e6b74e", "#c9706a", "#8fb36b", "#9a86c4", "#5fa8b5", "#c98a4b", "#7d8f9c", "#b5749d")
"""Zones that lie side by side, in turn by their codes; the list beside the map says which is which."""


@never_cache
@role_required(*KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: TownRequest) -> HttpResponse:
    """The areas in force today; a file that is sent is looked at, and nothing is changed yet."""
    if request.method != "POST":
        return _page(request, AreaFileForm(initial={"since": timezone.localdate()}))
    form = AreaFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    kept = area_desk.keep(request.municipality, file=form.cleaned_data["file"], asked=form.asked())
    try:
        offered = area_desk.look(request.municipality, kept=kept)
        columns = ColumnsForm(columns=area_desk.columns_of(kept), chosen=offered.columns)
    except Refusal as refusal:
        form.add_error("file", str(refusal))
        return _page(request, form, status=422)
    return _offer(request, kept, offered, columns)


@never_cache
@role_required(*KEEPERS)
@require_POST
def confirm(request: TownRequest) -> HttpResponse:
    """Look at the file of a ticket with other columns, or put it in force."""
    kept = area_desk.kept(request.municipality, ticket=request.POST.get("ticket", ""))
    form = ColumnsForm(request.POST, columns=area_desk.columns_of(kept), chosen={})
    if not form.is_valid():
        return redirect("permits:areas")
    offered = area_desk.look(request.municipality, kept=kept, columns=form.columns())
    if "commit" not in request.POST:
        return _offer(request, kept, offered, form)
    try:
        loaded = area_desk.put_in_force(
            request.municipality,
            kept=kept,
            columns=form.columns(),
            leave_out_wrong=form.cleaned_data["leave_out_wrong"],
            by=request.user,
            at=timezone.now(),
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return _offer(request, kept, offered, form, status=422)
    messages.success(request, _done(loaded))
    return redirect("permits:areas")


@never_cache
@role_required(*KEEPERS)
@require_safe
@gzip_page
def geojson(request: TownRequest) -> HttpResponse:
    """The areas in force today, for the map."""
    with connection.cursor() as cursor:
        asked: dict[str, Any] = {"municipality": request.municipality.pk, "on": timezone.localdate()}
        cursor.execute(sql_files.load("permits", "planning_areas_geojson"), asked)
        [(text,)] = cursor.fetchall()
    return HttpResponse(text, content_type="application/geo+json")


def _page(request: TownRequest, form: AreaFileForm, *, status: int = 200) -> HttpResponse:
    on = timezone.localdate()
    held = list(areas.in_force(request.municipality, on=on).defer("shape")[: MOST_LISTED + 1])
    shown = {
        "on": on,
        "form": form,
        "kinds": _by_kind(held[:MOST_LISTED]),
        "is_cut": len(held) > MOST_LISTED,
        "is_asked": form.is_bound,
        "map_facts": _map_facts(request, held),
    }
    return render(request, "permits/areas.html", shown, status=status)


def _offer(request: TownRequest, kept: Kept, offered: Any, columns: ColumnsForm, *, status: int = 200) -> HttpResponse:
    shown = {
        "kept": kept,
        "offered": offered,
        "columns": columns,
        "ticket": kept.ticket(request.municipality),
        "findings": offered.findings[:MOST_FINDINGS],
        "more": max(0, len(offered.findings) - MOST_FINDINGS),
        "examples": [
            one.facts() | {"allowed": wording.uses(one.allowed), "denied": wording.uses(one.denied)}
            for one in offered.areas[:10]
        ],
    }
    return render(request, "permits/areas_offer.html", shown, status=status)


def _by_kind(held: list[PlanningArea]) -> list[dict[str, Any]]:
    """Kinds in force with their colours and areas, in the order in which kinds are declared."""
    zones = _zone_colours(held)
    groups = []
    for kind in AreaKind:
        colour = KIND_COLOURS[kind.value]
        members = [
            _shown(area, zones.get(area.code, colour) if kind == AreaKind.ZONE else colour)
            for area in held
            if area.kind == kind.value
        ]
        if members:
            groups.append({"kind": kind.value, "name": kind.label, "colour": colour, "areas": members})
    return groups


def _shown(area: PlanningArea, colour: str) -> dict[str, Any]:
    english = (get_language() or "th").startswith("en")
    return {
        "uid": area.uid,
        "code": area.code,
        "shown_name": (english and area.name_en) or area.name_th,
        "colour": colour,
        "allowed": wording.uses(area.allowed),
        "denied": wording.uses(area.denied),
        "most_height_m": area.most_height_m,
        "most_storeys": area.most_storeys,
        "citation": area.citation,
        "doubt": area.doubt,
    }


def _zone_colours(held: list[PlanningArea]) -> dict[str, str]:
    codes = sorted({area.code for area in held if area.kind == AreaKind.ZONE})
    return {code: ZONE_COLOURS[number % len(ZONE_COLOURS)] for number, code in enumerate(codes)}


def _map_facts(request: TownRequest, held: list[PlanningArea]) -> dict[str, Any]:
    boundary = request.municipality.boundary
    return {
        "layers": ["boundary", "roads", "parcels"],
        "bounds": list(boundary.extent) if boundary else None,
        "areas": reverse("permits:areas_geojson"),
        "colours": KIND_COLOURS,
        "zones": _zone_colours(held),
        "kinds": {kind.value: str(kind.label) for kind in AreaKind},
        "words": {
            "failed": _("The map could not be read from the server. Move it to try again."),
            "map": _("Map. Arrow keys move it, plus and minus zoom; the list beside it says the same in words."),
            "zoomIn": _("Zoom in"),
            "zoomOut": _("Zoom out"),
        },
    }


def _done(loaded: areas.Loaded) -> str:
    if loaded.was_there:
        return _("These very areas are in force already. Nothing was changed.")
    entered = ngettext("%(count)d area is in force.", "%(count)d areas are in force.", loaded.entered)
    ended = ngettext("%(count)d former area ends.", "%(count)d former areas end.", loaded.ended)
    return " ".join([entered % {"count": loaded.entered}, *([ended % {"count": loaded.ended}] if loaded.ended else [])])
