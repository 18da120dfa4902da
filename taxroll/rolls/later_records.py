"""What was told after a roll was sealed, and which differences of a second computing it explains.

The register, the decisions about property and the prices are asked what they learned since. A record explains what is
of its own thing; and in the sums also what is of the same debtor, whose property shares allowances and joint bases.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import connection
from django.utils.translation import gettext_lazy as _

from gis_assets import sql_files
from taxroll.models import PriceAccountKind, Roll

PRICE_COLUMNS = ("line", "price_kind", "price_satang", "price_source")
"""Columns by which a price that was changed later shows; "line" where a property had none on one side."""

_SHARES = ("line", "use_part", "use_whole", "share_part", "share_whole")
_SUMS = ("value", "exemption", "net", "slice_base", "slice_tax", "escalation", "tax", "relief", "phase_in", "payable")
SHARED_COLUMNS = frozenset((*_SHARES, *(f"{name}_satang" for name in _SUMS)))
"""Columns that another property of the same debtor reaches: allowances, joint bases, the home and its land."""

DEEDS = {
    "brought in": _("Price changed after the sealing: account brought in, %(title)s"),
    "withdrawn": _("Price changed after the sealing: withdrawn, %(title)s"),
    "approved": _("Price changed after the sealing: approved for this property, %(title)s"),
}

_Thing = tuple[str, int]


class Differing(NamedTuple):
    """A row of `verify_lines.sql`: a column of a line that comes out otherwise; keys are 0 for no such thing.

    The debtors are named by the keys of their parties, as text; empty where the line is on one side only.
    """

    number: int
    parcel_code: str
    house_number: str
    parcel: int
    building: int
    unit: int
    debtor: str
    debtor_again: str
    column: str
    sealed: str | None
    again: str | None

    @property
    def things(self) -> Sequence[_Thing]:
        named = (("parcel", self.parcel), ("building", self.building), ("unit", self.unit))
        return [(kind, key) for kind, key in named if key]

    @property
    def price_account_kinds(self) -> Sequence[PriceAccountKind]:
        """Which accounts price such a line."""
        if self.unit:
            return (PriceAccountKind.CONDOMINIUMS,)
        if self.building:
            return (PriceAccountKind.BUILDINGS,)
        return (PriceAccountKind.PARCELS, PriceAccountKind.STREETS, PriceAccountKind.ZONES)


@dataclass(frozen=True)
class Told:
    """What was told after the sealing: of what kind, when, and by which source."""

    kind: str
    recorded_at: datetime
    source: str


def explaining(roll: Roll, rows: Sequence[Differing]) -> list[tuple[Told, ...]]:
    """For each row what explains it; empty where nothing does."""
    of_thing, of_price = _told_since(roll, rows), _prices_since(roll, rows)
    own = [[said for thing in row.things for said in of_thing[thing]] + of_price[_line(row)] for row in rows]
    of_debtor: defaultdict[str, list[Told]] = defaultdict(list)
    for row, known in zip(rows, own, strict=True):
        for debtor in {row.debtor, row.debtor_again} - {""}:
            of_debtor[debtor] += known
    return [tuple(dict.fromkeys(known or _shared(row, of_debtor))) for row, known in zip(rows, own, strict=True)]


def _shared(row: Differing, of_debtor: defaultdict[str, list[Told]]) -> list[Told]:
    """What was told about other property of the line's debtors, where that can reach the column."""
    if row.column not in SHARED_COLUMNS:
        return []
    return [said for debtor in (row.debtor, row.debtor_again) if debtor for said in of_debtor[debtor]]


def _told_since(roll: Roll, rows: Iterable[Differing]) -> defaultdict[_Thing, list[Told]]:
    """By thing, what the register and the decisions about it were told after the sealing."""
    things = {thing for row in rows for thing in row.things}
    asked = {
        "parcels": sorted(key for kind, key in things if kind == "parcel"),
        "buildings": sorted(key for kind, key in things if kind == "building"),
        "units": sorted(key for kind, key in things if kind == "unit"),
        "since": roll.sealed_at,
        "on": roll.as_of_date,
    }
    found: defaultdict[_Thing, list[Told]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("taxroll", "versions_since"), asked)
        for what, parcel, building, unit, at, source in cursor.fetchall():
            for thing in (("parcel", parcel), ("building", building), ("unit", unit)):
                if thing[1]:
                    found[thing].append(Told(what, at, source))
    return found


def _prices_since(roll: Roll, rows: Iterable[Differing]) -> defaultdict[tuple[int, ...], list[Told]]:
    """By line whose price came out otherwise, what the prices were told after the sealing."""
    found: defaultdict[tuple[int, ...], list[Told]] = defaultdict(list)
    lines = {_line(row): row for row in rows if row.column in PRICE_COLUMNS}
    if not lines:
        return found
    asked = {"municipality": roll.municipality_id, "since": roll.sealed_at, "on": roll.as_of_date}
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("taxroll", "prices_since"), asked)
        for account_kind, parcel, building, unit, at, deed, title in cursor.fetchall():
            said = Told("price", at, DEEDS[deed] % {"title": title})
            for key, row in lines.items():
                if _touches(row, account_kind, parcel=parcel, building=building, unit=unit):
                    found[key].append(said)
    return found


def _touches(row: Differing, account_kind: str, *, parcel: int, building: int, unit: int) -> bool:
    """Whether a line may have its price from an account of that kind, or from one approved for that property."""
    if account_kind:
        return account_kind in row.price_account_kinds
    if unit or building:
        return (row.unit, row.building) == (unit, building)
    return (row.parcel, row.building, row.unit) == (parcel, 0, 0)


def _line(row: Differing) -> tuple[int, ...]:
    return row.number, row.parcel, row.building, row.unit
