"""What differs between two rolls or two years, parcel by parcel, with reasons, in sums, as a list and on the map.

Compared is what stands after each roll: with a supplementary roll, the main roll as it was supplemented. Reading only.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from gis_assets import sql_files
from gis_assets.refusals import Refusal
from taxroll.models import Roll

MOST_DRAWN = 3_000
ROWS_AT_ONCE = 1_000

REASONS = {
    "new": _("New on the roll"),
    "gone": _("No longer on the roll"),
    "split": _("Split"),
    "merge": _("Merged"),
    "taxable": _("Can be taxed now"),
    "not_taxable": _("Cannot be taxed any more"),
    "owner": _("Another owner"),
    "area": _("Another area"),
    "price": _("Another price"),
    "use": _("Another use"),
    "building_new": _("New building"),
    "building_gone": _("Building gone"),
    "building_older": _("Building older"),
    "vacancy": _("Vacant for longer"),
    "claim": _("Home or exemption claimed otherwise"),
    "exemption": _("Another exemption"),
    "joint_base": _("Other property of the owner"),
    "law": _("Another law or relief"),
}


class NotComparable(Refusal):
    """The two rolls are one and the same."""


@dataclass(frozen=True)
class Asked:
    """Which differences are wanted: of one reason ("" for all), of at least so many satang, in one direction."""

    before: Roll
    after: Roll
    reason: str = ""
    least_satang: int = 0

    def __post_init__(self) -> None:
        if self.before.pk == self.after.pk:
            raise NotComparable(_("A roll does not differ from itself. Choose two rolls."))

    def parameters(self) -> dict[str, Any]:
        return {
            "before": self.before.pk,
            "after": self.after.pk,
            "reason": self.reason,
            "least": self.least_satang,
        }


@dataclass(frozen=True)
class Difference:
    """One parcel (or a building on none): sums before and after in satang, and why."""

    code: str
    place: str
    before_value: int
    after_value: int
    before_payable: int
    after_payable: int
    reasons: tuple[str, ...]

    @property
    def payable_change(self) -> int:
        return self.after_payable - self.before_payable

    @property
    def reason_names(self) -> list[str]:
        return [str(REASONS[reason]) for reason in self.reasons]


@dataclass(frozen=True)
class SumOfReason:
    """All parcels with one reason; a parcel with two reasons counts under both."""

    reason: str
    count: int
    change_satang: int

    @property
    def name(self) -> str:
        return str(REASONS[self.reason])


@dataclass(frozen=True)
class Total:
    """All differences together."""

    count: int
    before_satang: int
    after_satang: int
    risen: int
    fallen: int
    bounds: tuple[float, float, float, float] | None

    @property
    def change_satang(self) -> int:
        return self.after_satang - self.before_satang


def page(asked: Asked, *, limit: int, offset: int = 0) -> list[Difference]:
    """The largest differences first."""
    return [_difference(row) for row in _rows("differences_page", asked, limit=limit, offset=offset)]


def every(asked: Asked) -> Iterator[Difference]:
    """All of them, the largest first, read in portions."""
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("taxroll", "differences_page"), asked.parameters() | {"limit": None, "offset": 0})
        while rows := cursor.fetchmany(ROWS_AT_ONCE):
            yield from map(_difference, rows)


def sums(asked: Asked) -> list[SumOfReason]:
    """By reason, the largest sum first."""
    return [SumOfReason(reason, count, int(change)) for reason, count, change in _rows("differences_sums", asked)]


def total(asked: Asked) -> Total:
    """How many there are, what they come to, and where they lie (west, south, east, north)."""
    [(count, before, after, risen, fallen, west, south, east, north)] = _rows("differences_total", asked)
    bounds = None if west is None else (west, south, east, north)
    return Total(count, int(before), int(after), risen, fallen, bounds)


def geojson(asked: Asked) -> str:
    """The largest differences that have a shape, for the map: code, change in satang and reasons, no person."""
    [(text,)] = _rows("differences_geojson", asked, most=MOST_DRAWN)
    return str(text)


def _rows(name: str, asked: Asked, **more: int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("taxroll", name), asked.parameters() | more)
        return list(cursor.fetchall())


def _difference(row: tuple[Any, ...]) -> Difference:
    code, place, before_value, after_value, before_payable, after_payable, reasons = row
    return Difference(code, place or "", before_value, after_value, before_payable, after_payable, tuple(reasons))
