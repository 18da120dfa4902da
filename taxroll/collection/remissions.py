"""Decisions that something open need not be paid: a penalty or surcharge waived or reduced, a debt written off."""

from datetime import date, datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gis_assets import journal
from gis_assets.refusals import Refusal
from gis_assets.units import format_baht
from taxroll import ledger, standing
from taxroll.law.collection import Owed
from taxroll.models import AccountKind, Notice, Remission, RemissionKind, TransferKind
from taxroll.notices import NoticeIsCancelled


class DecisionMissing(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Give the number of the decision and its reason; both are kept."))


class NothingToRemit(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Nothing of the kind is open on that day."))


class MoreThanOpen(Refusal):
    def __init__(self, owed: Owed) -> None:
        sentence = _("Only %(penalty)s baht of penalty and %(surcharge)s baht of surcharge are open on that day.")
        facts = {"penalty": format_baht(owed.penalty_satang), "surcharge": format_baht(owed.surcharge_satang)}
        super().__init__(sentence % facts)


class DecidedAnotherDay(Refusal):
    def __init__(self) -> None:
        sentence = _("The decision cannot be later than today, nor earlier than the last payment or decision.")
        super().__init__(sentence)


@transaction.atomic
def waive(
    notice: Notice,
    *,
    penalty_satang: int,
    surcharge_satang: int,
    decided_on: date,
    document_number: str,
    reason: str,
    by: User,
    at: datetime,
) -> Remission:
    """Waive so much of the penalty and the surcharge that are open; raises one of the Refusals above."""
    notice, owed = _opened(notice, decided_on, document_number, reason, at)
    if penalty_satang <= 0 and surcharge_satang <= 0:
        raise NothingToRemit
    if min(penalty_satang, surcharge_satang) < 0 or penalty_satang > owed.penalty_satang:
        raise MoreThanOpen(owed)
    if surcharge_satang > owed.surcharge_satang:
        raise MoreThanOpen(owed)
    remitted = Owed(0, penalty_satang, surcharge_satang)
    return _add(notice, RemissionKind.WAIVER, remitted, decided_on, document_number, reason, by, at)


@transaction.atomic
def write_off(
    notice: Notice, *, decided_on: date, document_number: str, reason: str, by: User, at: datetime
) -> Remission:
    """Give up all that is open on a notice; raises one of the Refusals above."""
    notice, owed = _opened(notice, decided_on, document_number, reason, at)
    if owed.total_satang == 0:
        raise NothingToRemit
    written_off = _add(notice, RemissionKind.WRITE_OFF, owed, decided_on, document_number, reason, by, at)
    if owed.tax_satang:
        entry = ledger.Entry(timezone.localdate(at), at, by, written_off.uid, notice.debt)
        ledger.post(
            debit=ledger.account(notice.municipality, AccountKind.WRITTEN_OFF),
            credit=ledger.receivable(notice),
            satang=owed.tax_satang,
            kind=TransferKind.WRITE_OFF,
            for_=entry,
        )
    return written_off


def _opened(notice: Notice, decided_on: date, document_number: str, reason: str, at: datetime) -> tuple[Notice, Owed]:
    """The locked notice and what is open on the day of the decision."""
    if not document_number.strip() or not reason.strip():
        raise DecisionMissing
    locked = Notice.objects.select_for_update(of=["self"]).select_related("bill__roll", "municipality")
    notice = locked.get(pk=notice.pk)
    if notice.cancelled_at:
        raise NoticeIsCancelled(notice)
    now = standing.of(notice)
    if decided_on > timezone.localdate(at) or (now.last_made_on and decided_on < now.last_made_on):
        raise DecidedAnotherDay
    return notice, now.owed(on=decided_on)


def _add(
    notice: Notice,
    kind: RemissionKind,
    remitted: Owed,
    decided_on: date,
    document_number: str,
    reason: str,
    by: User,
    at: datetime,
) -> Remission:
    added = Remission.objects.create(
        municipality=notice.municipality,
        notice=notice,
        kind=kind,
        tax_satang=remitted.tax_satang,
        penalty_satang=remitted.penalty_satang,
        surcharge_satang=remitted.surcharge_satang,
        decided_on=decided_on,
        document_number=document_number.strip(),
        reason=reason.strip(),
        recorded_at=at,
        recorded_by=by,
    )
    journal.append(
        municipality=notice.municipality,
        by=by,
        action=f"remission: {kind}",
        thing_kind="tax_notice",
        thing_uid=notice.uid,
        at=at,
        why=added.reason,
        details={
            "number": notice.number,
            "decision": added.document_number,
            "tax_satang": remitted.tax_satang,
            "penalty_satang": remitted.penalty_satang,
            "surcharge_satang": remitted.surcharge_satang,
        },
    )
    return added
