"""The proof of the figures: every one that the pages show, computed again by another way and compared.

The pages read columns and count with NumPy (`facts`, `kpi`, `measures`). Here the same rows are read one by one, the
minutes counted by the plain clock, percentiles taken by the standard library. Both must say the same.
"""

import math
import statistics
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from casework import facts, histories, kpi, rulebook, standing
from casework.kpi import By
from casework.measures import SMALL_SAMPLE, Measure
from casework.models import COUNTED_ELSEWHERE, WHOLE_CASE, Case
from casework.rulebook import Rulebook
from casework.standing import Stay
from gis_assets.models import Municipality

CLOSE_ENOUGH_MINUTES = 1e-6


@dataclass(frozen=True, slots=True)
class Seen:
    """A stay with what figures are told apart by."""

    stay: Stay
    case: Mapping[str, Any]
    reopened: int


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure of which the two ways say different things."""

    of: str
    figure: str
    shown: object
    recomputed: object


@dataclass(frozen=True)
class Verification:
    """What was compared in which period, and what differs."""

    since: datetime
    until: datetime
    cases: int
    figures: int
    differences: Sequence[Difference] = field(default_factory=list)

    def told(self) -> dict[str, Any]:
        """As plain values for JSON."""
        return {
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
            "cases": self.cases,
            "figures": self.figures,
            "equal": not self.differences,
            "differences": [
                {"of": d.of, "figure": d.figure, "shown": d.shown, "recomputed": d.recomputed} for d in self.differences
            ],
        }

    def words(self) -> str:
        """In the reader's language, a line for each difference."""
        counted = {"figures": self.figures, "cases": self.cases, "differences": len(self.differences)}
        if not self.differences:
            return _("%(figures)s figures of %(cases)s cases were computed again and are equal.") % counted
        lines = [f"{d.of} · {d.figure}: {d.shown} / {d.recomputed}" for d in self.differences]
        heading = _("%(differences)s of %(figures)s figures differ (shown / computed again):") % counted
        return "\n".join([heading, *lines])


def verify(municipality: Municipality, *, since: datetime, until: datetime) -> Verification:
    """Compare every figure of the cases opened in the half-open period, as they stood at `until`."""
    found = facts.read(municipality, since=since, until=until)
    book = rulebook.of(municipality)
    cases = Case.objects.filter(municipality=municipality, opened_at__gte=since, opened_at__lt=until)
    seen = list(_seen(cases, book, until=until))
    compared = [
        (of, name, _shown(shown, name), again)
        for of, shown, group in _pairs(found, book, seen)
        for name, again in _again(group).items()
    ]
    compared.append(("weekday and hour", "cases", kpi.by_hour(found), _by_hour(seen)))
    different = [Difference(*each) for each in compared if not _agree(each[2], each[3])]
    return Verification(since, until, cases.count(), len(compared), different)


def _seen(cases: Any, book: Rulebook, *, until: datetime) -> Iterator[Seen]:
    told = {row["pk"]: row for row in cases.values("pk", "case_type_id", "kind", "place", "opened_at")}
    for history in histories.of_cases(cases, until=until):
        if history.taken[-1].code == COUNTED_ELSEWHERE:
            continue
        again = standing.reopened(history, book=book)
        for stay in standing.stays(history, book=book, until=until):
            yield Seen(stay, told[history.case_id], again if stay.code == WHOLE_CASE else 0)


def _pairs(
    found: facts.Facts, book: Rulebook, seen: Sequence[Seen]
) -> Iterator[tuple[str, Measure | None, list[Seen]]]:
    """What the pages say and the stays behind it: by step, then by every dimension of every step."""
    by_step = _grouped(seen, lambda each: (each.case["case_type_id"], each.stay.code))
    shown = {(row.case_type.pk, row.step): row.measure for row in kpi.rows(found)}
    for key in sorted(by_step.keys() | shown.keys()):
        yield f"{book.case_types[key[0]].code} {key[1]}", shown.get(key), by_step.get(key, [])
    for step in sorted({each.stay.code for each in seen}):
        chosen = kpi.chosen(found, kpi.Chosen(step=step))
        mine = [each for each in seen if each.stay.code == step]
        for by, key_of in KEYS.items():
            groups = {group.key: group.measure for group in kpi.groups(chosen, by)}
            again = _grouped(mine, key_of)
            for name in sorted(again.keys() | groups.keys()):
                yield f"{step} {by.value} “{name}”", groups.get(name), again.get(name, [])


KEYS: Mapping[By, Callable[[Seen], str]] = {
    By.OFFICER: lambda each: str(each.stay.officer or 0),
    By.TEAM: lambda each: each.stay.team,
    By.KIND: lambda each: each.case["kind"],
    By.PLACE: lambda each: each.case["place"],
    By.MONTH: lambda each: f"{timezone.localtime(each.case['opened_at']):%Y-%m}",
}


def _grouped(seen: Sequence[Seen], key_of: Callable[[Seen], Any]) -> dict[Any, list[Seen]]:
    groups: defaultdict[Any, list[Seen]] = defaultdict(list)
    for each in seen:
        groups[key_of(each)].append(each)
    return dict(groups)


def _again(group: Sequence[Seen]) -> dict[str, Any]:
    """The figures of some stays, without NumPy."""
    done = sorted(each.stay.minutes for each in group if each.stay.left_at is not None)
    waiting = [each.stay for each in group if each.stay.left_at is None]
    ages = [stay.minutes for stay in waiting]
    judged = [
        each.stay
        for each in group
        if each.stay.target is not None and (each.stay.left_at is not None or each.stay.is_past_due)
    ]
    return {
        "finished": len(done),
        "waiting": len(waiting),
        "waiting_past_due": sum(stay.is_past_due for stay in waiting),
        "median_minutes": statistics.median(done) if done else None,
        "p90_minutes": _ninth_decile(done),
        "longest_minutes": max(done, default=None),
        "waiting_median_minutes": statistics.median(ages) if ages else None,
        "oldest_minutes": max(ages, default=None),
        "judged": len(judged),
        "kept": sum(not stay.is_past_due for stay in judged),
        "reopened": sum(each.reopened for each in group),
        "minutes": tuple(done) if len(done) < SMALL_SAMPLE else (),
    }


def _ninth_decile(values: Sequence[float]) -> float | None:
    """By linear interpolation with both ends in, as the standard library names it."""
    if len(values) < 2:
        return values[0] if values else None
    return statistics.quantiles(values, n=10, method="inclusive")[-1]


def _by_hour(seen: Sequence[Seen]) -> list[list[int]]:
    counts = [[0] * 24 for _weekday in range(7)]
    for each in seen:
        if each.stay.code == WHOLE_CASE:
            opened = timezone.localtime(each.case["opened_at"])
            counts[opened.weekday()][opened.hour] += 1
    return counts


def _shown(measure: Measure | None, name: str) -> Any:
    return None if measure is None else getattr(measure, name)


def _agree(shown: Any, again: Any) -> bool:
    if isinstance(shown, float) and isinstance(again, float):
        return math.isclose(shown, again, rel_tol=0, abs_tol=CLOSE_ENOUGH_MINUTES)
    if isinstance(shown, tuple) and isinstance(again, tuple):
        return len(shown) == len(again) and all(map(_agree, shown, again))
    return bool(shown == again)
