"""A citizen's appointment: a free time is held, confirmed, moved and given up. What happens on the day: `attending`.

Two constraints of the database stand behind all of it: a seat of a session is had by one at a time, and a petition has
one appointment to come.
"""

from datetime import date, datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _
from psycopg.types.range import Range

from gis_assets import journal
from gis_assets.models import Municipality
from gis_assets.refusals import Refusal
from permits import moving, services, telling
from permits.appointments import places, standing
from permits.appointments.attending import arrive, ended, miss, serve, walk_in
from permits.appointments.places import Place
from permits.models import Appointment, AppointmentState, Petition, Room
from permits.services import Service

__all__ = [
    "HasAppointment",
    "HoldEnded",
    "NoAppointment",
    "NotToBook",
    "PlaceTaken",
    "TooLateToChange",
    "arrive",
    "cancel",
    "confirm",
    "ended",
    "hold",
    "miss",
    "move",
    "serve",
    "slots",
    "walk_in",
]


class NotToBook(Refusal):
    """The petition does not wait for an appointment: a draft, one in work or decided, or a service without."""


class HasAppointment(Refusal):
    """The petition has a confirmed appointment, which is moved, not booked again."""


class NoAppointment(Refusal):
    """There is no appointment to confirm, move or cancel."""


class PlaceTaken(Refusal):
    """The time cannot be had (any more)."""


class HoldEnded(Refusal):
    """The place was not confirmed in time; `start` is its time, to be offered again."""

    def __init__(self, sentence: object, *, start: datetime) -> None:
        super().__init__(sentence)
        self.start = start


class TooLateToChange(Refusal):
    """The appointed time has begun."""


def slots(municipality: Municipality, *, service: Service, since: date, days: int, at: datetime) -> list[Place]:
    """The places of so many days from `since` on that have not begun, full ones too, by one question."""
    until = places.midnight(since + timedelta(days=days))
    return places.offered(municipality, service=service, since=places.midnight(since), until=until, at=at)


@transaction.atomic
def hold(petition: Petition, *, start: datetime, at: datetime) -> Appointment:
    """Keep a place at that time for the minutes of the terms; what the petition held before is given up for it.

    Raises NotToBook, HasAppointment or PlaceTaken.
    """
    places.lock_sessions(petition.municipality, start=start)
    mine = moving.locked(petition)
    _must_wait(mine)
    held = standing.locked_to_come(mine)
    if held is not None and held.state != AppointmentState.HELD:
        raise HasAppointment(_("You have an appointment already. Choose “Another time” to move it."))
    if held is not None:
        standing.end(held, as_=AppointmentState.RELEASED, at=at)
    minutes = places.terms_of(mine.municipality, at=at).hold_minutes
    place, seat = _taken(mine, start=start, at=at)
    return _had(mine, place, seat, state=AppointmentState.HELD, at=at, until=at + timedelta(minutes=minutes))


@transaction.atomic
def confirm(petition: Petition, *, at: datetime) -> Appointment:
    """Make the held place the petition's appointment; twice is as once. Raises NoAppointment or HoldEnded."""
    mine = moving.locked(petition)
    held = standing.locked_to_come(mine) or mine.appointments.order_by("held_at", "pk").last()
    if held is None or held.state not in (AppointmentState.HELD, AppointmentState.RELEASED, AppointmentState.CONFIRMED):
        raise NoAppointment(_("No time is kept for you. Choose one from the list."))
    if held.state == AppointmentState.CONFIRMED:
        return held
    start = held.during.lower
    if held.state == AppointmentState.RELEASED or at >= min(held.held_until, start):
        raise HoldEnded(
            _("%(time)s was kept for you until %(until)s. If it is still free, you can take it again.")
            % {"time": _clock(start), "until": _clock(held.held_until)},
            start=start,
        )
    _must_wait(mine)
    if places.is_closed(mine.municipality, on=places.day_of(start)):
        raise PlaceTaken(_("The office is closed on this day after all. Choose another day."))
    # Whoever closes the room waits for this, and is then told of the appointment; or this waits, and finds it closed.
    room = Room.objects.select_for_update(no_key=True).get(pk=held.session.room_id)
    if not room.is_open:
        raise PlaceTaken(_("%(room)s was closed meanwhile. Choose another time.") % {"room": room})
    held.state = AppointmentState.CONFIRMED
    held.confirmed_at = at
    held.save(update_fields=["state", "confirmed_at"])
    standing.is_booked(mine, by=None, at=at)
    return held


@transaction.atomic
def move(petition: Petition, *, start: datetime, at: datetime) -> Appointment:
    """Another time for a confirmed appointment; when it cannot be had, the former one stays.

    Raises NoAppointment, TooLateToChange or PlaceTaken.
    """
    places.lock_sessions(petition.municipality, start=start)
    mine = moving.locked(petition)
    former = _confirmed(mine)
    if at >= former.during.lower:
        raise TooLateToChange(
            _("Your appointment has begun and cannot be moved. Go to the counter, or call the office.")
        )
    if former.during.lower == start:
        return former
    standing.end(former, as_=AppointmentState.CANCELLED, at=at)
    place, seat = _taken(mine, start=start, at=at)
    new = _had(mine, place, seat, state=AppointmentState.CONFIRMED, at=at, until=at)
    former.moved_to = new
    former.save(update_fields=["moved_to"])
    telling.booked(mine, at=at)
    return new


@transaction.atomic
def cancel(petition: Petition, *, by: AbstractBaseUser | None, at: datetime) -> Appointment:
    """Give the appointment up: the citizen (`by` is None) until it begins, an officer as long as nobody serves it.

    Raises NoAppointment or TooLateToChange.
    """
    mine = moving.locked(petition)
    given_up = standing.locked_to_come(mine)
    if given_up is None:
        raise NoAppointment(_("There is no appointment to cancel."))
    if given_up.state == AppointmentState.HELD:
        return standing.end(given_up, as_=AppointmentState.RELEASED, at=at)
    if by is None and at >= given_up.during.lower:
        raise TooLateToChange(
            _("Your appointment has begun and cannot be cancelled. Go to the counter, or call the office.")
        )
    standing.end(given_up, as_=AppointmentState.CANCELLED, at=at)
    note = _("The appointment was cancelled by the office.") if by else _("The applicant cancelled the appointment.")
    standing.is_free_again(mine, by=by, at=at, note=note)
    if by is not None:
        journal.append(
            municipality=mine.municipality,
            by=by,
            action="appointment.cancelled",
            thing_kind="petition",
            thing_uid=mine.uid,
            at=at,
        )
    return given_up


def _must_wait(petition: Petition) -> None:
    if not standing.has_appointments(petition):
        raise NotToBook(_("This service needs no appointment."))
    if not standing.may_book(petition):
        raise NotToBook(_("Petition %(petition)s does not wait for an appointment now.") % {"petition": petition})


def _confirmed(petition: Petition) -> Appointment:
    found = standing.locked_to_come(petition)
    if found is None or found.state == AppointmentState.HELD:
        raise NoAppointment(_("There is no confirmed appointment to move."))
    if found.state == AppointmentState.ARRIVED:
        raise TooLateToChange(_("You have arrived already; an officer will call you."))
    return found


def _taken(petition: Petition, *, start: datetime, at: datetime) -> tuple[Place, int]:
    """A free place at that time with its seat; raises PlaceTaken. The sessions of that time are locked."""
    service = services.every()[petition.service]
    until = start + places.INSTANT
    offered = places.offered(petition.municipality, service=service, since=start, until=until, at=at)
    places.release_expired([place.session_id for place in offered], at=at)
    for place in offered:
        seat = places.free_seat(place.session_id, start=start, stop=place.stop, seats=range(place.capacity))
        if seat is not None:
            return place, seat
    if offered:
        raise PlaceTaken(_("%(time)s was just taken by somebody else. Choose another time.") % {"time": _clock(start)})
    raise PlaceTaken(_("%(time)s cannot be booked. Choose a time from the list.") % {"time": _clock(start)})


def _had(
    petition: Petition, place: Place, seat: int, *, state: AppointmentState, at: datetime, until: datetime
) -> Appointment:
    return Appointment.objects.create(
        municipality=petition.municipality,
        petition=petition,
        session_id=place.session_id,
        during=Range(place.start, place.stop),
        seat=seat,
        state=state,
        held_at=at,
        held_until=min(until, place.start),
        confirmed_at=at if state == AppointmentState.CONFIRMED else None,
    )


def _clock(at: datetime) -> str:
    """Day and time in the reader's words, by the office's clock."""
    return f"{places.written_day(at)} {at.astimezone(places.office_zone()):%H:%M}"
