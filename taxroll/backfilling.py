"""What rolls and notices from before the ledger and the seals of lines lack: added once, by the days of the papers.

Nothing is edited. Safe to run again: what is there already is left. A roll whose lines do not come to the digest it was
sealed with is told; its lines are sealed as they stand today, and its verification goes on to say that it differs.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from gis_assets import journal
from gis_assets.models import Municipality
from taxroll import ledger, payments
from taxroll.models import LineSeal, Notice, Payment, Roll, RollStatus, Transfer, TransferKind
from taxroll.rolls import sealing


@dataclass(frozen=True)
class Added:
    """How much was added; `differing` are rolls that are not what their own digest says."""

    rolls: int = 0
    differing: tuple[str, ...] = ()
    levied: int = 0
    withdrawn: int = 0
    payments: int = 0

    @property
    def is_nothing(self) -> bool:
        return not (self.rolls or self.levied or self.withdrawn or self.payments)


@transaction.atomic
def backfill(municipality: Municipality, *, at: datetime) -> Added:
    """Add what is lacking in a municipality; two runs at once follow each other."""
    Municipality.objects.select_for_update().get(pk=municipality.pk)
    rolls = _seal_lines(municipality)
    added = Added(
        rolls=len(rolls),
        differing=tuple(str(roll) for roll, root in rolls if root != roll.rows_digest),
        levied=_levy(municipality, at),
        payments=_book(municipality, at),
        withdrawn=_withdraw(municipality, at),
    )
    if not added.is_nothing:
        _write_down(municipality, added, at)
    return added


def _seal_lines(municipality: Municipality) -> list[tuple[Roll, str]]:
    """Each sealed roll without seals of its lines, and what its lines come to."""
    sealed = Roll.objects.filter(municipality=municipality, status=RollStatus.SEALED, line_count__gt=0)
    without = sealed.filter(~Exists(LineSeal.objects.filter(roll=OuterRef("pk")))).order_by("pk")
    return [(roll, sealing.seal_lines(roll)) for roll in without]


def _levy(municipality: Municipality, at: datetime) -> int:
    """Notices that nobody levied, on the days on which they were issued."""
    levies = Transfer.objects.filter(notice=OuterRef("pk"), kind=TransferKind.LEVY)
    owing = Notice.objects.filter(~Exists(levies), municipality=municipality, continues=None, assessed_satang__gt=0)
    by_day: dict[date, list[Notice]] = defaultdict(list)
    for notice in owing.order_by("pk").iterator():
        by_day[timezone.localdate(notice.issued_at)].append(notice)
    return sum(ledger.levy_all(issued, at=at, on=on) for on, issued in by_day.items())


def _book(municipality: Municipality, at: datetime) -> int:
    """Payments that stand in no account, as they were divided; on a day that is closed by now they are booked today."""
    unbooked = Payment.objects.filter(
        ~Exists(Transfer.objects.filter(payment=OuterRef("pk"))), municipality=municipality, reversal=None
    )
    related = ("municipality", "recorded_by", "notice__municipality", "notice__continues", "notice__bill__roll")
    found = list(unbooked.select_related(*related).order_by("paid_at", "pk"))
    for payment in found:
        payments.book(payment, at=at)
    return len(found)


def _withdraw(municipality: Municipality, at: datetime) -> int:
    """Cancelled notices that still owe by the books."""
    gone = Transfer.objects.filter(notice=OuterRef("pk"), kind=TransferKind.WITHDRAWAL)
    goes_on = Notice.objects.filter(continues=OuterRef("pk"))
    cancelled = Notice.objects.filter(
        ~Exists(gone), ~Exists(goes_on), municipality=municipality, cancelled_at__isnull=False, continues=None
    )
    related = ("municipality", "bill__roll", "cancelled_by")
    still_owing = [notice for notice in cancelled.select_related(*related) if ledger.owed_by(notice)]
    for notice in still_owing:
        ledger.withdraw(notice, at=at, on=timezone.localdate(notice.cancelled_at))
    return len(still_owing)


def _write_down(municipality: Municipality, added: Added, at: datetime) -> None:
    journal.append(
        municipality=municipality,
        by=None,
        action="seals and postings added to old papers",
        thing_kind="tax_ledger",
        thing_uid=municipality.pk,
        at=at,
        details=vars(added) | {"differing": list(added.differing)},
    )
