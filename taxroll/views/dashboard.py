"""The officer's overview of a year's money: figures, charts with their findings, and the forecast."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import formats, timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gis_assets import charts, units
from gis_assets.access import role_required
from gis_assets.requests import TownRequest
from taxroll import access
from taxroll.insight import dashboard
from taxroll.insight.dashboard import Month, Sums
from taxroll.models import Roll
from taxroll.views import acting

SATANG = 100
FULL = 100


@never_cache
@require_safe
@role_required(*acting.TAX_ROLES)
def newest(request: TownRequest) -> HttpResponse:
    """To the newest year with a roll; where there is none, an empty page that says what to do first."""
    years = _years(request)
    if years:
        return redirect("taxroll:dashboard", tax_year_be=years[0])
    return render(request, "taxroll/insight_empty.html", {"here": "dashboard"})


@never_cache
@require_safe
@role_required(*acting.TAX_ROLES)
def of_year(request: TownRequest, tax_year_be: int) -> HttpResponse:
    """One year's levy, collection and arrears by category, zone and month, as of today."""
    access.roll_of_year(request.municipality, tax_year_be)
    shown = dashboard.of_year(request.municipality, tax_year_be, on=timezone.localdate())
    facts = {
        "here": "dashboard",
        "years": _years(request),
        "shown": shown,
        "parts": [_part("table", shown.by_table), _part("zone", shown.by_price_zone), _part("map", shown.by_map_zone)],
        "months": _months(shown.months),
        "not_noticed": shown.total.assessed - shown.total.levied,
    }
    return render(request, "taxroll/dashboard.html", facts)


def _years(request: TownRequest) -> list[int]:
    rolls = Roll.objects.filter(municipality=request.municipality, sequence=1)
    return list(rolls.order_by("-tax_year_be").values_list("tax_year_be", flat=True))


def _part(name: str, rows: Sequence[Sums]) -> dict[str, Any]:
    """Rows with the widths of their bars in percent of the longest; the largest levy and the largest arrears."""
    longest = max((max(row.levied, row.assessed) for row in rows), default=0)
    drawn = [
        (row, _percent(row.collected, longest), _percent(row.open, longest), _percent(row.assessed, longest))
        for row in rows
    ]
    return {
        "name": name,
        "rows": drawn,
        "largest": max(rows, key=lambda row: row.levied, default=None),
        "latest": max((row for row in rows if row.overdue > 0), key=lambda row: row.overdue, default=None),
    }


def _percent(part: int, whole: int) -> float:
    return round(FULL * max(part, 0) / whole, 2) if whole else 0.0


def _months(months: Sequence[Month]) -> dict[str, Any]:
    """The months' chart of whole baht, and the month in which most came in."""
    best = max(months, key=lambda month: month.collected, default=None)
    if best is None or best.collected <= 0:
        return {}
    bars = [(_name(month.first_day), max(month.collected, 0) // SATANG, 0) for month in months]
    return {
        "rows": [(_name(month.first_day), month) for month in months],
        "chart": charts.stacked_bars(bars, left=104, most_labels=7),
        "best": _name(best.first_day),
        "best_satang": best.collected,
    }


def _name(month: date) -> str:
    is_thai = (get_language() or "th").startswith("th")
    year = units.year_be(month.year) if is_thai else month.year
    return f"{formats.date_format(month, 'M')} {year % 100:02d}"
