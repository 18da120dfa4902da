"""The list of reports that were held back, for the dispatcher: why each waits, and what to do with it."""

from datetime import datetime, timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gis_assets import access as register
from gis_assets.access import role_required
from gis_assets.models import Role, UtilityPoleVersion
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from incidents import access, holding
from incidents.models import HeldReport, SenderBlock

SHOWN = 200
DISCARDED_SHOWN = timedelta(days=30)


@never_cache
@require_safe
@role_required(Role.DISPATCHER)
def listed(request: TownRequest) -> HttpResponse:
    """Those that wait, and those discarded in the last month, which may be taken back."""
    now = timezone.now()
    mine = (
        HeldReport.objects.filter(municipality=request.municipality)
        .select_related("pole", "submission__client")
        .prefetch_related("photos")
    )
    blocks = SenderBlock.objects.filter(municipality=request.municipality, since__lte=now, until__gt=now)
    facts = {
        "waiting": mine.waiting()[:SHOWN],
        "discarded": mine.filter(discarded_at__gt=now - DISCARDED_SHOWN).order_by("-discarded_at")[:SHOWN],
        "blocked": set(blocks.values_list("digest", flat=True)),
    }
    return render(request, "incidents/held.html", facts)


@require_POST
@role_required(Role.DISPATCHER)
def decide(request: TownRequest, held_id: int) -> HttpResponse:
    """Do with one what the button says."""
    held = access.held_by_id(request.municipality, held_id)
    try:
        said = _decided(request, held, request.POST.get("act", ""), at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("incidents:held")


def _decided(request: TownRequest, held: HeldReport, act: str, *, at: datetime) -> str:
    if act == "let_through":
        report = holding.let_through(held, pole=_pole(request, held), by=request.user, at=at)
        return _("Let through as incident %(incident)s.") % {"incident": report.incident.case.reference}
    if act == "discard":
        holding.discard(held, by=request.user, at=at)
        return _("Discarded. You can take it back below.")
    if act == "take_back":
        holding.take_back(held, by=request.user, at=at)
        return _("Taken back into the list.")
    if act == "block":
        holding.block(held, by=request.user, at=at)
        return _("All reports of this sender are held for a week.")
    if act == "unblock":
        holding.unblock(held, by=request.user, at=at)
        return _("Reports of this sender are taken again.")
    raise Http404


def _pole(request: TownRequest, held: HeldReport) -> UtilityPoleVersion | None:
    """The pole as it stands today; one that is gone leaves the place."""
    try:
        return (
            register.pole_by_code(request.municipality, held.pole.code, on=timezone.localdate()) if held.pole else None
        )
    except Http404:
        return None
