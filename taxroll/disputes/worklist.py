"""Open filings in the order of their last days, and how many wait. Reading only."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F, QuerySet

from gis_assets.models import Municipality
from taxroll.models import Filing, FilingKind

SOON_DAYS = 14


@dataclass(frozen=True)
class Counts:
    """How many are open, how many of them are due within `SOON_DAYS` days, and how many are overdue."""

    open: int
    soon: int
    overdue: int


def open_filings(municipality: Municipality, *, kind: FilingKind | None = None) -> QuerySet[Filing]:
    """What waits for an answer, the nearest last day first; what has no last day by its age."""
    waiting = Filing.objects.filter(municipality=municipality, outcome="")
    if kind:
        waiting = waiting.filter(kind=kind)
    related = ("case", "notice__bill__roll", "line")
    return waiting.select_related(*related).order_by(F("decide_by").asc(nulls_last=True), "received_at")


def answered(municipality: Municipality) -> QuerySet[Filing]:
    """What was answered, the latest first."""
    done = Filing.objects.filter(municipality=municipality).exclude(outcome="")
    return done.select_related("case", "notice__bill__roll").order_by("-decided_at")


def counts(municipality: Municipality, *, on: date) -> Counts:
    days = list(open_filings(municipality).values_list("decide_by", flat=True))
    left = [(day - on).days for day in days if day]
    return Counts(len(days), sum(0 <= rest <= SOON_DAYS for rest in left), sum(rest < 0 for rest in left))
