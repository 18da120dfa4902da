"""What a change of a parcel would do to its tax: the latest roll's own lines run through the kernel a second time.

Only the deed's area is changed; uses, prices, joint bases and owners stay as the roll copied them. The whole bill is
run, not the parcel alone, so that slices and allowances that plots of one owner share come out as they would on paper.
Nothing is stored, and no person is named.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from gis_assets.models import Parcel
from taxroll import landprices
from taxroll.columns import Int64
from taxroll.law import depreciation, kernel, library
from taxroll.law.book import LawOfYear
from taxroll.law.facts import LARGEST_AREA, Facts
from taxroll.models import LineKind, Roll, RollGap, RollLine

HUNDREDTHS = 100
MAIN_ROLL = 1


@dataclass(frozen=True)
class UseEffect:
    """One use of the parcel or of a building on it: what it is charged now and what it would be."""

    line: RollLine
    before_satang: int
    after_satang: int


@dataclass(frozen=True)
class Effect:
    """Tax of one parcel by the latest roll, before and after; `rest_*` is the owner's other property on the same bill.

    `land` is the parcel's first land line, which carries price and area as the roll copied them. Without a roll, a line
    or a value nothing is computed: `roll` or `land` is None, and `gap` says why the roll could not tax the parcel.
    """

    roll: Roll | None
    land: RollLine | None = None
    gap: RollGap | None = None
    area_after_wah: Decimal | None = None
    uses: tuple[UseEffect, ...] = ()
    rest_before_satang: int = 0
    rest_after_satang: int = 0
    is_current_law: bool = True

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
        if self.land is None or self.land.area_wah is None or self.area_after_wah is None:
            return Decimal(0)
        return self.area_after_wah - self.land.area_wah

    @property
    def area_lost_wah(self) -> Decimal:
        return -self.area_difference_wah


def of_area(parcel: Parcel, *, area_wah: Decimal | None) -> Effect:
    """What the tax would be with that deed area; with None, what it is."""
    roll = Roll.objects.filter(municipality=parcel.municipality_id, sequence=MAIN_ROLL).first()
    if roll is None:
        return Effect(roll=None)
    on_parcel = RollLine.objects.filter(roll=roll, parcel_version__parcel=parcel)
    land = on_parcel.filter(kind=LineKind.LAND).order_by("number").first()
    if land is None or land.area_wah is None:
        gaps = RollGap.objects.filter(roll=roll, parcel_version__parcel=parcel, kind=LineKind.LAND)
        return Effect(roll=roll, gap=gaps.first())
    lines = list(RollLine.objects.filter(bill=land.bill_id).select_related("bill").order_by("number"))
    return _computed(roll, land, lines, parcel_lines=set(on_parcel.values_list("pk", flat=True)), area_wah=area_wah)


def _computed(
    roll: Roll, land: RollLine, lines: Sequence[RollLine], *, parcel_lines: set[int], area_wah: Decimal | None
) -> Effect:
    law = library.of_year(roll.tax_year_be)
    value = np.array([line.property_satang for line in lines], dtype=np.int64)
    before = kernel.assess(_facts(lines, value), law=law).payable_satang
    after = before
    if area_wah is not None:
        is_land = np.array([_is_same_land(line, land) for line in lines])
        after = kernel.assess(
            _facts(lines, np.where(is_land, _land_value(land, area_wah, law), value)), law=law
        ).payable_satang
    pairs = list(zip(lines, before.tolist(), after.tolist(), strict=True))
    rest = [(old, new) for line, old, new in pairs if line.pk not in parcel_lines]
    return Effect(
        roll=roll,
        land=land,
        area_after_wah=area_wah if area_wah is not None else land.area_wah,
        uses=tuple(UseEffect(line, old, new) for line, old, new in pairs if line.pk in parcel_lines),
        rest_before_satang=sum(old for old, _ in rest),
        rest_after_satang=sum(new for _, new in rest),
        is_current_law=roll.law_digest == library.current().digest,
    )


def _is_same_land(line: RollLine, land: RollLine) -> bool:
    return line.kind == LineKind.LAND and line.parcel_version_id == land.parcel_version_id


def _land_value(land: RollLine, area_wah: Decimal, law: LawOfYear) -> Int64:
    """Price by deed area, rounded as the roll rounds it; raises ValueError for an area no parcel has."""
    area = int((area_wah * HUNDREDTHS).to_integral_value())
    if not 0 < area <= LARGEST_AREA:
        raise ValueError(f"The area must be above 0 and at most {LARGEST_AREA} hundredths of a square wah.")
    facts = (land.price_satang, area, land.front_ppm, land.rest_percent)
    columns = (np.array([fact], dtype=np.int64) for fact in facts)
    gross = landprices.gross(*columns, rounding=law.rounding.value)
    return depreciation.value_after(gross, np.zeros_like(gross), law=law)


def _facts(lines: Sequence[RollLine], value_satang: Int64) -> Facts:
    """The lines of one bill as the kernel was given them when the roll was built, with these values."""
    zeros = np.zeros(len(lines), dtype=np.int64)
    numbers = {name: _column(lines, name) for name in ("table", "use_part", "use_whole", "vacant_years")}
    return Facts(
        owner=zeros,
        is_natural=np.full(len(lines), lines[0].bill.is_natural),
        group=_column(lines, "group_number"),
        property=_properties(lines),
        value_satang=value_satang,
        is_floor_share=np.array([line.kind != LineKind.LAND for line in lines]),
        reduction_ppm=_column(lines, "reduction_ppm"),
        old_tax_satang=_column(lines, "old_tax_satang"),
        **numbers,
    )


def _column(lines: Sequence[RollLine], name: str) -> Int64:
    return np.array([getattr(line, name) for line in lines], dtype=np.int64)


def _properties(lines: Sequence[RollLine]) -> Int64:
    """A number for each plot or building, the same for all its lines."""
    keys = [(line.kind, line.unit_version_id or line.building_version_id or line.parcel_version_id) for line in lines]
    numbers = {key: number for number, key in enumerate(dict.fromkeys(keys))}
    return np.array([numbers[key] for key in keys], dtype=np.int64)
