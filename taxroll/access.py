"""The only doors through which rolls, bills and papers reach a view; always within one municipality."""

import uuid

from django.shortcuts import get_object_or_404

from gis_assets.models import Municipality, Parcel
from taxroll.models import (
    ArrearsReport,
    BankFile,
    BankLine,
    Bill,
    DailyClosing,
    Filing,
    FilingDocument,
    Notice,
    Payment,
    Receipt,
    Refund,
    Roll,
    WarningLetter,
)
from taxroll.owners import page
from taxroll.owners.identity import Owner


def roll_of_year(municipality: Municipality, tax_year_be: int) -> Roll:
    """The main roll of a year; 404 where none was built."""
    rolls = Roll.objects.filter(municipality=municipality).select_related("built_by", "sealed_by")
    return get_object_or_404(rolls, tax_year_be=tax_year_be, sequence=1)


def bill_by_id(municipality: Municipality, bill_id: int) -> Bill:
    """A bill of this municipality; 404 for any other."""
    bills = Bill.objects.filter(municipality=municipality).select_related("roll", "municipality")
    return get_object_or_404(bills, pk=bill_id)


def notice_by_id(municipality: Municipality, notice_id: int) -> Notice:
    """A notice of this municipality, cancelled or not; 404 for any other."""
    notices = Notice.objects.filter(municipality=municipality).select_related("bill__roll", "municipality")
    return get_object_or_404(notices, pk=notice_id)


def receipt_by_id(municipality: Municipality, receipt_id: int) -> Receipt:
    """A receipt of this municipality; 404 for any other."""
    return get_object_or_404(Receipt, municipality=municipality, pk=receipt_id)


def payment_by_id(municipality: Municipality, payment_id: int) -> Payment:
    """A payment of this municipality; 404 for any other."""
    payments = Payment.objects.filter(municipality=municipality).select_related("notice__bill__roll", "municipality")
    return get_object_or_404(payments, pk=payment_id)


def bank_file_by_id(municipality: Municipality, file_id: int) -> BankFile:
    """A bank file of this municipality; 404 for any other."""
    return get_object_or_404(BankFile, municipality=municipality, pk=file_id)


def bank_line_by_id(municipality: Municipality, line_id: int) -> BankLine:
    """A line of a bank file of this municipality; 404 for any other."""
    lines = BankLine.objects.filter(municipality=municipality).select_related("file", "proposed")
    return get_object_or_404(lines, pk=line_id)


def letter_by_id(municipality: Municipality, letter_id: int) -> WarningLetter:
    """A warning letter of this municipality; 404 for any other."""
    letters = WarningLetter.objects.filter(municipality=municipality).select_related("notice__bill__roll")
    return get_object_or_404(letters, pk=letter_id)


def report_by_id(municipality: Municipality, report_id: int) -> ArrearsReport:
    """A report to the land office of this municipality; 404 for any other."""
    reports = ArrearsReport.objects.filter(municipality=municipality).select_related("municipality")
    return get_object_or_404(reports, pk=report_id)


def refund_by_id(municipality: Municipality, refund_id: int) -> Refund:
    """A refund of this municipality; 404 for any other."""
    return get_object_or_404(Refund, municipality=municipality, pk=refund_id)


def closing_by_id(municipality: Municipality, closing_id: int) -> DailyClosing:
    """A closed day of this municipality; 404 for any other."""
    return get_object_or_404(DailyClosing, municipality=municipality, pk=closing_id)


def parcel_by_uid(municipality: Municipality, uid: uuid.UUID) -> Parcel:
    """A parcel of this municipality's register; 404 for any other."""
    return get_object_or_404(Parcel, municipality=municipality, uid=uid)


def owners_bill(municipality: Municipality, owner: Owner, bill_id: int) -> Bill:
    """A bill addressed to this owner; 404 for any other."""
    return get_object_or_404(page.bills_of(municipality, owner), pk=bill_id)


def owners_notice(municipality: Municipality, owner: Owner, notice_id: int) -> Notice:
    """A notice of a bill addressed to this owner, cancelled or not; 404 for any other."""
    return get_object_or_404(Notice, bill__in=page.bills_of(municipality, owner), pk=notice_id)


def owners_receipt(municipality: Municipality, owner: Owner, receipt_id: int) -> Receipt:
    """A receipt of a bill addressed to this owner; 404 for any other."""
    return get_object_or_404(Receipt, payment__notice__bill__in=page.bills_of(municipality, owner), pk=receipt_id)


def owners_filing(municipality: Municipality, owner: Owner, filing_id: int) -> Filing:
    """What was filed about a bill addressed to this owner; 404 for any other."""
    filings = Filing.objects.filter(municipality=municipality).select_related("case")
    return get_object_or_404(filings, notice__bill__in=page.bills_of(municipality, owner), pk=filing_id)


def filing_by_id(municipality: Municipality, filing_id: int) -> Filing:
    """A filing of this municipality; 404 for any other."""
    related = ("case", "municipality", "notice__bill__roll", "notice__municipality", "line", "against")
    return get_object_or_404(Filing.objects.filter(municipality=municipality).select_related(*related), pk=filing_id)


def decided_filing_by_id(municipality: Municipality, filing_id: int) -> Filing:
    """A filing of this municipality that was answered by a letter; 404 for any other."""
    return get_object_or_404(Filing.objects.exclude(pdf=""), municipality=municipality, pk=filing_id)


def filing_document(municipality: Municipality, document_id: int) -> FilingDocument:
    """A document of a filing of this municipality; 404 for any other."""
    return get_object_or_404(FilingDocument, municipality=municipality, pk=document_id)


def filing_by_tracking(municipality: Municipality, code: str) -> Filing | None:
    """The filing with this tracking code, if there is one."""
    return Filing.objects.filter(municipality=municipality, tracking=code).select_related("case").first()
