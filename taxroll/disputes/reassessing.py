"""The bill assessed again by the kernel with some of its facts put right; nothing is stored and nothing is changed.

The whole bill is run, so that slices, joint bases and allowances that properties of one owner share come out as they
would on paper. With nothing changed it must come to what the roll says, or nothing is told.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from gis_assets.refusals import Refusal
from taxroll import charging
from taxroll.law import library
from taxroll.law.book import LawOfYear
from taxroll.law.facts import Assessment
from taxroll.law.tables import Table
from taxroll.models import Bill, LineKind, RollLine


class NotReproducible(Refusal):
    def __init__(self, bill: Bill) -> None:
        sentence = _(
            "Bill %(bill)s does not come out as it was sealed by today's law files. Put the files of that roll back"
            " first; a new assessment on other rules would not be comparable."
        )
        super().__init__(sentence % {"bill": bill.reference})


class AreaIsImpossible(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The area must be more than 0 square wah, and no larger than a parcel can be."))


class HomeOfAFirm(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Only a natural person has a main home (s. 41). Choose another use."))


@dataclass(frozen=True)
class Correction:
    """What should have stood for one line; None leaves it. Area and value hold for the whole plot or building."""

    area_wah: Decimal | None = None
    value_satang: int | None = None
    table: Table | None = None
    vacant_years: int | None = None
    reduction_ppm: int | None = None


@dataclass(frozen=True)
class NewLine:
    """A line with the facts it was assessed by, and its place in the columns of the assessment."""

    line: RollLine
    table: Table
    vacant_years: int
    reduction_ppm: int
    area_wah: Decimal | None
    property_satang: int
    payable_satang: int

    @property
    def difference_satang(self) -> int:
        return self.payable_satang - self.line.payable_satang

    @property
    def is_changed(self) -> bool:
        line = self.line
        former = (line.table, line.vacant_years, line.reduction_ppm, line.area_wah, line.property_satang)
        now = (self.table, self.vacant_years, self.reduction_ppm, self.area_wah, self.property_satang)
        return now != former


@dataclass(frozen=True)
class Reassessed:
    """The bill before and after, in satang; `assessed` has the columns of `lines`."""

    lines: tuple[NewLine, ...]
    assessed: Assessment
    before_satang: int
    after_satang: int

    @property
    def difference_satang(self) -> int:
        return self.after_satang - self.before_satang


def reassess(bill: Bill, *, corrections: Mapping[int, Correction]) -> Reassessed:
    """The bill with the lines (by primary key) corrected; raises one of the Refusals above."""
    lines = list(bill.lines.order_by("number"))
    law = library.of_year(bill.roll.tax_year_be)
    as_sealed = [_unchanged(line) for line in lines]
    before = _assessed(bill, as_sealed, law)
    if before.payable_satang.tolist() != [line.payable_satang for line in lines]:
        raise NotReproducible(bill)
    corrected = [_corrected(line, lines, corrections, law) for line in lines]
    after = _assessed(bill, corrected, law)
    new = tuple(
        NewLine(line, fact.table, fact.vacant_years, fact.reduction_ppm, fact.area_wah, fact.value_satang, payable)
        for line, fact, payable in zip(lines, corrected, after.payable_satang.tolist(), strict=True)
    )
    difference = int(after.payable_satang.sum()) - int(before.payable_satang.sum())
    return Reassessed(new, after, bill.payable_satang, bill.payable_satang + difference)


@dataclass(frozen=True)
class _Fact:
    area_wah: Decimal | None
    value_satang: int
    table: Table
    vacant_years: int
    reduction_ppm: int


def _unchanged(line: RollLine) -> _Fact:
    return _Fact(line.area_wah, line.property_satang, Table(line.table), line.vacant_years, line.reduction_ppm)


def _corrected(
    line: RollLine, lines: Sequence[RollLine], corrections: Mapping[int, Correction], law: LawOfYear
) -> _Fact:
    """The line's facts with its own correction, and the area or value given for any line of the same property."""
    fact, own = _unchanged(line), corrections.get(line.pk, Correction())
    of_property = [
        corrections[other.pk] for other in lines if other.pk in corrections and _thing(other) == _thing(line)
    ]
    areas = [correction.area_wah for correction in of_property if correction.area_wah is not None]
    values = [correction.value_satang for correction in of_property if correction.value_satang is not None]
    area_wah = areas[0] if areas and line.kind == LineKind.LAND else fact.area_wah
    value_satang = fact.value_satang if area_wah == fact.area_wah else _land_value(line, area_wah, law)
    return _Fact(
        area_wah,
        values[0] if values else value_satang,
        fact.table if own.table is None else own.table,
        fact.vacant_years if own.vacant_years is None else own.vacant_years,
        fact.reduction_ppm if own.reduction_ppm is None else own.reduction_ppm,
    )


def _thing(line: RollLine) -> tuple[str, int]:
    """Plot, building or unit of a line."""
    return (line.kind, line.unit_version_id or line.building_version_id or line.parcel_version_id or 0)


def _land_value(line: RollLine, area_wah: Decimal | None, law: LawOfYear) -> int:
    """The line's price by another area; raises AreaIsImpossible."""
    price = {"price_satang": line.price_satang, "front_ppm": line.front_ppm, "rest_percent": line.rest_percent}
    try:
        return charging.land_value(area_wah or Decimal(0), law=law, **price)
    except ValueError as impossible:
        raise AreaIsImpossible from impossible


def _assessed(bill: Bill, facts: Sequence[_Fact], law: LawOfYear) -> Assessment:
    if not bill.is_natural and any(fact.table in (Table.MAIN_HOME, Table.MAIN_HOME_BUILDING) for fact in facts):
        raise HomeOfAFirm
    charges = [
        replace(
            charge,
            value_satang=fact.value_satang,
            table=fact.table,
            vacant_years=fact.vacant_years,
            reduction_ppm=fact.reduction_ppm,
        )
        for charge, fact in zip(charging.lines_of(bill), facts, strict=True)
    ]
    return charging.charge(charges, is_natural=bill.is_natural, law=law)
