"""The only doors through which rolls, bills and papers reach a view; always within one municipality."""

import uuid
from datetime import date

from django.contrib.auth.models import User
from django.http import Http404
from django.shortcuts import get_object_or_404

from gis_assets.models import Building, JournalEntry, Municipality, Parcel, ParcelVersion, Unit
from taxroll import delivery, mending
from taxroll.models import (
    ApprovedPrice,
    ArrearsReport,
    BankFile,
    BankLine,
    Bill,
    Correction,
    DailyClosing,
    ExemptUse,
    Notice,
    NoticeBatch,
    OldTax,
    Payment,
    PriceAccount,
    Receipt,
    Reduction,
    Refund,
    Roll,
    WarningLetter,
)


def roll_of_year(municipality: Municipality, tax_year_be: int, sequence: int = 1) -> Roll:
    """The main roll of a year, or a supplementary one; 404 where it was not built."""
    people = ("municipality", "built_by", "listed_by", "assessed_by", "sealed_by")
    rolls = Roll.objects.filter(municipality=municipality).select_related(*people)
    return get_object_or_404(rolls, tax_year_be=tax_year_be, sequence=sequence)


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


def correction_by_uid(municipality: Municipality, uid: uuid.UUID) -> Correction:
    """A correction asked for in this municipality; 404 for any other."""
    related = ("roll", "case", "parcel", "municipality", "decided_by")
    return get_object_or_404(Correction.objects.select_related(*related), municipality=municipality, uid=uid)


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


def roll_by_id(municipality: Municipality, roll_id: int) -> Roll:
    """A roll of this municipality, main or supplementary; 404 for any other."""
    return get_object_or_404(Roll.objects.select_related("municipality"), municipality=municipality, pk=roll_id)


def batch_by_id(municipality: Municipality, batch_id: int) -> NoticeBatch:
    """A batch of notices of this municipality; 404 for any other."""
    found = NoticeBatch.objects.select_related("roll__municipality", "municipality", "asked_by")
    return get_object_or_404(found, municipality=municipality, pk=batch_id)


def carried_notice(municipality: Municipality, person: User, notice_id: int) -> Notice:
    """A notice in this person's bag; 404 for any other, also for one that was delivered since."""
    held = delivery.carried_by(person, municipality).select_related("bill__roll", "municipality")
    return get_object_or_404(held, pk=notice_id)


def parcel_by_code(municipality: Municipality, code: str, *, on: date) -> Parcel | None:
    """The parcel that carries the code on that day, if one does; where several do, the first registered."""
    versions = ParcelVersion.objects.of(municipality).as_of(on).filter(code=code.strip())
    found = versions.select_related("parcel").order_by("pk").first()
    return found.parcel if found else None


def price_account_by_uid(municipality: Municipality, uid: uuid.UUID) -> PriceAccount:
    """A price account of this municipality; 404 for any other."""
    return get_object_or_404(PriceAccount, municipality=municipality, uid=uid)


def property_by_uid(municipality: Municipality, kind: str, uid: uuid.UUID) -> Parcel | Building | Unit:
    """A parcel, building or condominium unit of this municipality's register; 404 for any other and any other kind."""
    if kind == "parcel":
        return get_object_or_404(Parcel, municipality=municipality, uid=uid)
    if kind == "building":
        return get_object_or_404(Building, municipality=municipality, uid=uid)
    if kind == "unit":
        return get_object_or_404(Unit, municipality=municipality, uid=uid)
    raise Http404


def claim_by_id(
    thing: Parcel | Building | Unit, kind: str, claim_id: int
) -> ExemptUse | Reduction | OldTax | ApprovedPrice:
    """A decision about that very property; 404 for any other."""
    of = {thing._meta.model_name or "": thing}
    if kind == "exempt":
        return get_object_or_404(ExemptUse, pk=claim_id, **of)
    if kind == "reduction":
        return get_object_or_404(Reduction, pk=claim_id, **of)
    if kind == "old_tax":
        return get_object_or_404(OldTax, pk=claim_id, **of)
    if kind == "price":
        return get_object_or_404(ApprovedPrice, pk=claim_id, **of)
    raise Http404


def edit_by_id(municipality: Municipality, entry_id: int) -> JournalEntry:
    """An edit made from the work list of this municipality; 404 for any other deed."""
    return get_object_or_404(JournalEntry, municipality=municipality, pk=entry_id, action=mending.ACTION)
