"""When officers receive people: a weekly pattern becomes sessions of many days; one can be called off.

Holidays are skipped when hours are set; one that is put on the list later closes its sessions to bookings at once
(`offered_places.sql`), and is told here so that those already booked can be moved.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from django.contrib.auth.models import AbstractBaseUser, User
from django.db import IntegrityError, transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from psycopg.types.range import Range

from casework import calendars, clock
from casework.models import Holiday
from gis_assets import journal
from gis_assets.models import Municipality
from gis_assets.refusals import Refusal
from permits import moving, telling
from permits.appointments import places, standing
from permits.models import Appointment, AppointmentState, Petition, Room, Session
from permits.models.appointments import STILL_TO_COME, TAKES_ITS_PLACE

MOST_DAYS = 366


class NoSuchHours(Refusal):
    """The hours contradict themselves, or no day is left on which they hold."""


class HoursOverlap(Refusal):
    """The officer or the room is taken at that time already."""


class RoomClosed(Refusal):
    """The room is not in use."""


class NotToCallOff(Refusal):
    """The session was called off already, or is over."""


@dataclass(frozen=True, kw_only=True)
class Hours:
    """A weekly pattern: on these weekdays (0 is Monday), both days included, the break left out."""

    weekdays: frozenset[int]
    since: date
    until: date
    opens: time
    closes: time
    break_from: time | None = None
    break_until: time | None = None
    slot_minutes: int = 15
    capacity: int = 1
    services: tuple[str, ...] = ()

    @property
    def parts(self) -> tuple[tuple[time, time], ...]:
        """The stretches of a day: one, or one before and one after the break."""
        if self.break_from is None or self.break_until is None:
            return ((self.opens, self.closes),)
        return ((self.opens, self.break_from), (self.break_until, self.closes))


@dataclass(frozen=True)
class CalledOff:
    """A session that was called off, whose appointments were cancelled with it, and who waits at the counter still."""

    session: Session
    cancelled: tuple[Appointment, ...]
    still_here: tuple[Appointment, ...]


@transaction.atomic
def set_hours(
    municipality: Municipality, *, officer: User, room: Room | str, hours: Hours, by: AbstractBaseUser, at: datetime
) -> list[Session]:
    """Make the sessions of all days of a pattern that have not begun; all of them or none.

    A room that is only named is taken by its name, or made. Raises RoomClosed, NoSuchHours or HoursOverlap.
    """
    _refuse_contradictions(hours)
    if isinstance(room, str):
        room, _is_new = Room.objects.get_or_create(municipality=municipality, name_th=room)
    if not room.is_open:
        raise RoomClosed(_("%(room)s is closed. Open it again first, on the page of rooms.") % {"room": room})
    spans = [span for span in _spans(municipality, hours) if span.start > at]
    if not spans:
        raise NoSuchHours(
            _("In these days there is no working day with such hours left. Look at the days and holidays.")
        )
    _refuse_taken(municipality, officer, room, spans)
    made = [
        Session(
            municipality=municipality,
            officer=officer,
            room=room,
            services=list(hours.services),
            during=Range(span.start, span.stop),
            slot_minutes=hours.slot_minutes,
            capacity=hours.capacity,
        )
        for span in spans
    ]
    try:
        with transaction.atomic():
            Session.objects.bulk_create(made)
    except IntegrityError as error:
        if "at_a_time" not in str(error):
            raise
        raise HoursOverlap(_("Somebody set the same hours just now. Look at the week again.")) from error
    details = {"officer": officer.pk, "room": room.pk, "sessions": len(made), "since": hours.since.isoformat()}
    _write_down(municipality, "sessions.set", room.pk, by=by, at=at, details=details)
    return made


@transaction.atomic
def call_off(session: Session, *, by: AbstractBaseUser, at: datetime) -> CalledOff:
    """Nobody is received in this session any more: its appointments are cancelled and their petitions told.

    Who has arrived stays, for another officer to serve. Raises NotToCallOff.
    """
    mine = Session.objects.select_for_update(no_key=True, of=("self",)).select_related("room").get(pk=session.pk)
    if mine.called_off_at is not None:
        raise NotToCallOff(_("This session was called off already."))
    if mine.during.upper <= at:
        raise NotToCallOff(_("This session is over and cannot be called off."))
    mine.called_off_at = at
    mine.save(update_fields=["called_off_at"])
    coming = Appointment.objects.filter(session=mine, state__in=STILL_TO_COME).select_related("petition")
    ended = [_put_off(each, by=by, at=at) for each in coming.order_by("petition_id")]
    details: dict[str, object] = {
        "cancelled": [each.petition.tracking[-4:] for each in ended if each.state == AppointmentState.CANCELLED]
    }
    _write_down(mine.municipality, "session.called_off", mine.pk, by=by, at=at, details=details)
    return CalledOff(
        mine,
        tuple(each for each in ended if each.state == AppointmentState.CANCELLED),
        tuple(each for each in ended if each.state == AppointmentState.ARRIVED),
    )


def between(municipality: Municipality, *, since: date, until: date) -> QuerySet[Session]:
    """The sessions of the days from `since` until before `until`, in order, with how many `coming` they have."""
    days = Range(places.midnight(since), places.midnight(until))
    mine = Session.objects.filter(municipality=municipality, during__overlap=days)
    coming = Count("appointments", filter=Q(appointments__state__in=STILL_TO_COME))
    return mine.select_related("room", "officer").annotate(coming=coming).order_by("during", "room__name_th", "pk")


@dataclass(frozen=True)
class Received:
    """A session with its day, and everybody who has a place in it, in order."""

    session: Session
    on: date
    appointments: tuple[Appointment, ...]

    @property
    def seats(self) -> int:
        """How many places it has."""
        return len(places.cut(self.session)) * self.session.capacity

    @property
    def taken(self) -> int:
        """How many of them are taken, without those beyond its capacity."""
        return sum(each.seat < self.session.capacity for each in self.appointments)


def with_comers(municipality: Municipality, *, since: date, until: date) -> list[Received]:
    """The sessions of the days from `since` until before `until` with who comes, in two questions."""
    mine = list(between(municipality, since=since, until=until))
    had = Appointment.objects.filter(session__in=mine, state__in=TAKES_ITS_PLACE).select_related("petition__applicant")
    comers: dict[int, list[Appointment]] = {each.pk: [] for each in mine}
    for each in had.order_by("during", "seat", "pk"):
        comers[each.session_id].append(each)
    return [Received(each, places.day_of(each.during.lower), tuple(comers[each.pk])) for each in mine]


def on_holidays(municipality: Municipality, *, at: datetime) -> list[Session]:
    """The sessions from today on, not called off, on days that are holidays by now; with how many `coming`."""
    today = places.day_of(at)
    listed = Holiday.objects.filter(municipality=municipality, withdrawn_at=None, on__gte=today)
    closed = set(listed.values_list("on", flat=True))
    if not closed:
        return []
    ahead = between(municipality, since=today, until=max(closed) + timedelta(days=1)).filter(called_off_at=None)
    return [each for each in ahead if places.day_of(each.during.lower) in closed and each.during.upper > at]


def _put_off(appointment: Appointment, *, by: AbstractBaseUser, at: datetime) -> Appointment:
    petition: Petition = moving.locked(appointment.petition)
    mine = standing.locked(appointment.pk)
    mine.petition = petition
    if mine.state == AppointmentState.HELD:
        return standing.end(mine, as_=AppointmentState.RELEASED, at=at)
    if mine.state == AppointmentState.CONFIRMED:
        standing.end(mine, as_=AppointmentState.CANCELLED, at=at)
        if not standing.is_free_again(petition, by=by, at=at, note=_("The office called the session off.")):
            telling.unbooked(petition, at=at)
    return mine


def _refuse_contradictions(hours: Hours) -> None:
    edges = [edge for part in hours.parts for edge in part]
    if (hours.break_from is None) != (hours.break_until is None) or any(a >= b for a, b in pairwise(edges)):
        raise NoSuchHours(_("The hours must follow one another: from, break from, break until, until."))
    if not hours.since <= hours.until <= hours.since + timedelta(days=MOST_DAYS):
        raise NoSuchHours(_("The last day lies before the first, or more than a year after it."))
    if not hours.weekdays:
        raise NoSuchHours(_("Choose at least one weekday."))
    if hours.slot_minutes < 1 or hours.capacity < 1:
        raise NoSuchHours(_("A slot has at least one minute and one place."))
    shortest = min(_minutes(begins, ends) for begins, ends in hours.parts)
    if shortest < hours.slot_minutes:
        raise NoSuchHours(_("One slot is longer than the hours. Make the slot shorter or the hours longer."))


def _minutes(begins: time, ends: time) -> int:
    return (ends.hour - begins.hour) * 60 + ends.minute - begins.minute


def _spans(municipality: Municipality, hours: Hours) -> list[clock.Span]:
    office = clock.OfficeHours(
        zone=places.office_zone(),
        sessions=hours.parts,
        weekdays=hours.weekdays,
        holidays=calendars.office_hours(municipality).holidays,
    )
    days = clock.Span(places.midnight(hours.since), places.midnight(hours.until + timedelta(days=1)))
    return list(office.open_spans(days))


def _refuse_taken(municipality: Municipality, officer: User, room: Room, spans: list[clock.Span]) -> None:
    same = Session.objects.filter(Q(officer=officer) | Q(room=room), municipality=municipality, called_off_at=None)
    near = same.filter(during__overlap=Range(spans[0].start, spans[-1].stop)).select_related("room", "officer")
    for had in near.order_by("during"):
        if any(span.start < had.during.upper and had.during.lower < span.stop for span in spans):
            start = had.during.lower.astimezone(places.office_zone())
            raise HoursOverlap(
                _("%(officer)s receives people in %(room)s on %(day)s at %(time)s already. Nothing was set.")
                % {
                    "officer": had.officer.get_full_name() or had.officer.get_username(),
                    "room": had.room,
                    "day": places.written_day(start),
                    "time": f"{start:%H:%M}",
                }
            )


def _write_down(
    municipality: Municipality,
    action: str,
    thing: int,
    *,
    by: AbstractBaseUser,
    at: datetime,
    details: dict[str, object],
) -> None:
    journal.append(
        municipality=municipality,
        by=by,
        action=action,
        thing_kind="permit_session",
        thing_uid=thing,
        at=at,
        details=details,
    )
