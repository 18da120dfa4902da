"""Third step: the numbered notice of assessment (ภ.ด.ส.6) with its calculation (ภ.ด.ส.7 and 8).

A notice is never edited: a mistake is cancelled with its reason and a new notice issued, which names the former; both
are kept. Whole rolls are issued by `taxroll.batches`, with the same checks, contents and bookkeeping.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gis_assets import journal
from gis_assets.models import JournalEntry, Municipality
from gis_assets.refusals import Refusal
from taxroll import calendars, documents, explanation, ledger, numbering
from taxroll.law import collection, library
from taxroll.models import Bill, Notice
from taxroll.papers import contents as papers
from taxroll.papers import routes, setter, sheets

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
        sentence = _("Notice %(number)s has payments and cannot be cancelled. Correct it by a refund or an appeal.")
        super().__init__(sentence % {"number": notice.number})


class ReasonMissing(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Say why the notice is cancelled; the reason is kept with it."))


@transaction.atomic
def issue(bill: Bill, *, by: User, at: datetime) -> Notice:
    """Issue the notice of a sealed bill; raises RollNotSealed, NothingToPay or NoticeInForce."""
    bill = Bill.objects.select_for_update(of=["self"]).select_related("roll", "municipality").get(pk=bill.pk)
    _check_may_issue(bill)
    return _issue(bill, by=by, at=at)


@transaction.atomic
def cancel(notice: Notice, *, by: User, at: datetime, why: str) -> Notice:
    """Cancel a notice nobody has paid on; raises ReasonMissing, NoticeIsCancelled or NoticeHasPayments."""
    if not why.strip():
        raise ReasonMissing
    locked = Notice.objects.select_for_update(of=["self"]).select_related("bill__roll", "municipality")
    notice = locked.get(pk=notice.pk)
    if notice.cancelled_at:
        raise NoticeIsCancelled(notice)
    if notice.payments.filter(reversal=None).exists():
        raise NoticeHasPayments(notice)
    notice.cancelled_at, notice.cancelled_by, notice.cancel_reason = at, by, why.strip()
    notice.save(update_fields=["cancelled_at", "cancelled_by", "cancel_reason"])
    ledger.withdraw(notice, at=at)
    _write_down(notice, "notice cancelled", by, at, why=why.strip())
    return notice


@transaction.atomic
def reissue(notice: Notice, *, by: User, at: datetime, why: str) -> Notice:
    """Cancel a notice and issue another in its place, which names it; raises what `cancel` does."""
    former = cancel(notice, by=by, at=at, why=why)
    bill = Bill.objects.select_for_update(of=["self"]).select_related("roll", "municipality").get(pk=former.bill_id)
    return _issue(bill, by=by, at=at, replaces=former)


def pdf(notice: Notice) -> bytes:
    """The paper as it was issued, cut out of its print file; raises DocumentDamaged when that file was changed."""
    kept = documents.kept(notice.pdf, sha256=notice.pdf_sha256)
    if notice.batch_id is None:
        return kept
    return sheets.cut(kept, first_page=notice.first_page, page_count=notice.page_count)


def contents(notice: Notice) -> dict[str, Any]:
    """What the template prints of one notice."""
    office = papers.office_of(notice.municipality)
    return papers.papers([papers.notice(notice, explanation.explain(notice.bill), office=office)], office=office)


def draft(bill: Bill, *, number: str, due_date: date, by: User, at: datetime, replaces: Notice | None = None) -> Notice:
    """A notice with everything that is known before its pages are set; not saved."""
    return Notice(
        municipality=bill.municipality,
        bill=bill,
        number=number,
        due_date=due_date,
        issued_at=at,
        issued_by=by,
        replaces=replaces,
    )


def last_day(municipality: Municipality, tax_year_be: int, *, notified_on: date) -> date:
    """Until when a notice of that day may be paid: by the municipality's calendar, and never sooner than a late one."""
    by_law = collection.due_date(notified_on=notified_on, law=library.of_year(tax_year_be))
    return max(by_law, calendars.of(municipality, tax_year_be).pay_by)


def enter(issued: Sequence[Notice], *, by: User, at: datetime) -> None:
    """Save issued notices with their entries in the journal; the one place where a notice begins to be owed."""
    Notice.objects.bulk_create(issued)
    JournalEntry.objects.bulk_create([_entry(notice, "notice issued", by, at) for notice in issued])
    ledger.levy_all(issued, at=at)


def _issue(bill: Bill, *, by: User, at: datetime, replaces: Notice | None = None) -> Notice:
    municipality, year = bill.municipality, bill.roll.tax_year_be
    number = numbering.take(municipality=municipality, kind="notice", year_be=year)
    until = last_day(municipality, year, notified_on=timezone.localdate(at))
    notice = draft(bill, number=number, due_date=until, by=by, at=at, replaces=replaces)
    routes.place([notice])
    (printed,) = setter.set_notices(contents(notice), is_apart=True)
    _keep(notice, printed)
    enter([notice], by=by, at=at)
    return notice


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
    if in_force := bill.notices.filter(cancelled_at=None).first():
        raise NoticeInForce(in_force)


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
    return {"number": notice.number, "bill": bill.reference, "payable_satang": bill.payable_satang, **former}
