"""The lines of one roll as columns, read once for each state of the roll and kept for the next question.

The dashboard, the map, the what-if and the ratio study all look at the same columns, so that none of them can tell
another story than the roll's own.
"""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import connection

from gis_assets import sql_files
from taxroll import columns
from taxroll.columns import Columns
from taxroll.models import LandPriceZone, Roll

# How many states of rolls a process keeps: two years and what others look at. A town's roll takes about 3 MB.
KEPT = 4
NAMES = (
    "bill",
    "bill_number",
    "is_natural",
    "group",
    "is_land",
    "is_unit",
    "unit",
    "property",
    "parcel_version",
    "parcel",
    "table",
    "gross_satang",
    "percent_off",
    "property_satang",
    "use_part",
    "use_whole",
    "vacant_years",
    "reduction_ppm",
    "old_tax_satang",
    "value_satang",
    "payable_satang",
    "bill_payable_satang",
    "area_wah_hundredths",
    "price_zone",
    "map_zone",
    "treasury_type",
)


@dataclass(frozen=True, eq=False)
class RollFacts:
    """One roll's lines (n,) by NAMES; price zones by their number, building types by their place in the list."""

    roll_id: int
    tax_year_be: int
    as_of_date: date
    lines: Columns
    price_zones: Mapping[int, tuple[str, str]]
    treasury_types: tuple[str, ...]

    def __len__(self) -> int:
        return int(self.lines["bill"].size)


def of_roll(roll: Roll) -> RollFacts:
    """The columns of a roll as it stands now; nobody may write into them."""
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("taxroll", "row_version_of_roll"), {"roll": roll.pk})
        (state,) = cursor.fetchone() or ("",)
    return _read(roll.pk, roll.municipality_id, roll.tax_year_be, roll.as_of_date, str(state))


@functools.lru_cache(maxsize=KEPT)
def _read(roll_id: int, municipality_id: int, tax_year_be: int, on: date, state: str) -> RollFacts:
    asked: dict[str, int | date] = {"roll": roll_id, "municipality": municipality_id, "on": on}
    lines = columns.read(sql_files.load("taxroll", "insight_lines"), asked, names=NAMES)
    for column in lines.values():
        column.setflags(write=False)
    zones = LandPriceZone.objects.filter(municipality=municipality_id, valid__contains=on).order_by("code")
    named = {pk: (code, name) for pk, code, name in zones.values_list("pk", "code", "name")}
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("taxroll", "insight_treasury_types"), {"roll": roll_id})
        types = tuple(str(row[0]) for row in cursor.fetchall())
    return RollFacts(roll_id, tax_year_be, on, lines, named, types)
