"""The clock of `casework.clock` for columns of stays: the same minutes, counted for a year of cases at once.

Pure: no Django. Instants are whole microseconds since 1970 (UTC). A working calendar is a rising function of time, so
the minutes of a stay are the difference of two look-ups, and those of a pause are taken off in the same way.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from casework.clock import OfficeHours, Span

Int64 = NDArray[np.int64]
MICROSECOND = timedelta(microseconds=1)
MINUTE = 60_000_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def instant(at: datetime) -> int:
    """Whole microseconds since 1970."""
    return (at - EPOCH) // MICROSECOND


def moment(microseconds: int) -> datetime:
    """The instant as a datetime in UTC."""
    return EPOCH + timedelta(microseconds=microseconds)


@dataclass(frozen=True, eq=False)
class Sessions:
    """The office's sessions in order: when they open, how long they last, and what was open before each."""

    opens: Int64
    lasts: Int64
    before: Int64

    def counted_until(self, instants: Int64) -> Int64:
        """Open microseconds from the first session to each instant."""
        if self.opens.size == 0:
            return np.zeros_like(instants)
        place = np.searchsorted(self.opens, instants, side="right") - 1
        at = np.maximum(place, 0)
        inside = np.minimum(instants - self.opens[at], self.lasts[at])
        return np.where(place < 0, 0, self.before[at] + inside)


def sessions(office: OfficeHours, *, since: int, until: int) -> Sessions:
    """The sessions of an office between two instants."""
    spans = list(office.open_spans(Span(moment(since), moment(until))))
    opens = np.array([instant(span.start) for span in spans], dtype=np.int64)
    lasts = np.array([instant(span.stop) for span in spans], dtype=np.int64) - opens
    return Sessions(opens, lasts, np.concatenate([np.zeros(1, np.int64), np.cumsum(lasts)[:-1]])[: opens.size])


@dataclass(frozen=True, eq=False)
class Pauses:
    """Pauses in order of case and start, those of one case never overlapping: (n,) each."""

    case: Int64
    start: Int64
    stop: Int64


def merged(rows: Iterable[tuple[int, int, int]]) -> Pauses:
    """Pauses from rows of case, start and stop; those of one case that overlap become one."""
    kept: list[list[int]] = []
    for case, start, stop in sorted(rows):
        if kept and kept[-1][0] == case and start <= kept[-1][2]:
            kept[-1][2] = max(kept[-1][2], stop)
        elif stop > start:
            kept.append([case, start, stop])
    columns = np.array(kept, dtype=np.int64).reshape(-1, 3).T
    return Pauses(*columns)


def counted(case: Int64, start: Int64, stop: Int64, *, office: Sessions | None, pauses: Pauses) -> Int64:
    """Microseconds of each stay that count: all, or those in the office's hours; a pause never counts."""
    total = _counted(start, stop, office)
    first = np.searchsorted(pauses.case, case, side="left")
    many = np.searchsorted(pauses.case, case, side="right") - first
    if not many.any():
        return total
    stay = np.repeat(np.arange(case.size), many)
    pause = np.arange(stay.size) - np.repeat(np.cumsum(many) - many, many) + first[stay]
    begin = np.maximum(start[stay], pauses.start[pause])
    end = np.maximum(np.minimum(stop[stay], pauses.stop[pause]), begin)
    np.subtract.at(total, stay, _counted(begin, end, office))
    return total


def _counted(start: Int64, stop: Int64, office: Sessions | None) -> Int64:
    return stop - start if office is None else office.counted_until(stop) - office.counted_until(start)
