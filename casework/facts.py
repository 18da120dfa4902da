"""A period's stays as columns: who stood how long in which step, counted and with its target. Read once for a page.

A stay is a case in a step from entering to leaving it; a case at rest is nobody's work and has no stay. Beside them
stands one stay for the whole of each case, from its opening until it came to rest. No figure is stored: everything is
computed from the appended rows each time. `casework.standing` does the same in plain Python, case by case.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime, time, timedelta
from typing import Any

import numpy as np
from django.utils import timezone
from numpy.typing import NDArray

from casework import appended, rulebook, worktime
from casework.appended import Rows
from casework.models import COUNTED_ELSEWHERE, StepStandard
from casework.rulebook import Rulebook
from casework.worktime import Int64
from gis_assets.columns import Columns
from gis_assets.models import Municipality

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Stays:
    """Columns (n,) of stays. Instants are microseconds since 1970, texts are numbers (see `Facts.words`), 0 is nobody.

    `step` is the number of a step, or `rulebook.whole_of` its case type; `entry` the row of the step that began the
    stay; `left` the end of the period while it lasts; `reopened` counts on stays of whole cases only.
    """

    case: Int64
    case_type: Int64
    step: Int64
    entry: Int64
    entered: Int64
    left: Int64
    is_open: Flags
    officer: Int64
    team: Int64
    kind: Int64
    place: Int64
    opened: Int64
    reopened: Int64

    def where(self, mask: Flags | Int64) -> "Stays":
        """Those of the mask or of the places named."""
        return Stays(**{each.name: getattr(self, each.name)[mask] for each in fields(self)})


@dataclass(frozen=True, eq=False)
class Facts:
    """The stays with their counted minutes (n,), targets in minutes (NaN: none), and the words behind the numbers."""

    book: Rulebook
    since: datetime
    until: datetime
    stays: Stays
    minutes: Floats
    targets: Floats
    words: Mapping[int, str]

    def where(self, mask: Flags | Int64) -> "Facts":
        """The same of some stays only."""
        return replace(self, stays=self.stays.where(mask), minutes=self.minutes[mask], targets=self.targets[mask])


def read(municipality: Municipality, *, since: datetime, until: datetime) -> Facts:
    """Every stay of the cases opened in the half-open period, as it was known at `until`."""
    book = rulebook.of(municipality)
    rows = appended.read(municipality, since=since, until=until)
    if rows.taken["case"].size == 0:
        return Facts(book, since, until, _nothing(), np.empty(0), np.empty(0), {})
    stays = _stays(rows, book, until=worktime.instant(until))
    minutes, targets = _measured(stays, book, rows, since=since, until=until)
    return Facts(book, since, until, stays, minutes, targets, rows.words)


def month_edges(facts: Facts) -> list[datetime]:
    """The first instant of every month that the period touches, in the municipality's time."""
    first = timezone.localtime(facts.since).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    edges = []
    while first < facts.until:
        edges.append(first)
        first = (first + timedelta(days=32)).replace(day=1)
    return edges


def _stays(rows: Rows, book: Rulebook, *, until: int) -> Stays:
    of_steps = _of_steps(rows.taken, rows.cases, rows.charges, until=until)
    elsewhere = [kind.pk for kinds in book.kinds.values() for kind in kinds if kind.code == COUNTED_ELSEWHERE]
    of_steps = _counted_here(of_steps, np.isin(of_steps.step, elsewhere))
    if of_steps.case.size == 0:
        return _nothing()
    moved = np.isin(of_steps.step, elsewhere)
    final = np.array([kind.pk for kinds in book.kinds.values() for kind in kinds if kind.is_final], dtype=np.int64)
    rests = np.isin(of_steps.step, final)
    return _joined(of_steps.where(~rests), _whole(of_steps, rests, moved))


def _counted_here(of_steps: Stays, moved: Flags) -> Stays:
    """Without the cases that live on in another one."""
    left_out = of_steps.case[of_steps.is_open & moved]
    return of_steps.where(~np.isin(of_steps.case, left_out)) if left_out.size else of_steps


def _of_steps(taken: Columns, cases: Columns, charges: Columns, *, until: int) -> Stays:
    """One stay for every step taken; who ended it did it, and while it lasts it is with whoever has the case."""
    case, entered = taken["case"], taken["entered"]
    goes_on = np.zeros(case.size, dtype=np.bool_)
    goes_on[:-1] = case[1:] == case[:-1]
    left = np.where(goes_on, np.roll(entered, -1), until)
    ended_by = np.where(goes_on, np.roll(taken["by"], -1), 0)
    officer, team = _in_charge(case, np.maximum(entered, left - 1), charges)
    place = np.searchsorted(cases["id"], case)
    return Stays(
        case=case,
        case_type=cases["case_type"][place],
        step=taken["kind"],
        entry=taken["id"],
        entered=entered,
        left=left,
        is_open=~goes_on,
        officer=np.where(ended_by > 0, ended_by, officer),
        team=team,
        kind=cases["kind"][place],
        place=cases["place"][place],
        opened=cases["opened"][place],
        reopened=np.zeros_like(case),
    )


def _in_charge(case: Int64, at: Int64, charges: Columns) -> tuple[Int64, Int64]:
    """Officer and team that had each case at an instant: those of its last charge up to then, else nobody."""
    if charges["case"].size == 0:
        return np.zeros_like(case), np.zeros_like(case)
    size = charges["case"].size
    cases, instants = np.concatenate([charges["case"], case]), np.concatenate([charges["at"], at])
    row = np.concatenate([charges["id"], np.full(case.size, np.iinfo(np.int64).max)])
    order = np.lexsort((row, instants, cases))
    last = np.maximum.accumulate(np.where(order < size, np.arange(order.size), -1))
    charge_of = np.empty(order.size, dtype=np.int64)
    charge_of[order] = np.where(last < 0, 0, order[np.maximum(last, 0)])
    found = charge_of[size:]
    is_its = (charges["case"][found] == case) & (charges["at"][found] <= at)
    return np.where(is_its, charges["officer"][found], 0), np.where(is_its, charges["team"][found], 0)


def _nothing() -> Stays:
    """No stay at all."""
    empty: dict[str, Any] = {each.name: np.empty(0, dtype=np.int64) for each in fields(Stays)}
    return Stays(**empty | {"is_open": np.empty(0, dtype=np.bool_)})


def _whole(of_steps: Stays, rests: Flags, moved: Flags) -> Stays:
    """One stay for each case: until it came to rest, or still open; being opened again goes on counting.

    Going from one resting step to another, or coming back from another case (`moved`), is no reopening.
    """
    last = np.flatnonzero(of_steps.is_open)
    first = np.concatenate([np.zeros(1, np.int64), last[:-1] + 1])
    at_rest = rests[last]
    settled = rests & ~moved
    worked = np.maximum(np.maximum.reduceat(np.where(settled, -1, np.arange(rests.size)), first), first)
    came_to_rest = np.where(settled[worked], worked, np.minimum(worked + 1, last))
    goes_on_resting = np.append(rests[1:], False)
    reopened = np.add.reduceat((rests & ~goes_on_resting & ~moved & ~of_steps.is_open).astype(np.int64), first)
    return replace(
        of_steps.where(first),
        step=-of_steps.case_type[first],
        left=np.where(at_rest, of_steps.entered[came_to_rest], of_steps.left[last]),
        is_open=~at_rest,
        officer=of_steps.officer[worked],
        team=of_steps.team[worked],
        reopened=reopened,
    )


def _joined(one: Stays, other: Stays) -> Stays:
    names = [each.name for each in fields(Stays)]
    return Stays(**{name: np.concatenate([getattr(one, name), getattr(other, name)]) for name in names})


def _measured(stays: Stays, book: Rulebook, rows: Rows, *, since: datetime, until: datetime) -> tuple[Floats, Floats]:
    """Minutes by the clock of the standard that was in force when the stay began, and that standard's target."""
    stops = np.minimum(rows.pauses["stop"], worktime.instant(until))
    pauses = worktime.merged(
        zip(rows.pauses["case"].tolist(), rows.pauses["start"].tolist(), stops.tolist(), strict=True)
    )
    targets, in_office = _judged_by(stays, book)
    office = worktime.sessions(book.office, since=worktime.instant(since), until=worktime.instant(until))
    counted = np.empty(stays.case.size, dtype=np.int64)
    for mask, hours in ((in_office, office), (~in_office, None)):
        counted[mask] = worktime.counted(
            stays.case[mask], stays.entered[mask], stays.left[mask], office=hours, pauses=pauses
        )
    return counted / worktime.MINUTE, targets


def _judged_by(stays: Stays, book: Rulebook) -> tuple[Floats, Flags]:
    targets = np.full(stays.case.size, np.nan)
    in_office = np.zeros(stays.case.size, dtype=np.bool_)
    order = np.argsort(stays.step, kind="stable")
    ordered = stays.step[order]
    for case_type, code, step in book.steps_in_order():
        rows = order[np.searchsorted(ordered, step, "left") : np.searchsorted(ordered, step, "right")]
        for standard in book.standards.get((case_type.pk, code), ()) if rows.size else ():
            since, until = _instants(standard)
            its = rows[(stays.entered[rows] >= since) & (stays.entered[rows] < until)]
            targets[its] = np.nan if standard.target_minutes is None else standard.target_minutes
            in_office[its] = rulebook.counts_office_hours(standard)
    return targets, in_office


def _instants(standard: StepStandard) -> tuple[int, int]:
    """The days of a standard as instants, in the municipality's time."""
    ends = (np.iinfo(np.int64).min, np.iinfo(np.int64).max)
    zone = timezone.get_current_timezone()
    days = (standard.valid.lower, standard.valid.upper)
    since, until = (
        end if day is None else worktime.instant(datetime.combine(day, time.min, zone))
        for day, end in zip(days, ends, strict=True)
    )
    return int(since), int(until)
