"""The deliverer's pages, made for a phone: the bag in the order of the way with its map, and each door."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from gis_assets.access import role_required
from gis_assets.models import Role
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from taxroll import access, delivery
from taxroll.forms.notices import AtTheDoorForm
from taxroll.models import Notice

CARRIERS = (Role.NOTICE_DELIVERER, Role.TAX_OFFICER)
MOST_ON_A_PAGE = 100


@never_cache
@require_safe
@role_required(*CARRIERS)
def bag(request: TownRequest) -> HttpResponse:
    """The notices that this person carries, in the order of the way."""
    held = delivery.carried_by(request.user, request.municipality).select_related("bill")
    shown = list(held[:MOST_ON_A_PAGE])
    facts = {"notices": shown, "count": held.count(), "map_facts": _map_facts(request, shown)}
    return render(request, "taxroll/bag.html", facts)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*CARRIERS)
def door(request: TownRequest, notice_id: int) -> HttpResponse:
    """One door: who lives there, where it is, and what happened."""
    carried = access.carried_notice(request.municipality, request.user, notice_id)
    form = AtTheDoorForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            now = timezone.now()
            try:
                delivery.record(carried, form.what(on=timezone.localdate(now)), by=request.user, at=now)
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Written down. The next door follows."))
                return redirect("taxroll:bag")
    return render(request, "taxroll/door.html", {"notice": carried, "bill": carried.bill, "form": form}, status=status)


def _map_facts(request: TownRequest, shown: list[Any]) -> dict[str, Any]:
    """Doors as numbered points; no name goes onto a map."""
    doors = [(number, notice) for number, notice in enumerate(shown, start=1) if notice.door]
    features = [_feature(number, notice) for number, notice in doors]
    boundary = request.municipality.boundary
    xs, ys = [n.door.x for _, n in doors], [n.door.y for _, n in doors]
    around = [min(xs), min(ys), max(xs), max(ys)] if doors else list(boundary.extent) if boundary else None
    return {
        "doors": {"type": "FeatureCollection", "features": features},
        "bounds": around,
        "layers": ["roads", "parcels"],
        "words": {"failed": _("The map could not be read from the server. Move it to try again."), "map": _("Doors")},
    }


def _feature(number: int, notice: Notice) -> dict[str, Any]:
    assert notice.door is not None  # noqa: S101  only those with a door are drawn
    geometry = json.loads(notice.door.geojson)
    return {"type": "Feature", "geometry": geometry, "properties": {"number": number, "notice": notice.pk}}
