"""Money given back (ภ.ด.ส.9): asked for, decided, paid out; a notice's surplus, or a line that nobody can place."""

from datetime import date, datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gis_assets import journal
from gis_assets.refusals import Refusal
from gis_assets.templatetags import town
from gis_assets.units import format_baht
from taxroll import ledger, payments, standing
from taxroll.collection import bankfiles
from taxroll.law import library
from taxroll.models import (
    Account,
    AccountKind,
    BankLine,
    Channel,
    LineState,
    Notice,
    Payment,
    Refund,
    RefundState,
    TransferKind,
)


class RequestMissing(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Give the number of the request and its reason; both are kept."))


class MoreThanSurplus(Refusal):
    def __init__(self, left_satang: int) -> None:
        sentence = _("%(left)s baht can be given back and is not asked for yet. Ask for no more, and more than 0.00.")
        super().__init__(sentence % {"left": format_baht(max(0, left_satang))})


class RequestTooLate(Refusal):
    def __init__(self, last_day: date, years: int) -> None:
        sentence = _("A refund is asked for within %(years)s years of the payment: until %(day)s.")
        super().__init__(sentence % {"years": years, "day": town.thai_date(last_day)})


class RequestOfTomorrow(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The day of the request has not come yet. Give the day on which it was received."))


class NotWaiting(Refusal):
    def __init__(self, refund: Refund) -> None:
        sentence = _("Request %(number)s is: %(state)s. Reload the page to see what was done with it.")
        super().__init__(sentence % {"number": refund.request_number, "state": refund.get_state_display()})


class DecisionMissing(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Give the number of the decision; a refusal also needs its reason."))


class ReferenceMissing(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Give the number of the transfer, cheque or voucher by which the money was paid out."))


@transaction.atomic
def request(
    notice: Notice, *, amount_satang: int, requested_on: date, number: str, reason: str, by: User, at: datetime
) -> Refund:
    """Ask for a part of what was paid too much on a notice; raises one of the Refusals above."""
    notice = (
        Notice.objects.select_for_update(of=["self"]).select_related("bill__roll", "municipality").get(pk=notice.pk)
    )
    _check_request(number, reason, requested_on, at)
    _check_limit(notice, requested_on)
    left = unclaimed(notice)
    if not 0 < amount_satang <= left:
        raise MoreThanSurplus(left)
    return _add(
        Refund(municipality=notice.municipality, notice=notice), amount_satang, requested_on, number, reason, by, at
    )


@transaction.atomic
def request_of_line(line: BankLine, *, requested_on: date, number: str, reason: str, by: User, at: datetime) -> Refund:
    """Ask for the money of a bank line in suspense; raises LineIsSettled or one of the Refusals above."""
    line = BankLine.objects.select_for_update(of=["self"]).select_related("municipality").get(pk=line.pk)
    _check_request(number, reason, requested_on, at)
    asked = Refund.objects.filter(line=line).exclude(state=RefundState.REFUSED).exists()
    if line.state != LineState.SUSPENSE or asked:
        raise bankfiles.LineIsSettled(line)
    return _add(
        Refund(municipality=line.municipality, line=line), line.amount_satang, requested_on, number, reason, by, at
    )


@transaction.atomic
def decide(refund: Refund, *, grants: bool, number: str, reason: str, by: User, at: datetime) -> Refund:
    """Grant or refuse a request; a grant sets the money apart in the books."""
    refund = _locked(refund)
    if refund.state != RefundState.REQUESTED:
        raise NotWaiting(refund)
    if not number.strip() or not (grants or reason.strip()):
        raise DecisionMissing
    if grants:
        _set_apart(refund, by, at)
    refund.state = RefundState.GRANTED if grants else RefundState.REFUSED
    refund.decision_number, refund.decision_reason = number.strip(), reason.strip()
    refund.decided_at, refund.decided_by = at, by
    refund.save(update_fields=["state", "decision_number", "decision_reason", "decided_at", "decided_by"])
    _write_down(refund, f"refund {refund.state}", by, at)
    return refund


@transaction.atomic
def pay(refund: Refund, *, channel: Channel, reference: str, by: User, at: datetime) -> Refund:
    """Pay out a granted refund today; raises NotWaiting, ReferenceMissing or DayIsClosed."""
    refund = _locked(refund)
    today = timezone.localdate(at)
    if refund.state != RefundState.GRANTED:
        raise NotWaiting(refund)
    if not reference.strip():
        raise ReferenceMissing
    if ledger.closed_days(refund.municipality, [today]):
        raise payments.DayIsClosed(today)
    ledger.post(
        debit=ledger.account(refund.municipality, AccountKind.REFUNDS_PAYABLE),
        credit=ledger.account(refund.municipality, payments.RECEIVED_IN[channel]),
        satang=refund.amount_satang,
        kind=TransferKind.REFUND_PAID,
        for_=ledger.Entry(today, at, by, refund.uid, refund.notice and refund.notice.debt),
    )
    refund.state, refund.channel, refund.payment_reference = RefundState.PAID, channel, reference.strip()
    refund.paid_at, refund.paid_by = at, by
    refund.save(update_fields=["state", "channel", "payment_reference", "paid_at", "paid_by"])
    _write_down(refund, "refund paid", by, at)
    return refund


def unclaimed(notice: Notice) -> int:
    """The surplus of a notice's debt that no waiting request asks for, in satang."""
    asked = Refund.objects.filter(notice__in=standing.papers_of(notice), state=RefundState.REQUESTED)
    return ledger.surplus_of(notice) - (asked.aggregate(sum=Sum("amount_satang"))["sum"] or 0)


def _check_request(number: str, reason: str, requested_on: date, at: datetime) -> None:
    if not number.strip() or not reason.strip():
        raise RequestMissing
    if requested_on > timezone.localdate(at):
        raise RequestOfTomorrow


def _check_limit(notice: Notice, requested_on: date) -> None:
    years = library.of_year(notice.bill.roll.tax_year_be).refund.value.years_to_claim
    made = Payment.objects.filter(notice__in=standing.papers_of(notice), reversal=None)
    last = made.order_by("paid_at").last()
    if last is None:
        return
    paid_on = timezone.localdate(last.paid_at)
    # 29 February has no anniversary in most years; the last day is then 28 February.
    last_day = date(paid_on.year + years, paid_on.month, min(paid_on.day, 28 if paid_on.month == 2 else paid_on.day))
    if requested_on > last_day:
        raise RequestTooLate(last_day, years)


def _locked(refund: Refund) -> Refund:
    """The refund under its own lock, after those of the papers of the debt, or of the line, whose money it is."""
    if refund.notice:
        list(standing.papers_of(refund.notice).select_for_update(of=["self"]).order_by("pk").values_list("pk"))
    if refund.line_id:
        BankLine.objects.select_for_update(of=["self"]).get(pk=refund.line_id)
    found = Refund.objects.select_for_update(of=["self"]).select_related("notice__bill__roll", "line", "municipality")
    return found.get(pk=refund.pk)


def _set_apart(refund: Refund, by: User, at: datetime) -> None:
    ledger.post(
        debit=_source(refund),
        credit=ledger.account(refund.municipality, AccountKind.REFUNDS_PAYABLE),
        satang=refund.amount_satang,
        kind=TransferKind.REFUND_GRANTED,
        for_=ledger.Entry(timezone.localdate(at), at, by, refund.uid, refund.notice and refund.notice.debt),
    )
    if refund.line:
        refund.line.state = LineState.RETURNED
        refund.line.save(update_fields=["state"])


def _source(refund: Refund) -> Account:
    """The account the money stands in; what was used meanwhile cannot be given back."""
    if refund.notice:
        if refund.amount_satang > (left := ledger.surplus_of(refund.notice)):
            raise MoreThanSurplus(left)
        return ledger.overpaid(refund.notice)
    if refund.line and refund.line.state != LineState.SUSPENSE:
        raise bankfiles.LineIsSettled(refund.line)
    return ledger.account(refund.municipality, AccountKind.SUSPENSE)


def _add(
    refund: Refund, amount_satang: int, requested_on: date, number: str, reason: str, by: User, at: datetime
) -> Refund:
    refund.amount_satang, refund.requested_on = amount_satang, requested_on
    refund.request_number, refund.reason = number.strip(), reason.strip()
    refund.recorded_at, refund.recorded_by = at, by
    refund.save(force_insert=True)
    _write_down(refund, "refund requested", by, at)
    return refund


def _write_down(refund: Refund, action: str, by: User, at: datetime) -> None:
    journal.append(
        municipality=refund.municipality,
        by=by,
        action=action,
        thing_kind="tax_refund",
        thing_uid=refund.uid,
        at=at,
        why=refund.decision_reason or refund.reason,
        details={"amount_satang": refund.amount_satang, "request": refund.request_number},
    )
