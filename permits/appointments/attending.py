"""What happens on the day: people arrive or come without an appointment, are served, or do not come."""

from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _
from psycopg.types.range import Range

from gis_assets import journal
from gis_assets.models import Municipality
from gis_assets.refusals import Refusal
from permits import moving
from permits.appointments import places, standing
from permits.models import Appointment, AppointmentState, Petition, Session
from permits.models.appointments import TAKES_ITS_PLACE

Seat = tuple[Session, datetime, datetime, int]


class NotToday(Refusal):
    """The appointment is on another day, or not confirmed, or over: nobody can arrive for it now."""


class NoCounterOpen(Refusal):
    """No session takes in people without an appointment now."""


class NotToServe(Refusal):
    """The petition cannot be taken in at the counter where it stands."""


@transaction.atomic
def arrive(appointment: Appointment, *, by: AbstractBaseUser, at: datetime) -> Appointment:
    """The person is here; twice is as once. Raises NotToday."""
    moving.locked(appointment.petition)
    mine = standing.locked(appointment.pk)
    if mine.state == AppointmentState.ARRIVED:
        return mine
    if mine.state == AppointmentState.MISSED:
        raise NotToday(_("This appointment was marked as not come. Take the person in without an appointment."))
    if mine.state != AppointmentState.CONFIRMED:
        raise NotToday(
            _("This appointment is not open: %(state)s. Ask for the tracking number and look at the petition.")
            % {"state": mine.get_state_display()}
        )
    if places.day_of(mine.during.lower) != places.day_of(at):
        raise NotToday(_("This appointment is on another day. The person may be taken in without an appointment."))
    mine.state = AppointmentState.ARRIVED
    mine.arrived_at = at
    mine.save(update_fields=["state", "arrived_at"])
    return mine


@transaction.atomic
def walk_in(petition: Petition, *, by: AbstractBaseUser, at: datetime) -> Appointment:
    """Take in somebody who came without an appointment: the next free place of today's sessions, else an extra seat.

    An appointment on another time is given up for it. Raises NotToServe or NoCounterOpen.
    """
    sessions = _lock_todays_sessions(petition, at=at)
    mine = moving.locked(petition)
    if not standing.may_book(mine):
        raise NotToServe(_("Petition %(petition)s does not wait for the counter now.") % {"petition": petition})
    former = standing.locked_to_come(mine)
    if former is not None and former.state == AppointmentState.ARRIVED:
        return former
    if former is not None:
        was_held = former.state == AppointmentState.HELD
        standing.end(former, as_=AppointmentState.RELEASED if was_held else AppointmentState.CANCELLED, at=at)
    new = _seated(mine, _walk_in_seat(mine, sessions, at=at), at=at)
    if former is not None and former.state == AppointmentState.CANCELLED:
        former.moved_to = new
        former.save(update_fields=["moved_to"])
    standing.is_booked(mine, by=by, at=at)
    journal.append(
        municipality=mine.municipality,
        by=by,
        action="appointment.walk_in",
        thing_kind="petition",
        thing_uid=mine.uid,
        at=at,
    )
    return new


@transaction.atomic
def serve(petition: Petition, *, by: AbstractBaseUser, at: datetime) -> Appointment | None:
    """An officer begins with the petition: its appointment is served from now on, if it is today's.

    Somebody who did not check in is here all the same. An appointment on another day stays: the officer only began
    early. None when nothing was served.
    """
    moving.locked(petition)
    mine = standing.locked_to_come(petition)
    if mine is None or mine.state == AppointmentState.HELD:
        return None
    if mine.state == AppointmentState.CONFIRMED and places.day_of(mine.during.lower) != places.day_of(at):
        return None
    mine.arrived_at = mine.arrived_at or at
    mine.served_from = at
    mine.state = AppointmentState.SERVED
    mine.save(update_fields=["arrived_at", "served_from", "state"])
    return mine


@transaction.atomic
def ended(petition: Petition, *, at: datetime) -> Appointment | None:
    """The petition is decided or given up: who was served may go, and nobody need come any more. None without one."""
    moving.locked(petition)
    if (coming := standing.locked_to_come(petition)) is not None:
        was_held = coming.state == AppointmentState.HELD
        return standing.end(coming, as_=AppointmentState.RELEASED if was_held else AppointmentState.CANCELLED, at=at)
    served = petition.appointments.select_for_update(of=("self",)).filter(state=AppointmentState.SERVED, ended_at=None)
    last = served.order_by("during", "pk").last()
    return None if last is None else standing.end(last, as_=AppointmentState.SERVED, at=at)


def miss(municipality: Municipality, *, at: datetime) -> list[Appointment]:
    """Mark who did not come until the minutes of the terms after the end of the time; safe to run twice.

    Each is a transaction of its own. The petition waits for an appointment again.
    """
    minutes = places.terms_of(municipality, at=at).no_show_minutes
    due = Appointment.objects.filter(
        municipality=municipality,
        state=AppointmentState.CONFIRMED,
        during__endswith__lte=at - timedelta(minutes=minutes),
    )
    missed = [_missed(each, at=at) for each in due.select_related("petition").order_by("during", "pk")]
    return [each for each in missed if each is not None]


@transaction.atomic
def _missed(appointment: Appointment, *, at: datetime) -> Appointment | None:
    petition = moving.locked(appointment.petition)
    mine = standing.locked(appointment.pk)
    if mine.state != AppointmentState.CONFIRMED:
        return None
    standing.end(mine, as_=AppointmentState.MISSED, at=at)
    standing.is_free_again(petition, by=None, at=at, note=_("The applicant did not come to the appointment."))
    return mine


def _lock_todays_sessions(petition: Petition, *, at: datetime) -> list[Session]:
    """Lock what is left of today's sessions for the petition's service, those that run before those to come."""
    today = Range(places.midnight(places.day_of(at)), places.midnight(places.day_of(at) + timedelta(days=1)))
    sessions = Session.objects.filter(
        municipality=petition.municipality,
        called_off_at=None,
        room__is_open=True,
        during__overlap=today,
        during__endswith__gt=at,
    ).select_for_update(no_key=True, of=("self",))
    suited = [each for each in sessions.order_by("pk") if not each.services or petition.service in each.services]
    return sorted(suited, key=lambda each: (each.during.lower, each.pk))


def _walk_in_seat(petition: Petition, sessions: list[Session], *, at: datetime) -> Seat:
    """The free seat whose time is over first; raises NoCounterOpen. Seats beyond the capacity are the extra ones."""
    extra = places.terms_of(petition.municipality, at=at).walk_in_extra
    places.release_expired([each.pk for each in sessions], at=at)
    slots = sorted(
        ((start, stop, session) for session in sessions for start, stop in places.cut(session) if stop > at),
        key=lambda slot: (slot[0], slot[2].pk),
    )
    had = _had_seats(sessions)
    for extras in (0, extra):
        for start, stop, session in slots:
            taken = {seat for each, seat, during in had if each == session.pk and _meet(during, start, stop)}
            for seat in range(session.capacity + extras):
                if seat not in taken:
                    return session, start, stop, seat
    if slots:
        raise NoCounterOpen(_("Every place of today is taken. Book a time on another day with the person."))
    raise NoCounterOpen(_("No counter receives people any more today. Book a time on another day with the person."))


def _had_seats(sessions: list[Session]) -> list[tuple[int, int, "Range[datetime]"]]:
    had = Appointment.objects.filter(session__in=sessions, state__in=TAKES_ITS_PLACE)
    return list(had.values_list("session_id", "seat", "during"))


def _meet(during: "Range[datetime]", start: datetime, stop: datetime) -> bool:
    return bool(during.lower < stop and start < during.upper)  # type: ignore[operator]  # bounds are never open


def _seated(petition: Petition, seat: Seat, *, at: datetime) -> Appointment:
    session, start, stop, number = seat
    return Appointment.objects.create(
        municipality=petition.municipality,
        petition=petition,
        session=session,
        during=Range(start, stop),
        seat=number,
        state=AppointmentState.ARRIVED,
        is_walk_in=True,
        held_at=at,
        held_until=at,
        confirmed_at=at,
        arrived_at=at,
    )
