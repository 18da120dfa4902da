"""The only doors through which rolls, bills and papers reach a view; always within one municipality."""

import uuid
from collections.abc import Sequence
from datetime import date

from django.contrib.auth.models import User
from django.http import Http404
from django.shortcuts import get_object_or_404

from gis_assets.models import (
    Building,
    BuildingVersion,
    JournalEntry,
    Municipality,
    Parcel,
    ParcelVersion,
    Party,
    PartyVersion,
    Sign,
    SignVersion,
    Unit,
)
from taxroll import delivery, mending
from taxroll.insight import sales
from taxroll.models import (
    ApprovedPrice,
    ArrearsReport,
    BankFile,
    BankLine,
    Bill,
    BuildingSearch,
    Correction,
    DailyClosing,
    ExemptUse,
    Filing,
    FilingDocument,
    Notice,
    NoticeBatch,
    OldTax,
    Payment,
    PriceAccount,
    Receipt,
    Reduction,
    Refund,
    Roll,
    RollExport,
    Scenario,
    Suspect,
    WarningLetter,
)
from taxroll.owners import page
from taxroll.owners.identity import Owner

MOST_OWNERS = 20


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


def owners_bill(municipality: Municipality, owner: Owner, bill_id: int) -> Bill:
    """A bill that stands for this owner; 404 for any other."""
    return get_object_or_404(page.bills_of(municipality, owner), pk=bill_id)


def owners_notice(municipality: Municipality, owner: Owner, notice_id: int) -> Notice:
    """A notice of a bill that stands for this owner, cancelled or not; 404 for any other."""
    return get_object_or_404(Notice, bill__in=page.bills_of(municipality, owner), pk=notice_id)


def owners_receipt(municipality: Municipality, owner: Owner, receipt_id: int) -> Receipt:
    """A receipt of a bill that stands for this owner; 404 for any other."""
    return get_object_or_404(Receipt, payment__notice__bill__in=page.bills_of(municipality, owner), pk=receipt_id)


def owners_filing(municipality: Municipality, owner: Owner, filing_id: int) -> Filing:
    """What was filed about a bill that stands for this owner; 404 for any other."""
    filings = Filing.objects.filter(municipality=municipality).select_related("case")
    return get_object_or_404(filings, notice__bill__in=page.bills_of(municipality, owner), pk=filing_id)


def filing_by_id(municipality: Municipality, filing_id: int) -> Filing:
    """A filing of this municipality; 404 for any other."""
    related = (
        "case",
        "municipality",
        "notice__bill__roll",
        "notice__municipality",
        "line",
        "against",
        "correction__case",
    )
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


def roll_by_id(municipality: Municipality, roll_id: int) -> Roll:
    """A roll of this municipality, of land or of signs; 404 for any other."""
    return get_object_or_404(Roll.every.select_related("municipality"), municipality=municipality, pk=roll_id)


def signs_by_uids(municipality: Municipality, uids: Sequence[str]) -> list[Sign]:
    """Those of the signs that are of this municipality."""
    known = [uid for text in uids if (uid := _uid_in(text))]
    return list(Sign.objects.filter(municipality=municipality, uid__in=known).order_by("pk"))


def sign_version(municipality: Municipality, uid: uuid.UUID) -> SignVersion:
    """The latest version of a sign of this municipality; 404 for any other."""
    versions = SignVersion.objects.filter(municipality=municipality, sign__uid=uid).exclude(valid__isempty=True)
    latest = versions.select_related("sign", "owner", "municipality", "on_building").order_by("-valid").first()
    if latest is None:
        raise Http404
    return latest


def party_by_uid(municipality: Municipality, uid: uuid.UUID) -> Party:
    """A party of this municipality; 404 for any other."""
    return get_object_or_404(Party, municipality=municipality, uid=uid)


def owners_named(municipality: Municipality, name: str) -> list[PartyVersion]:
    """The present versions of parties whose name contains the words, at most MOST_OWNERS."""
    versions = PartyVersion.objects.filter(
        municipality=municipality, valid__upper_inf=True, name__icontains=name.strip()
    )
    return list(versions.exclude(valid__isempty=True).select_related("party").order_by("name", "pk")[:MOST_OWNERS])


def building_by_house_number(municipality: Municipality, house_number: str, *, on: date) -> Building | None:
    """The building with that house number on a day, if there is exactly one."""
    found = BuildingVersion.objects.of(municipality).as_of(on).filter(house_number=house_number.strip())
    versions = list(found.select_related("building")[:2]) if house_number.strip() else []
    return versions[0].building if len(versions) == 1 else None


def _uid_in(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def export_by_uid(municipality: Municipality, uid: uuid.UUID) -> RollExport:
    """An export of a roll of this municipality; 404 for any other."""
    return get_object_or_404(RollExport.objects.select_related("roll", "asked_by"), municipality=municipality, uid=uid)


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


def sold_thing(municipality: Municipality, code: str, unit: str, *, on: date) -> Parcel | Unit | None:
    """What was sold: the unit that is named, else the parcel that carries the code; None where there is none."""
    return sales.unit_by_name(municipality, unit) if unit else parcel_by_code(municipality, code, on=on)


def scenario_by_uid(municipality: Municipality, uid: uuid.UUID) -> Scenario:
    """A scenario of this municipality; 404 for any other."""
    scenarios = Scenario.objects.select_related("roll", "made_by", "municipality")
    return get_object_or_404(scenarios, municipality=municipality, uid=uid)


def scenario_by_text(municipality: Municipality, text: str) -> Scenario:
    """A scenario of this municipality by what stands in an address; 404 for any other and for what is no number."""
    try:
        return scenario_by_uid(municipality, uuid.UUID(text))
    except ValueError as wrong:
        raise Http404 from wrong


def search_by_uid(municipality: Municipality, uid: uuid.UUID) -> BuildingSearch:
    """A search for buildings of this municipality; 404 for any other."""
    searches = BuildingSearch.objects.select_related("roll", "municipality", "asked_by")
    return get_object_or_404(searches, municipality=municipality, uid=uid)


def suspect_by_id(municipality: Municipality, suspect_id: int) -> Suspect:
    """A suspected building of this municipality; 404 for any other."""
    return get_object_or_404(Suspect.objects.select_related("search"), municipality=municipality, pk=suspect_id)
