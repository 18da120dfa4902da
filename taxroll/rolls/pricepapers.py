"""The appraised prices that a roll used, for posting: land and buildings (ภ.ด.ส. 1), condominium units (ภ.ด.ส. 2).

They are posted before the tax is assessed. No owner is named; a price is told once, with the account it comes from.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection

from gis_assets import sql_files
from gis_assets.units import format_baht
from taxroll import documents
from taxroll.law import library
from taxroll.models import Roll

PART = 4_000
"""Prices in one PDF; tens of thousands in one would keep everybody waiting."""


@dataclass(frozen=True)
class Price:
    """A price for a square wah of land or a square metre of a building type or unit, and where it comes from."""

    kind: str
    code: str
    document_type: str
    document_number: str
    land_number: str
    name: str
    price_satang: int
    source: str


def of_roll(roll: Roll, *, limit: int | None = None, offset: int = 0) -> list[Price]:
    """Plots by their codes, then building types, then units."""
    with connection.cursor() as cursor:
        asked = {"roll": roll.pk, "limit": limit, "offset": offset}
        cursor.execute(sql_files.load("taxroll", "listed_prices"), asked)
        return [Price(*row) for row in cursor.fetchall()]


def parts(roll: Roll) -> int:
    """How many PDFs the prices come in; at least one."""
    return max(1, -(-len(of_roll(roll)) // PART))


def for_posting(roll: Roll, *, part: int = 1) -> bytes:
    """One part of the prices as PDF."""
    found = of_roll(roll, limit=PART, offset=(part - 1) * PART)
    types = library.of_year(roll.tax_year_be).building_types.value
    told: dict[str, Any] = {
        "municipality": roll.municipality.name_th,
        "tax_year_be": str(roll.tax_year_be),
        "as_of": documents.thai_date(roll.as_of_date),
        "part": str(part),
        "parts": str(parts(roll)),
        "rows": [
            {
                "kind": price.kind,
                "code": price.code,
                "document_type": price.document_type,
                "document_number": price.document_number,
                "land_number": price.land_number,
                "name": types.get(price.code, "") if price.kind == "building" else price.name,
                "price": format_baht(price.price_satang),
                "source": price.source,
            }
            for price in found
        ],
    }
    return documents.pdf("price_list", told)
