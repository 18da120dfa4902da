"""The citizen's appointment: free times by day, held, confirmed, moved, given up, and put into a calendar."""

import base64
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from casework import tracking
from gis_assets import qr
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest, asked_day
from permits import secrets_of, services, wording
from permits.appointments import booking, calendar_file, places, queueing, standing
from permits.models import Appointment, AppointmentState, Petition

NOON = 12


@require_safe
def appointment(request: TownRequest, petition: Petition) -> HttpResponse:
    """The page: the appointment as it stands, and the free times of `?day=`; `?again=` is a hold that ran out."""
    _check(petition)
    now = timezone.now()
    current = standing.to_come(petition)
    is_held = current is not None and current.state == AppointmentState.HELD
    facts = {
        "petition": petition,
        "secret": secrets_of.secret(petition.uid),
        "service": wording.said(petition.as_offered().name),
        "tracking": tracking.grouped(petition.tracking),
        "called": queueing.called(petition),
        "appointment": None if is_held and current and current.held_until <= now else current,
        "last": petition.appointments.select_related("session__room").order_by("held_at", "pk").last(),
        "may_book": standing.may_book(petition),
        "may_change": current is not None
        and current.state == AppointmentState.CONFIRMED
        and now < current.during.lower,
        "now": now,
        **_offer(request, petition, current, at=now),
    }
    if current is not None and current.state == AppointmentState.CONFIRMED:
        facts["qr"] = base64.b64encode(qr.svg(check_in_address(current)).encode()).decode()
    if current is not None and current.state == AppointmentState.ARRIVED:
        facts["before"] = queueing.before(current, at=now)
    return render(request, "permits/booking.html", facts)


@require_POST
def hold(request: TownRequest, petition: Petition) -> HttpResponse:
    """Keep a time for some minutes."""
    _check(petition)
    start = _start(request)
    return _acted(request, petition, start, lambda: booking.hold(petition, start=start, at=timezone.now()))


@require_POST
def confirm(request: TownRequest, petition: Petition) -> HttpResponse:
    """Make the held time the appointment; one that was held too long is offered again."""
    _check(petition)
    try:
        booking.confirm(petition, at=timezone.now())
    except booking.HoldEnded as ended:
        messages.warning(request, str(ended))
        again = ended.start.astimezone(places.office_zone())
        return redirect(f"{_address(petition)}?day={again:%Y-%m-%d}&again={again:%Y-%m-%dT%H:%M}")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Your appointment is booked."))
    return redirect(_address(petition))


@require_POST
def move(request: TownRequest, petition: Petition) -> HttpResponse:
    """Another time for the appointment."""
    _check(petition)
    start = _start(request)
    said = _("Your appointment was moved.")
    return _acted(request, petition, start, lambda: booking.move(petition, start=start, at=timezone.now()), said=said)


@require_POST
def cancel(request: TownRequest, petition: Petition) -> HttpResponse:
    """Give the appointment, or what is held, up."""
    _check(petition)
    said = _("The time is free again for others. You can book another one whenever you like.")
    return _acted(request, petition, None, lambda: booking.cancel(petition, by=None, at=timezone.now()), said=said)


@require_safe
def calendar(request: TownRequest, petition: Petition) -> HttpResponse:
    """The appointment for a phone's calendar; one that was cancelled takes itself out of it."""
    _check(petition)
    confirmed = petition.appointments.exclude(confirmed_at=None).select_related("session__room", "municipality")
    last = confirmed.order_by("confirmed_at", "pk").last()
    if last is None:
        raise Http404
    text = calendar_file.written(_event(petition, last))
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="appointment.ics"'
    return answer


def check_in_address(appointment: Appointment) -> str:
    """What the QR code opens: the counter's page with the appointment, for officers; it opens nothing to others."""
    return f"{settings.PUBLIC_URL}{reverse('permits:checkin')}?code={appointment.uid}"


def _check(petition: Petition) -> None:
    """404 for a draft, and for a petition of a service without appointments."""
    if petition.is_draft or not standing.has_appointments(petition):
        raise Http404


def _offer(request: TownRequest, petition: Petition, had: Appointment | None, *, at: datetime) -> dict[str, Any]:
    """The days with their free times; opened is the one asked for, else that of the appointment, else the first."""
    town, today = petition.municipality, places.day_of(at)
    ahead = places.terms_of(town, at=at).days_ahead
    service = services.every()[petition.service]
    slots = booking.slots(town, service=service, since=today, days=ahead + 1, at=at)
    by_day = {day: _times(list(each)) for day, each in groupby(slots, key=lambda place: place.on)}
    days = [{"on": day, "free": sum(time["free"] for time in times)} for day, times in by_day.items()]
    wanted = (asked_day(request, "day"), had and places.day_of(had.during.lower))
    free = [day["on"] for day in days if day["free"]]
    opened = next((day for day in (*wanted, *free) if day in by_day), None)
    times = by_day.get(opened, []) if opened else []
    again = _instant(request.GET.get("again", ""))
    return {
        "days": days,
        "opened": opened,
        "parts_of_day": [
            (_("Morning"), [time for time in times if time["start"].hour < NOON]),
            (_("Afternoon"), [time for time in times if time["start"].hour >= NOON]),
        ],
        "again": next((time["start"] for time in times if time["free"] and time["start"] == again), None),
    }


def _times(slots: list[places.Place]) -> list[dict[str, Any]]:
    """One entry for each time, whichever counter has it."""
    return [
        {"start": start.astimezone(places.office_zone()), "free": sum(place.free for place in each)}
        for start, each in groupby(slots, key=lambda place: place.start)
    ]


def _acted(
    request: TownRequest, petition: Petition, start: datetime | None, act: Callable[[], object], *, said: str = ""
) -> HttpResponse:
    try:
        act()
    except Refusal as refusal:
        messages.error(request, str(refusal))
        day = f"?day={start.astimezone(places.office_zone()):%Y-%m-%d}" if start else ""
        return redirect(f"{_address(petition)}{day}")
    if said:
        messages.success(request, said)
    return redirect(_address(petition))


def _event(petition: Petition, last: Appointment) -> calendar_file.Event:
    chain = _chain(petition, last)
    is_cancelled = last.state == AppointmentState.CANCELLED
    service = wording.said(petition.as_offered().name)
    words = _("Tracking number %(number)s. Bring your identity card. Show the QR code of your appointment's page.")
    return calendar_file.Event(
        uid=f"{chain[0].uid}@{petition.municipality.dla_code}.permits",
        sequence=len(chain) - 1 + is_cancelled,
        start=last.during.lower,
        stop=last.during.upper,
        stamp=(last.ended_at if is_cancelled else last.confirmed_at) or last.held_at,
        summary=_("Appointment: %(service)s") % {"service": service},
        description=words % {"number": tracking.grouped(petition.tracking)},
        location=f"{last.session.room.name}, {petition.municipality}",
        url=f"{settings.PUBLIC_URL}{reverse('permits:waiting')}",
        is_cancelled=is_cancelled,
    )


def _chain(petition: Petition, last: Appointment) -> list[Appointment]:
    """The appointment behind those that were moved to it, the first one first: by it calendars know it again."""
    moved_to = {each.moved_to_id: each for each in petition.appointments.exclude(moved_to=None)}
    chain = [last]
    while (former := moved_to.get(chain[0].pk)) is not None:
        chain.insert(0, former)
    return chain


def _start(request: TownRequest) -> datetime:
    """The time of the pressed button; one that cannot be read is no slot, and is refused as such."""
    return _instant(request.POST.get("start", "")) or timezone.now() - timedelta(days=1)


def _instant(text: str) -> datetime | None:
    """An instant by the office's clock, such as `2026-11-30T09:00`."""
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    if found is None:
        return None
    return found.replace(tzinfo=places.office_zone()) if found.tzinfo is None else found


def _address(petition: Petition) -> str:
    return reverse("permits:booking", args=[secrets_of.secret(petition.uid)])
