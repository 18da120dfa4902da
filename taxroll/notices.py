"""Third step: the numbered notice of assessment (ภ.ด.ส.6) with its calculation (ภ.ด.ส.7 and 8).

A notice is never edited: a mistake is cancelled with its reason and a new notice issued, which names the former; both
are kept. Whole rolls are issued by `taxroll.batches`, with the same checks, contents and bookkeeping.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gis_assets import journal
from gis_assets.models import JournalEntry
from gis_assets.refusals import Refusal
from taxroll import documents, explanation, ledger, numbering
from taxroll.models import Bill, Filing, Notice, Payment
from taxroll.papers import contents as papers
from taxroll.papers import routes, setter, sheets, signs
from taxroll.signs import terms

THING = "tax_notice"


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
        sentence = _(
            "Notice %(number)s has payments and cannot be cancelled. A decision on an objection replaces it; a payment"
            " that was none is reversed first."
        )
        super().__init__(sentence % {"number": notice.number})


class ReasonMissing(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Say why the notice is cancelled; the reason is kept with it."))


@transaction.atomic
def issue(bill: Bill, *, by: User, at: datetime) -> Notice:
    """Issue the notice of a sealed bill; raises RollNotSealed, NothingToPay or NoticeInForce."""
    bill = Bill.objects.select_for_update(of=["self"]).select_related("roll", "municipality").get(pk=bill.pk)
    _check_may_issue(bill)
    return _issue(draft(bill, due_date=_last_day(bill, at), by=by, at=at))


@transaction.atomic
def cancel(notice: Notice, *, by: User, at: datetime, why: str) -> Notice:
    """Cancel a notice nobody has paid on; raises ReasonMissing, NoticeIsCancelled or NoticeHasPayments."""
    if not why.strip():
        raise ReasonMissing
    notice = _locked(notice)
    if Payment.objects.filter(notice__in=Notice.objects.of_debts([notice.debt_key]), reversal=None).exists():
        raise NoticeHasPayments(notice)
    _cancel(notice, by=by, at=at, why=why.strip())
    ledger.withdraw(notice, at=at)
    return notice


@transaction.atomic
def reissue(notice: Notice, *, by: User, at: datetime, why: str) -> Notice:
    """Cancel a notice and issue another in its place, which names it; raises what `cancel` does.

    What decisions made of the tax until now holds for the new one too.
    """
    former = cancel(notice, by=by, at=at, why=why)
    again = draft(former.bill, due_date=_last_day(former.bill, at), by=by, at=at)
    again.replaces, again.assessed_satang = former, ledger.assessed(former)
    anew = Q(lines__isnull=False) | Q(sign_lines__isnull=False)
    again.decision = Filing.objects.filter(anew, notice__bill=former.bill).order_by("decided_at").last()
    return _issue(again)


@transaction.atomic
def supersede(notice: Notice, *, decision: Filing, due_date: date, by: User, at: datetime, why: str) -> Notice:
    """Cancel a notice by a decision and issue another for what it is assessed at now, which goes on with its debt.

    Unlike `reissue` it may be paid on already: the debt, its account and its payments stay, the paper is another.
    Raises NoticeIsCancelled.
    """
    former = _locked(notice)
    _cancel(former, by=by, at=at, why=why)
    again = draft(former.bill, due_date=due_date, by=by, at=at)
    again.replaces, again.continues, again.decision = former, former.debt, decision
    again.assessed_satang = ledger.assessed(former)
    return _issue(again)


def in_force(bill: Bill) -> Notice | None:
    """The notice of a bill that is in force, locked; a second look sees what replaced one that was just cancelled."""
    locked = Notice.objects.select_for_update(of=["self"]).select_related("bill__roll", "municipality")
    of_bill = locked.filter(bill=bill, cancelled_at=None).order_by("pk")
    return of_bill.first() or of_bill.all().first()


def pdf(notice: Notice) -> bytes:
    """The paper as it was issued, cut out of its print file; raises DocumentDamaged when that file was changed."""
    kept = documents.kept(notice.pdf, sha256=notice.pdf_sha256)
    if notice.batch_id is None:
        return kept
    return sheets.cut(kept, first_page=notice.first_page, page_count=notice.page_count)


def contents(notice: Notice) -> dict[str, Any]:
    """What the template prints of one notice."""
    office = papers.office_of(notice.municipality)
    if notice.bill.roll.is_of_signs:
        return signs.papers([notice], office=office)
    explained = explanation.explain(notice.bill, decision=notice.decision)
    return papers.papers([papers.notice(notice, explained, office=office)], office=office)


def draft(bill: Bill, *, due_date: date, by: User, at: datetime) -> Notice:
    """A notice of what a bill comes to, with everything that is known before its number and its pages; not saved."""
    return Notice(
        municipality=bill.municipality,
        bill=bill,
        assessed_satang=bill.payable_satang,
        due_date=due_date,
        issued_at=at,
        issued_by=by,
    )


def enter(issued: Sequence[Notice], *, by: User, at: datetime) -> None:
    """Save issued notices with their entries in the journal; the one place where a notice begins to be owed."""
    Notice.objects.bulk_create(issued)
    JournalEntry.objects.bulk_create([_entry(notice, "notice issued", by, at) for notice in issued])
    ledger.levy_all(issued, at=at)


def _locked(notice: Notice) -> Notice:
    """The notice and its bill under their locks; raises NoticeIsCancelled."""
    locked = Notice.objects.select_for_update(of=["self"]).select_related("municipality", "decision", "continues__bill")
    notice = locked.get(pk=notice.pk)
    if notice.cancelled_at:
        raise NoticeIsCancelled(notice)
    bills = Bill.objects.select_for_update(of=["self"]).select_related("roll", "municipality")
    notice.bill = bills.get(pk=notice.bill_id)
    return notice


def _cancel(notice: Notice, *, by: User, at: datetime, why: str) -> None:
    notice.cancelled_at, notice.cancelled_by, notice.cancel_reason = at, by, why
    notice.save(update_fields=["cancelled_at", "cancelled_by", "cancel_reason"])
    _write_down(notice, "notice cancelled", by, at, why=why)


def _issue(notice: Notice) -> Notice:
    """Number a drafted notice, set its pages, and enter it."""
    year = notice.bill.roll.tax_year_be
    notice.number = numbering.take(municipality=notice.municipality, kind="notice", year_be=year)
    routes.place([notice])
    (printed,) = setter.set_notices(contents(notice), is_apart=True)
    _keep(notice, printed)
    enter([notice], by=notice.issued_by, at=notice.issued_at)
    return notice


def _last_day(bill: Bill, at: datetime) -> date:
    return terms.last_day(bill.roll, notified_on=timezone.localdate(at))


def _keep(notice: Notice, printed: setter.Printed) -> None:
    notice.first_page, notice.page_count = printed.spans[0]
    notice.pdf_sha256 = documents.sha256(printed.pdf)
    notice.pdf.name = documents.keep(
        printed.pdf, municipality=notice.municipality, kind="notices", number=notice.number
    )


def _check_may_issue(bill: Bill) -> None:
    if not bill.roll.is_sealed:
        raise RollNotSealed(bill)
    if bill.payable_satang <= 0:  # less than nothing is a refund of a supplementary roll
        raise NothingToPay(bill)
    if standing := bill.notices.filter(cancelled_at=None).first():
        raise NoticeInForce(standing)


def _write_down(notice: Notice, action: str, by: User, at: datetime, *, why: str = "") -> None:
    journal.append(
        municipality=notice.municipality,
        by=by,
        action=action,
        thing_kind=THING,
        thing_uid=notice.uid,
        at=at,
        why=why,
        details=_details(notice),
    )


def _entry(notice: Notice, action: str, by: User, at: datetime) -> JournalEntry:
    return JournalEntry(
        municipality=notice.municipality,
        at=at,
        user_id=by.pk,
        action=action,
        thing_kind=THING,
        thing_uid=str(notice.uid),
        details=_details(notice),
    )


def _details(notice: Notice) -> dict[str, Any]:
    former = {"replaces": notice.replaces.number} if notice.replaces else {}
    bill = notice.bill
    return {"number": notice.number, "bill": bill.reference, "payable_satang": notice.assessed_satang, **former}
