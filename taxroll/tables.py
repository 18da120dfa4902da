"""Every list of the tax office as a table to take along: who has a notice, who is late, what was filed, what was paid.

The lists of one roll stand in `rolls.exports`, which writes the large ones in the background; these are short enough
to be written while one waits. Most name owners, and all are for the tax office only.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gis_assets.models import Municipality
from taxroll import delivery, standing, worklist
from taxroll.collection import open_notices
from taxroll.insight import whatif
from taxroll.law import book
from taxroll.models import (
    About,
    AccountKind,
    ArrearsEntry,
    BankLine,
    Bill,
    BuildingSearch,
    Channel,
    ClosingCount,
    Correction,
    DeliveryState,
    Filing,
    FilingKind,
    FilingOutcome,
    LineState,
    Notice,
    Outcome,
    Payment,
    Refund,
    RefundState,
    ReportKind,
    Sale,
    SaleOf,
    Scenario,
    Suspect,
    SuspectStatus,
    Transfer,
    TransferKind,
    WarningLetter,
)
from taxroll.rolls import exports
from taxroll.rolls.exports import Cell, Column, Listed, baht, choice
from taxroll.signs import listing as signs


@dataclass(frozen=True)
class Asked:
    """Whose list, of which tax year, as it stands on which day."""

    municipality: Municipality
    tax_year_be: int
    on: date


def _day(at: datetime | None) -> date | None:
    return timezone.localdate(at) if at else None


def _some_baht(satang: int | None) -> Cell:
    return None if satang is None else baht(satang)


def _some(choices: Any) -> Callable[[Any], str]:
    """The label of a choice that may not be made yet."""
    return lambda value: str(choices(value).label) if value else ""


NOTICES = (
    Column(_("Notice"), "number"),
    Column(_("Reference"), "bill__reference"),
    Column(_("Owner"), "bill__owner_name"),
    Column(_("Address"), "bill__owner_address"),
    Column(_("Assessed at (baht)"), "assessed_satang", baht),
    Column(_("Issued"), "issued_at", _day),
    Column(_("Pay by"), "due_date"),
    Column(_("Delivery"), "delivery_state", _some(DeliveryState)),
    Column(_("Cancelled"), "cancelled_at", _day),
    Column(_("reason of cancelling"), "cancel_reason"),
)
PAYMENTS = (
    Column(_("Receipt"), "receipt__number"),
    Column(_("Paid"), "paid_at", _day),
    Column(_("Notice"), "notice__number"),
    Column(_("Owner"), "notice__bill__owner_name"),
    Column(_("Channel"), "channel", choice(Channel)),
    Column(_("Payment reference"), "reference"),
    Column(_("Amount (baht)"), "amount_satang", baht),
    Column(_("Tax (baht)"), "tax_satang", baht),
    Column(_("Penalty (baht)"), "penalty_satang", baht),
    Column(_("Surcharge (baht)"), "surcharge_satang", baht),
    Column(_("Paid too much (baht)"), "surplus_satang", baht),
    Column(_("Reversed because"), "reversal__reason"),
)
LETTERS = (
    Column(_("Letter"), "number"),
    Column(_("Notice"), "notice__number"),
    Column(_("Owner"), "notice__bill__owner_name"),
    Column(_("Written"), "issued_at", _day),
    Column(_("Days to pay"), "days_to_pay"),
    Column(_("Tax (baht)"), "tax_satang", baht),
    Column(_("Penalty (baht)"), "penalty_satang", baht),
    Column(_("Surcharge (baht)"), "surcharge_satang", baht),
    Column(_("Letter received"), "received_on"),
    Column(_("proof of receipt"), "received_how"),
)
ARREARS = (
    Column(_("Report number"), "report__number"),
    Column(_("Kind"), "report__kind", choice(ReportKind)),
    Column(_("Made"), "report__made_at", _day),
    Column(_("Parcel code"), "parcel_code"),
    Column(_("Document number"), "document_number"),
    Column(_("Owner"), "owner_name"),
    Column(_("Notice"), "notice__number"),
    Column(_("Tax (baht)"), "tax_satang", baht),
)
FILINGS = (
    Column(_("Case"), "case__reference"),
    Column(_("Kind"), "kind", choice(FilingKind)),
    Column(_("Notice"), "notice__number"),
    Column(_("Owner"), "notice__bill__owner_name"),
    Column(_("Filing received"), "received_at", _day),
    Column(_("to be decided by"), "decide_by"),
    Column(_("Outcome"), "outcome", _some(FilingOutcome)),
    Column(_("number of the decision"), "decision_number"),
    Column(_("Decided"), "decided_at", _day),
    Column(_("Before (baht)"), "before_satang", _some_baht),
    Column(_("After (baht)"), "after_satang", _some_baht),
)
CORRECTIONS = (
    Column(_("Case"), "case__reference"),
    Column(_("Parcel code"), "parcel_code"),
    Column(_("What is wrong"), "about", choice(About)),
    Column(_("Received"), "received_on"),
    Column(_("Decision"), "outcome", _some(Outcome)),
    Column(_("reasons of the decision"), "reasons"),
    Column(_("Payable before (baht)"), "before_satang", _some_baht),
    Column(_("Payable after (baht)"), "after_satang", _some_baht),
)
REFUNDS = (
    Column(_("Request"), "request_number"),
    Column(_("requested on"), "requested_on"),
    Column(_("Notice"), "notice__number"),
    Column(_("Owner"), "notice__bill__owner_name"),
    Column(_("reference of the bank"), "line__bank_reference"),
    Column(_("Reason"), "reason"),
    Column(_("Amount (baht)"), "amount_satang", baht),
    Column(_("Status"), "state", choice(RefundState)),
    Column(_("number of the decision"), "decision_number"),
    Column(_("Paid"), "paid_at", _day),
    Column(_("Payment reference"), "payment_reference"),
)
CLOSINGS = (
    Column(_("Day"), "closing__on"),
    Column(_("Money"), "account_kind", choice(AccountKind)),
    Column(_("By the books (baht)"), "booked_satang", baht),
    Column(_("Counted (baht)"), "counted_satang", baht),
    Column(_("Why it differs"), "explanation"),
)
TRANSFERS = (
    Column(_("day of the books"), "happened_on"),
    Column(_("Kind"), "kind", choice(TransferKind)),
    Column(_("Debit"), "debit__kind", choice(AccountKind)),
    Column(_("Credit"), "credit__kind", choice(AccountKind)),
    Column(_("Amount (baht)"), "amount_satang", baht),
    Column(_("Notice"), "notice__number"),
    Column(_("Payment reference"), "payment__reference"),
    Column(_("Tax year"), "tax_year_be"),
)
BANK_LINES = (
    Column(_("file"), "file__name"),
    Column(_("Line"), "number"),
    Column(_("Paid"), "paid_at", _day),
    Column(_("Amount (baht)"), "amount_satang", baht),
    Column(_("reference 1"), "ref1"),
    Column(_("reference 2"), "ref2"),
    Column(_("reference of the bank"), "bank_reference"),
    Column(_("Status"), "state", choice(LineState)),
    Column(_("why"), "remark"),
    Column(_("Notice"), "payment__notice__number"),
)
SALES = (
    Column(_("day of the sale"), "sold_on"),
    Column(_("what was sold"), "of", choice(SaleOf)),
    Column(_("price (baht)"), "price_satang", baht),
    Column(_("source"), "source"),
    Column(_("open-market sale"), "is_arms_length"),
    Column(_("why it is no open-market sale"), "remark"),
)
SUSPECTS = (
    Column(_("Parcel code"), "parcel_code"),
    Column(_("footprint (m²)"), "footprint_m2"),
    Column(_("height (cm)"), "height_cm"),
    Column(_("storeys assumed"), "storeys"),
    Column(_("floor area assumed (m²)"), "floor_area_m2"),
    Column(_("Value assumed (baht)"), "value_satang", baht),
    Column(_("Tax expected (baht)"), "expected_satang", _some_baht),
    Column(_("Decision"), "status", choice(SuspectStatus)),
    Column(_("Reason"), "reason"),
)


def notices(asked: Asked) -> Listed:
    """Every notice of the year, of land and of signs, cancelled ones too."""
    found = Notice.objects.filter(municipality=asked.municipality, bill__roll__tax_year_be=asked.tax_year_be)
    return exports.of_query("notices", asked.municipality, NOTICES, delivery.with_state(found).order_by("number"))


def late(asked: Asked) -> Listed:
    """Who has not paid in full and is late, with what is owed on the day, the largest debts first."""
    headings = (
        _("Notice"),
        _("Owner"),
        _("Address"),
        _("Late after"),
        _("Tax (baht)"),
        _("Penalty (baht)"),
        _("Surcharge (baht)"),
        _("Letter received"),
    )

    def rows() -> Iterator[Sequence[Cell]]:
        of_year = open_notices.of_year(asked.municipality, tax_year_be=asked.tax_year_be)
        found = [(one, one.owed(on=asked.on), one.late_after(on=asked.on)) for one in standing.of_all(list(of_year))]
        for one, owed, late_after in sorted(found, key=lambda row: -row[1].total_satang):
            if asked.on > late_after:
                bill, sums = one.notice.bill, (owed.tax_satang, owed.penalty_satang, owed.surcharge_satang)
                received = one.warned.received_on if one.warned else None
                yield one.notice.number, bill.owner_name, bill.owner_address, late_after, *map(baht, sums), received

    return Listed("late", asked.municipality, headings, rows)


def payments(asked: Asked) -> Listed:
    found = Payment.objects.filter(municipality=asked.municipality, notice__bill__roll__tax_year_be=asked.tax_year_be)
    return exports.of_query("payments", asked.municipality, PAYMENTS, found.order_by("paid_at", "pk"))


def letters(asked: Asked) -> Listed:
    found = WarningLetter.objects.filter(
        municipality=asked.municipality, notice__bill__roll__tax_year_be=asked.tax_year_be
    )
    return exports.of_query("letters", asked.municipality, LETTERS, found.order_by("number"))


def arrears(asked: Asked) -> Listed:
    """All that was told to the land office in the year, report by report."""
    found = ArrearsEntry.objects.filter(municipality=asked.municipality, report__tax_year_be=asked.tax_year_be)
    return exports.of_query("arrears", asked.municipality, ARREARS, found.order_by("report", "pk"))


def filings(asked: Asked) -> Listed:
    """Every filing, open and answered, whatever the year."""
    found = Filing.objects.filter(municipality=asked.municipality)
    return exports.of_query("filings", asked.municipality, FILINGS, found.order_by("received_at", "pk"))


def corrections(asked: Asked) -> Listed:
    found = Correction.objects.filter(municipality=asked.municipality, roll__tax_year_be=asked.tax_year_be)
    return exports.of_query("corrections", asked.municipality, CORRECTIONS, found.order_by("received_on", "pk"))


def refunds(asked: Asked) -> Listed:
    """Every request for money back, whatever the year."""
    found = Refund.objects.filter(municipality=asked.municipality)
    return exports.of_query("refunds", asked.municipality, REFUNDS, found.order_by("requested_on", "pk"))


def closings(asked: Asked) -> Listed:
    """The counts of every closed day, whatever the year."""
    found = ClosingCount.objects.filter(municipality=asked.municipality)
    return exports.of_query("closings", asked.municipality, CLOSINGS, found.order_by("closing__on", "pk"))


def transfers(asked: Asked) -> Listed:
    """The journal of the ledger, every transfer, whatever the year."""
    found = Transfer.objects.filter(municipality=asked.municipality)
    return exports.of_query("transfers", asked.municipality, TRANSFERS, found.order_by("recorded_at", "pk"))


def bank_lines(asked: Asked) -> Listed:
    """Every line of every bank file, whatever the year."""
    found = BankLine.objects.filter(municipality=asked.municipality)
    return exports.of_query("bank_lines", asked.municipality, BANK_LINES, found.order_by("file", "number"))


def sales(asked: Asked) -> Listed:
    """Every recorded sale, whatever the year."""
    found = Sale.objects.filter(municipality=asked.municipality)
    return exports.of_query("sales", asked.municipality, SALES, found.order_by("-sold_on", "-pk"))


def to_mend(asked: Asked) -> Listed:
    """The work list: what blocks the roll of the year, then what should be looked at."""
    headings = (
        _("What is missing"),
        _("blocks"),
        _("Parcel code"),
        _("Document number"),
        _("House number"),
        _("Unit"),
        _("Deed area or floor area"),
        _("Measured (m²)"),
    )

    def rows() -> Iterator[Sequence[Cell]]:
        found = worklist.read(municipality=asked.municipality, on=book.assessment_day(asked.tax_year_be))
        for group in found.groups:
            for page in range(1, -(-group.count // worklist.PAGE) + 1):
                for item in worklist.items(found, group, page=page):
                    facts = (item.code, item.document_number, item.house_number, item.unit, item.area, item.measured_m2)
                    yield str(group.title), group.blocks, *facts

    return Listed("worklist", asked.municipality, headings, rows)


def signs_of_year(asked: Asked) -> Listed:
    headings = (
        _("Sign"),
        _("words on the sign"),
        _("place"),
        _("Owner"),
        _("width (cm)"),
        _("height (cm)"),
        _("faces"),
        _("letters"),
        _("moving or changing"),
        _("Status"),
        _("return received on"),
        _("Tax (baht)"),
        _("For the late return (baht)"),
    )

    def rows() -> Iterator[Sequence[Cell]]:
        for one in signs.of_year(asked.municipality, tax_year_be=asked.tax_year_be):
            sign, line = one.version, one.line
            facts = (sign.width_cm, sign.height_cm, sign.faces, sign.get_letters_display(), sign.is_moving)
            sums = (line.tax_satang, line.late_return_satang) if line else (None, None)
            named = (sign.sign.number, sign.words, sign.place, one.owner_name)
            yield *named, *facts, str(signs.STATES[one.state]), one.returned_on, *map(_some_baht, sums)

    return Listed("signs", asked.municipality, headings, rows)


def suspects(search: BuildingSearch) -> Listed:
    """The buildings of one search that the register does not know, those that would bring most first."""
    return exports.of_query("suspects", search.municipality, SUSPECTS, Suspect.objects.filter(search=search))


def scenario_bills(scenario: Scenario) -> Listed:
    """Every bill before and after a scenario, by its reference and without names."""
    headings = (_("Bill"), _("Before (baht)"), _("After (baht)"), _("Change (baht)"))

    def rows() -> Iterator[Sequence[Cell]]:
        outcome = whatif.answer(scenario).outcome
        references = dict(Bill.objects.filter(roll=scenario.roll).values_list("number", "reference"))
        found = (outcome.bill_number.tolist(), outcome.bill_before.tolist(), outcome.bill_after.tolist())
        for number, before, after in zip(*found, strict=True):
            yield references.get(number, number), baht(before), baht(after), baht(after - before)

    return Listed("scenario", scenario.municipality, headings, rows)


TABLES: dict[str, Callable[[Asked], Listed]] = {
    "notices": notices,
    "late": late,
    "payments": payments,
    "letters": letters,
    "arrears": arrears,
    "filings": filings,
    "corrections": corrections,
    "refunds": refunds,
    "closings": closings,
    "transfers": transfers,
    "bank-lines": bank_lines,
    "sales": sales,
    "worklist": to_mend,
    "signs": signs_of_year,
}
