"""A payment that was none: a bounced cheque, money booked on the wrong notice. Mirrored in the books, both kept."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gis_assets import journal
from gis_assets.refusals import Refusal
from gis_assets.units import format_baht
from taxroll import ledger, payments, standing
from taxroll.collection import redividing
from taxroll.models import BankLine, LineState, Notice, Payment, Reversal


class ReversedAlready(Refusal):
    def __init__(self, payment: Payment) -> None:
        sentence = _("Payment %(reference)s was already reversed.")
        super().__init__(sentence % {"reference": payment.reference})


class ReasonMissing(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Say why the payment is reversed; the reason is kept with it."))


class SurplusGivenBack(Refusal):
    def __init__(self, satang: int) -> None:
        sentence = _("%(amount)s baht of this payment were already given back or granted. Settle the refund first.")
        super().__init__(sentence % {"amount": format_baht(satang)})


@transaction.atomic
def reverse(payment: Payment, *, reason: str, by: User, at: datetime) -> Reversal:
    """Reverse a payment on the day of `at`; the notice owes again, a bank line goes back to suspense."""
    if not reason.strip():
        raise ReasonMissing
    notice = _last_paper(payment)
    if Reversal.objects.filter(payment=payment).exists():
        raise ReversedAlready(payment)
    today = timezone.localdate(at)
    if ledger.closed_days(notice.municipality, [today]):
        raise payments.DayIsClosed(today)
    reversal = Reversal.objects.create(
        municipality=notice.municipality, payment=payment, reason=reason.strip(), reversed_at=at, reversed_by=by
    )
    _mirror(payment, notice, reversal)
    _free_line(payment)
    journal.append(
        municipality=notice.municipality,
        by=by,
        action="payment reversed",
        thing_kind="tax_payment",
        thing_uid=payment.uid,
        at=at,
        why=reversal.reason,
        details={"notice": notice.number, "amount_satang": payment.amount_satang},
    )
    return reversal


def _last_paper(payment: Payment) -> Notice:
    """The notice that the payment counts for today, with every paper of its debt locked."""
    debt = Notice.objects.get(pk=payment.notice_id).debt_key
    locked = Notice.objects.of_debts([debt]).select_for_update(of=["self"]).order_by("pk")
    return list(locked.select_related("bill__roll", "municipality", "continues"))[-1]


def _mirror(payment: Payment, notice: Notice, reversal: Reversal) -> None:
    """The payment's transfers the other way round; a surplus that stood on it settles the notice again."""
    by, at = reversal.reversed_by, reversal.reversed_at
    entry = ledger.Entry(timezone.localdate(at), at, by, reversal.uid, notice.debt, payment)
    posted = payment.transfers.filter(reverses=None, reference=payment.uid)
    ledger.reverse(posted.select_related("debit", "credit"), for_=entry)
    redividing.take_back(notice, by=by, at=at)
    still_open = standing.of(notice).owed(on=entry.on).tax_satang
    ledger.settle(notice, open_satang=still_open, for_=ledger.Entry(entry.on, at, by, reversal.uid, notice.debt))
    redividing.divide(notice, by=by, at=at)
    if (left := ledger.surplus_of(notice)) < 0:
        raise SurplusGivenBack(-left)


def _free_line(payment: Payment) -> None:
    line = BankLine.objects.select_for_update(of=["self"]).filter(payment=payment).first()
    if line is None:
        return
    line.payment, line.state, line.proposed = None, LineState.SUSPENSE, None
    line.remark = payment.reversal.reason[:300]
    line.save(update_fields=["payment", "state", "remark", "proposed"])
