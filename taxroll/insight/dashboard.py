"""A year's money: assessed by the rolls, levied by notices, collected, open and overdue; by category, zone and month.

Assessed is what the lines of the year's rolls say. All else is the ledger's: a balance here and a balance in the books
are the same sum. Money belongs to a bill; for a category or a zone it is divided among the bill's lines by their tax.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.db import connection
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from gis_assets import sql_files, units
from gis_assets.models import Municipality
from taxroll import columns, standing
from taxroll.collection import open_notices
from taxroll.columns import Columns, Int64
from taxroll.insight import forecasts, rollfacts, shares
from taxroll.insight.forecasts import Curve, Forecast
from taxroll.insight.rollfacts import RollFacts
from taxroll.models import Roll, TableChoice

MONEY = ("bill", "levied", "written_off", "open")
MONTHS = 12


@dataclass(frozen=True)
class Sums:
    """Satang of one category, zone or year."""

    name: str
    assessed: int
    levied: int
    collected: int
    open: int
    overdue: int
    written_off: int

    @property
    def collected_percent(self) -> float:
        """Share of the levy that has come in."""
        return 100 * self.collected / self.levied if self.levied else 0.0


@dataclass(frozen=True)
class Month:
    """What was levied and collected in one month of the books, in satang."""

    first_day: date
    levied: int
    collected: int


@dataclass(frozen=True)
class Dashboard:
    """One tax year up to a day."""

    tax_year_be: int
    on: date
    total: Sums
    by_table: tuple[Sums, ...]
    by_price_zone: tuple[Sums, ...]
    by_map_zone: tuple[Sums, ...]
    months: tuple[Month, ...]
    forecast: Forecast | None
    is_over: bool
    rolls: tuple[Roll, ...]


def of_year(municipality: Municipality, tax_year_be: int, *, on: date) -> Dashboard:
    """Everything the dashboard of a year shows, by the books up to and including a day."""
    rolls = tuple(Roll.objects.filter(municipality=municipality, tax_year_be=tax_year_be).order_by("sequence"))
    facts = [rollfacts.of_roll(roll) for roll in rolls]
    money = columns.read(
        sql_files.load("taxroll", "money_by_bill"),
        {"municipality": municipality.pk, "year": tax_year_be, "on": on},
        names=MONEY,
    )
    money["overdue"] = money["open"] * np.isin(money["bill"], _late(municipality, tax_year_be, on))
    lines = _lines_with_money(facts, money)
    days = _days(municipality, on)
    end = date(units.year_ce(tax_year_be), 12, 31)
    zones = {number: " ".join(named) for each in facts for number, named in each.price_zones.items()}
    return Dashboard(
        tax_year_be=tax_year_be,
        on=on,
        total=_sums(lines, np.ones(lines["table"].size, dtype=np.bool_), _("All")),
        by_table=_by(lines, "table", lambda table: str(TableChoice(table).label)),
        by_price_zone=_by(lines, "price_zone", lambda zone: zones.get(zone, _("Outside every price zone"))),
        by_map_zone=_by(lines, "map_zone", lambda zone: f"{zone:02d}" if zone else _("Without a parcel code")),
        months=_months(days, tax_year_be, on),
        forecast=None if on > end else _forecast(days, tax_year_be, on),
        is_over=on > end,
        rolls=rolls,
    )


def _lines_with_money(facts: Sequence[RollFacts], money: Columns) -> Columns:
    """The lines of all rolls of the year with their part of every sum of their bill."""
    names = ("bill", "table", "price_zone", "map_zone", "payable_satang", "bill_payable_satang")
    empty = np.zeros(0, dtype=np.int64)
    lines = {name: np.concatenate([empty, *(each.lines[name] for each in facts)]) for name in names}
    assessed = shares.shared_out(lines["bill_payable_satang"], by=lines["payable_satang"], of=lines["bill"])
    out = {name: lines[name] for name in ("table", "price_zone", "map_zone")} | {"assessed": assessed}
    for name in (*MONEY[1:], "overdue"):
        of_bill = _looked_up(lines["bill"], money["bill"], money[name])
        out[name] = shares.shared_out(of_bill, by=lines["payable_satang"], of=lines["bill"])
    return out


def _late(municipality: Municipality, tax_year_be: int, on: date) -> Int64:
    """Bills whose notice is late, by the same rule as the list of arrears: extensions and instalments are looked at."""
    open_ones = list(open_notices.of_year(municipality, tax_year_be=tax_year_be))
    late = [found.notice.bill_id for found in standing.of_all(open_ones) if on > found.late_after(on=on)]
    return np.array(late, dtype=np.int64)


def _looked_up(wanted: Int64, keys: Int64, values: Int64) -> Int64:
    """The value of each wanted key, keys being sorted; 0 for a key that is not there."""
    if keys.size == 0:
        return np.zeros(wanted.size, dtype=np.int64)
    place = np.minimum(np.searchsorted(keys, wanted), keys.size - 1)
    return np.where(keys[place] == wanted, values[place], 0)


def _by(lines: Columns, key: str, named: Callable[[int], str]) -> tuple[Sums, ...]:
    """Sums for each value of a key, the largest levy first; a table of rates keeps its own order."""
    found = [
        (int(value), _sums(lines, lines[key] == value, named(int(value)))) for value in np.unique(lines[key]).tolist()
    ]
    if key == "table":
        return tuple(sums for _value, sums in found)
    return tuple(sums for _value, sums in sorted(found, key=lambda pair: (-pair[1].assessed, pair[0])))


def _sums(lines: Columns, mask: NDArray[np.bool_], name: str) -> Sums:
    total = {key: int(lines[key][mask].sum()) for key in ("assessed", "levied", "written_off", "open", "overdue")}
    collected = total["levied"] - total["written_off"] - total["open"]
    return Sums(name=name, collected=collected, **total)


def _days(municipality: Municipality, on: date) -> list[tuple[int, date, int, int]]:
    """(tax year, day, levied, collected) for each day with movement."""
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("taxroll", "money_by_day"), {"municipality": municipality.pk, "on": on})
        return [(int(year), day, int(levied), int(collected)) for year, day, levied, collected in cursor.fetchall()]


def _months(days: Iterable[tuple[int, date, int, int]], tax_year_be: int, on: date) -> tuple[Month, ...]:
    """Every month from January of the tax year, or the first with movement, to the day or the last with movement."""
    of_year = [(day.replace(day=1), levied, collected) for year, day, levied, collected in days if year == tax_year_be]
    if not of_year:
        return ()
    month = min(date(units.year_ce(tax_year_be), 1, 1), *(first for first, _l, _c in of_year))
    last = max(first for first, _l, _c in of_year)
    months = []
    while month <= last:
        levied = sum(satang for first, satang, _c in of_year if first == month)
        collected = sum(satang for first, _l, satang in of_year if first == month)
        months.append(Month(month, levied, collected))
        month = date(month.year + month.month // MONTHS, month.month % MONTHS + 1, 1)
    return tuple(months)


def _forecast(days: Sequence[tuple[int, date, int, int]], tax_year_be: int, on: date) -> Forecast | None:
    years = sorted({year for year, *_rest in days})
    curves = {year: _curve(days, year) for year in years}
    this = curves.get(tax_year_be)
    if this is None:
        return None
    day, end = _day_of(tax_year_be, on), _day_of(tax_year_be, date(units.year_ce(tax_year_be), 12, 31))
    return forecasts.forecast(
        levied_satang=this.levied_satang,
        collected_satang=this.collected_by(day),
        day=day,
        end=end,
        earlier=[curve for year, curve in curves.items() if year < tax_year_be],
    )


def _curve(days: Iterable[tuple[int, date, int, int]], tax_year_be: int) -> Curve:
    of_year = [(day, levied, collected) for year, day, levied, collected in days if year == tax_year_be]
    money = [(_day_of(tax_year_be, day), collected) for day, _levied, collected in of_year if collected]
    return Curve(tax_year_be, sum(levied for _day, levied, _collected in of_year), money)


def _day_of(tax_year_be: int, day: date) -> int:
    """Days from 1 January of the tax year; earlier days are negative."""
    return (day - date(units.year_ce(tax_year_be), 1, 1)).days
