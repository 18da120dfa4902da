"""The counter's day: who comes, arrives, waits and is late; a scanned or typed code; people without an appointment."""

import re
import uuid
from urllib.parse import parse_qs, urlsplit

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from casework import tracking
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from permits import access
from permits.appointments import booking, places, queueing
from permits.models import Appointment, Petition

NOT_FOUND = 404


@never_cache
@require_safe
@access.officer_required
def checkin(request: TownRequest) -> HttpResponse:
    """The day's list; `?code=` (of a QR code, a tracking number or its last signs) opens one appointment on it."""
    now = timezone.now()
    counters = queueing.counters(request.municipality, on=places.day_of(now), at=now)
    code = request.GET.get("code", "").strip()
    found = _found(request, code, counters) if code else None
    facts = {
        "counters": counters,
        "code": code,
        "found": found,
        "petition": None if found or not code else _petition(request, code),
        "is_today": found is not None and places.day_of(found.during.lower) == places.day_of(now),
        "now": now,
    }
    is_unknown = bool(code) and found is None and facts["petition"] is None
    part = "permits/parts/counters.html" if request.htmx and not code else "permits/checkin.html"
    return render(request, part, facts | {"is_unknown": is_unknown}, status=NOT_FOUND if is_unknown else 200)


@require_POST
@access.officer_required
def arrive(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """The person of an appointment is here."""
    appointment = access.appointment_at_counter(request, str(uid))
    try:
        booking.arrive(appointment, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(called)s has arrived.") % {"called": queueing.called(appointment.petition)})
    return redirect("permits:checkin")


@require_POST
@access.officer_required
def leave(request: TownRequest, uid: uuid.UUID) -> HttpResponse:
    """The person went away or called the office: the appointment is cancelled."""
    appointment = access.appointment_at_counter(request, str(uid))
    try:
        booking.cancel(appointment.petition, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        said = _("The appointment of %(called)s was cancelled; another can be booked.")
        messages.success(request, said % {"called": queueing.called(appointment.petition)})
    return redirect("permits:checkin")


@require_POST
@access.officer_required
def walk_in(request: TownRequest) -> HttpResponse:
    """Take in somebody without an appointment, by the petition's tracking number."""
    number = request.POST.get("tracking", "")
    try:
        petition = access.petition_by_tracking(request.municipality, number)
    except Http404:
        messages.error(request, _("No petition has this tracking number. Compare its 16 signs with the person's."))
        return redirect("permits:checkin")
    try:
        taken = booking.walk_in(petition, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        said = _("%(called)s was taken in for %(time)s at %(room)s.")
        start = taken.during.lower.astimezone(places.office_zone())
        facts = {"called": queueing.called(petition), "time": f"{start:%H:%M}", "room": taken.session.room}
        messages.success(request, said % facts)
    return redirect("permits:checkin")


@never_cache
@require_safe
def waiting(request: TownRequest) -> HttpResponse:
    """The board in the waiting room, open to everybody: who is served and who is next, by the last signs only."""
    now = timezone.now()
    counters = queueing.counters(request.municipality, on=places.day_of(now), at=now)
    shown = [counter for counter in counters if counter.now or counter.waiting or counter.session.during.upper > now]
    part = "permits/parts/board.html" if request.htmx else "permits/waiting.html"
    return render(request, part, {"counters": shown, "now": now})


def _found(request: TownRequest, code: str, counters: list[queueing.Counter]) -> Appointment | None:
    """The appointment that a code means: by its own uid from anywhere, else among those of today."""
    if (uid := _uid(code)) is not None:
        try:
            return access.appointment_at_counter(request, str(uid))
        except Http404:
            return None
    signs = re.sub(r"[\s-]", "", code).upper()
    if len(signs) < queueing.SIGNS_CALLED:
        return None
    today = [turn.appointment for counter in counters for turn in counter.turns]
    meant = [each for each in today if each.petition.tracking.endswith(tracking.normalised(code) or signs)]
    return meant[-1] if len({each.petition_id for each in meant}) == 1 else None


def _petition(request: TownRequest, code: str) -> Petition | None:
    """The petition of a tracking number that has no appointment today."""
    try:
        return access.petition_by_tracking(request.municipality, code)
    except Http404:
        return None


def _uid(code: str) -> uuid.UUID | None:
    """The uid in what was scanned: the address of the QR code, or the uid alone."""
    asked = parse_qs(urlsplit(code).query).get("code", [code]) if reverse("permits:checkin") in code else [code]
    try:
        return uuid.UUID(asked[0])
    except ValueError:
        return None
