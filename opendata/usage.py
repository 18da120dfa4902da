"""How often data sets are looked at and taken, counted by the day. No address, no name, no browser is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from django.db import connection

from gis_assets import sql_files
from gis_assets.models import Municipality
from gis_assets.requests import TownRequest
from opendata.models import DatasetUse

DAYS = 30


@dataclass(frozen=True)
class Use:
    """The days up to today, the latest last, and their sums."""

    days: tuple[tuple[date, int, int], ...]

    @property
    def views(self) -> int:
        return sum(views for _on, views, _downloads in self.days)

    @property
    def downloads(self) -> int:
        return sum(downloads for _on, _views, downloads in self.days)


def count(layer: str, *, municipality: Municipality, what: Literal["views", "downloads"], on: date) -> None:
    """Add one to the day."""
    one = {"views": int(what == "views"), "downloads": int(what == "downloads")}
    facts: dict[str, Any] = {"municipality": municipality.pk, "layer": layer, "on": on, **one}
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("opendata", "count_use"), facts)


def count_download(request: TownRequest, layer: str, *, on: date) -> None:
    """Add a download, once for a file that is fetched piece by piece, and not for a look at its head."""
    if request.method == "GET" and request.headers.get("Range", "bytes=0-").startswith("bytes=0-"):
        count(layer, municipality=request.municipality, what="downloads", on=on)


def of(layer: str, *, municipality: Municipality, on: date, days: int = DAYS) -> Use:
    """Every day of the last so many, also those without use."""
    rows = DatasetUse.objects.filter(municipality=municipality, layer=layer, on__gt=on - timedelta(days))
    found = {row.on: row for row in rows}
    wanted: Sequence[date] = [on - timedelta(back) for back in reversed(range(days))]
    return Use(tuple((day, found[day].views, found[day].downloads) if day in found else (day, 0, 0) for day in wanted))
