"""The books: every satang that is owed, received, kept or given back, as transfers between accounts.

It knows accounts and sums, not law: how money is divided and what may be done is decided by the steps that post here.
A balance is always the sum of transfers. `check` compares the books with the notices, payments and papers themselves.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import QuerySet, Sum
from django.utils import timezone

from gis_assets import sql_files
from gis_assets.models import Municipality
from taxroll.models import (
    Account,
    AccountKind,
    DailyClosing,
    LedgerCheck,
    Notice,
    Payment,
    Remission,
    Transfer,
    TransferKind,
)

# The class of the advisory lock that sql/refuse_money_on_closed_day.sql takes in common and a closing takes alone.
CLOSING_LOCK = 7205


@dataclass(frozen=True)
class Fault:
    """Something that does not agree: which rule, which paper, what it should be and what the books say, in satang."""

    rule: str
    thing: str
    expected_satang: int
    found_satang: int


@dataclass(frozen=True)
class Entry:
    """Who wrote a transfer, for what, and on which day of the books."""

    on: date
    at: datetime
    by: User
    reference: uuid.UUID
    notice: Notice | None = None
    payment: Payment | None = None


def levy(notice: Notice, *, at: datetime) -> None:
    """Write down that a notice is owed; a second call changes nothing."""
    levy_all([notice], at=at)


@transaction.atomic
def levy_all(notices: Sequence[Notice], *, at: datetime, on: date | None = None) -> int:
    """The same for a batch of one municipality in two statements; the number of notices that were not yet levied.

    `on` is another day of the books than that of `at`, for papers from before there were books.
    """
    if not notices:
        return 0
    facts: dict[str, Any] = {
        "municipality": notices[0].municipality_id,
        "notices": [notice.pk for notice in notices],
        "on": on or timezone.localdate(at),
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("taxroll", "open_income_accounts"), facts)
        cursor.execute(sql_files.load("taxroll", "levy_notices"), facts)
        return int(cursor.rowcount)


@transaction.atomic
def withdraw(notice: Notice, *, at: datetime, on: date | None = None) -> None:
    """Take back what a cancelled notice still owes; call it with `cancelled_by` set. `on` as in `levy_all`."""
    still_owed = owed_by(notice)
    if still_owed == 0 or notice.cancelled_by is None:
        return
    entry = Entry(on or timezone.localdate(at), at, notice.cancelled_by, notice.uid, notice.debt)
    post(
        debit=levy_income(notice),
        credit=receivable(notice),
        satang=still_owed,
        kind=TransferKind.WITHDRAWAL,
        for_=entry,
    )


@transaction.atomic
def reduce(notice: Notice, *, satang: int, reference: uuid.UUID, by: User, at: datetime) -> None:
    """Lower what a debt was assessed at (an objection allowed); what was paid above it becomes the payer's."""
    if satang > assessed(notice):
        raise ValueError(f"{satang} satang is more than notice {notice.number} was assessed at.")
    entry = Entry(timezone.localdate(at), at, by, reference, notice.debt)
    left = max(0, owed_by(notice) - satang)
    post(debit=levy_income(notice), credit=receivable(notice), satang=satang, kind=TransferKind.REDUCTION, for_=entry)
    settle(notice, open_satang=left, for_=entry)


def settle(notice: Notice, *, open_satang: int, for_: Entry) -> None:
    """Bring a receivable to what is open: what was paid above it is kept for the payer, or taken back from there.

    What was written off goes first: it was never paid, and is nobody's to ask back.
    """
    off = owed_by(notice) - open_satang
    off += _write_off_less(notice, satang=-off, for_=for_) if off < 0 else -_write_off_again(notice, off, for_=for_)
    if off < 0:
        post(debit=receivable(notice), credit=overpaid(notice), satang=-off, kind=TransferKind.SURPLUS, for_=for_)
    if off > 0:
        post(debit=overpaid(notice), credit=receivable(notice), satang=off, kind=TransferKind.SURPLUS, for_=for_)


def post(
    *, debit: Account, credit: Account, satang: int, kind: TransferKind, for_: Entry, reverses: Transfer | None = None
) -> Transfer:
    """Add one transfer; the database refuses what is not positive or goes nowhere."""
    years = {account.tax_year_be for account in (debit, credit)} - {None}
    return Transfer.objects.create(
        municipality_id=debit.municipality_id,
        debit=debit,
        credit=credit,
        amount_satang=satang,
        kind=kind,
        notice=for_.notice,
        payment=for_.payment,
        reference=for_.reference,
        reverses=reverses,
        tax_year_be=years.pop() if len(years) == 1 else None,
        happened_on=for_.on,
        recorded_at=for_.at,
        recorded_by=for_.by,
    )


def reverse(transfers: Iterable[Transfer], *, for_: Entry) -> list[Transfer]:
    """The mirror of each transfer that is not reversed yet; what was never received is thus taken out again."""
    return [
        post(
            debit=former.credit,
            credit=former.debit,
            satang=former.amount_satang,
            kind=TransferKind.REVERSAL,
            for_=for_,
            reverses=former,
        )
        for former in transfers
    ]


def account(
    municipality: Municipality, kind: AccountKind, *, notice: Notice | None = None, tax_year_be: int | None = None
) -> Account:
    """The account, opened at its first use."""
    found, _ = Account.objects.get_or_create(
        municipality=municipality, kind=kind, notice=notice, tax_year_be=tax_year_be
    )
    return found


def receivable(notice: Notice) -> Account:
    """What the debt of a notice still owes; notices that go on with a debt share it."""
    return account(notice.municipality, AccountKind.RECEIVABLE, notice=notice.debt, tax_year_be=_year(notice))


def overpaid(notice: Notice) -> Account:
    return account(notice.municipality, AccountKind.OVERPAID, notice=notice.debt, tax_year_be=_year(notice))


def levy_income(notice: Notice) -> Account:
    kind = AccountKind.SIGN_INCOME if notice.bill.roll.is_of_signs else AccountKind.LEVY_INCOME
    return account(notice.municipality, kind, tax_year_be=_year(notice))


def owed_by(notice: Notice) -> int:
    """Tax of a notice's debt still open by the books, in satang; negative while a surplus waits to be set apart."""
    return balance(Account.objects.filter(notice=notice.debt_key, kind=AccountKind.RECEIVABLE))


def owed_by_each(debts: Iterable[int]) -> dict[int, int]:
    """The same of many debts, by the keys of their first notices; one without transfers is left out."""
    keys, of_debts = list(debts), Transfer.objects.order_by()
    owed: dict[int, int] = {}
    for side, sign in (("debit", 1), ("credit", -1)):
        sums = of_debts.filter(**{f"{side}__kind": AccountKind.RECEIVABLE, f"{side}__notice__in": keys})
        for debt, satang in sums.values_list(f"{side}__notice").annotate(Sum("amount_satang")):
            owed[debt] = owed.get(debt, 0) + sign * satang
    return owed


def surplus_of(notice: Notice) -> int:
    """What was paid too much on a notice's debt and not given back yet, in satang."""
    return -balance(Account.objects.filter(notice=notice.debt_key, kind=AccountKind.OVERPAID))


def reduced_by(notice: Notice) -> int:
    """By how much the assessment of a notice's debt was reduced since it was levied, in satang."""
    reductions = Transfer.objects.filter(notice=notice.debt_key, kind=TransferKind.REDUCTION)
    return reductions.aggregate(sum=Sum("amount_satang"))["sum"] or 0


def assessed(notice: Notice) -> int:
    """What the debt of a notice is assessed at after every decision so far, in satang."""
    return notice.debt.assessed_satang - reduced_by(notice)


def balance(accounts: QuerySet[Account]) -> int:
    """Debits less credits of these accounts, in satang."""
    debits = Transfer.objects.filter(debit__in=accounts).aggregate(sum=Sum("amount_satang"))["sum"] or 0
    credits_ = Transfer.objects.filter(credit__in=accounts).aggregate(sum=Sum("amount_satang"))["sum"] or 0
    return int(debits - credits_)


def movement(municipality: Municipality, kind: AccountKind, *, on: date) -> int:
    """What came in less what went out of one kind of account on a day of the books, in satang."""
    of_day = Transfer.objects.filter(municipality=municipality, happened_on=on)
    came = of_day.filter(debit__kind=kind).aggregate(sum=Sum("amount_satang"))["sum"] or 0
    went = of_day.filter(credit__kind=kind).aggregate(sum=Sum("amount_satang"))["sum"] or 0
    return int(came - went)


def closed_days(municipality: Municipality, days: Iterable[date]) -> set[date]:
    """Those of the days that are closed; until the end of this transaction no other day is closed beside it.

    Ask before booking money: a closing of the same moment waits, or is waited for, instead of being overtaken.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", [CLOSING_LOCK, municipality.pk])
    closed = DailyClosing.objects.filter(municipality=municipality, on__in=list(days))
    return set(closed.values_list("on", flat=True))


def balances(municipality: Municipality) -> dict[AccountKind, int]:
    """Balance of every kind of account, in satang. Their sum is nothing, always."""
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("taxroll", "balances_by_kind"), {"municipality": municipality.pk})
        return {AccountKind(kind): int(satang) for kind, satang in cursor.fetchall()}


def check(municipality: Municipality) -> list[Fault]:
    """Where the books and the papers disagree; an empty list says that nothing was lost or made."""
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("taxroll", "ledger_faults"), {"municipality": municipality.pk})
        return [Fault(rule, thing, int(expected), int(found)) for rule, thing, expected, found in cursor.fetchall()]


@transaction.atomic
def check_and_keep(municipality: Municipality, *, at: datetime) -> LedgerCheck:
    """The same comparison, written down for the page of the books."""
    faults = [asdict(fault) for fault in check(municipality)]
    return LedgerCheck.objects.create(municipality=municipality, checked_at=at, faults=faults)


def _write_off_less(notice: Notice, *, satang: int, for_: Entry) -> int:
    """Take back so much of what was written off, as far as it goes; return how much it was."""
    less = min(satang, _written_off(notice))
    if less:
        written_off = account(notice.municipality, AccountKind.WRITTEN_OFF)
        post(debit=receivable(notice), credit=written_off, satang=less, kind=TransferKind.WRITE_OFF, for_=for_)
    return less


def _write_off_again(notice: Notice, satang: int, *, for_: Entry) -> int:
    """Write off again what was taken back of a write-off, as far as it goes; return how much it was."""
    papers = Notice.objects.of_debts([notice.debt_key])
    decided = Remission.objects.filter(notice__in=papers).aggregate(sum=Sum("tax_satang"))["sum"] or 0
    more = max(0, min(satang, decided - _written_off(notice)))
    if more:
        written_off = account(notice.municipality, AccountKind.WRITTEN_OFF)
        post(debit=written_off, credit=receivable(notice), satang=more, kind=TransferKind.WRITE_OFF, for_=for_)
    return more


def _written_off(notice: Notice) -> int:
    moved = Transfer.objects.filter(notice=notice.debt_key, kind=TransferKind.WRITE_OFF)
    off = moved.filter(credit__kind=AccountKind.RECEIVABLE).aggregate(sum=Sum("amount_satang"))["sum"] or 0
    return off - (moved.filter(debit__kind=AccountKind.RECEIVABLE).aggregate(sum=Sum("amount_satang"))["sum"] or 0)


def _year(notice: Notice) -> int:
    return notice.bill.roll.tax_year_be
