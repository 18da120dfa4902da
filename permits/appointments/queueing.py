"""Who is here, who is late, whose turn is next: the day of the counters, for officers and for the board on the wall.

Whoever has an appointment is called in the order of the times, then those who came without one in the order in which
they came.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from psycopg.types.range import Range

from gis_assets.models import Municipality
from permits.appointments import places
from permits.models import Appointment, AppointmentState, Petition, Session

SHOWN = (AppointmentState.CONFIRMED, AppointmentState.ARRIVED, AppointmentState.SERVED, AppointmentState.MISSED)
SIGNS_CALLED = 4
"""By so many last signs of the tracking number a person is called where others hear it."""


@dataclass(frozen=True)
class Turn:
    """One appointment of the day as it stands at an instant."""

    appointment: Appointment
    at: datetime

    @property
    def called(self) -> str:
        """By what the person is called."""
        return called(self.appointment.petition)

    @property
    def is_waiting(self) -> bool:
        return self.appointment.state == AppointmentState.ARRIVED

    @property
    def is_served(self) -> bool:
        """Whether the person is at the counter now."""
        return self.appointment.state == AppointmentState.SERVED and self.appointment.ended_at is None

    @property
    def waits_min(self) -> int:
        """Whole minutes since the person arrived, while it waits; else 0."""
        return _minutes(self.appointment.arrived_at, self.at) if self.is_waiting else 0

    @property
    def late_min(self) -> int:
        """Whole minutes by which the counter keeps a person with an appointment waiting beyond time and arrival."""
        if not self.is_waiting or self.appointment.is_walk_in or self.appointment.arrived_at is None:
            return 0
        return _minutes(max(self.appointment.arrived_at, self.appointment.during.lower), self.at)

    @property
    def overdue_min(self) -> int:
        """Whole minutes since the appointed time of a person who has not come."""
        is_expected = self.appointment.state == AppointmentState.CONFIRMED
        return _minutes(self.appointment.during.lower, self.at) if is_expected else 0


@dataclass(frozen=True)
class Counter:
    """One session of the day: its turns in the order of their times, who waits in the order of being called."""

    session: Session
    turns: Sequence[Turn]

    @property
    def waiting(self) -> list[Turn]:
        return sorted((turn for turn in self.turns if turn.is_waiting), key=_order)

    @property
    def now(self) -> Turn | None:
        """Who is served now: the last one begun with, should nobody have said that the former is done."""
        served = [turn for turn in self.turns if turn.is_served and turn.appointment.served_from]
        return max(served, key=lambda turn: (turn.appointment.served_from, turn.appointment.pk), default=None)

    @property
    def expected(self) -> list[Turn]:
        return [turn for turn in self.turns if turn.appointment.state == AppointmentState.CONFIRMED]


def called(petition: Petition) -> str:
    """The last signs of the tracking number, which name nobody."""
    return petition.tracking[-SIGNS_CALLED:]


def counters(municipality: Municipality, *, on: date, at: datetime) -> list[Counter]:
    """The day's sessions with everybody who comes, in two questions; one called off is shown while somebody waits."""
    day = Range(places.midnight(on), places.midnight(on + timedelta(days=1)))
    mine = Session.objects.filter(municipality=municipality, during__overlap=day).select_related("room", "officer")
    sessions = list(mine.order_by("during", "room__name_th", "pk"))
    had = Appointment.objects.filter(session__in=sessions, state__in=SHOWN)
    turns = [Turn(each, at) for each in had.select_related("petition__applicant").order_by("during", "seat", "pk")]
    found = [Counter(each, [turn for turn in turns if turn.appointment.session_id == each.pk]) for each in sessions]
    return [counter for counter in found if counter.session.called_off_at is None or counter.waiting]


def before(appointment: Appointment, *, at: datetime) -> int:
    """How many are called before somebody who has arrived."""
    here = Appointment.objects.filter(session=appointment.session_id, state=AppointmentState.ARRIVED)
    mine = _order(Turn(appointment, at))
    return sum(_order(Turn(each, at)) < mine for each in here.exclude(pk=appointment.pk))


def _order(turn: Turn) -> tuple[bool, datetime, int]:
    one = turn.appointment
    begins = one.arrived_at if one.is_walk_in and one.arrived_at else one.during.lower
    return one.is_walk_in, begins, one.pk


def _minutes(since: datetime | None, at: datetime) -> int:
    return 0 if since is None else max(int((at - since).total_seconds()) // 60, 0)
