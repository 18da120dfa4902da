"""The appended rows of a municipality as columns, read once for each state of them and kept for the next question.

Rows are only added, so the newest numbers tell one state from another; a year of 100,000 cases takes some 40 MB.
"""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.db import connection

from casework import worktime
from casework.worktime import Int64
from gis_assets import columns, sql_files
from gis_assets.columns import Columns
from gis_assets.models import Municipality

KEPT = 3
"""How many states and beginnings of periods a process keeps."""


@dataclass(frozen=True, eq=False)
class Rows:
    """Instants are microseconds since 1970, words are numbers (see `words`), 0 is nobody.

    `cases` (n,): id, case_type, opened, kind, place, by id. `taken`: id, case, kind, entered, by, each case's in order.
    `charges`: case, id, at, officer, team. `pauses`: case, start, stop (the largest number while it lasts).
    """

    cases: Columns
    taken: Columns
    charges: Columns
    pauses: Columns
    words: Mapping[int, str]

    def until(self, instant: int) -> "Rows":
        """What was known before an instant."""
        return Rows(
            _before(self.cases, "opened", instant),
            _before(self.taken, "entered", instant),
            _before(self.charges, "at", instant),
            _before(self.pauses, "start", instant),
            self.words,
        )


def read(municipality: Municipality, *, since: datetime, until: datetime) -> Rows:
    """The cases opened in the half-open period with all that was appended to them before its end."""
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("casework", "kpi_state"), {"municipality": municipality.pk})
        state = tuple(cursor.fetchone() or ())
    return _kept(municipality.pk, since, state).until(worktime.instant(until))


@functools.lru_cache(maxsize=KEPT)
def _kept(municipality_id: int, since: datetime, state: tuple[int, ...]) -> Rows:
    asked: dict[str, int | datetime] = {"municipality": municipality_id, "since": since}
    cases = _sorted(_read("kpi_cases", asked, "id", "case_type", "opened", "kind", "place"), "id")
    asked["first"] = int(cases["id"][0]) if cases["id"].size else np.iinfo(np.int64).max
    return Rows(
        cases,
        _taken(asked, cases),
        _read("kpi_charges", asked, "case", "id", "at", "officer", "team"),
        _read("kpi_pauses", asked, "case", "start", "stop"),
        _words(asked),
    )


def _taken(asked: Mapping[str, int | datetime], cases: Columns) -> Columns:
    """The steps taken by these cases, each with the number of the step instead of its code's."""
    taken = _sorted(_read("kpi_steps", asked, "id", "case", "code", "entered", "by"), "case", "entered", "id")
    if taken["case"].size == 0:
        return taken | {"kind": taken["code"]}
    place = np.minimum(np.searchsorted(cases["id"], taken["case"]), cases["id"].size - 1)
    taken["kind"] = _kinds(asked, cases["case_type"][place], taken["code"])
    is_meant = (cases["id"][place] == taken["case"]) & (taken["kind"] > 0)
    return {name: column[is_meant] for name, column in taken.items()}


def _kinds(asked: Mapping[str, int | datetime], case_type: Int64, code: Int64) -> Int64:
    """The number of each step, by its case type and its code; 0 for a code that the case type does not know."""
    known = _read("kpi_kinds", asked, "id", "case_type", "code")
    types, codes = np.unique(known["case_type"]), np.unique(known["code"])
    numbers = np.zeros((types.size, codes.size), dtype=np.int64)
    numbers[np.searchsorted(types, known["case_type"]), np.searchsorted(codes, known["code"])] = known["id"]
    column = np.minimum(np.searchsorted(codes, code), codes.size - 1)
    return np.where(codes[column] == code, numbers[np.searchsorted(types, case_type), column], 0)


def _sorted(found: Columns, *names: str) -> Columns:
    """In the order of the first name, then of the next."""
    order = np.lexsort([found[name] for name in reversed(names)])
    return {name: column[order] for name, column in found.items()}


def _before(found: Columns, name: str, instant: int) -> Columns:
    mask = found[name] < instant
    return found if mask.all() else {each: column[mask] for each, column in found.items()}


def _read(name: str, asked: Mapping[str, int | datetime], *names: str) -> Columns:
    found = columns.read(sql_files.load("casework", name), asked, names=names)
    for column in found.values():
        column.setflags(write=False)
    return found


def _words(asked: Mapping[str, int | datetime]) -> dict[int, str]:
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("casework", "kpi_words"), {"municipality": asked["municipality"]})
        return dict(cursor.fetchall())
