"""Recorded sales: one at a time or from a CSV that is looked at first, and the ratio study of them against a roll."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import numpy as np
from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from numpy.typing import NDArray

from gis_assets import units
from gis_assets.models import Municipality, Parcel, ParcelVersion, Unit, UnitVersion
from gis_assets.refusals import Refusal
from gis_assets.templatetags import town
from taxroll.columns import Int64
from taxroll.insight import ratios, rollfacts
from taxroll.insight.ratios import Chasing, Study
from taxroll.insight.rollfacts import RollFacts
from taxroll.models import Roll, Sale, SaleOf, TableChoice

COLUMNS = ("parcel_code", "unit", "sold_on", "price_baht", "what", "open_market", "remark", "source")
LARGEST_FILE = 2_000_000
YES, NO = ("yes", "1", "true", "ใช่"), ("no", "0", "false", "ไม่", "ไม่ใช่")
WHAT = {"": SaleOf.LAND_AND_BUILDINGS, "land": SaleOf.LAND, "ที่ดิน": SaleOf.LAND}
WHAT |= dict.fromkeys(("land_and_buildings", "ที่ดินและสิ่งปลูกสร้าง"), SaleOf.LAND_AND_BUILDINGS)
LARGEST_PRICE_BAHT = Decimal(10**11)


class SaleKnown(Refusal):
    def __init__(self, on: date) -> None:
        sentence = gettext_lazy("This sale of %(day)s is recorded already: same parcel, day and price.")
        super().__init__(sentence % {"day": town.thai_date(on)})


class FileHasFaults(Refusal):
    def __init__(self, count: int) -> None:
        sentence = gettext_lazy("%(count)s rows of the file cannot be taken. Correct them and send the file again.")
        super().__init__(sentence % {"count": count})


class NotATable(Refusal):
    def __init__(self) -> None:
        sentence = gettext_lazy(
            "The file is no table: a quotation mark stands in the wrong place. Save it as CSV (UTF-8) once more."
        )
        super().__init__(sentence)


Thing = Parcel | Unit


@dataclass(frozen=True)
class Row:
    """One row of a file as it was understood, or the sentences that say why it was not."""

    number: int
    code: str
    thing: Thing | None = None
    of: SaleOf = SaleOf.LAND_AND_BUILDINGS
    sold_on: date | None = None
    price_satang: int = 0
    is_arms_length: bool = True
    remark: str = ""
    source: str = ""
    faults: tuple[str, ...] = ()
    is_known: bool = False


@dataclass(frozen=True)
class Stratum:
    """The sales of one zone or use, with their measures where there are enough of them."""

    name: str
    sales: int
    study: Study | None
    cod_limits: ratios.Limits


@dataclass(frozen=True)
class Report:
    """The ratio study of a roll: all sales, by price zone, by use; sold parcels not on the roll are counted."""

    total: Stratum
    by_zone: tuple[Stratum, ...]
    by_use: tuple[Stratum, ...]
    not_on_roll: int
    not_open_market: int
    chasing: Chasing | None


@transaction.atomic
def record(
    *, thing: Thing, of: SaleOf, sold_on: date, price_satang: int, source: str, remark: str, by: User, at: datetime
) -> Sale:
    """Write down a sale of a parcel or unit; a remark says why it is no open-market sale. Raises SaleKnown."""
    sale, is_new = Sale.objects.get_or_create(
        municipality=thing.municipality,
        **_key(thing),
        sold_on=sold_on,
        price_satang=price_satang,
        defaults={
            "of": SaleOf.UNIT if isinstance(thing, Unit) else of,
            "source": source,
            "is_arms_length": not remark,
            "remark": remark,
            "recorded_by": by,
            "recorded_at": at,
        },
    )
    if not is_new:
        raise SaleKnown(sold_on)
    return sale


def read(text: str, *, municipality: Municipality) -> list[Row]:
    """Every row of a CSV with the columns COLUMNS, in order; nothing is written. Raises NotATable."""
    found = _table(text)
    things = _parcels(municipality, {row.get("parcel_code", "") for _number, row in found})
    things |= _units(municipality, {row.get("unit", "") for _number, row in found} - {""})
    sales = Sale.objects.filter(municipality=municipality)
    known: set[tuple[int | None, int | None, date, int]] = {
        (parcel, unit, day, satang)
        for parcel, unit, day, satang in sales.values_list("parcel", "unit", "sold_on", "price_satang")
    }
    return [_row(number, row, things, known) for number, row in found]


@transaction.atomic
def bring_in(rows: Sequence[Row], *, municipality: Municipality, by: User, at: datetime) -> int:
    """Record the sales of a file that was looked at, all or none; how many were new. Raises FileHasFaults."""
    faulty = sum(1 for row in rows if row.faults)
    if faulty:
        raise FileHasFaults(faulty)
    new = [
        Sale(
            municipality=municipality,
            **_key(row.thing),
            of=row.of,
            sold_on=row.sold_on,
            price_satang=row.price_satang,
            source=row.source,
            is_arms_length=row.is_arms_length,
            remark=row.remark,
            recorded_by=by,
            recorded_at=at,
        )
        for row in rows
        if row.thing and row.sold_on and not row.is_known
    ]
    before = Sale.objects.filter(municipality=municipality).count()
    Sale.objects.bulk_create(new, ignore_conflicts=True)
    return Sale.objects.filter(municipality=municipality).count() - before


def report(roll: Roll, *, since: date, until: date, former: Roll | None = None) -> Report:
    """Compare sales from `since` to `until` (both in) with the values of a roll; prices are not adjusted for time."""
    facts = rollfacts.of_roll(roll)
    sales = Sale.objects.filter(municipality=roll.municipality, sold_on__gte=since, sold_on__lte=until)
    rows = sales.filter(is_arms_length=True).values_list("parcel", "unit", "of", "price_satang")
    # A unit is known by its key below nothing, so that it is never taken for a parcel.
    studied = [(parcel or -(unit or 0), of, satang) for parcel, unit, of, satang in rows]
    parcel, assessed_land, assessed_all, zone, use = _values(facts)
    sold = np.array([one for one, _of, _price in studied], dtype=np.int64)
    place, is_there = _places(parcel, sold)
    with_buildings = np.array([of != SaleOf.LAND for _one, of, _price in studied], dtype=np.bool_)
    price = np.array([satang for _one, _of, satang in studied], dtype=np.float64)
    assessed = np.where(with_buildings, assessed_all[place], assessed_land[place]) if parcel.size else price
    use_of, zone_of = use[place[is_there]], zone[place[is_there]]
    ratio_of = (assessed[is_there].astype(np.float64), price[is_there])
    named = {number: " ".join(named) for number, named in facts.price_zones.items()}
    return Report(
        total=_stratum(_("All sales"), *ratio_of, limits=ratios.COD_OTHER),
        by_zone=_strata(zone_of, *ratio_of, named=lambda one: named.get(one, _("Outside every price zone"))),
        by_use=_strata(use_of, *ratio_of, named=lambda one: str(TableChoice(one).label), limits=_limits),
        not_on_roll=int((~is_there).sum()),
        not_open_market=sales.filter(is_arms_length=False).count(),
        chasing=_chasing(facts, rollfacts.of_roll(former), sold) if former else None,
    )


def _table(text: str) -> list[tuple[int, dict[str, str]]]:
    """The rows with their numbers; strict, or an open quotation mark would swallow the rows after it."""
    table = csv.DictReader(io.StringIO(text.lstrip("\ufeff")), strict=True)
    try:
        return [
            (number, {str(key).strip(): (value or "").strip() for key, value in row.items() if key})
            for number, row in enumerate(table, start=2)
        ]
    except csv.Error as error:
        raise NotATable from error


def _parcels(municipality: Municipality, codes: set[str]) -> dict[str, list[Thing]]:
    """Parcels by the code that they carry now."""
    versions = ParcelVersion.objects.filter(municipality=municipality, code__in=codes, valid__endswith=None)
    found: dict[str, list[Thing]] = {}
    for version in versions.select_related("parcel").order_by("pk"):
        found.setdefault(version.code, []).append(version.parcel)
    return found


def _units(municipality: Municipality, names: set[str]) -> dict[str, list[Thing]]:
    """Units by registration number and unit number with a blank between, as they are numbered now."""
    numbers = {name.split()[0] for name in names if name.split()}
    versions = UnitVersion.objects.filter(
        municipality=municipality, registration_number__in=numbers, valid__endswith=None
    )
    found: dict[str, list[Thing]] = {}
    for version in versions.select_related("unit").order_by("pk"):
        found.setdefault(f"{version.registration_number} {version.unit_number}", []).append(version.unit)
    return found


def unit_by_name(municipality: Municipality, name: str) -> Unit | None:
    """The unit that is so called now, if exactly one is."""
    found = _units(municipality, {name}).get(" ".join(name.split()), [])
    return found[0] if len(found) == 1 and isinstance(found[0], Unit) else None


def _key(thing: Thing) -> dict[str, Any]:
    return {"unit": thing, "parcel": None} if isinstance(thing, Unit) else {"parcel": thing, "unit": None}


def _row(
    number: int,
    row: dict[str, str],
    things: dict[str, list[Thing]],
    known: set[tuple[int | None, int | None, date, int]],
) -> Row:
    unit = " ".join(row.get("unit", "").split())
    code = unit or row.get("parcel_code", "")
    fitting = things.get(code, [])
    sold_on, price = _day(row.get("sold_on", "")), _satang(row.get("price_baht", ""))
    what, market = row.get("what", "").lower(), row.get("open_market", "").lower()
    thing = fitting[0] if len(fitting) == 1 else None
    keys = (None, thing.pk) if isinstance(thing, Unit) else (thing.pk if thing else None, None)
    return Row(
        number,
        code,
        thing,
        SaleOf.UNIT if unit else WHAT.get(what, SaleOf.LAND_AND_BUILDINGS),
        sold_on,
        price or 0,
        market not in NO,
        row.get("remark", "")[:200],
        row.get("source", "")[:200],
        (*_faults_of_thing(unit, fitting), *_faults_of_sale(row, sold_on, price, what, market)),
        thing is not None and sold_on is not None and (*keys, sold_on, price or 0) in known,
    )


def _faults_of_thing(unit: str, fitting: Sequence[Thing]) -> Iterator[str]:
    """What is wrong with the property that a row names."""
    if len(fitting) > 1:
        yield _("Several parcels have this code.")
    if not fitting:
        yield _("No condominium unit is called so.") if unit else _("No parcel has this code.")


def _faults_of_sale(
    row: dict[str, str], sold_on: date | None, price: int | None, what: str, market: str
) -> Iterator[str]:
    """What is wrong with what a row says of the sale."""
    if sold_on is None:
        yield _("The day is not written as 2024-05-31 or 31/05/2567.")
    if price is None:
        yield _("The price is not a number of baht above nothing.")
    if what not in WHAT:
        yield _("What was sold is neither land nor land_and_buildings.")
    if market not in (*YES, *NO, ""):
        yield _("Whether it was an open-market sale is neither yes nor no.")
    if market in NO and not row.get("remark", ""):
        yield _("A sale that was not on the open market needs a remark that says why.")
    if not row.get("source"):
        yield _("The source is missing.")


def _day(text: str) -> date | None:
    """ISO days, or day/month/year; years from 2400 on are Buddhist."""
    parts = text.split("-") if "-" in text else list(reversed(text.split("/")))
    if len(parts) != 3 or not all(part.isdecimal() for part in parts):
        return None
    year, month, day = (int(part) for part in parts)
    try:
        return date(units.in_common_era(year), month, day)
    except (ValueError, OverflowError):
        return None


def _satang(text: str) -> int | None:
    try:
        baht = Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None
    return int(baht * units.SATANG) if baht.is_finite() and Decimal("0.01") <= baht <= LARGEST_PRICE_BAHT else None


def _values(facts: RollFacts) -> tuple[Int64, Int64, Int64, Int64, Int64]:
    """By parcel, or by unit (its key below nothing), sorted: value of the land, of all, price zone, most valuable use.

    Condominium units are sold one by one; none of them is part of what is sold with the ground.
    """
    lines = facts.lines
    is_unit = lines["is_unit"] == 1
    parcel, place = np.unique(np.where(is_unit, -lines["unit"], lines["parcel"]), return_inverse=True)
    first = np.zeros(place.size, dtype=np.bool_)
    first[np.unique(lines["property"], return_index=True)[1]] = True
    is_land = lines["is_land"] == 1
    land, everything = np.zeros(parcel.size, dtype=np.int64), np.zeros(parcel.size, dtype=np.int64)
    np.add.at(everything, place[first], lines["property_satang"][first])
    np.add.at(land, place[first & is_land], lines["property_satang"][first & is_land])
    zone, use = np.zeros_like(land), np.zeros_like(land)
    by_value = np.argsort(lines["value_satang"], kind="stable")
    zone[place], use[place[by_value]] = lines["price_zone"], lines["table"][by_value]
    return parcel.astype(np.int64), land, everything, zone, use


def _places(keys: Int64, wanted: Int64) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Where each wanted key stands among sorted keys, and whether it is there at all."""
    if keys.size == 0:
        return np.zeros(wanted.size, dtype=np.intp), np.zeros(wanted.size, dtype=np.bool_)
    place = np.minimum(np.searchsorted(keys, wanted), keys.size - 1)
    return place, np.asarray(keys[place] == wanted)


def _stratum(name: str, assessed: ratios.Floats, price: ratios.Floats, *, limits: ratios.Limits) -> Stratum:
    return Stratum(name, price.size, ratios.study(assessed, price), limits)


def _strata(
    key: Int64,
    assessed: ratios.Floats,
    price: ratios.Floats,
    *,
    named: Callable[[int], str],
    limits: Callable[[int], ratios.Limits] = lambda _one: ratios.COD_OTHER,
) -> tuple[Stratum, ...]:
    def made() -> Iterator[Stratum]:
        for one in np.unique(key).tolist():
            within = key == one
            yield _stratum(named(one), assessed[within], price[within], limits=limits(one))

    return tuple(made())


def _limits(table: int) -> ratios.Limits:
    """Homes, vacant land, everything else (table 1-3 of the standard)."""
    if table == TableChoice.VACANT:
        return ratios.COD_VACANT
    homes = (TableChoice.MAIN_HOME, TableChoice.MAIN_HOME_BUILDING, TableChoice.OTHER_RESIDENCE)
    return ratios.COD_HOMES if table in homes else ratios.COD_OTHER


def _chasing(now: RollFacts, then: RollFacts, sold: Int64) -> Chasing | None:
    """How the values of sold and unsold land changed from one roll to the next."""
    parcel, value, *_rest = _values(now)
    old_parcel, old_value, *_old = _values(then)
    place, was_there = _places(old_parcel, parcel)
    if not was_there.any():
        return None
    before = np.where(was_there, old_value[place], 0)
    both = was_there & (before > 0) & (value > 0)
    change = 100.0 * (value[both] - before[both]) / before[both]
    is_sold = np.isin(parcel[both], sold)
    return ratios.chasing(sold=change[is_sold], unsold=change[~is_sold])
