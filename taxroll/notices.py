"""Third step: the numbered notice of assessment (ภ.ด.ส.6) with its calculation (ภ.ด.ส.7).

A notice is never edited: a mistake is cancelled with its reason and a new notice issued; both are kept.
"""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gis_assets import citizen_ids, journal, qr
from gis_assets.refusals import Refusal
from gis_assets.units import format_baht, rai_ngan_wah
from taxroll import baht_text, documents, explanation, ledger, numbering
from taxroll.explanation import ExplainedLine, Explanation
from taxroll.law import collection, library
from taxroll.models import Bill, Notice


class RollNotSealed(Refusal):
    def __init__(self, bill: Bill) -> None:
        sentence = _("The roll of %(year)s is still a draft. Have it sealed before notices go out.")
        super().__init__(sentence % {"year": bill.roll.tax_year_be})


class NothingToPay(Refusal):
    def __init__(self, bill: Bill) -> None:
        super().__init__(_("Bill %(bill)s comes to 0.00 baht; no notice is needed.") % {"bill": bill.reference})


class NoticeInForce(Refusal):
    def __init__(self, notice: Notice) -> None:
        sentence = _("Notice %(number)s is in force for this bill. Cancel it with a reason before issuing another.")
        super().__init__(sentence % {"number": notice.number})


class NoticeIsCancelled(Refusal):
    def __init__(self, notice: Notice) -> None:
        sentence = _("Notice %(number)s was cancelled. Use the notice that replaced it.")
        super().__init__(sentence % {"number": notice.number})


class NoticeHasPayments(Refusal):
    def __init__(self, notice: Notice) -> None:
        sentence = _("Notice %(number)s has payments and cannot be cancelled. Correct it by a refund or an appeal.")
        super().__init__(sentence % {"number": notice.number})


class ReasonMissing(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Say why the notice is cancelled; the reason is kept with it."))


@transaction.atomic
def issue(bill: Bill, *, by: User, at: datetime) -> Notice:
    """Issue the notice of a sealed bill; raises RollNotSealed, NothingToPay or NoticeInForce."""
    bill = Bill.objects.select_for_update(of=["self"]).select_related("roll", "municipality").get(pk=bill.pk)
    _check_may_issue(bill)
    on = timezone.localdate(at)
    notice = Notice(
        municipality=bill.municipality,
        bill=bill,
        number=numbering.take(municipality=bill.municipality, kind="notice", year_be=bill.roll.tax_year_be),
        due_date=collection.due_date(notified_on=on, law=library.of_year(bill.roll.tax_year_be)),
        issued_at=at,
        issued_by=by,
    )
    document = documents.pdf("notice", contents(notice))
    notice.pdf_sha256 = documents.sha256(document)
    notice.pdf.name = documents.keep(document, municipality=bill.municipality, kind="notices", number=notice.number)
    notice.save()
    ledger.levy(notice, at=at)
    _write_down(notice, "notice issued", by, at)
    return notice


@transaction.atomic
def cancel(notice: Notice, *, by: User, at: datetime, why: str) -> Notice:
    """Cancel a notice nobody has paid on; raises ReasonMissing, NoticeIsCancelled or NoticeHasPayments."""
    if not why.strip():
        raise ReasonMissing
    locked = Notice.objects.select_for_update(of=["self"]).select_related("bill__roll", "municipality")
    notice = locked.get(pk=notice.pk)
    if notice.cancelled_at:
        raise NoticeIsCancelled(notice)
    if notice.payments.filter(reversal=None).exists():
        raise NoticeHasPayments(notice)
    notice.cancelled_at, notice.cancelled_by, notice.cancel_reason = at, by, why.strip()
    notice.save(update_fields=["cancelled_at", "cancelled_by", "cancel_reason"])
    ledger.withdraw(notice, at=at)
    _write_down(notice, "notice cancelled", by, at, why=why.strip())
    return notice


def pdf(notice: Notice) -> bytes:
    """The document as it was issued; raises DocumentDamaged when the file is not that any more."""
    return documents.kept(notice.pdf, sha256=notice.pdf_sha256)


def contents(notice: Notice) -> dict[str, Any]:
    """What the template prints: words and figures, nothing left to compute."""
    bill = notice.bill
    explained = explanation.explain(bill)
    return {
        "municipality": bill.municipality.name_th,
        "number": notice.number,
        "issued_on": documents.thai_date(timezone.localdate(notice.issued_at)),
        "due_on": documents.thai_date(notice.due_date),
        "tax_year_be": str(bill.roll.tax_year_be),
        "as_of": documents.thai_date(bill.roll.as_of_date),
        "reference": bill.reference,
        "qr": qr.svg(bill.reference),
        "owner": {
            "name": bill.owner_name,
            "address": bill.owner_address,
            "id": citizen_ids.masked(bill.owner_id_tail),
            "others": bill.owner_count - 1,
        },
        "plots": bill.plot_count,
        "buildings": bill.building_count,
        "amount": format_baht(bill.payable_satang),
        "amount_in_words": baht_text.read(bill.payable_satang),
        "totals": _totals(bill),
        "lines": [_line(number, line) for number, line in enumerate(explained.lines, start=1)],
        "citations": _citations(bill, explained),
    }


def _check_may_issue(bill: Bill) -> None:
    if not bill.roll.is_sealed:
        raise RollNotSealed(bill)
    if bill.payable_satang <= 0:  # less than nothing is a refund of a supplementary roll
        raise NothingToPay(bill)
    if in_force := bill.notices.filter(cancelled_at=None).first():
        raise NoticeInForce(in_force)


def _citations(bill: Bill, explained: Explanation) -> list[str]:
    """The rules named on paper: those that changed a sum, not the absence of a reduction."""
    absent = None if bill.relief_satang else library.of_year(bill.roll.tax_year_be).general_pay_ppm.citation
    return list(dict.fromkeys(rule.cite_th for rule in explained.citations if rule != absent))


def _totals(bill: Bill) -> dict[str, str]:
    names = ("value", "exemption", "tax", "relief", "phase_in", "payable")
    return {name: format_baht(getattr(bill, f"{name}_satang")) for name in names}


def _line(number: int, explained: ExplainedLine) -> dict[str, Any]:
    line = explained.line
    return {
        "number": number,
        "table": explained.table.key,
        "parcel": line.parcel_code,
        "document_type": line.document_type,
        "document_number": line.document_number,
        "land": _land(explained) if explained.is_land else None,
        "building": None if explained.is_land else _building(explained),
        "share": f"{explained.share_percent:f}",
        "value": format_baht(line.value_satang),
        "exemption": format_baht(line.exemption_satang),
        "net": format_baht(line.net_satang),
        "slices": [
            {
                "rate": f"{part.rate_percent:.2f}",
                "base": format_baht(part.base_satang),
                "tax": format_baht(part.tax_satang),
            }
            for part in explained.slices
        ],
        "tax": format_baht(line.tax_satang),
    }


def _land(explained: ExplainedLine) -> dict[str, str]:
    line = explained.line
    assert line.area_wah is not None  # noqa: S101  the database holds it for every line of land
    rai, ngan, wah = rai_ngan_wah(line.area_wah)
    return {
        "rai": f"{rai:,}",
        "ngan": str(ngan),
        "wah": f"{wah:.2f}",
        "area": f"{line.area_wah:,.2f}",
        "price": format_baht(line.price_satang).removesuffix(".00"),
        "value": format_baht(line.property_satang),
    }


def _building(explained: ExplainedLine) -> dict[str, str]:
    line = explained.line
    return {
        "house_number": line.house_number,
        "type": line.treasury_type,
        "material": line.material_class,
        "area": f"{line.area_m2:,.2f}",
        "price": format_baht(line.price_satang).removesuffix(".00"),
        "gross": format_baht(line.gross_satang),
        "age": str(line.age_years),
        "percent_off": str(line.depreciation_percent),
        "off": format_baht(line.gross_satang - line.property_satang),
        "value": format_baht(line.property_satang),
    }


def _write_down(notice: Notice, action: str, by: User, at: datetime, *, why: str = "") -> None:
    journal.append(
        municipality=notice.municipality,
        by=by,
        action=action,
        thing_kind="tax_notice",
        thing_uid=notice.uid,
        at=at,
        why=why,
        details={"number": notice.number, "bill": notice.bill.reference, "payable_satang": notice.bill.payable_satang},
    )
