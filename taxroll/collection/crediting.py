"""What a supplementary roll charges less, taken off the notices of the year.

A bill of a supplement that came out below what was charged gets no notice. Its difference lowers the debts of the same
owners in the books, that of the latest roll first; what was paid above what is then due is the payer's, who may ask
for it. The papers that are out stay: the bill of the supplement explains the difference.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gis_assets import journal
from gis_assets.refusals import Refusal
from taxroll import ledger, payments, standing
from taxroll.collection import redividing
from taxroll.models import Bill, Levied, Notice, Roll, RollStatus, Transfer, TransferKind

_Owners = tuple[int, ...]


class NothingToTakeOff(Refusal):
    def __init__(self, roll: Roll) -> None:
        sentence = _("No bill of this supplementary roll of %(year)s waits to be taken off a notice.")
        super().__init__(sentence % {"year": roll.tax_year_be})


class NoNoticeToLower(Refusal):
    def __init__(self, count: int) -> None:
        sentence = _(
            "None of the %(count)s owners has a notice of the year in force. Issue the notices of the earlier rolls"
            " first; then the difference can be taken off them."
        )
        super().__init__(sentence % {"count": count})


@dataclass(frozen=True)
class Difference:
    """A bill of a supplement that charges less, and how much of it still waits to be taken off, in satang."""

    bill: Bill
    left_satang: int


@dataclass(frozen=True)
class Taken:
    """How many owners' debts were lowered, and by how much together, in satang."""

    owners: int
    satang: int


def waiting(roll: Roll) -> list[Difference]:
    """What a sealed supplement charges less and no notice was lowered by yet, in the order of its bills."""
    if not roll.is_sealed or not roll.is_supplementary or roll.is_of_signs:
        return []
    bills = list(Bill.objects.filter(roll=roll, payable_satang__lt=0).order_by("number"))
    taken, asked = _taken(roll), _asked(bills, roll)
    found = [Difference(bill, _left(bill, taken, asked)) for bill in bills]
    return [difference for difference in found if difference.left_satang > 0]


@transaction.atomic
def take_off(roll: Roll, *, by: User, at: datetime) -> Taken:
    """Lower the debts of all who were charged too much; raises NothingToTakeOff, NoNoticeToLower or DayIsClosed.

    Who has no notice in force goes on waiting: done again later, only what is left is taken off.
    """
    roll = Roll.objects.select_for_update(of=["self"]).select_related("municipality").get(pk=roll.pk)
    differences = waiting(roll)
    if not differences:
        raise NothingToTakeOff(roll)
    today = timezone.localdate(at)
    if ledger.closed_days(roll.municipality, [today]):
        raise payments.DayIsClosed(today)
    lowered = [satang for each in differences if (satang := _lower(each, roll, by=by, at=at))]
    if not lowered:
        raise NoNoticeToLower(len(differences))
    taken = Taken(len(lowered), sum(lowered))
    journal.append(
        municipality=roll.municipality,
        by=by,
        action="supplement taken off notices",
        thing_kind="tax_roll",
        thing_uid=roll.uid,
        at=at,
        details={"owners": taken.owners, "satang": taken.satang},
    )
    return taken


def _left(bill: Bill, taken: Mapping[_Owners, int], asked: Mapping[_Owners, int]) -> int:
    """What is left of the difference, and never below the supplement's own sum: a decision may have lowered as well."""
    owners = tuple(bill.parties)
    whole = bill.payable_satang + bill.charged_before_satang
    return min(-bill.payable_satang - taken.get(owners, 0), asked.get(owners, 0) - whole)


def _asked(bills: Sequence[Bill], roll: Roll) -> dict[_Owners, int]:
    """By owners, what earlier rolls of the year ask for now: by their notices in force, else by their bills."""
    earlier = Bill.objects.filter(
        party__in=[bill.party_id for bill in bills],
        roll__municipality=roll.municipality_id,
        roll__tax=Levied.LAND,
        roll__tax_year_be=roll.tax_year_be,
        roll__sequence__lt=roll.sequence,
        roll__status=RollStatus.SEALED,
        payable_satang__gt=0,
    )
    in_force = Notice.objects.filter(bill__in=earlier, cancelled_at=None).select_related("bill__roll", "municipality")
    by_notice = {now.notice.bill_id: now.tax_satang for now in standing.of_all(list(in_force))}
    asked: dict[_Owners, int] = {}
    for bill in earlier:
        owners = tuple(bill.parties)
        asked[owners] = asked.get(owners, 0) + by_notice.get(bill.pk, bill.payable_satang)
    return asked


def _lower(difference: Difference, roll: Roll, *, by: User, at: datetime) -> int:
    """Take the difference off the owners' debts as far as they go; return how much it was."""
    left = difference.left_satang
    for notice in _notices(difference.bill, roll):
        satang = min(left, ledger.assessed(notice))
        if satang:
            ledger.reduce(notice, satang=satang, reference=roll.uid, by=by, at=at)
            redividing.divide(notice, by=by, at=at)
            left -= satang
    return difference.left_satang - left


def _notices(bill: Bill, roll: Roll) -> QuerySet[Notice]:
    """The notices in force of the same owners from earlier rolls of the year, locked, that of the latest roll first."""
    locked = Notice.objects.select_for_update(of=["self"]).select_related("bill__roll", "municipality", "continues")
    of_year = locked.filter(
        municipality=roll.municipality,
        cancelled_at=None,
        bill__parties=bill.parties,
        bill__roll__tax=Levied.LAND,
        bill__roll__tax_year_be=roll.tax_year_be,
        bill__roll__sequence__lt=roll.sequence,
    )
    return of_year.order_by("-bill__roll__sequence", "pk")


def _taken(roll: Roll) -> dict[_Owners, int]:
    """By owners, what was taken off for this supplement and still counts.

    A notice that was cancelled and issued anew without naming the former asks for the whole again.
    """
    moved = Transfer.objects.filter(
        municipality=roll.municipality, kind=TransferKind.REDUCTION, reference=roll.uid
    ).select_related("notice__bill")
    taken: dict[_Owners, int] = {}
    for transfer in moved:
        if transfer.notice and _is_asked_for(transfer.notice):
            owners = tuple(transfer.notice.bill.parties)
            taken[owners] = taken.get(owners, 0) + transfer.amount_satang
    return taken


def _is_asked_for(notice: Notice) -> bool:
    """Whether the notice, or what replaced it in the end, is in force."""
    return any(paper.cancelled_at is None for paper in _followers(notice))


def _followers(notice: Notice) -> Iterable[Notice]:
    paper: Notice | None = notice
    while paper:
        yield paper
        paper = Notice.objects.filter(replaces=paper).first()
