"""What the review desk shows: the queue of a filter, one row beside what the register holds, and shapes around it.

Reading only, in a number of questions that does not grow with the survey. What was compared and inferred stands on the
rows already (`differences`); here it is put into words. Decisions are `review`'s.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.utils.translation import gettext

from gis_assets import sql_files
from landsurvey.models import (
    Change,
    Decision,
    Finding,
    GoneDecision,
    GoneParcel,
    StagedFeature,
    Upload,
)
from landsurvey.rules.survey import Level

GONE = "gone"
# Levels of findings by which a queue can be narrowed: rows with errors, rows with warnings, rows with neither.
WITH_ERRORS, WITH_WARNINGS, CLEAN = "errors", "warnings", "clean"
_BADGES = {Level.ERROR: "error", Level.WARNING: "warn", Level.INFO: "info"}
CHANGE_ORDER = (
    Change.SPLIT,
    Change.MERGED,
    Change.RESHAPED,
    Change.MOVED,
    Change.NEW,
    Change.ATTRIBUTES,
    Change.UNCHANGED,
)
_DIGITS = 9


@dataclass(frozen=True)
class Queue:
    """Which rows a reviewer walks through; empty words mean all. With change `gone` it holds registered parcels."""

    change: str = ""
    decision: str = ""
    level: str = ""

    @property
    def is_gone(self) -> bool:
        return self.change == GONE

    @property
    def is_all(self) -> bool:
        return not (self.change or self.decision or self.level)

    def address(self, row: int | None = None) -> str:
        """The query of an address that shows this queue, and a row of it."""
        parts = {"change": self.change, "decision": self.decision, "level": self.level, "row": row or ""}
        return urlencode({name: value for name, value in parts.items() if value})


@dataclass(frozen=True)
class Chip:
    """One kind of change with the rows that are still to be decided and all there are."""

    value: str
    label: str
    open: int
    total: int


@dataclass(frozen=True)
class Tally:
    """How far the review has come."""

    chips: tuple[Chip, ...]
    pending: int
    accepted: int
    returned: int
    faulty: int
    faulty_open: int

    @property
    def total(self) -> int:
        return self.pending + self.accepted + self.returned

    @property
    def decided(self) -> int:
        return self.accepted + self.returned

    @property
    def acceptable(self) -> int:
        """Rows nobody decided on that could be accepted."""
        return self.pending - self.faulty_open


@dataclass(frozen=True)
class Place:
    """Where a row stands in its queue, and what comes before and after; None where there is nothing."""

    number: int
    count: int
    previous: int | None
    next: int | None
    next_open: int | None


def rows(upload: Upload, queue: Queue) -> QuerySet[StagedFeature]:
    """The rows of the queue, in no order."""
    found = upload.features.all()
    if queue.change:
        found = found.filter(change=queue.change)
    if queue.decision:
        found = found.filter(decision=queue.decision)
    if queue.level == WITH_ERRORS:
        found = found.filter(has_errors=True)
    if queue.level == WITH_WARNINGS:
        found = found.filter(_said(upload, Level.WARNING))
    if queue.level == CLEAN:
        found = found.filter(~_said(upload, Level.ERROR, Level.WARNING), has_errors=False)
    return found


def gone(upload: Upload, queue: Queue) -> QuerySet[GoneParcel]:
    """The parcels of a queue of parcels that are gone; `accepted` means that somebody decided."""
    found = upload.gone.all()
    if queue.decision:
        is_open = Q(decision=GoneDecision.OPEN)
        found = found.filter(is_open if queue.decision == Decision.PENDING else ~is_open)
    return found


def tally(upload: Upload) -> Tally:
    """Count the rows by change and decision."""
    groups = upload.features.values_list("change", "decision", "has_errors")
    counted = list(groups.annotate(count=Count("*")).order_by())
    by_decision = dict.fromkeys(Decision.values, 0)
    for _change, decision, _is_faulty, count in counted:
        by_decision[decision] += count
    return Tally(
        chips=(*_chips(counted), *_gone_chip(upload)),
        **by_decision,
        faulty=sum(count for *_, is_faulty, count in counted if is_faulty),
        faulty_open=sum(count for _, said, is_faulty, count in counted if is_faulty and said == Decision.PENDING),
    )


def _chips(counted: Iterable[tuple[str, str, bool, int]]) -> list[Chip]:
    total, still_open = dict.fromkeys(Change.values, 0), dict.fromkeys(Change.values, 0)
    for change, decision, _is_faulty, count in counted:
        if change:
            total[change] += count
            still_open[change] += count if decision == Decision.PENDING else 0
    return [Chip(kind, str(kind.label), still_open[kind], total[kind]) for kind in CHANGE_ORDER if total[kind]]


def _gone_chip(upload: Upload) -> list[Chip]:
    counted = upload.gone.aggregate(total=Count("pk"), open=Count("pk", filter=Q(decision=GoneDecision.OPEN)))
    return [Chip(GONE, gettext("Gone"), counted["open"], counted["total"])] if counted["total"] else []


def place(upload: Upload, queue: Queue, row: int) -> Place:
    """Where the row stands; the next open one begins again at the top when nothing is left below."""
    name, is_open = ("pk", Q(decision="open")) if queue.is_gone else ("row", Q(decision=Decision.PENDING))
    found: QuerySet[Any] = gone(upload, queue) if queue.is_gone else rows(upload, queue)
    # One question each, answered from an index; all in one would read every row of the survey.
    after, before = found.filter(**{f"{name}__gt": row}), found.filter(**{f"{name}__lt": row})
    number, behind = found.filter(**{f"{name}__lte": row}).count(), after.count()
    return Place(
        number=number,
        count=number + behind,
        previous=_end(before, f"-{name}"),
        next=_end(after, name),
        next_open=_end(after.filter(is_open), name) or _end(before.filter(is_open), name),
    )


def _end(found: QuerySet[Any], order: str) -> int | None:
    """The first row (or key) in the order."""
    row: int | None = found.order_by(order).values_list(order.lstrip("-"), flat=True).first()
    return row


def first(upload: Upload, queue: Queue) -> int | None:
    """The first row nobody has decided on, else the first of all, or None in an empty queue."""
    if queue.is_gone:
        return _end(gone(upload, queue).filter(decision=GoneDecision.OPEN), "pk") or _end(gone(upload, queue), "pk")
    found = rows(upload, queue)
    return _end(found.filter(decision=Decision.PENDING), "row") or _end(found, "row")


def found(upload: Upload, text: str) -> int | None:
    """The row with this number, else the first whose code begins so."""
    asked = text.strip()
    if asked.isdecimal() and len(asked) <= _DIGITS and upload.features.filter(row=int(asked)).exists():
        return int(asked)
    matching = upload.features.filter(Q(code__istartswith=asked) | Q(suggested_code__istartswith=asked))
    row: int | None = matching.aggregate(first=Min("row"))["first"] if asked else None
    return row


def shapes(upload: Upload, queue: Queue, row: int, *, on: date) -> str:
    """A row of the queue (or a parcel that is gone) and its surroundings before and after, as GeoJSON text."""
    feature = None if queue.is_gone else upload.features.filter(row=row).values_list("pk", flat=True).first()
    parcel = upload.gone.filter(pk=row).values_list("parcel", flat=True).first() if queue.is_gone else None
    asked = {
        "upload": upload.pk,
        "municipality": upload.municipality_id,
        "srid": upload.municipality.utm_epsg,
        "feature": feature or 0,
        "parcel": parcel,
        "on": on,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("landsurvey", "review_shapes"), asked)
        (text,) = cursor.fetchone() or ("",)
    return str(text)


def _said(upload: Upload, *levels: Level) -> Exists:
    said = Finding.objects.filter(upload=upload, row=OuterRef("row"), level__in=[str(level) for level in levels])
    return Exists(said)
