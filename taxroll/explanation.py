"""Why a bill is what it is: each line with its slices, rates and citations, and the doubts that touch it.

The bill page and the calculation form (ภ.ด.ส.7) both print this and nothing else.
"""

import copy
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from taxroll.law import book, library
from taxroll.law.book import LawOfYear, Material
from taxroll.law.dated import Citation, Dated
from taxroll.law.rules import ExemptKind, ReductionKind
from taxroll.law.tables import Table
from taxroll.models import Bill, Filing, LineKind, PriceKind, ReassessedLine, RollLine
from taxroll.prices import policy

PPM = 1_000_000
PPM_PER_PERCENT = 10_000
HUNDRED = Decimal(100)
REASSESSED = (
    *("property_satang", "table", "vacant_years", "reduction_ppm", "area_wah", "value_satang", "exemption_satang"),
    *("net_satang", "slice_base_satang", "slice_tax_satang", "escalation_ppm", "tax_satang", "relief_satang"),
    *("phase_in_satang", "payable_satang"),
)
"""What a decision's line says in the place of the sealed one."""


@dataclass(frozen=True)
class SliceOfLine:
    """The part of a line's base in one slice, its rate with escalation, and its tax."""

    base_satang: int
    rate_percent: Decimal
    tax_satang: int


@dataclass(frozen=True)
class ExplainedLine:
    """A line with its slices and rules; the notes are the places (from 1) of its rules in the bill's citations.

    `escalation` is the rule by which the rate of unused property rises with the years, also before it has risen.
    """

    line: RollLine
    table: Table
    share_percent: Decimal
    slices: tuple[SliceOfLine, ...]
    rates: Citation
    exemption: Citation | None
    escalation: Citation | None = None
    rates_note: int = 0
    exemption_note: int = 0
    exempt_kind: ExemptKind | None = None
    reduction_kind: ReductionKind | None = None
    value_rules: tuple[Citation, ...] = ()

    @property
    def is_unit(self) -> bool:
        return self.line.kind == LineKind.UNIT

    @property
    def front_wah(self) -> Decimal | None:
        """Square wah at the whole price of a street; None where the whole plot has one price."""
        if self.line.front_ppm == PPM or self.line.area_wah is None:
            return None
        return (self.line.area_wah * self.line.front_ppm / PPM).quantize(Decimal("0.01"))

    @property
    def reduction_percent(self) -> Decimal:
        return Decimal(self.line.reduction_ppm) / PPM_PER_PERCENT

    @property
    def is_land(self) -> bool:
        return self.line.kind == LineKind.LAND

    @property
    def is_shared(self) -> bool:
        return self.share_percent != HUNDRED


@dataclass(frozen=True)
class Explanation:
    """`is_current_law` is false when the law files have changed since the roll was built."""

    lines: tuple[ExplainedLine, ...]
    citations: tuple[Citation, ...]
    is_current_law: bool

    @property
    def tax_satang(self) -> int:
        return sum(explained.line.tax_satang for explained in self.lines)

    @property
    def relief_satang(self) -> int:
        return sum(explained.line.relief_satang for explained in self.lines)

    @property
    def phase_in_satang(self) -> int:
        return sum(explained.line.phase_in_satang for explained in self.lines)


def explain(bill: Bill, *, decision: Filing | None = None) -> Explanation:
    """Every line of a bill and every rule that made it; as a decision assessed it anew, where one did."""
    law = library.of_year(bill.roll.tax_year_be)
    anew = {new.line_id: new for new in decision.lines.all()} if decision else {}
    lines = [_explained(_anew(line, anew[line.pk]) if anew else line, law) for line in bill.lines.all()]
    citations = _distinct(_rules_of_signs(bill, law) if bill.roll.is_of_signs else _rules(bill, lines, law))
    return Explanation(
        lines=tuple(_noted(line, citations) for line in lines),
        citations=tuple(citations),
        is_current_law=bill.roll.law_digest == library.current().digest,
    )


def _anew(line: RollLine, new: ReassessedLine) -> RollLine:
    """The line with what the decision made of it, not to be saved; what it does not touch is as it was sealed."""
    shown = copy.copy(line)
    shown.gross_satang = line.gross_satang if new.property_satang == line.property_satang else new.property_satang
    for name in REASSESSED:
        setattr(shown, name, getattr(new, name))
    return shown


def _explained(line: RollLine, law: LawOfYear) -> ExplainedLine:
    table = Table(line.table)
    exempt, reduction = law.exempt_property.get(line.exempt_kind), law.type_reductions.get(line.reduction_kind)
    exemption = exempt or (_exemption(table, law) if line.exemption_satang else None)
    return ExplainedLine(
        line=line,
        table=table,
        share_percent=(HUNDRED * line.share_part / line.share_whole).quantize(Decimal("0.01")),
        slices=tuple(_slices(line, table, law)),
        rates=law.rates[table].citation,
        exemption=exemption.citation if exemption else None,
        escalation=law.escalation.citation if table is Table.VACANT else None,
        exempt_kind=exempt.value if exempt else None,
        reduction_kind=reduction.value if reduction else None,
        value_rules=tuple(_rules_of_price(line)),
    )


def _noted(line: ExplainedLine, citations: list[Citation]) -> ExplainedLine:
    exemption_note = citations.index(line.exemption) + 1 if line.exemption else 0
    return replace(line, rates_note=citations.index(line.rates) + 1, exemption_note=exemption_note)


def _slices(line: RollLine, table: Table, law: LawOfYear) -> Iterable[SliceOfLine]:
    for part, base, tax in zip(law.rates[table].value, line.slice_base_satang, line.slice_tax_satang, strict=False):
        if base:
            risen = part.rate_ppm + line.escalation_ppm
            rate = min(risen, max(part.rate_ppm, law.escalation.value.ceiling_ppm))
            yield SliceOfLine(base, Decimal(rate) / PPM_PER_PERCENT, tax)


def _exemption(table: Table, law: LawOfYear) -> Dated[int] | None:
    return {
        Table.AGRICULTURE: law.agriculture_exemption_satang,
        Table.MAIN_HOME: law.main_home_exemption_satang,
        Table.MAIN_HOME_BUILDING: law.main_home_building_exemption_satang,
    }.get(table)


def _rules(bill: Bill, lines: Sequence[ExplainedLine], law: LawOfYear) -> Iterable[Citation]:
    """The rules that touched this bill, in the order in which they were applied."""
    for line in lines:
        yield from _rules_of_value(line, law)
    for line in lines:
        yield from _rules_of_tax(line, law)
    if bill.relief_satang or law.general_pay_ppm.citation.doubt:
        yield law.general_pay_ppm.citation
    if bill.phase_in_satang:
        yield law.phase_in_ppm.citation
    if len({line.line.group_number for line in lines}) < sum(line.is_land for line in lines):
        yield law.corner_touch_counts.citation
    yield law.rounding.citation


def _rules_of_signs(bill: Bill, law: LawOfYear) -> Iterable[Citation]:
    """The rules of the signboard tax that touched this bill."""
    lines = bill.sign_lines.all()
    yield law.signboards.citation
    if any(line.periods < law.signboard_first_year.value.periods for line in lines):
        yield law.signboard_first_year.citation
    if any(line.faces > 1 for line in lines):
        yield law.signboard_faces.citation
    yield law.signboard_duties.citation


def _rules_of_price(line: RollLine) -> Iterable[Citation]:
    """Our own rules where the price accounts are silent, on the lines that they touched."""
    if line.kind != LineKind.LAND or line.price_kind in ("", PriceKind.ZONE):
        return
    settings = policy.of_day(book.assessment_day(line.roll.tax_year_be))
    yield settings.precedence.citation
    if line.price_kind == PriceKind.STREET:
        yield settings.street.citation


def _rules_of_value(line: ExplainedLine, law: LawOfYear) -> Iterable[Citation]:
    yield from line.value_rules
    if line.line.material_class:
        yield law.depreciation[Material(line.line.material_class)].citation
    if line.is_shared and not line.is_land:
        yield law.floor_share.citation


def _rules_of_tax(line: ExplainedLine, law: LawOfYear) -> Iterable[Citation]:
    if line.exemption:
        yield line.exemption
    if line.exemption and line.table is Table.AGRICULTURE and line.line.net_satang:
        yield law.agriculture_order.citation
    yield line.rates
    if line.line.escalation_ppm:
        yield law.escalation.citation
    if line.reduction_kind:
        yield law.type_reductions[line.line.reduction_kind].citation
        yield law.type_reduction.citation


def _distinct(citations: Iterable[Citation]) -> list[Citation]:
    return list(dict.fromkeys(citations))
