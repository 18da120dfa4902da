"""The histories of many cases, read row by row: for due times, escalations and the proof of the figures."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from casework.models import Case, Charge, PauseMark, Step
from casework.standing import History, InCharge, Taken


def of_cases(cases: QuerySet[Case], *, until: datetime) -> Iterator[History]:
    """What was appended to each of the cases before `until`; a pause that ended later is not over.

    A case that was opened later has no history yet and is left out.
    """
    taken = _by_case(
        Step.objects.filter(case__in=cases, entered_at__lt=until).order_by("case_id", "entered_at", "pk"),
        "pk", "code", "entered_at", "by_id",
    )  # fmt: skip
    charges = _by_case(
        Charge.objects.filter(case__in=cases, at__lt=until).order_by("case_id", "at", "pk"), "at", "officer_id", "team"
    )
    pauses = _by_case(
        PauseMark.objects.filter(case__in=cases, ends=None, at__lt=until).order_by("case_id", "at", "pk"),
        "at",
        "end__at",
    )
    for case_id, case_type_id in cases.order_by("pk").values_list("pk", "case_type_id"):
        if case_id not in taken:
            continue
        yield History(
            case_id,
            case_type_id,
            [Taken(*row) for row in taken[case_id]],
            [InCharge(*row) for row in charges.get(case_id, ())],
            [(begun, over if over and over < until else None) for begun, over in pauses.get(case_id, ())],
        )


def _by_case(rows: QuerySet[Any], *names: str) -> dict[int, list[tuple[Any, ...]]]:
    found: defaultdict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for case_id, *values in rows.values_list("case_id", *names).iterator(chunk_size=20_000):
        found[case_id].append(tuple(values))
    return dict(found)
