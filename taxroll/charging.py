"""What one debtor is charged by, line by line, taken from a roll or straight from the register; and charging it again.

A line here is only what the kernel needs, so that a line that does not exist yet can be put beside those that do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np

from gis_assets.models import BuildingVersion, Parcel, ParcelVersion, Right
from taxroll import landprices, scopes, valuation
from taxroll.columns import Int64
from taxroll.law import depreciation, kernel
from taxroll.law.book import LawOfYear
from taxroll.law.facts import LARGEST_AREA, Assessment, Facts
from taxroll.law.tables import Table
from taxroll.models import Bill, GapReason, LineKind, RollLine
from taxroll.properties import Things

HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Charge:
    """One use of one plot, building or unit (`thing`); values in satang, areas in hundredths."""

    thing: str
    parcel_id: int
    is_land: bool
    house_number: str
    table: Table
    value_satang: int
    use_part: int
    use_whole: int
    group: int
    vacant_years: int
    reduction_ppm: int = 0
    old_tax_satang: int = 0


@dataclass(frozen=True)
class Land:
    """The plot as it is charged; area in square wah, price of a square wah in satang and where it is from.

    Along a street `front_ppm` of the area has the whole price and the rest `rest_percent` of it.
    """

    code: str
    area_wah: Decimal
    price_satang: int
    price_source: str
    front_ppm: int
    rest_percent: int


@dataclass(frozen=True)
class Debtor:
    """Everything that one debtor is charged for, and the plot in question."""

    is_natural: bool
    charges: tuple[Charge, ...]
    land: Land


def of_bill(bill: Bill, land: RollLine) -> Debtor:
    """As the roll copied it."""
    return Debtor(bill.is_natural, lines_of(bill), _land(land))


def lines_of(bill: Bill) -> tuple[Charge, ...]:
    """Every line of a bill as the roll copied it, in the order of their numbers."""
    lines = bill.lines.select_related("parcel_version").order_by("number")
    return tuple(_of_line(line) for line in lines)


def of_register(parcel: Parcel, *, on: date) -> Debtor | GapReason | None:
    """As the register has it on a day: the plot's debtor, why the plot cannot be taxed, or None where it is unknown.

    Raises LawIsSilent for a year without law.
    """
    version = ParcelVersion.objects.as_of(on).filter(parcel=parcel).first()
    if version is None:
        return None
    rights = Right.objects.as_of(on).filter(parcel=parcel).exclude(kind="building_owner")
    scope = scopes.of_parties(
        list(rights.values_list("party", flat=True)),
        municipality=parcel.municipality,
        on=on,
        also=Things([parcel.pk], (), ()),
    )
    valued = valuation.value(municipality=parcel.municipality, on=on, scope=scope)
    for gap in valued.gaps:
        if ((gap.parcel_version == version.pk) & (gap.building_version == 0) & (gap.unit_version == 0)).any():
            return gap.reason
    return _of_valued(valued, version)


def charge(debtor: Sequence[Charge], *, is_natural: bool, law: LawOfYear, owners: Int64 | None = None) -> Assessment:
    """Run the kernel over these lines; all are one owner's unless `owners` says otherwise."""
    things = {thing: number for number, thing in enumerate(dict.fromkeys(line.thing for line in debtor))}
    return kernel.assess(
        Facts(
            owner=np.zeros(len(debtor), dtype=np.int64) if owners is None else owners,
            is_natural=np.full(len(debtor), is_natural),
            group=_column([line.group for line in debtor]),
            property=_column([things[line.thing] for line in debtor]),
            table=_column([int(line.table) for line in debtor]),
            value_satang=_column([line.value_satang for line in debtor]),
            use_part=_column([line.use_part for line in debtor]),
            use_whole=_column([line.use_whole for line in debtor]),
            is_floor_share=np.array([not line.is_land for line in debtor], dtype=np.bool_),
            vacant_years=_column([line.vacant_years for line in debtor]),
            reduction_ppm=_column([line.reduction_ppm for line in debtor]),
            old_tax_satang=_column([line.old_tax_satang for line in debtor]),
        ),
        law=law,
    )


def land_value(area_wah: Decimal, *, price_satang: int, front_ppm: int, rest_percent: int, law: LawOfYear) -> int:
    """Price by area, rounded as the roll rounds it; raises ValueError for an area that no parcel has."""
    area = int((area_wah * HUNDRED).to_integral_value())
    if not 0 < area <= LARGEST_AREA:
        raise ValueError(f"The area must be above 0 and at most {LARGEST_AREA} hundredths of a square wah.")
    gross = landprices.gross(*map(_one, (price_satang, area, front_ppm, rest_percent)), rounding=law.rounding.value)
    return int(depreciation.value_after(gross, np.zeros_like(gross), law=law)[0])


def _one(number: int) -> Int64:
    return np.array([number], dtype=np.int64)


def _column(numbers: Sequence[int]) -> Int64:
    return np.array(numbers, dtype=np.int64)


def _of_line(line: RollLine) -> Charge:
    plot = line.parcel_version
    number = line.unit_version_id or line.building_version_id or line.parcel_version_id
    return Charge(
        thing=f"{line.kind} {number}",
        parcel_id=plot.parcel_id if plot else 0,
        is_land=line.kind == LineKind.LAND,
        house_number=line.house_number,
        table=Table(line.table),
        value_satang=line.property_satang,
        use_part=line.use_part,
        use_whole=line.use_whole,
        group=line.group_number,
        vacant_years=line.vacant_years,
        reduction_ppm=line.reduction_ppm,
        old_tax_satang=line.old_tax_satang,
    )


def _land(line: RollLine) -> Land:
    price = (line.price_satang, line.price_source, line.front_ppm, line.rest_percent)
    return Land(line.parcel_code, line.area_wah or Decimal(0), *price)


def _of_valued(valued: valuation.ValuedFacts, version: ParcelVersion) -> Debtor | None:
    """The lines of whoever owes for the plot."""
    properties, facts, row = valued.properties, valued.facts, valued.row
    is_plot = (properties["parcel_version"] == version.pk) & (properties["is_building"] + properties["is_unit"] == 0)
    if not is_plot.any():
        return None
    plot = int(np.flatnonzero(is_plot)[0])
    wanted = np.flatnonzero(facts.owner == properties["owner"][plot])
    parcels = dict(
        ParcelVersion.objects.filter(pk__in=properties["parcel_version"].tolist()).values_list("pk", "parcel")
    )
    houses = BuildingVersion.objects.in_bulk(properties["building_version"].tolist())
    charges = []
    for line in wanted.tolist():
        which = int(row[line])
        house = houses.get(int(properties["building_version"][which]))
        parcel = parcels.get(int(properties["parcel_version"][which]), 0)
        charges.append(
            Charge(
                thing=f"property {which}",
                parcel_id=parcel,
                is_land=bool(properties["is_building"][which] + properties["is_unit"][which] == 0),
                house_number=house.house_number if house else "",
                table=Table(int(facts.table[line])),
                value_satang=int(facts.value_satang[line]),
                use_part=int(facts.use_part[line]),
                use_whole=int(facts.use_whole[line]),
                group=int(facts.group[line]),
                vacant_years=int(facts.vacant_years[line]),
                reduction_ppm=int(facts.reduction_ppm[line]),
                old_tax_satang=int(facts.old_tax_satang[line]),
            )
        )
    price, front, rest = (int(properties[name][plot]) for name in ("price_satang", "front_ppm", "rest_percent"))
    land = Land(version.code, version.deed_area_wah or Decimal(0), price, "", front, rest)
    return Debtor(bool(properties["is_natural"][plot]), tuple(charges), land)
