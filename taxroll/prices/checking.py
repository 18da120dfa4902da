"""The rows of a price table, one by one: what each says, or a sentence that says why it cannot be used.

Nothing is written here, and no row is mended: a price is taken as it stands or not at all.
"""

import functools
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from importlib import resources
from typing import Any

import shapely
from django.utils.translation import gettext as _

from gis_assets.units import SATANG
from taxroll.models import PriceAccountKind
from taxroll.prices import headings, provinces
from taxroll.prices.policy import StreetRule
from taxroll.prices.reading import NotATable, Table

LARGEST_PRICE_BAHT = 10_000_000
_FLOORS = re.compile(r"^(\d{1,3})\s*-\s*(\d{1,3})$")
_QUADRANTS = {"I": "1", "II": "2", "III": "3", "IV": "4"}
_LONGEST = {
    "utmmap1": 4, "utmmap2": 1, "utmmap3": 4, "utmmap4": 3, "land_number": 20, "code": 30, "name": 200,
    "treasury_type": 8, "registration_number": 30, "condominium_name": 200, "building_name": 50, "floor": 10,
}  # fmt: skip

Cells = Mapping[str, str]


@dataclass(frozen=True)
class Finding:
    """What is wrong with one row of the file."""

    row: int
    sentence: str


@dataclass(frozen=True)
class Price:
    """One usable price: its key (unique in the account), the facts of its row, and satang by square wah or m²."""

    row: int
    key: tuple[str, ...]
    facts: dict[str, Any]
    satang: int


@dataclass(frozen=True)
class Checked:
    """`elsewhere` counts rows of other provinces, `repeated` rows that say the same twice; both are left out."""

    prices: tuple[Price, ...]
    findings: tuple[Finding, ...]
    elsewhere: int = 0
    repeated: int = 0


class _Wrong(Exception):
    """Why a row cannot be used; the sentence is the argument."""


def check(table: Table, *, kind: PriceAccountKind, province: str, street: StreetRule) -> Checked:
    """Check every row; raises NotATable when a column is missing that this kind of account needs."""
    columns = headings.guessed(table.headings, kind)
    if lacking := headings.missing(columns, kind):
        raise NotATable(
            _("No heading was found for: %(fields)s. The file has: %(headings)s. Name the columns and send it again.")
            % {"fields": ", ".join(lacking), "headings": ", ".join(table.headings)}
        )
    if kind in (PriceAccountKind.STREETS, PriceAccountKind.ZONES) and not table.shapes:
        raise NotATable(_("Prices by zone or street need their shapes: send a GeoJSON file (EPSG:4326)."))
    return _collected(_rows(table, columns), kind, province, street)


def _rows(table: Table, columns: Mapping[str, int]) -> Iterator[tuple[int, dict[str, str]]]:
    for place, (number, row) in enumerate(table.rows):
        cells = {field: row[column] for field, column in columns.items()}
        if table.shapes:
            cells["shape"] = table.shapes[place]
        yield number, cells


def _collected(
    rows: Iterator[tuple[int, dict[str, str]]], kind: PriceAccountKind, province: str, street: StreetRule
) -> Checked:
    prices: dict[tuple[str, ...], Price] = {}
    findings: list[Finding] = []
    contradicted: set[tuple[str, ...]] = set()
    elsewhere = repeated = 0
    for number, cells in rows:
        if cells.get("province") and provinces.code_of(cells["province"]) not in ("", province):
            elsewhere += 1
            continue
        try:
            read = _READERS[kind](number, cells, street)
        except _Wrong as wrong:
            findings.append(Finding(number, str(wrong)))
            continue
        for price in read:
            known = prices.setdefault(price.key, price)
            if known is not price and known.satang == price.satang:
                repeated += 1
            elif known is not price:
                contradicted.add(price.key)
                findings.append(_contradiction(known, price))
    kept = tuple(price for key, price in prices.items() if key not in contradicted)
    return Checked(kept, tuple(findings), elsewhere, repeated)


def _contradiction(known: Price, price: Price) -> Finding:
    return Finding(
        price.row,
        _("The same key (%(key)s) has another price in row %(row)s. Neither is used.")
        % {"key": " ".join(part for part in price.key if part), "row": known.row},
    )


def _parcel(row: int, cells: Cells, street: StreetRule) -> list[Price]:
    cells = {**cells, "utmmap2": _QUADRANTS.get(cells["utmmap2"].upper(), cells["utmmap2"])}
    key = {field: _text(cells, field) for field in ("utmmap1", "utmmap2", "utmmap3", "utmmap4", "land_number")}
    if not cells["utm_scale"].isdecimal() or not 0 < int(cells["utm_scale"]) < 1_000_000:
        raise _Wrong(_("“%(text)s” is no scale of a map sheet, such as 4000.") % {"text": cells["utm_scale"]})
    if not key["land_number"].strip("0"):
        raise _Wrong(_("The land number is 0 or empty, so no parcel can be told by it."))
    scale = int(cells["utm_scale"])
    return [Price(row, (*key.values(), str(scale)), {**key, "utm_scale": scale}, _satang(cells["price"]))]


def _building(row: int, cells: Cells, street: StreetRule) -> list[Price]:
    code = _text(cells, "treasury_type")
    if code not in building_types():
        raise _Wrong(_("“%(code)s” is no building type of the Treasury's list (101 to 614).") % {"code": code})
    if cells.get("province") and not provinces.code_of(cells["province"]):
        raise _Wrong(_("“%(name)s” is no province.") % {"name": cells["province"]})
    return [Price(row, (code,), {"treasury_type": code, "name": cells.get("name", "")[:200]}, _satang(cells["price"]))]


def _condominium(row: int, cells: Cells, street: StreetRule) -> list[Price]:
    """One price for each floor: a range of floors such as 2-5 stands for each of them."""
    facts = {field: _text(cells, field, is_needed=field == "registration_number") for field in _CONDO}
    floors = [cells.get("floor", "")]
    if ranged := _FLOORS.match(floors[0]):
        low, high = int(ranged[1]), int(ranged[2])
        if low > high:
            raise _Wrong(_("The floors %(floors)s run backwards.") % {"floors": floors[0]})
        floors = [str(floor) for floor in range(low, high + 1)]
    satang = _satang(cells["price"])
    key = (facts["registration_number"], facts["building_name"])
    return [Price(row, (*key, floor), {**facts, "floor": _short(floor, "floor")}, satang) for floor in floors]


_CONDO = ("registration_number", "condominium_name", "building_name")


def _zone(row: int, cells: Cells, street: StreetRule) -> list[Price]:
    facts = {"code": _text(cells, "code"), "name": cells.get("name", "")[:200]}
    shape = _shape(cells, ("Polygon", "MultiPolygon"))
    return [Price(row, (facts["code"],), {**facts, "shape": shape}, _satang(cells["price"]))]


def _street(row: int, cells: Cells, street: StreetRule) -> list[Price]:
    facts: dict[str, Any] = {"code": _text(cells, "code"), "name": cells.get("name", "")[:200]}
    facts["depth_m"] = _between(cells.get("depth_m", ""), street.depth_m, most=9_999)
    facts["reach_m"] = _between(cells.get("reach_m", ""), street.reach_m, most=9_999)
    facts["rest_percent"] = int(_between(cells.get("rest_percent", ""), Decimal(street.rest_percent), most=100))
    facts["shape"] = _shape(cells, ("LineString", "MultiLineString"))
    return [Price(row, (facts["code"],), facts, _satang(cells["price"]))]


_READERS: dict[PriceAccountKind, Callable[[int, Cells, StreetRule], list[Price]]] = {
    PriceAccountKind.PARCELS: _parcel,
    PriceAccountKind.BUILDINGS: _building,
    PriceAccountKind.CONDOMINIUMS: _condominium,
    PriceAccountKind.ZONES: _zone,
    PriceAccountKind.STREETS: _street,
}


@functools.cache
def building_types() -> frozenset[str]:
    """The codes of the Treasury's list."""
    text = resources.files("taxroll.prices").joinpath("building_types.toml").read_text(encoding="utf-8")
    return frozenset(tomllib.loads(text)["codes"])


def _satang(text: str) -> int:
    try:
        baht = Decimal(text.replace(",", ""))
    except InvalidOperation as error:
        raise _Wrong(_("“%(text)s” is no price in baht.") % {"text": text}) from error
    if not baht.is_finite() or baht <= 0:
        raise _Wrong(_("The price is %(text)s; a price must be above 0.") % {"text": text})
    if baht > LARGEST_PRICE_BAHT:
        raise _Wrong(_("The price of %(text)s baht cannot be true.") % {"text": text})
    if baht * SATANG != int(baht * SATANG):
        raise _Wrong(_("The price %(text)s has a part of a satang.") % {"text": text})
    return int(baht * SATANG)


def _text(cells: Cells, field: str, *, is_needed: bool = True) -> str:
    text = cells.get(field, "")
    if is_needed and not text:
        raise _Wrong(_("The column %(field)s is empty.") % {"field": field})
    return _short(text, field)


def _short(text: str, field: str) -> str:
    if len(text) > _LONGEST[field]:
        raise _Wrong(_("“%(text)s” is too long for %(field)s.") % {"text": text[:40], "field": field})
    return text


def _between(text: str, otherwise: Decimal, *, most: int) -> Decimal:
    if not text:
        return otherwise
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise _Wrong(_("“%(text)s” is no number.") % {"text": text}) from error
    if number.is_nan() or not 1 <= number <= most:
        raise _Wrong(_("%(text)s is out of its range, 1 to %(most)s.") % {"text": text, "most": most})
    return number


def _shape(cells: Cells, kinds: tuple[str, ...]) -> str:
    """The shape as EWKB in WGS 84, of many parts, as the column has it."""
    try:
        shape = shapely.from_geojson(cells["shape"])
    except shapely.GEOSException as error:
        raise _Wrong(_("The shape cannot be read.")) from error
    if shape is None or shape.geom_type not in kinds or shape.is_empty or not shape.is_valid:
        raise _Wrong(_("The shape is missing, broken or of another kind than %(kinds)s.") % {"kinds": ", ".join(kinds)})
    west, south, east, north = shape.bounds
    if west < 90 or east > 110 or south < 0 or north > 25:
        raise _Wrong(_("The shape does not lie in Thailand; export it in degrees (EPSG:4326)."))
    many = shapely.multipolygons if "Polygon" in kinds else shapely.multilinestrings
    whole = many(shapely.get_parts(shape))
    return str(shapely.to_wkb(shapely.set_srid(whole, 4326), hex=True, include_srid=True))
