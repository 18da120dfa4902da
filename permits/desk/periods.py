"""Until when a petition must be decided by the citizen manual, and when a delay must be explained.

Pure: no Django. The days of a track count as office days or as days of the calendar, as the service's file says; the
days in which the applicant is waited for do not count.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from casework import clock
from casework.clock import NeverDue, OfficeHours, Span
from permits.services import Track

MINUTES_OF_A_DAY = 24 * 60
CALENDAR = "calendar"


@dataclass(frozen=True)
class Term:
    """The last instant of the manual's period; `is_late` when it is past and nothing was decided."""

    due_at: datetime | None
    is_late: bool


def term(track: Track, *, since: datetime, pauses: Sequence[Span], office: OfficeHours, at: datetime) -> Term:
    """The term of a petition that is complete since an instant, as known at another."""
    due = due_at(track, since=since, pauses=pauses, office=office)
    return Term(due, due is not None and due < at)


def due_at(track: Track, *, since: datetime, pauses: Sequence[Span], office: OfficeHours) -> datetime | None:
    """When the days of the track have passed; None for an office that is never open."""
    is_calendar = track.counts == CALENDAR
    minutes = track.manual_days * (MINUTES_OF_A_DAY if is_calendar else _open_minutes(office))
    try:
        return clock.due_at(since, minutes=minutes, office=None if is_calendar else office, pauses=pauses)
    except NeverDue:
        return None


def explain_by(due: datetime, *, days: int, former: Sequence[datetime], at: datetime) -> datetime | None:
    """The next term for a written explanation that has no row yet; None while the last one still runs.

    The first ends so many days after the period, each further one as many days after the one before. `former` are the
    terms that have rows, in any order.
    """
    last = max([due, *former])
    return last + timedelta(days=days) if last < at else None


def _open_minutes(office: OfficeHours) -> float:
    day = date(2000, 1, 3)
    sessions = ((datetime.combine(day, opens), datetime.combine(day, closes)) for opens, closes in office.sessions)
    return sum((closes - opens).total_seconds() / 60 for opens, closes in sessions)
