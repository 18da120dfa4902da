"""How often data sets are looked at, taken, and asked by programs, by the day. No address, no name, no browser is kept.

Programs ask thousands of times: their questions are counted in memory and written down together, outside of any answer.
"""

import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal, NamedTuple

from django.db import OperationalError, connection, transaction

from gis_assets import sql_files, tenancy
from gis_assets.models import Municipality
from gis_assets.requests import TownRequest
from opendata.models import DatasetUse

DAYS = 30
What = Literal["views", "downloads", "questions"]


class Day(NamedTuple):
    """The use of a day."""

    on: date
    views: int = 0
    downloads: int = 0
    questions: int = 0


class Counted(NamedTuple):
    """What a number of questions was about."""

    municipality_id: int
    layer: str
    on: date


@dataclass(frozen=True)
class Use:
    """The days up to today, the latest last, and their sums."""

    days: tuple[Day, ...]

    @property
    def views(self) -> int:
        return sum(day.views for day in self.days)

    @property
    def downloads(self) -> int:
        return sum(day.downloads for day in self.days)

    @property
    def questions(self) -> int:
        return sum(day.questions for day in self.days)


class Tally:
    """Questions of programs that are not written down yet: how many of which layer, town and day."""

    def __init__(self) -> None:
        self._counts: Counter[Counted] = Counter()
        self._lock = threading.Lock()

    def note(self, layer: str, *, municipality: Municipality, on: date) -> None:
        with self._lock:
            self._counts[Counted(municipality.pk, layer, on)] += 1

    @property
    def is_empty(self) -> bool:
        return not self._counts

    def write_down(self) -> None:
        """Add what was noted to the days; where the database is away it is kept for the next time."""
        with self._lock:
            counts, self._counts = self._counts, Counter()
        try:
            with transaction.atomic():
                for (town, layer, on), number in counts.items():
                    with tenancy.within(Municipality(pk=town)):
                        count(layer, municipality=Municipality(pk=town), what="questions", on=on, number=number)
        except OperationalError:
            with self._lock:
                self._counts += counts
            raise


def count(layer: str, *, municipality: Municipality, what: What, on: date, number: int = 1) -> None:
    """Add to the day."""
    none = {"views": 0, "downloads": 0, "questions": 0}
    facts: dict[str, Any] = {"municipality": municipality.pk, "layer": layer, "on": on, **none, what: number}
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("opendata", "count_use"), facts)


def count_download(request: TownRequest, layer: str, *, on: date) -> None:
    """Add a download, once for a file that is fetched piece by piece, and not for a look at its head."""
    if request.method == "GET" and request.headers.get("Range", "bytes=0-").startswith("bytes=0-"):
        count(layer, municipality=request.municipality, what="downloads", on=on)


def of(layer: str, *, municipality: Municipality, on: date, days: int = DAYS) -> Use:
    """Every day of the last so many, also those without use."""
    rows = DatasetUse.objects.filter(municipality=municipality, layer=layer, on__gt=on - timedelta(days))
    found = {row.on: Day(row.on, row.views, row.downloads, row.questions) for row in rows}
    wanted: Sequence[date] = [on - timedelta(back) for back in reversed(range(days))]
    return Use(tuple(found.get(day, Day(day)) for day in wanted))
