"""Money of a debt divided again: what was paid on tax which, by a decision, was never owed.

It settles what is still open of the debt, in the order of the law; the rest becomes the payer's. Only money is divided
again: what was waived or written off was never paid. The caller holds the locks of the debt.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils import timezone

from taxroll import ledger, standing
from taxroll.collection import refunds
from taxroll.law import collection
from taxroll.law.book import Due
from taxroll.law.collection import Owed
from taxroll.models import Account, AccountKind, Notice, Payment, Redivision, Remission, Transfer, TransferKind
from taxroll.standing import Standing


@transaction.atomic
def divide(notice: Notice, *, by: User, at: datetime) -> Redivision | None:
    """Divide again what was paid above what is due by now; None where nothing moves. `notice` is the one in force."""
    on = timezone.localdate(at)
    now = standing.of(notice)
    above, owed = _above(now, on), now.owed(on=on)
    uses = collection.allocate(min(above.total_satang, owed.total_satang), owed, law=now.law)
    moves = list(_moves(notice, above, uses))
    if not moves:
        return None
    out_of_tax = sum(satang for source, _, satang in moves if source.kind == AccountKind.OVERPAID)
    again = Redivision.objects.create(
        municipality=notice.municipality,
        notice=notice,
        tax_satang=uses[Due.TAX] - out_of_tax,
        penalty_satang=uses[Due.PENALTY] - above.penalty_satang,
        surcharge_satang=uses[Due.SURCHARGE] - above.surcharge_satang,
        divided_on=on,
        recorded_at=at,
        recorded_by=by,
    )
    entry = ledger.Entry(on, at, by, again.uid, notice.debt)
    for source, target, satang in moves:
        ledger.post(debit=source, credit=target, satang=satang, kind=TransferKind.REDIVIDED, for_=entry)
    return again


@transaction.atomic
def take_back(notice: Notice, *, by: User, at: datetime) -> None:
    """Undo every division of the debt, for a payment that it divided was none; then settle and divide anew."""
    on = timezone.localdate(at)
    for made in Redivision.objects.filter(notice__in=standing.papers_of(notice)):
        posted = Transfer.objects.filter(reference=made.uid, kind=TransferKind.REDIVIDED, reversed_by=None)
        if not posted.exists():
            continue
        undone = Redivision.objects.create(
            municipality=notice.municipality,
            notice=notice,
            tax_satang=-made.tax_satang,
            penalty_satang=-made.penalty_satang,
            surcharge_satang=-made.surcharge_satang,
            divided_on=made.divided_on,  # of the same day, so that no penalty hangs on what never was
            recorded_at=at,
            recorded_by=by,
        )
        entry = ledger.Entry(on, at, by, undone.uid, notice.debt)
        ledger.reverse(posted.select_related("debit", "credit"), for_=entry)


def _above(now: Standing, on: date) -> Owed:
    """What was paid in money above what is due, after what was waived or written off; of the tax what is still here."""
    papers = standing.papers_of(now.notice)
    paid = (Payment.objects.filter(notice__in=papers, reversal=None), Redivision.objects.filter(notice__in=papers))
    remitted = [Remission.objects.filter(notice__in=papers)]
    due = now.due(on=on)

    def above(part: str) -> int:
        money = _sum(paid, part)
        return max(0, min(money, money + _sum(remitted, part) - int(getattr(due, part))))

    kept = max(0, refunds.unclaimed(now.notice))
    return Owed(min(kept, above("tax_satang")), above("penalty_satang"), above("surcharge_satang"))


def _sum(rows: Iterable[QuerySet[Payment] | QuerySet[Redivision] | QuerySet[Remission]], part: str) -> int:
    return sum(queryset.aggregate(sum=Sum(part))["sum"] or 0 for queryset in rows)


def _moves(notice: Notice, above: Owed, uses: Mapping[Due, int]) -> Iterator[tuple[Account, Account, int]]:
    """From where to where so many satang go: what is too much settles what is open, what is left is the payer's.

    Tax above what is due stands with the payer already, hence only as much of it moves as is used.
    """
    penalty, surcharge = (
        ledger.account(notice.municipality, kind) for kind in (AccountKind.PENALTY_INCOME, AccountKind.SURCHARGE_INCOME)
    )
    income = above.penalty_satang + above.surcharge_satang
    used = sum(uses.values())
    sources = [
        (penalty, above.penalty_satang),
        (surcharge, above.surcharge_satang),
        (ledger.overpaid(notice), max(0, used - income)),
    ]
    targets = [
        (ledger.receivable(notice), uses[Due.TAX]),
        (penalty, uses[Due.PENALTY]),
        (surcharge, uses[Due.SURCHARGE]),
        (ledger.overpaid(notice), max(0, income - used)),
    ]
    return _pour(sources, targets)


def _pour(
    sources: Iterable[tuple[Account, int]], targets: Iterable[tuple[Account, int]]
) -> Iterator[tuple[Account, Account, int]]:
    """Fill one target after the other out of one source after the other; both come to the same sum."""
    waiting = [(target, satang) for target, satang in targets if satang]
    for source, held in sources:
        while held:
            target, wanted = waiting.pop(0)
            satang = min(held, wanted)
            yield source, target, satang
            held -= satang
            if wanted > satang:
                waiting.insert(0, (target, wanted - satang))
