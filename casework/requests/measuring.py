"""How long the requests of a file took, by the arithmetic of the KPI pages (`casework.measures`)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from casework import measures
from casework.requests import tables
from casework.requests.tables import Row, Table
from casework.requests.times import NotATime, Reading

UNITS = {"minutes": timedelta(minutes=1), "hours": timedelta(hours=1), "days": timedelta(days=1)}
MOST_NAMED = 20
DIGITS = 6


@dataclass(frozen=True)
class Question:
    """Which columns say what, and what to do with rows that repeat a key or were voided.

    Without a `key` no row can be told to repeat another. `at` None is the newest opening of the file.
    """

    opened: str
    closed: str
    due: str | None = None
    state: str | None = None
    key: str | None = None
    voided: tuple[str, ...] = ()
    keeps_repeated: bool = False
    unit: str = "hours"
    at: datetime | None = None


@dataclass(frozen=True)
class Request:
    """One row that can be measured."""

    opened: datetime
    closed: datetime | None
    due: datetime | None


def measure(table: Table, question: Question, *, reading: Reading) -> dict[str, Any]:
    """Every figure of a file, in the unit asked for; None where nothing can be said. Raises UnknownColumn.

    Times that cannot be read and closings before the opening are counted, named and left out.
    """
    tables.require(table, question.opened, question.closed, question.due, question.state, question.key)
    left_out, named = Counter[str](), list[dict[str, Any]]()
    requests = list(_requests(table.rows, question, reading, left_out, named))
    at = question.at or max((request.opened for request in requests), default=None)
    return {
        "rows": len(table.rows),
        "unit": question.unit,
        **_durations(requests, question),
        **_due(requests, at),
        **_open(requests, question, at),
        "at": at.isoformat() if at else None,
        "at_is": "given" if question.at else "newest opening",
        "percentile": "linear interpolation",
        "left_out": {name: left_out[name] for name in ("voided", "repeated", "unreadable", "closed_before_opened")},
        "named": named[:MOST_NAMED],
        "choices": {
            "voided": list(question.voided),
            "key": question.key,
            "repeated": None if question.key is None else "kept" if question.keeps_repeated else "first kept",
        },
        "states": dict(Counter(row[question.state] for row in table.rows)) if question.state else None,
    }


def _requests(
    rows: Sequence[Row], question: Question, reading: Reading, left_out: Counter[str], named: list[dict[str, Any]]
) -> Iterator[Request]:
    seen = set[str]()
    for number, row in enumerate(rows, start=1):
        if question.state and row[question.state] in question.voided:
            left_out["voided"] += 1
            continue
        if question.key and not question.keeps_repeated:
            if row[question.key] in seen:
                left_out["repeated"] += 1
                named.append({"row": number, "column": question.key, "text": row[question.key], "why": "repeated"})
                continue
            seen.add(row[question.key])
        wrong = dict[str, str]()
        opened, closed, due = (
            _instant(row, name, reading, wrong) for name in (question.opened, question.closed, question.due)
        )
        if opened is None and not wrong:
            wrong[question.opened] = ""
        if opened is None or wrong:
            left_out["unreadable"] += 1
            named += [{"row": number, "column": c, "text": text, "why": "unreadable"} for c, text in wrong.items()]
        elif closed is not None and closed < opened:
            left_out["closed_before_opened"] += 1
            text = row[question.closed]
            named.append({"row": number, "column": question.closed, "text": text, "why": "closed before opened"})
        else:
            yield Request(opened, closed, due)


def _instant(row: Row, name: str | None, reading: Reading, wrong: dict[str, str]) -> datetime | None:
    text = row[name] if name else ""
    try:
        return reading.instant(text) if text else None
    except NotATime:
        wrong[name or ""] = text
        return None


def _durations(requests: Sequence[Request], question: Question) -> dict[str, Any]:
    took = [(each.closed - each.opened) / UNITS[question.unit] for each in requests if each.closed]
    found = measures.summary(np.array(took, dtype=np.float64))
    figures = {"mean": found.mean, "median": found.median, "p90": found.p90, "max": found.longest}
    return {"n": found.n, **{name: _rounded(value) for name, value in figures.items()}}


def _due(requests: Sequence[Request], at: datetime | None) -> dict[str, Any]:
    """A request closed at its due time kept it; one still open counts as missed once that has passed."""
    resolved = [each for each in requests if each.closed and each.due]
    met = sum(each.closed <= each.due for each in resolved if each.closed and each.due)
    late_open = _overdue(requests, at)
    return {
        "judged": len(resolved),
        "within_due": met,
        "share_within_due": _rounded(measures.share(met, len(resolved))),
        "share_within_due_with_overdue": _rounded(measures.share(met, len(resolved) + late_open)),
    }


def _open(requests: Sequence[Request], question: Question, at: datetime | None) -> dict[str, Any]:
    waiting = [each.opened for each in requests if each.closed is None]
    ages = [(at - opened) / UNITS[question.unit] for opened in waiting if at]
    found = measures.summary(np.array(ages, dtype=np.float64))
    return {
        "open": found.n,
        "overdue": _overdue(requests, at),
        "open_median_age": _rounded(found.median),
        "open_oldest_age": _rounded(found.longest),
    }


def _overdue(requests: Sequence[Request], at: datetime | None) -> int:
    return sum(each.closed is None and each.due is not None and at is not None and each.due < at for each in requests)


def _rounded(figure: float | None) -> float | None:
    return None if figure is None else round(figure, DIGITS)
