"""One case in plain Python: its stays, what they count, until when they are due, and whether the clock stands still.

The same rules as the columns of `casework.facts`, written down once more step by step: for the page of one case, for
due times and escalations, and so that every figure can be computed again by another way (`casework.verification`).
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise, takewhile

from casework import clock
from casework.clock import NeverDue, Span
from casework.models import COUNTED_ELSEWHERE, WHOLE_CASE, Case, Charge, PauseMark, Step, StepStandard
from casework.rulebook import Rulebook, counts_office_hours

INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Taken:
    """One step as it was appended."""

    pk: int
    code: str
    at: datetime
    by: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class InCharge:
    """Who has the case from an instant on."""

    at: datetime
    officer: int | None
    team: str


@dataclass(frozen=True, slots=True)
class History:
    """What was appended to one case, in order; a pause that is not over stops at None."""

    case_id: int
    case_type_id: int
    taken: Sequence[Taken]
    charges: Sequence[InCharge] = ()
    pauses: Sequence[tuple[datetime, datetime | None]] = ()


@dataclass(frozen=True, slots=True)
class Stay:
    """A case in a step, or as a whole: counted up to leaving it, else up to the instant asked for.

    `due_at` is None without a target; while the clock stands still it is what it would be if it ran on now.
    """

    code: str
    entry: int
    entered_at: datetime
    left_at: datetime | None
    officer: int | None
    team: str
    minutes: float
    standard: StepStandard | None
    due_at: datetime | None
    is_paused: bool

    @property
    def target(self) -> int | None:
        return None if self.standard is None else self.standard.target_minutes

    @property
    def is_past_due(self) -> bool:
        """Whether it took longer than its target; the target itself is still within."""
        return self.target is not None and self.minutes > self.target


def of_case(case: Case, *, book: Rulebook, at: datetime) -> list[Stay]:
    """The stays of one case as they stand, its whole last."""
    return stays(history(case), book=book, until=at)


def history(case: Case) -> History:
    """What was appended to a case."""
    return histories([case])[case.pk]


def histories(cases: Sequence[Case]) -> dict[int, History]:
    """The same for many cases, in as many questions as for one."""
    taken: defaultdict[int, list[Taken]] = defaultdict(list)
    for step in Step.objects.filter(case__in=cases).order_by("entered_at", "pk"):
        taken[step.case_id].append(Taken(step.pk, step.code, step.entered_at, step.by_id, step.note))
    charges: defaultdict[int, list[InCharge]] = defaultdict(list)
    for charge in Charge.objects.filter(case__in=cases).order_by("at", "pk"):
        charges[charge.case_id].append(InCharge(charge.at, charge.officer_id, charge.team))
    pauses: defaultdict[int, list[tuple[datetime, datetime | None]]] = defaultdict(list)
    for case_id, at, ended_at in PauseMark.objects.filter(case__in=cases, ends=None).values_list(
        "case_id", "at", "end__at"
    ):
        pauses[case_id].append((at, ended_at))
    return {
        case.pk: History(case.pk, case.case_type_id, taken[case.pk], charges[case.pk], pauses[case.pk])
        for case in cases
    }


def stays(told: History, *, book: Rulebook, until: datetime) -> list[Stay]:
    """Every stay that is somebody's work, in order, then the whole of the case, as known at `until`."""
    ends: list[Taken | None] = [*(following for _step, following in pairwise(told.taken)), None]
    worked = [
        _stay(told, step, ended, book=book, until=until)
        for step, ended in zip(told.taken, ends, strict=True)
        if not book.is_final(told.case_type_id, step.code)
    ]
    return [*worked, _whole(told, worked, book=book, until=until)]


def reopened(told: History, *, book: Rulebook) -> int:
    """How often a case that rested was taken up again; going from one resting step to another is no such thing."""
    rests = [book.is_final(told.case_type_id, step.code) for step in told.taken]
    return sum(
        rested and not rests_on and step.code != COUNTED_ELSEWHERE
        for step, (rested, rests_on) in zip(told.taken, pairwise(rests), strict=False)
    )


def _stay(told: History, step: Taken, ended: Taken | None, *, book: Rulebook, until: datetime) -> Stay:
    left_at = ended.at if ended else None
    officer, team = _in_charge(told, max(step.at, (left_at or until) - INSTANT))
    if ended is not None and ended.by is not None:
        officer = ended.by
    return _timed(told, step, step.code, left_at, officer, team, book=book, until=until)


def _whole(told: History, worked: Sequence[Stay], *, book: Rulebook, until: datetime) -> Stay:
    first = told.taken[0]
    left_at = _came_to_rest(told, book=book)
    officer, team = (worked[-1].officer, worked[-1].team) if worked else (None, "")
    return _timed(told, first, WHOLE_CASE, left_at, officer, team, book=book, until=until)


def _came_to_rest(told: History, *, book: Rulebook) -> datetime | None:
    """When the case came to rest for good; going on from there to another resting step changes nothing."""
    if not book.is_final(told.case_type_id, told.taken[-1].code):
        return None
    earlier = takewhile(
        lambda step: book.is_final(told.case_type_id, step.code) and step.code != COUNTED_ELSEWHERE,
        reversed(told.taken[:-1]),
    )
    return [told.taken[-1], *earlier][-1].at


def _timed(
    told: History,
    step: Taken,
    code: str,
    left_at: datetime | None,
    officer: int | None,
    team: str,
    *,
    book: Rulebook,
    until: datetime,
) -> Stay:
    standard = book.standard(told.case_type_id, code, at=step.at)
    office = book.office if counts_office_hours(standard) else None
    pauses = [Span(begun, min(over or until, until)) for begun, over in told.pauses]
    minutes = clock.counted_minutes(Span(step.at, left_at or until), office=office, pauses=pauses)
    is_paused = left_at is None and any(over is None and begun <= until for begun, over in told.pauses)
    due = _due_at(step.at, standard, office=office, pauses=pauses)
    return Stay(code, step.pk, step.at, left_at, officer, team, minutes, standard, due, is_paused)


def _due_at(
    start: datetime, standard: StepStandard | None, *, office: clock.OfficeHours | None, pauses: Sequence[Span]
) -> datetime | None:
    if standard is None or standard.target_minutes is None:
        return None
    try:
        return clock.due_at(start, minutes=standard.target_minutes, office=office, pauses=pauses)
    except NeverDue:
        return None


def _in_charge(told: History, at: datetime) -> tuple[int | None, str]:
    last = None
    for charge in told.charges:
        if charge.at <= at:
            last = charge
    return (last.officer, last.team) if last else (None, "")
