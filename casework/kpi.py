"""Figures of steps: each step, officer, team, kind, place or month against its standard, for those who may see them.

Recomputable at any time: no figure is stored. The stays come from `casework.facts`, the arithmetic from
`casework.measures`; `casework.verification` computes every figure again by another way.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import numpy as np
from django.contrib.auth.models import User
from django.utils import timezone
from numpy.typing import NDArray

from casework import facts, measures, worktime
from casework.facts import Facts
from casework.models import WHOLE_CASE, CaseType, StepStandard
from casework.worktime import Int64
from gis_assets.models import Municipality

Flags = NDArray[np.bool_]
HOURS_OF_A_WEEK = 7 * 24


class By(StrEnum):
    """What the figures are told apart by."""

    STEP = "step"
    OFFICER = "officer"
    TEAM = "team"
    KIND = "kind"
    PLACE = "place"
    MONTH = "month"


@dataclass(frozen=True)
class Scope:
    """Whose figures a person sees: those of all officers in the case types of a division, elsewhere his own."""

    officer: int
    overseen: frozenset[int]

    def admits(self, found: Facts) -> Flags:
        """Which stays (n,) are for this person."""
        overseen: Flags = np.isin(found.stays.case_type, sorted(self.overseen))
        own: Flags = found.stays.officer == self.officer
        return np.logical_or(overseen, own)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which of the stays are asked for; empty means all. `step` is the code of a step, or the whole case."""

    case_type: str = ""
    step: str = ""
    by: By = By.STEP
    group: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One step of one case type: its figures and the standard in force at the end of the period asked for."""

    case_type: CaseType
    step: str
    name: str | None
    standard: StepStandard | None
    measure: measures.Measure

    @property
    def keeps_standard(self) -> bool:
        """Whether the share within the target reaches the percentage that the standard asks for."""
        share = self.measure.share_within
        return share is not None and self.standard is not None and share * 100 >= self.standard.percentile


@dataclass(frozen=True, slots=True)
class Group:
    """The figures of one officer, team, kind, place or month; `key` names it in addresses, `label` to people."""

    key: str
    label: str
    measure: measures.Measure


def table(municipality: Municipality, *, since: datetime, until: datetime) -> list[Row]:
    """A row for every step that was taken, in the order of the workflow; cases still open are timed up to `until`."""
    return rows(facts.read(municipality, since=since, until=until))


def seen_by(found: Facts, scope: Scope) -> Facts:
    """The stays that a person may see."""
    return found.where(scope.admits(found))


def rows(found: Facts) -> list[Row]:
    """The figures by step."""
    order = np.argsort(found.stays.step, kind="stable")
    ordered = found.stays.step[order]
    return [
        Row(
            case_type,
            step,
            found.book.name(case_type.pk, step),
            found.book.standard(case_type.pk, step, at=found.until),
            _measure(found, its),
        )
        for case_type, step, number in found.book.steps_in_order()
        if (its := order[np.searchsorted(ordered, number, "left") : np.searchsorted(ordered, number, "right")]).size
    ]


def chosen(found: Facts, asked: Chosen) -> Facts:
    """The stays of the case type and the step asked for; of the whole cases where no step is named."""
    wanted = [
        number
        for case_type, step, number in found.book.steps_in_order()
        if step == (asked.step or WHOLE_CASE) and asked.case_type in ("", case_type.code)
    ]
    return found.where(np.isin(found.stays.step, wanted))


def groups(found: Facts, by: By) -> list[Group]:
    """The figures of each officer, team, kind, place or month among these stays; the busiest first, months in order."""
    keys = _keys(found, by)
    order = np.argsort(keys, kind="stable")
    values, starts = np.unique(keys[order], return_index=True)
    labels = _labels(found, by, values.tolist())
    made = [
        Group(_key(found, by, int(value)), labels[int(value)], _measure(found, its))
        for value, its in zip(values, np.split(order, starts[1:]), strict=True)
    ] if values.size else []  # fmt: skip
    return made if by == By.MONTH else sorted(made, key=lambda group: -(group.measure.finished + group.measure.waiting))


def of_group(found: Facts, by: By, key: str) -> Facts:
    """The stays behind one group's figures."""
    keys = _keys(found, by)
    wanted = [int(value) for value in np.unique(keys) if _key(found, by, int(value)) == key]
    return found.where(np.isin(keys, wanted))


def total(found: Facts) -> measures.Measure:
    """The figures of all these stays together."""
    return _measure(found, np.arange(found.stays.case.size))


def by_hour(found: Facts) -> list[list[int]]:
    """How many cases were opened in each hour (24) of each weekday (7, Monday first), in the municipality's time."""
    is_whole = found.stays.step < 0
    offset = timezone.localtime(found.since).utcoffset()
    local = found.stays.opened[is_whole] + (worktime.instant(worktime.EPOCH + offset) if offset else 0)
    hours = local // (60 * worktime.MINUTE)
    of_week = (hours + 3 * 24) % HOURS_OF_A_WEEK  # 1 January 1970 was a Thursday
    counts = np.bincount(of_week, minlength=HOURS_OF_A_WEEK).reshape(7, 24)
    table_of_counts: list[list[int]] = counts.tolist()
    return table_of_counts


def _measure(found: Facts, its: Int64) -> measures.Measure:
    return measures.measure(
        found.minutes[its],
        targets=found.targets[its],
        is_open=found.stays.is_open[its],
        reopened=int(found.stays.reopened[its].sum()),
    )


def _keys(found: Facts, by: By) -> Int64:
    if by == By.MONTH:
        return _months(found)
    column: Int64 = getattr(found.stays, by.value)
    return column


def _months(found: Facts) -> Int64:
    """The place (from 0) of the month in which each case was opened among those of the period."""
    edges = np.array([worktime.instant(edge) for edge in facts.month_edges(found)], dtype=np.int64)
    return np.searchsorted(edges, found.stays.opened, side="right") - 1


def _key(found: Facts, by: By, value: int) -> str:
    """The name of a group in an address: a number for an officer, the word itself, or the month."""
    if by in (By.OFFICER, By.STEP):
        return str(value)
    if by == By.MONTH:
        return f"{facts.month_edges(found)[value]:%Y-%m}"
    return found.words.get(value, "")


def _labels(found: Facts, by: By, values: Sequence[int]) -> dict[int, str]:
    if by == By.KIND:
        return {value: _kind_name(found, value) for value in values}
    if by != By.OFFICER:
        return {value: _key(found, by, value) for value in values}
    people = User.objects.in_bulk([value for value in values if value])
    return {value: full_name(people.get(value)) for value in values}


def _kind_name(found: Facts, value: int) -> str:
    """The name of its case type where a kind has one of its own, else the word itself."""
    is_its = found.stays.kind == value
    types = np.unique(found.stays.case_type[is_its]).tolist()
    is_alone = len(types) == 1 and bool((is_its | (found.stays.case_type != types[0])).all())
    return found.book.case_types[types[0]].name if is_alone else found.words.get(value, "")


def full_name(person: User | None) -> str:
    """How an officer is called on the pages."""
    return "" if person is None else person.get_full_name() or person.get_username()
