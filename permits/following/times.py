"""The four times of a petition, kept apart: the citizen's entry, the machine's, the officer's touch, and what elapsed.

Pure: no Django. Takes what was written down of each petition and gives figures; an open one is never counted as
finished, and one that is past the promised minutes is never left out for being open. Times are seconds.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import numpy as np

from casework import measures

PROMISED_MINUTES = 15
Name = Literal["entry", "machine", "touch", "elapsed", "counter"]
NAMES: tuple[Name, ...] = ("entry", "machine", "touch", "elapsed", "counter")


@dataclass(frozen=True, kw_only=True)
class Lived:
    """What was written down of one petition.

    `entry_s`: the citizen's time on the form without the breaks. `machine_s`: all its automatic checks. `touch_s`: the
    officers' sittings over it. `served_from`: when its first appointment began; None without one. `stays`: each step
    that it left, by code, with the seconds in it, by the clock on the wall.
    """

    key: int
    service: str
    month: str
    entry_s: float
    machine_s: float
    touch_s: float
    submitted_at: datetime
    decided_at: datetime | None = None
    served_from: datetime | None = None
    stays: tuple[tuple[str, float], ...] = ()

    def time(self, name: Name) -> float | None:
        """One of its times in seconds; None while it is not known: before the decision, or without an appointment.

        `elapsed` runs from the submission to the decision, `counter` from the appointment's start.
        """
        if name == "entry":
            return self.entry_s
        if name == "machine":
            return self.machine_s
        if self.decided_at is None:
            return None
        if name == "touch":
            return self.touch_s
        since = self.submitted_at if name == "elapsed" else self.served_from
        return None if since is None else (self.decided_at - since).total_seconds()


@dataclass(frozen=True)
class Figure:
    """What n times say; under ten the times themselves are `single`, rising, and the page shows these."""

    n: int
    median: float | None
    p90: float | None
    single: tuple[float, ...] = ()

    @property
    def is_small(self) -> bool:
        return self.n < measures.SMALL_SAMPLE


@dataclass(frozen=True)
class Share:
    """How many of those that can be judged were decided within the promised minutes of the appointment's start."""

    kept: int
    judged: int

    @property
    def share(self) -> float | None:
        return measures.share(self.kept, self.judged)

    @property
    def missed(self) -> int:
        return self.judged - self.kept


@dataclass(frozen=True)
class Row:
    """The figures of some petitions, such as those of a service or of a month."""

    key: str
    petitions: int
    decided: int
    figures: dict[Name, Figure]
    within: Share


def row(lived: Sequence[Lived], *, key: str = "", at: datetime) -> Row:
    """All figures of these petitions, as known at an instant."""
    return Row(
        key,
        len(lived),
        sum(each.decided_at is not None for each in lived),
        {name: figure(each.time(name) for each in lived) for name in NAMES},
        within(lived, at=at),
    )


def rows(lived: Iterable[Lived], *, by: Callable[[Lived], str], at: datetime) -> list[Row]:
    """The figures of each group, in the order of their names."""
    groups: defaultdict[str, list[Lived]] = defaultdict(list)
    for each in lived:
        groups[by(each)].append(each)
    return [row(groups[key], key=key, at=at) for key in sorted(groups)]


def figure(seconds: Iterable[float | None]) -> Figure:
    """Number, median and ninetieth percentile of the times that are known."""
    known = sorted(each for each in seconds if each is not None)
    said = measures.summary(np.array(known, dtype=np.float64))
    return Figure(said.n, said.median, said.p90, tuple(known) if said.n < measures.SMALL_SAMPLE else ())


def within(lived: Iterable[Lived], *, at: datetime, minutes: int = PROMISED_MINUTES) -> Share:
    """The share decided within so many minutes of the appointment's start; the minute itself is within.

    An open one is judged, and missed, once the minutes are over. Without an appointment that began there is nothing to
    judge.
    """
    judged = [
        seconds <= minutes * 60
        for each in lived
        if (seconds := _since_served(each, at=at)) is not None
        and (each.decided_at is not None or seconds > minutes * 60)
    ]
    return Share(sum(judged), len(judged))


def waits(lived: Iterable[Lived]) -> dict[str, Figure]:
    """How long petitions stood in each step that they left, by its code."""
    by_step: defaultdict[str, list[float]] = defaultdict(list)
    for each in lived:
        for code, seconds in each.stays:
            by_step[code].append(seconds)
    return {code: figure(seconds) for code, seconds in by_step.items()}


def _since_served(lived: Lived, *, at: datetime) -> float | None:
    if lived.served_from is None:
        return None
    return ((lived.decided_at or at) - lived.served_from).total_seconds()
