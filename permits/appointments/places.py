"""The places of the counters' sessions: which are free, and one of them taken with its session's row locked.

Locks are taken in the order sessions (by number), petition, appointment, here and by everybody who takes a place; who
only gives up his own appointment needs no session's lock.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.utils.formats import date_format
from django.utils.translation import get_language
from psycopg.types.range import Range

from casework.models import Holiday
from casework.models.types import in_readers_language
from gis_assets import sql_files, units
from gis_assets.models import Municipality
from permits.appointments import terms
from permits.models import Appointment, AppointmentState, Session
from permits.models.appointments import TAKES_ITS_PLACE
from permits.services import Service

INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Place:
    """A time that may be had in a session, half-open, with how many places of it are free."""

    session_id: int
    officer_id: int
    room_th: str
    room_en: str
    start: datetime
    stop: datetime
    capacity: int
    free: int

    @property
    def room(self) -> str:
        """The room in the reader's language."""
        return in_readers_language(self.room_th, self.room_en)

    @property
    def on(self) -> date:
        """The office's day."""
        return self.start.astimezone(office_zone()).date()


def office_zone() -> ZoneInfo:
    """The zone of the office's clock, whatever the server's is."""
    return ZoneInfo(settings.TIME_ZONE)


def day_of(at: datetime) -> date:
    """The office's day of an instant."""
    return at.astimezone(office_zone()).date()


def midnight(on: date) -> datetime:
    """The instant with which the office's day begins."""
    return datetime.combine(on, time(), office_zone())


def terms_of(municipality: Municipality, *, at: datetime) -> terms.Terms:
    """The terms of a municipality on the day of an instant."""
    return terms.of(on=day_of(at), own=municipality.settings.get(terms.SETTING))


def offered(
    municipality: Municipality, *, service: Service, since: datetime, until: datetime, at: datetime
) -> list[Place]:
    """The places from `since` until before `until` that have not begun, also full ones, in order of time.

    Those of one time stand together, the session with most free places first. Nothing is offered on a holiday, in a
    session that was called off, or further ahead than the terms allow.
    """
    furthest = midnight(day_of(at) + timedelta(days=terms_of(municipality, at=at).days_ahead + 1))
    until = min(until, furthest)
    if since >= until:
        return []
    asked: dict[str, int | str | datetime | list[str]] = {
        "municipality": municipality.pk,
        "service": service.code,
        "minutes": service.minutes_at_counter,
        "since": since,
        "until": until,
        "at": at,
        "zone": settings.TIME_ZONE,
        "taking": [str(state) for state in TAKES_ITS_PLACE],
    }
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("permits", "offered_places"), asked)
        return [Place(*row) for row in cursor.fetchall()]


def lock_sessions(municipality: Municipality, *, start: datetime) -> list[Session]:
    """Lock the sessions that receive people at that time; the caller is in a transaction and holds no other lock."""
    at_that_time = Session.objects.filter(municipality=municipality, during__contains=start, called_off_at=None)
    return list(at_that_time.select_for_update(no_key=True).order_by("pk"))


def release_expired(appointments_of: Sequence[int], *, at: datetime) -> int:
    """Give up what was held in these sessions and not confirmed in time; returns how many."""
    held = Appointment.objects.filter(session__in=appointments_of, state=AppointmentState.HELD, held_until__lte=at)
    return held.update(state=AppointmentState.RELEASED, ended_at=at)


def free_seat(session_id: int, *, start: datetime, stop: datetime, seats: range) -> int | None:
    """The first of these seats that nobody has in that time; the session is locked and its old holds are released."""
    had = Appointment.objects.filter(
        session=session_id, during__overlap=Range(start, stop), state__in=TAKES_ITS_PLACE, seat__in=seats
    )
    taken = set(had.values_list("seat", flat=True))
    return next((seat for seat in seats if seat not in taken), None)


def is_closed(municipality: Municipality, *, on: date) -> bool:
    """Whether the office's list of holidays has the day now."""
    return Holiday.objects.filter(municipality=municipality, on=on, withdrawn_at=None).exists()


def cut(session: Session) -> list[tuple[datetime, datetime]]:
    """The slots of a session, half-open, in order; a rest that is no whole slot is none."""
    length = timedelta(minutes=session.slot_minutes)
    count = (session.during.upper - session.during.lower) // length
    return [
        (session.during.lower + number * length, session.during.lower + (number + 1) * length)
        for number in range(count)
    ]


def written_day(at: datetime) -> str:
    """The office's day of an instant with its weekday, the year of the Buddhist era in Thai."""
    on = day_of(at)
    is_thai = (get_language() or "th").startswith("th")
    return f"{date_format(on, 'l')} {on.day} {date_format(on, 'F')} {units.year_be(on.year) if is_thai else on.year}"
