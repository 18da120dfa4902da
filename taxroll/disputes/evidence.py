"""What the register knows about the plot in dispute: its survey versions, deed against measured area, neighbours."""

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from gis_assets import sql_files
from taxroll.models import Bill, Filing, RollLine

HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Plot:
    """A version of the plot, or a neighbour: areas in square wah; days are set for versions only."""

    code: str
    deed_wah: Decimal | None
    measured_wah: Decimal
    since: date | None = None
    until: date | None = None
    source: str = ""

    @property
    def off_percent(self) -> Decimal | None:
        """By how much the measured area differs from the deed's."""
        if not self.deed_wah:
            return None
        return (HUNDRED * (self.measured_wah - self.deed_wah) / self.deed_wah).quantize(Decimal("0.1"))


@dataclass(frozen=True)
class Evidence:
    """The versions, newest first, the neighbours, and all of it as GeoJSON."""

    line: RollLine
    versions: tuple[Plot, ...]
    neighbours: tuple[Plot, ...]
    geojson: dict[str, Any]


def of(filing: Filing) -> Evidence | None:
    """About the line in dispute, else the first plot of the bill; None where the bill has no plot."""
    line = filing.line or _first_plot(filing.notice.bill)
    if line is None or line.parcel_version is None:
        return None
    asked: dict[str, Any] = {
        "parcel": line.parcel_version.parcel_id,
        "municipality": filing.municipality_id,
        "on": filing.notice.bill.roll.as_of_date,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("taxroll", "filing_evidence"), asked)
        [(found,)] = cursor.fetchall()
    geojson = json.loads(found) if isinstance(found, str) else found
    plots = [(feature["properties"]["kind"], _plot(feature["properties"])) for feature in geojson["features"]]
    versions = sorted((plot for kind, plot in plots if kind == "version"), key=lambda plot: plot.since or date.min)
    neighbours = sorted((plot for kind, plot in plots if kind == "neighbour"), key=lambda plot: plot.code)
    return Evidence(line, tuple(reversed(versions)), tuple(neighbours), geojson)


def _first_plot(bill: Bill) -> RollLine | None:
    plots = bill.lines.filter(parcel_version__isnull=False).select_related("parcel_version")
    return plots.order_by("number").first()


def _plot(facts: dict[str, Any]) -> Plot:
    return Plot(
        code=facts["code"],
        deed_wah=None if facts["deed_wah"] is None else Decimal(str(facts["deed_wah"])),
        measured_wah=Decimal(str(facts["measured_wah"])),
        since=_day(facts.get("since")),
        until=_day(facts.get("until")),
        source=facts.get("source", ""),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
