"""Where cases arise and where they take too long: squares on the map, and the same as a list."""

from collections import Counter
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from casework import access, cells, facts, kpi
from casework.cells import Cell
from casework.views import asking
from casework.views.asking import Asked
from gis_assets.requests import TownRequest

LISTED = 20


@never_cache
@login_required
@require_safe
def map_page(request: TownRequest) -> HttpResponse:
    """The squares of the cases that this person may see."""
    asked, found = _cells(request)
    boundary = request.municipality.boundary
    counted = Counter(cell.number for cell in found)
    shown = {
        "asked": asked,
        "classes": [(number, _words(number), counted[number]) for number in range(len(cells.CLASSES) + 1)],
        "listed": found[:LISTED],
        "side": cells.SIDE_M,
        "back": reverse("casework:kpi") + asked.query(),
        "map_facts": {
            "layers": ["boundary", "roads"],
            "bounds": list(boundary.extent) if boundary else None,
            "cells": reverse("casework:cells") + asked.query(),
            "words": _map_words(),
        },
    }
    return render(request, "casework/map.html", shown)


@never_cache
@login_required
@require_safe
@gzip_page
def cells_geojson(request: TownRequest) -> HttpResponse:
    """The squares for the map."""
    _asked, found = _cells(request)
    return HttpResponse(cells.geojson(request.municipality, found), content_type="application/geo+json")


def _cells(request: TownRequest) -> tuple[Asked, list[Cell]]:
    asked = asking.read(request, now=timezone.now())
    seen = kpi.seen_by(facts.read(request.municipality, since=asked.since, until=asked.until), access.scope_of(request))
    return asked, cells.of(request.municipality, kpi.chosen(seen, asked.chosen))


def _words(number: int) -> str:
    if number == 0:
        return _("nothing to judge yet")
    low = round(cells.CLASSES[number - 1] * 100)
    if number == len(cells.CLASSES):
        return _("%(low)s %% late and more") % {"low": low}
    return _("%(low)s to below %(high)s %% late") % {"low": low, "high": round(cells.CLASSES[number] * 100)}


def _map_words() -> dict[str, Any]:
    return {
        "failed": _("The map could not be read from the server. Move it to try again."),
        "cases": _("%(count)s cases, %(open)s of them open"),
        "late": _("%(percent)s %% late"),
        "map": _("Map. Arrow keys move it, plus and minus zoom; the list beside it says the same in words."),
        "zoomIn": _("Zoom in"),
        "zoomOut": _("Zoom out"),
    }
