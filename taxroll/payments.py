"""Fourth step: money received for a notice, divided among what it owes, with a numbered receipt.

What is owed on a day is computed, never stored (`law.collection.owed`); payments are only ever added.
"""

from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gis_assets import baht_text, journal, qr
from gis_assets.models import Municipality
from gis_assets.refusals import Refusal
from gis_assets.templatetags import town
from gis_assets.units import format_baht, year_be
from taxroll import documents, ledger, numbering, standing
from taxroll.law import collection
from taxroll.law.book import Due
from taxroll.law.collection import Owed
from taxroll.models import Account, AccountKind, Channel, Notice, Payment, Receipt, TransferKind
from taxroll.notices import NoticeIsCancelled
from taxroll.signs import terms
from taxroll.standing import Standing

RECEIVED_IN = {
    Channel.CASH: AccountKind.CASH,
    Channel.CHEQUE: AccountKind.CHEQUES,
    Channel.TRANSFER: AccountKind.BANK,
    Channel.QR: AccountKind.QR_CLEARING,
}


class AlreadyRecorded(Refusal):
    def __init__(self, reference: str) -> None:
        sentence = _("Payment %(reference)s is already recorded by this channel. Check the reference on the slip.")
        super().__init__(sentence % {"reference": reference})


class MoreThanOwed(Refusal):
    def __init__(self, amount_satang: int, owed: Owed) -> None:
        sentence = _("%(amount)s baht is more than the %(open)s baht open on that day. Record only what is owed.")
        super().__init__(sentence % {"amount": format_baht(amount_satang), "open": format_baht(owed.total_satang)})


class ReferenceMissing(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Give the number on the slip or the cheque. Only cash may come without one."))


class DayIsClosed(Refusal):
    def __init__(self, day: date) -> None:
        sentence = _("The books of %(day)s are closed. Record the money on a day that is still open.")
        super().__init__(sentence % {"day": town.thai_date(day)})


class NothingPaid(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The amount must be more than 0.00 baht."))


class PaidInFuture(Refusal):
    def __init__(self, paid_at: datetime) -> None:
        sentence = _("%(day)s has not come yet. Give the day on which the money was paid.")
        super().__init__(sentence % {"day": town.thai_date(paid_at)})


class PaidBeforeFormer(Refusal):
    def __init__(self, former: Payment) -> None:
        sentence = _(
            "A later payment of %(day)s is already recorded. Payments of a notice are recorded in their order."
        )
        super().__init__(sentence % {"day": town.thai_date(former.paid_at)})


def open_on(notice: Notice, *, on: date) -> Owed:
    """Tax, penalty and surcharge still open on a day."""
    return standing.of(notice).owed(on=on)


@transaction.atomic
def record(
    *,
    notice: Notice,
    amount_satang: int,
    paid_at: datetime,
    channel: Channel,
    reference: str,
    by: User,
    at: datetime,
    keeps_surplus: bool = False,
    out_of: AccountKind | None = None,
) -> Payment:
    """Record a payment made at `paid_at` and issue its receipt at `at`; raises one of the Refusals above.

    A counter refuses what is more than owed and what comes before a payment already recorded. Money that is here
    already (`keeps_surplus`, as from a bank file) is taken as it is and what is too much kept for the payer; `out_of`
    names the account where it stands until now.
    """
    locked = Notice.objects.select_for_update(of=["self"]).select_related("bill__roll", "municipality", "continues")
    notice = locked.get(pk=notice.pk)
    _check_may_record(notice, amount_satang, paid_at, at)
    if not keeps_surplus:
        _check_order(notice, paid_at)
    booked_on = _booked_on(notice.municipality, paid_at, at, is_strict=not keeps_surplus)
    owed = _open_to(standing.of(notice), timezone.localdate(paid_at))
    if amount_satang > owed.total_satang and not keeps_surplus:
        raise MoreThanOwed(amount_satang, owed)
    reference = reference.strip() or _cash_number(notice.municipality, channel, at)
    payment = _add(notice, amount_satang, owed, paid_at=paid_at, channel=channel, reference=reference, by=by)
    _post(payment, booked_on, at, out_of)
    receipt = _issue_receipt(payment, owed, at)
    _write_down(payment, receipt, by, at)
    return payment


def book(payment: Payment, *, at: datetime) -> None:
    """Post a payment from before there were books, as it was divided; raises DayIsClosed when today is closed too."""
    booked_on = _booked_on(payment.municipality, payment.paid_at, at, is_strict=False)
    _post(payment, booked_on, at, None)


def receipt_pdf(receipt: Receipt) -> bytes:
    """The receipt as it was issued; raises DocumentDamaged when the file is not that any more."""
    return documents.kept(receipt.pdf, sha256=receipt.pdf_sha256)


def _check_may_record(notice: Notice, amount_satang: int, paid_at: datetime, at: datetime) -> None:
    if notice.cancelled_at:
        raise NoticeIsCancelled(notice)
    if amount_satang <= 0:
        raise NothingPaid
    if paid_at > at:
        raise PaidInFuture(paid_at)


def _check_order(notice: Notice, paid_at: datetime) -> None:
    made = Payment.objects.filter(notice__in=standing.papers_of(notice), reversal=None)
    former = made.order_by("paid_at", "pk").last()
    if former and paid_at < former.paid_at:
        raise PaidBeforeFormer(former)


def _booked_on(municipality: Municipality, paid_at: datetime, at: datetime, *, is_strict: bool) -> date:
    """The day of the books: that of the payment, or, for money that came before we knew, the day it is recorded."""
    days = [timezone.localdate(paid_at)] if is_strict else [timezone.localdate(paid_at), timezone.localdate(at)]
    closed = ledger.closed_days(municipality, days)
    still_open = [day for day in days if day not in closed]
    if not still_open:
        raise DayIsClosed(days[-1])
    return still_open[0]


def _open_to(now: Standing, paid_on: date) -> Owed:
    """What a payment of that day can settle: no more than is open when later payments are counted too."""
    then = now.owed(on=paid_on)
    if now.last_made_on is None or now.last_made_on <= paid_on:
        return then
    today = now.owed(on=now.last_made_on)
    return Owed(
        min(then.tax_satang, today.tax_satang),
        min(then.penalty_satang, today.penalty_satang),
        min(then.surcharge_satang, today.surcharge_satang),
    )


def _cash_number(municipality: Municipality, channel: Channel, at: datetime) -> str:
    """The next number of the counter's own series; other channels bring a reference of their own."""
    if channel != Channel.CASH:
        raise ReferenceMissing
    return numbering.take(municipality=municipality, kind="cash", year_be=year_be(timezone.localdate(at).year))


def _add(
    notice: Notice, amount_satang: int, owed: Owed, *, paid_at: datetime, channel: Channel, reference: str, by: User
) -> Payment:
    """The row of the payment, divided; raises AlreadyRecorded, also when somebody else records it at this moment."""
    if Payment.objects.filter(municipality=notice.municipality, channel=channel, reference=reference).exists():
        raise AlreadyRecorded(reference)
    settled = min(amount_satang, owed.total_satang)
    parts = collection.allocate(settled, owed, law=terms.of_roll(notice.bill.roll))
    try:
        with transaction.atomic():
            return Payment.objects.create(
                municipality=notice.municipality,
                notice=notice,
                amount_satang=amount_satang,
                tax_satang=parts[Due.TAX],
                penalty_satang=parts[Due.PENALTY],
                surcharge_satang=parts[Due.SURCHARGE],
                surplus_satang=amount_satang - settled,
                paid_at=paid_at,
                channel=channel,
                reference=reference,
                recorded_by=by,
            )
    except IntegrityError as refused:
        if "payment_reference_is_unique" in str(refused):
            raise AlreadyRecorded(reference) from refused
        raise


def _post(payment: Payment, booked_on: date, at: datetime, out_of: AccountKind | None) -> None:
    """The money into the account of its channel, each part from the account that it settles."""
    entry = ledger.Entry(booked_on, at, payment.recorded_by, payment.uid, payment.notice, payment)
    received = ledger.account(payment.municipality, out_of or RECEIVED_IN[Channel(payment.channel)])
    for kind, satang in (
        (TransferKind.TAX, payment.tax_satang),
        (TransferKind.PENALTY, payment.penalty_satang),
        (TransferKind.SURCHARGE, payment.surcharge_satang),
        (TransferKind.SURPLUS, payment.surplus_satang),
    ):
        if satang:
            ledger.post(debit=received, credit=_settled(payment, kind), satang=satang, kind=kind, for_=entry)


def _settled(payment: Payment, kind: TransferKind) -> Account:
    if kind == TransferKind.TAX:
        return ledger.receivable(payment.notice)
    if kind == TransferKind.SURPLUS:
        return ledger.overpaid(payment.notice)
    income = {TransferKind.PENALTY: AccountKind.PENALTY_INCOME, TransferKind.SURCHARGE: AccountKind.SURCHARGE_INCOME}
    return ledger.account(payment.municipality, income[kind])


def _issue_receipt(payment: Payment, owed: Owed, at: datetime) -> Receipt:
    municipality = payment.municipality
    number = numbering.take(municipality=municipality, kind="receipt", year_be=year_be(timezone.localdate(at).year))
    document = documents.pdf("receipt", _contents(payment, number, owed, at))
    return Receipt.objects.create(
        municipality=municipality,
        payment=payment,
        number=number,
        issued_at=at,
        pdf=documents.keep(document, municipality=municipality, kind="receipts", number=number),
        pdf_sha256=documents.sha256(document),
    )


def _contents(payment: Payment, number: str, owed: Owed, at: datetime) -> dict[str, Any]:
    """What the receipt's template prints."""
    bill = payment.notice.bill
    penalty = "late_return" if bill.roll.is_of_signs else "penalty"
    parts = {"tax": payment.tax_satang, penalty: payment.penalty_satang, "surcharge": payment.surcharge_satang}
    parts["surplus"] = payment.surplus_satang
    return {
        "municipality": payment.municipality.name_th,
        "number": number,
        "issued_on": documents.thai_date(timezone.localdate(at)),
        "owner": bill.owner_name,
        "tax": "ภาษีป้าย" if bill.roll.is_of_signs else "ภาษีที่ดินและสิ่งปลูกสร้าง",
        "form": "ค่าภาษีป้าย (ภ.ป. 7)" if bill.roll.is_of_signs else "",
        "tax_year_be": str(bill.roll.tax_year_be),
        "notice": payment.notice.number,
        "reference": bill.reference,
        "qr": qr.svg(bill.reference),
        "parts": [{"kind": kind, "amount": format_baht(part)} for kind, part in parts.items() if part],
        "amount": format_baht(payment.amount_satang),
        "amount_in_words": baht_text.read(payment.amount_satang),
        "paid_on": documents.thai_date(timezone.localdate(payment.paid_at)),
        "channel": str(payment.channel),
        "payment_reference": payment.reference,
        "left": format_baht(owed.total_satang - payment.amount_satang + payment.surplus_satang),
        "received_by": payment.recorded_by.get_full_name() or payment.recorded_by.get_username(),
    }


def _write_down(payment: Payment, receipt: Receipt, by: User, at: datetime) -> None:
    journal.append(
        municipality=payment.municipality,
        by=by,
        action="payment recorded",
        thing_kind="tax_payment",
        thing_uid=payment.uid,
        at=at,
        details={
            "notice": payment.notice.number,
            "receipt": receipt.number,
            "amount_satang": payment.amount_satang,
            "channel": str(payment.channel),
        },
    )
