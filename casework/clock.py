"""How much of a stretch of time counts: every minute, or office hours only, less the pauses.

Pure: no Django and no "now". Who asks passes the calendar and the pauses; where holidays are kept is for
`casework.calendars`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

LONGEST = timedelta(days=3660)
"""How far ahead a due time is looked for; an office that is closed so long has none."""


class NeverDue(Exception):
    """The office is not open long enough within ten years for the minutes to pass."""


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open stretch of time: `start` is in, `stop` is out; both carry a zone."""

    start: datetime
    stop: datetime

    def minutes(self) -> float:
        """Length in minutes; 0 for an empty or backward span."""
        return max((self.stop - self.start).total_seconds(), 0.0) / 60

    def overlap(self, other: "Span") -> "Span":
        """The part shared with the other span; its length is 0 when they do not meet."""
        return Span(max(self.start, other.start), min(self.stop, other.stop))


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """The hours an office is open, in its own zone; sessions of one day do not overlap."""

    zone: tzinfo
    sessions: tuple[tuple[time, time], ...] = ((time(8, 30), time(16, 30)),)
    weekdays: frozenset[int] = frozenset(range(5))
    holidays: frozenset[date] = frozenset()

    def is_open_on(self, day: date) -> bool:
        """Whether the office works on this day at all."""
        return day.weekday() in self.weekdays and day not in self.holidays

    def open_spans(self, within: Span) -> Iterator[Span]:
        """The office's sessions that meet the span, in order, cut to it."""
        day = within.start.astimezone(self.zone).date()
        last = within.stop.astimezone(self.zone).date()
        while day <= last:
            if self.is_open_on(day):
                yield from self._sessions_on(day, within=within)
            day += timedelta(days=1)

    def _sessions_on(self, day: date, *, within: Span) -> Iterator[Span]:
        for opens, closes in self.sessions:
            session = Span(datetime.combine(day, opens, self.zone), datetime.combine(day, closes, self.zone))
            cut = session.overlap(within)
            if cut.minutes() > 0:
                yield cut


def counted_minutes(span: Span, *, office: OfficeHours | None = None, pauses: Sequence[Span] = ()) -> float:
    """Minutes of the span that count: round the clock without `office`, else in its hours; a pause never counts.

    Pauses may overlap one another; shared minutes are taken off once.
    """
    open_spans = [span] if office is None else list(office.open_spans(span))
    stopped = _merged(pauses)
    return sum(_minutes_outside(open_span, stopped) for open_span in open_spans)


def due_at(
    start: datetime, *, minutes: float, office: OfficeHours | None = None, pauses: Sequence[Span] = ()
) -> datetime:
    """The instant at which so many minutes have counted since the start: the inverse of `counted_minutes`.

    For a pause that is not over the caller passes its length so far; the answer then moves on with every minute of
    it that would have counted, and stands still while the office is closed anyway. Raises NeverDue.
    """
    left = timedelta(minutes=minutes)
    for running in _running(Span(start, start + LONGEST), office=office, stopped=_merged(pauses)):
        if left <= running.stop - running.start:
            return running.start + left
        left -= running.stop - running.start
    raise NeverDue(f"{minutes} minutes do not pass within {LONGEST.days} days of {start}")


def _running(span: Span, *, office: OfficeHours | None, stopped: Sequence[Span]) -> Iterator[Span]:
    """The stretches in which the clock runs, in order."""
    for open_span in [span] if office is None else office.open_spans(span):
        begin = open_span.start
        for pause in stopped:
            if pause.stop <= begin or pause.start >= open_span.stop:
                continue
            if pause.start > begin:
                yield Span(begin, pause.start)
            begin = max(begin, pause.stop)
        if begin < open_span.stop:
            yield Span(begin, open_span.stop)


def _minutes_outside(span: Span, stopped: Sequence[Span]) -> float:
    return span.minutes() - sum(span.overlap(pause).minutes() for pause in stopped)


def _merged(pauses: Sequence[Span]) -> list[Span]:
    merged: list[Span] = []
    for pause in sorted(pauses, key=lambda each: each.start):
        if merged and pause.start <= merged[-1].stop:
            merged[-1] = Span(merged[-1].start, max(merged[-1].stop, pause.stop))
        else:
            merged.append(pause)
    return merged
