"""How much of a stretch of time counts: every minute, or office hours only, less the pauses.

Pure: no Django and no "now". Who asks passes the calendar and the pauses; where holidays are kept is for
`casework.calendars`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo


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
