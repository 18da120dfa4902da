"""The counter's week: who receives people when and who comes; hours are set for many days, and sessions called off."""

from datetime import date, time, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from casework.models import Holiday
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest, asked_day
from permits import access
from permits.appointments import places, queueing, sessions, terms
from permits.views.session_forms import WORKING_DAYS, HoursForm

WEEK = timedelta(days=7)
USUAL_WEEKS = 4
BAD_REQUEST = 400


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@access.officer_required
def week(request: TownRequest) -> HttpResponse:
    """The week of `?week=` (any day of it); a post sets hours, and keeps what was typed where that is refused."""
    now = timezone.now()
    form = HoursForm(
        request.POST or None, municipality=request.municipality, initial=_usual(request, places.day_of(now))
    )
    if request.method == "POST" and form.is_valid() and (made := _set(request, form)):
        said = ngettext("%(count)s session was set.", "%(count)s sessions were set.", len(made))
        messages.success(request, said % {"count": len(made)})
        return redirect(_address(form.cleaned_data["since"]))
    monday = _monday(asked_day(request, "week") or places.day_of(now))
    facts = {
        "monday": monday,
        "days": _days(request, monday),
        "before": _address(monday - WEEK),
        "after": _address(monday + WEEK),
        "on_holidays": sessions.on_holidays(request.municipality, at=now),
        "terms": terms.listed(on=places.day_of(now), own=request.municipality.settings.get(terms.SETTING)),
        "form": form,
        "now": now,
    }
    return render(request, "permits/sessions.html", facts, status=BAD_REQUEST if request.method == "POST" else None)


@require_POST
@access.officer_required
def call_off(request: TownRequest, session_id: int) -> HttpResponse:
    """Receive nobody in a session; the appointments in it are cancelled."""
    session = access.session_at_counter(request, session_id)
    try:
        told = sessions.call_off(session, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(_address(places.day_of(session.during.lower)))
    messages.success(request, _("The session was called off."))
    if told.cancelled:
        who = ", ".join(queueing.called(each.petition) for each in told.cancelled)
        messages.warning(request, _("Their appointments were cancelled, and they were told: %(who)s") % {"who": who})
    if told.still_here:
        who = ", ".join(queueing.called(each.petition) for each in told.still_here)
        messages.warning(
            request, _("They have arrived and wait; serve them at another counter: %(who)s") % {"who": who}
        )
    return redirect(_address(places.day_of(session.during.lower)))


def _set(request: TownRequest, form: HoursForm) -> list[Any]:
    told = form.cleaned_data
    try:
        return sessions.set_hours(
            request.municipality,
            officer=told["officer"],
            room=told["room"] or told["new_room"].strip(),
            hours=form.hours(),
            by=request.user,
            at=timezone.now(),
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return []


def _days(request: TownRequest, monday: date) -> list[dict[str, Any]]:
    """Seven days with their sessions and who comes; a weekend without sessions is left out."""
    town, until = request.municipality, monday + WEEK
    listed = Holiday.objects.filter(municipality=town, withdrawn_at=None, on__gte=monday, on__lt=until)
    holidays = {holiday.on: holiday for holiday in listed}
    found = sessions.with_comers(town, since=monday, until=until)
    days = [monday + timedelta(days=number) for number in range(7)]
    return [
        {"on": day, "holiday": holidays.get(day), "sessions": of_day, "is_today": day == timezone.localdate()}
        for day in days
        if (of_day := [each for each in found if each.on == day]) or day.weekday() in WORKING_DAYS
    ]


def _usual(request: TownRequest, today: date) -> dict[str, Any]:
    """What most offices set: their own hours on working days from tomorrow, an hour at noon left out."""
    return {
        "officer": request.user.pk,
        "since": today + timedelta(days=1),
        "until": today + timedelta(days=1) + USUAL_WEEKS * WEEK,
        "weekdays": list(WORKING_DAYS),
        "opens": time(8, 30),
        "closes": time(16, 30),
        "break_from": time(12),
        "break_until": time(13),
        "slot_minutes": 15,
        "capacity": 1,
    }


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _address(day: date) -> str:
    return f"{reverse('permits:sessions')}?week={day:%Y-%m-%d}"
