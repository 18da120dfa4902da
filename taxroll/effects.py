"""What a proposed change of a parcel does to its owner's tax, line by line with the sections of law.

The change is another deed area, other uses, a split into parts or a merger with other parcels. The whole bill is
charged a second time by the same kernel, not the parcel alone, so that slices and allowances that plots of one owner
share come out as they would on paper. By the latest roll where the parcel stands on it, else by the register of the
day. Nothing is stored, and no person is named.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

import numpy as np

from gis_assets import units
from gis_assets.models import Parcel
from taxroll import charging
from taxroll.charging import Charge, Debtor, Land
from taxroll.law import library
from taxroll.law.book import LawOfYear
from taxroll.law.dated import Citation, Dated, LawIsSilent
from taxroll.law.facts import Assessment
from taxroll.law.tables import Table
from taxroll.models import GapReason, LineKind, Roll, RollGap, RollLine, TableChoice

HUNDREDTHS = 100
MAIN_ROLL = 1
DWELLINGS = (Table.MAIN_HOME, Table.MAIN_HOME_BUILDING, Table.OTHER_RESIDENCE)
FIXED_USES = {"agriculture": Table.AGRICULTURE, "other": Table.OTHER_USE, "vacant": Table.VACANT}


@dataclass(frozen=True)
class Change:
    """What a survey proposes; areas in square wah. Nothing given is no change."""

    area_wah: Decimal | None = None
    uses_wah: Mapping[str, Decimal] = field(default_factory=dict)
    parts_wah: tuple[Decimal, ...] = ()
    joined: tuple[Parcel, ...] = ()

    @property
    def is_split(self) -> bool:
        return bool(self.parts_wah)

    @property
    def is_merger(self) -> bool:
        return bool(self.joined)


@dataclass(frozen=True)
class UseEffect:
    """One use of the parcel or of a building on it: what it is charged now, what it would be, and by which rules."""

    is_land: bool
    house_number: str
    table: Table
    before_satang: int
    after_satang: int
    exemption_before_satang: int
    exemption_after_satang: int
    rates: Citation
    exemption: Citation | None

    @property
    def table_name(self) -> str:
        return str(TableChoice(int(self.table)).label)


@dataclass(frozen=True)
class Effect:
    """Tax of one parcel before and after; `rest_*` is the owner's other property on the same bill.

    `roll` is None where the register itself was asked. Without `land` nothing was computed, and `gap` says why.
    `apart_satang`: what the parts of a split would owe, each in the hands of another owner without other property.
    """

    tax_year_be: int
    roll: Roll | None = None
    land: Land | None = None
    gap: str = ""
    area_after_wah: Decimal | None = None
    uses: tuple[UseEffect, ...] = ()
    rest_before_satang: int = 0
    rest_after_satang: int = 0
    parts: int = 0
    joined: int = 0
    apart_satang: int | None = None
    has_other_owner: bool = False
    is_current_law: bool = True
    joint_base: Citation | None = None

    @property
    def before_satang(self) -> int:
        return sum(use.before_satang for use in self.uses)

    @property
    def after_satang(self) -> int:
        return sum(use.after_satang for use in self.uses)

    @property
    def rest_difference_satang(self) -> int:
        return self.rest_after_satang - self.rest_before_satang

    @property
    def area_difference_wah(self) -> Decimal:
        if self.land is None or self.area_after_wah is None:
            return Decimal(0)
        return self.area_after_wah - self.land.area_wah

    @property
    def area_lost_wah(self) -> Decimal:
        return -self.area_difference_wah


def of_change(parcel: Parcel, change: Change, *, on: date) -> Effect:
    """What the tax would be after the change; an empty one tells what it is.

    `on` is the day whose register is asked where no roll has the parcel.
    Raises ValueError for an area that no parcel has.
    """
    roll = Roll.objects.filter(municipality=parcel.municipality_id, sequence=MAIN_ROLL).first()
    land = _land_line(roll, parcel)
    if roll and land:
        debtor = charging.of_bill(land.bill, land)
        effect = _computed(debtor, parcel, change, library.of_year(roll.tax_year_be))
        return replace(effect, roll=roll, is_current_law=roll.law_digest == library.current().digest)
    if roll and (gap := RollGap.objects.filter(roll=roll, parcel_version__parcel=parcel, kind=LineKind.LAND).first()):
        return Effect(roll.tax_year_be, roll=roll, gap=str(gap.get_reason_display()))
    return _by_register(parcel, change, on)


def _land_line(roll: Roll | None, parcel: Parcel) -> RollLine | None:
    lines = RollLine.objects.filter(roll=roll, parcel_version__parcel=parcel, kind=LineKind.LAND)
    return lines.select_related("bill").order_by("number").first() if roll else None


def _by_register(parcel: Parcel, change: Change, on: date) -> Effect:
    year = units.year_be(on.year)
    try:
        law = library.of_year(year)
        found = charging.of_register(parcel, on=on)
    except LawIsSilent:
        return Effect(year)
    if isinstance(found, GapReason):
        return Effect(year, gap=str(found.label))
    return Effect(year) if found is None else _computed(found, parcel, change, law)


def _computed(debtor: Debtor, parcel: Parcel, change: Change, law: LawOfYear) -> Effect:
    keys = {parcel.pk, *(other.pk for other in change.joined)}
    plots = {line.parcel_id for line in debtor.charges if line.is_land}
    if not keys <= plots:
        return replace(_told(debtor, debtor.charges, keys & plots, law), has_other_owner=True, joined=len(keys) - 1)
    effect = _told(debtor, _changed(debtor, parcel, change, law), keys, law)
    return replace(
        effect,
        area_after_wah=sum(change.parts_wah, Decimal(0))
        if change.is_split
        else change.area_wah or debtor.land.area_wah,
        parts=len(change.parts_wah),
        joined=len(change.joined),
        apart_satang=_apart(debtor, parcel, change, law) if change.is_split else None,
        joint_base=law.corner_touch_counts.citation,
    )


def _changed(debtor: Debtor, parcel: Parcel, change: Change, law: LawOfYear) -> list[Charge]:
    """All lines of the debtor with the change made."""
    ours = [line for line in debtor.charges if line.is_land and line.parcel_id == parcel.pk]
    rest = [line for line in debtor.charges if line not in ours]
    if change.is_merger:
        return _merged(ours, rest, change.joined)
    if change.uses_wah:
        ours = _used(ours, change.uses_wah)
    if change.is_split:
        return [*_parts(ours, change.parts_wah, debtor.land, law), *rest]
    if change.area_wah is not None:
        value = _land_value(debtor.land, change.area_wah, law)
        ours = [replace(line, value_satang=value) for line in ours]
    return [*ours, *rest]


def _used(ours: Sequence[Charge], uses_wah: Mapping[str, Decimal]) -> list[Charge]:
    """The plot's lines by other uses; dwelling land stays home and other residence as it was divided until now."""
    areas = {table: _hundredths(uses_wah.get(use, Decimal(0))) for use, table in FIXED_USES.items()}
    dwelling = _hundredths(uses_wah.get("residential", Decimal(0)))
    known = {line.table: line for line in ours}
    homes = [line for line in ours if line.table in DWELLINGS]
    whole = sum(line.use_part for line in homes)
    given = 0
    for line in homes[:-1]:
        areas[line.table] = dwelling * line.use_part // whole
        given += areas[line.table]
    areas[homes[-1].table if homes else Table.OTHER_RESIDENCE] = dwelling - given
    total = sum(areas.values())
    model = ours[0]
    years = known[Table.VACANT].vacant_years if Table.VACANT in known else 1
    return [
        replace(model, table=table, use_part=area, use_whole=total, vacant_years=years if table is Table.VACANT else 0)
        for table, area in sorted(areas.items())
        if area
    ]


def _parts(ours: Sequence[Charge], parts_wah: Sequence[Decimal], land: Land, law: LawOfYear) -> list[Charge]:
    """Each part used as the whole was, at the price of the whole; parts adjoin, so one owner's are one base (s. 42)."""
    return [
        replace(line, thing=f"{line.thing} part {number}", value_satang=_land_value(land, area, law))
        for number, area in enumerate(parts_wah, start=1)
        for line in ours
    ]


def _merged(ours: Sequence[Charge], rest: Sequence[Charge], joined: Iterable[Parcel]) -> list[Charge]:
    """One plot of all: values and uses are summed until the Treasury prices the new plot, and all is one base."""
    keys = {parcel.pk for parcel in joined}
    taken = [line for line in rest if line.is_land and line.parcel_id in keys]
    others = [line for line in rest if line not in taken]
    together = [*ours, *taken]
    bases = {line.group for line in together}
    model = ours[0]
    value = sum({line.thing: line.value_satang for line in together}.values())
    areas: dict[Table, int] = {}
    for line in together:
        areas[line.table] = areas.get(line.table, 0) + line.use_part
    years = {line.table: max(line.vacant_years, 0) for line in together}
    whole = sum(areas.values())
    one = [
        replace(model, table=table, value_satang=value, use_part=area, use_whole=whole, vacant_years=years[table])
        for table, area in sorted(areas.items())
    ]
    return [*one, *(replace(line, group=model.group) if line.group in bases else line for line in others)]


def _apart(debtor: Debtor, parcel: Parcel, change: Change, law: LawOfYear) -> int:
    """The parts of a split, each owned by somebody else: only the first keeps the home."""
    ours = [line for line in debtor.charges if line.is_land and line.parcel_id == parcel.pk]
    parts = _parts(ours, change.parts_wah, debtor.land, law)
    owners = [place // len(ours) for place in range(len(parts))]
    apart = [
        replace(
            line,
            group=owner,
            table=Table.OTHER_RESIDENCE if owner and line.table in DWELLINGS else line.table,
        )
        for owner, line in zip(owners, parts, strict=True)
    ]
    numbers = np.array(owners, dtype=np.int64)
    assessed = charging.charge(apart, is_natural=debtor.is_natural, law=law, owners=numbers)
    return int(assessed.payable_satang.sum())


def _told(debtor: Debtor, after: Sequence[Charge], keys: set[int], law: LawOfYear) -> Effect:
    """Both computations side by side: use by use on the parcels in question, in one sum for the rest."""
    before = charging.charge(debtor.charges, is_natural=debtor.is_natural, law=law)
    then = charging.charge(after, is_natural=debtor.is_natural, law=law)
    now_by_use, now_rest = _by_use(debtor.charges, before, keys)
    then_by_use, then_rest = _by_use(after, then, keys)
    uses = []
    for key in dict.fromkeys([*now_by_use, *then_by_use]):
        is_building, house_number, table = key
        (was, was_exempt), (would_be, would_be_exempt) = now_by_use.get(key, (0, 0)), then_by_use.get(key, (0, 0))
        exemption = _exemption(table, law) if was_exempt or would_be_exempt else None
        uses.append(
            UseEffect(
                is_land=not is_building,
                house_number=house_number,
                table=table,
                before_satang=was,
                after_satang=would_be,
                exemption_before_satang=was_exempt,
                exemption_after_satang=would_be_exempt,
                rates=law.rates[table].citation,
                exemption=exemption,
            )
        )
    return Effect(
        law.tax_year_be,
        land=debtor.land,
        area_after_wah=debtor.land.area_wah,
        uses=tuple(uses),
        rest_before_satang=now_rest,
        rest_after_satang=then_rest,
    )


UseKey = tuple[bool, str, Table]


def _by_use(lines: Sequence[Charge], assessed: Assessment, keys: set[int]) -> tuple[dict[UseKey, tuple[int, int]], int]:
    """Payable and exemption (satang) of each use on these parcels, and the payable of everything else."""
    found: dict[UseKey, tuple[int, int]] = {}
    rest = 0
    pairs = zip(lines, assessed.payable_satang.tolist(), assessed.exemption_satang.tolist(), strict=True)
    for line, payable, exempt in pairs:
        if line.parcel_id not in keys:
            rest += payable
            continue
        key = (not line.is_land, line.house_number, line.table)
        sums = found.get(key, (0, 0))
        found[key] = (sums[0] + payable, sums[1] + exempt)
    return found, rest


def _exemption(table: Table, law: LawOfYear) -> Citation | None:
    exemptions: Mapping[Table, Dated[int]] = {
        Table.AGRICULTURE: law.agriculture_exemption_satang,
        Table.MAIN_HOME: law.main_home_exemption_satang,
        Table.MAIN_HOME_BUILDING: law.main_home_building_exemption_satang,
    }
    return exemptions[table].citation if table in exemptions else None


def _hundredths(area_wah: Decimal) -> int:
    return int((area_wah * HUNDREDTHS).to_integral_value())


def _land_value(land: Land, area_wah: Decimal, law: LawOfYear) -> int:
    """Price by deed area; raises ValueError for an area no parcel has."""
    price = {"price_satang": land.price_satang, "front_ppm": land.front_ppm, "rest_percent": land.rest_percent}
    return charging.land_value(area_wah, law=law, **price)
