"""Fourth step: money received for a notice, divided among what it owes, with a numbered receipt.

What is owed on a day is computed, never stored (`law.collection.owed`); payments are only ever added.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gis_assets import journal, qr
from gis_assets.refusals import Refusal
from gis_assets.templatetags import town
from gis_assets.units import format_baht, year_be
from taxroll import baht_text, documents, ledger, numbering
from taxroll.law import collection, library
from taxroll.law.book import Due, LawOfYear
from taxroll.law.collection import Owed
from taxroll.models import AccountKind, Channel, Notice, Payment, Receipt, TransferKind
from taxroll.notices import NoticeIsCancelled

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
    return _open(notice, list(notice.payments.all()), on)


@transaction.atomic
def record(
    *, notice: Notice, amount_satang: int, paid_at: datetime, channel: Channel, reference: str, by: User, at: datetime
) -> Payment:
    """Record a payment made at `paid_at` and issue its receipt at `at`; raises one of the Refusals above."""
    locked = Notice.objects.select_for_update(of=["self"]).select_related("bill__roll", "municipality")
    notice = locked.get(pk=notice.pk)
    former = list(notice.payments.order_by("paid_at", "pk"))
    _check_may_record(notice, former, amount_satang, paid_at, channel, reference, at)
    owed = _open(notice, former, timezone.localdate(paid_at))
    if amount_satang > owed.total_satang:
        raise MoreThanOwed(amount_satang, owed)
    parts = collection.allocate(amount_satang, owed, law=_law(notice))
    payment = Payment.objects.create(
        municipality=notice.municipality,
        notice=notice,
        amount_satang=amount_satang,
        tax_satang=parts[Due.TAX],
        penalty_satang=parts[Due.PENALTY],
        surcharge_satang=parts[Due.SURCHARGE],
        paid_at=paid_at,
        channel=channel,
        reference=reference.strip(),
        recorded_by=by,
    )
    _post(payment, at)
    receipt = _issue_receipt(payment, owed, at)
    _write_down(payment, receipt, by, at)
    return payment


def receipt_pdf(receipt: Receipt) -> bytes:
    """The receipt as it was issued; raises DocumentDamaged when the file is not that any more."""
    return documents.kept(receipt.pdf, sha256=receipt.pdf_sha256)


def _check_may_record(
    notice: Notice,
    former: list[Payment],
    amount_satang: int,
    paid_at: datetime,
    channel: Channel,
    reference: str,
    at: datetime,
) -> None:
    if notice.cancelled_at:
        raise NoticeIsCancelled(notice)
    if amount_satang <= 0:
        raise NothingPaid
    if paid_at > at:
        raise PaidInFuture(paid_at)
    used = Payment.objects.filter(municipality=notice.municipality, channel=channel, reference=reference.strip())
    if used.exists():
        raise AlreadyRecorded(reference)
    if former and paid_at < former[-1].paid_at:
        raise PaidBeforeFormer(former[-1])


def _open(notice: Notice, payments: Iterable[Payment], on: date) -> Owed:
    made = [
        collection.Paid(timezone.localdate(paid.paid_at), paid.tax_satang, paid.penalty_satang, paid.surcharge_satang)
        for paid in payments
    ]
    tax = notice.bill.payable_satang
    return collection.owed(tax, due_date=notice.due_date, payments=made, on=on, law=_law(notice))


def _post(payment: Payment, at: datetime) -> None:
    """The money into the account of its channel, each part from the account that it settles."""
    town = payment.municipality
    entry = ledger.Entry(
        timezone.localdate(payment.paid_at), at, payment.recorded_by, payment.uid, payment.notice, payment
    )
    received = ledger.account(town, RECEIVED_IN[Channel(payment.channel)])
    parts = (
        (TransferKind.TAX, payment.tax_satang, ledger.receivable(payment.notice)),
        (TransferKind.PENALTY, payment.penalty_satang, ledger.account(town, AccountKind.PENALTY_INCOME)),
        (TransferKind.SURCHARGE, payment.surcharge_satang, ledger.account(town, AccountKind.SURCHARGE_INCOME)),
    )
    for kind, satang, settled in parts:
        if satang:
            ledger.post(debit=received, credit=settled, satang=satang, kind=kind, for_=entry)


def _law(notice: Notice) -> LawOfYear:
    return library.of_year(notice.bill.roll.tax_year_be)


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
    parts = {"tax": payment.tax_satang, "penalty": payment.penalty_satang, "surcharge": payment.surcharge_satang}
    return {
        "municipality": payment.municipality.name_th,
        "number": number,
        "issued_on": documents.thai_date(timezone.localdate(at)),
        "owner": bill.owner_name,
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
        "left": format_baht(owed.total_satang - payment.amount_satang),
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
