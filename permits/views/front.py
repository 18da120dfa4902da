"""The one-stop counter's first page: what can be asked for, what it needs and costs, and the way back to a petition."""

import re
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from casework import tracking, tries
from gis_assets.requests import TownRequest
from permits import access, secrets_of, services
from permits.models import Petition
from permits.petitions import beginning
from permits.services import Service
from permits.views import owning


@require_safe
def front(request: TownRequest) -> HttpResponse:
    """Every service with its list of documents, fees, days and minutes."""
    return _front(request)


@require_POST
def begin(request: TownRequest, service: str) -> HttpResponse:
    """Begin a petition and go to its owner's page."""
    if service not in services.every():
        raise Http404
    try:
        petition = beginning.begin(
            request.municipality,
            service=service,
            language=get_language() or "th",
            at=timezone.now(),
            sender=tries.sender_of(request),
        )
    except beginning.TooManyBegun as refusal:
        return owning.too_many(request, refusal)
    return redirect("permits:mine", secret=secrets_of.secret(petition.uid))


@require_POST
def go_on(request: TownRequest) -> HttpResponse:
    """From a link, its secret or a tracking number, however it was typed, to the petition's page."""
    typed = request.POST.get("code", "").strip()
    code = _code_in(typed)
    sender, now = tries.sender_of(request), timezone.now()
    try:
        with tries.counted(request.municipality, kind=owning.KIND, sender=sender, at=now):
            found, is_owner = _found(request, code)
    except tries.TooManyTries as refusal:
        return owning.too_many(request, refusal)
    except Http404:
        problem = _("Nobody has this number or link. Compare its signs: the letters I, L, O and U do not occur.")
        return _front(request, status=404, typed=typed, problem=problem)
    if is_owner:
        return redirect("permits:mine", secret=secrets_of.secret(found.uid))
    return redirect("permits:status", tracking=found.tracking)


def _found(request: TownRequest, code: str) -> tuple[Petition, bool]:
    """The petition, and whether it was the owner's secret that found it."""
    try:
        return access.petition_by_secret(request.municipality, code), True
    except Http404:
        return access.petition_by_tracking(request.municipality, code), False


def _code_in(typed: str) -> str:
    """The last part of a link that is a code, else what was typed."""
    parts = [part for part in re.split(r"[/?#]", typed) if tracking.normalised(part)]
    return parts[-1] if parts else typed


def _front(request: TownRequest, *, status: int = 200, **facts: Any) -> HttpResponse:
    return render(request, "permits/petition/front.html", {"services": _offered(), **facts}, status=status)


def _offered() -> list[Service]:
    """The services, those with most ways first: they are asked for most."""
    return sorted(services.every().values(), key=lambda service: -len(service.tracks))
