"""Receiving a filing: an objection, an appeal, a request or a report, with its documents, as a case with its days.

What comes late is taken and marked; the officer decides on it. A form sent twice is one filing, told by its key.
"""

import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework import steps, tracking
from casework.attachments import Attachment
from gis_assets import journal
from gis_assets.refusals import Refusal
from taxroll import delivery
from taxroll.disputes import attachments, case_types, listed
from taxroll.law.book import LawOfYear
from taxroll.law.rules import TimeLimit
from taxroll.models import DISPUTES, Filing, FilingChannel, FilingKind, FilingOutcome, Notice, RollLine
from taxroll.notices import NoticeIsCancelled
from taxroll.signs import terms

APPEALABLE = (FilingOutcome.PARTLY, FilingOutcome.REFUSED)
FOLLOWS = {FilingKind.APPEAL: FilingKind.OBJECTION, FilingKind.COURT: FilingKind.APPEAL}
SIGNS_FOLLOW = {FilingKind.COURT: FilingKind.OBJECTION}
SIGN_KINDS = (FilingKind.OBJECTION, FilingKind.COURT, FilingKind.INSTALMENTS)


class WordsMissing(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Write in your own words what is wrong or what you ask for."))


class DayHasNotCome(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This day has not come yet. Give the day on which it happened."))


class NotAboutSigns(Refusal):
    def __init__(self) -> None:
        sentence = _(
            "This notice is of the signboard tax: it can be appealed against, then taken to court, or paid in"
            " instalments. Tell of a changed sign by a new return."
        )
        super().__init__(sentence)


class FiledAlready(Refusal):
    def __init__(self, filing: Filing) -> None:
        sentence = _("This is already filed as case %(case)s and not answered yet. Add to it at the tax office.")
        super().__init__(sentence % {"case": filing.case})


class PartsMissing(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Choose in how many instalments you wish to pay."))


class NothingToAppeal(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("There is no decision to go against yet. An appeal follows an objection that was not granted in full.")
        )


@dataclass(frozen=True)
class Said:
    """What the owner says; `notified_on` is the day the notice or the decision was received, if it is known."""

    words: str
    grounds: str = ""
    line: RollLine | None = None
    parts: int | None = None
    happened_on: date | None = None
    notified_on: date | None = None
    attachments: Sequence[Attachment] = field(default_factory=tuple)


@transaction.atomic
def receive(
    notice: Notice,
    *,
    kind: FilingKind,
    said: Said,
    key: uuid.UUID,
    channel: FilingChannel,
    by: User | None,
    at: datetime,
) -> Filing:
    """Take a filing and open its case; one about the list of property goes into the list that is open.

    Raises one of the Refusals above, listed.PropertyMissing or NoticeIsCancelled.
    """
    locked = Notice.objects.select_for_update(of=["self"]).select_related("bill__roll", "municipality")
    notice = locked.get(pk=notice.pk)
    if known := Filing.objects.filter(municipality=notice.municipality, key=key).select_related("case").first():
        return known
    received_on = timezone.localdate(at)
    _check(notice, kind, said, received_on)
    law = terms.of_roll(notice.bill.roll)
    filing = _drafted(notice, kind, said, law=law, on=received_on)
    filing.key, filing.channel, filing.recorded_by, filing.received_at = key, channel, by, at
    case_types.declared(notice.municipality, kind=kind, law=law, on=received_on)
    filing.case = steps.open_case(notice.municipality, case_type=case_types.code(kind), kind=kind.value, by=by, at=at)
    filing.save(force_insert=True)
    for attachment in said.attachments:
        attachments.keep(filing, attachment)
    listed.take_if_open(filing, at=at)
    write_down(filing, f"filing received: {kind.value}", by=by, at=at)
    return filing


def write_down(filing: Filing, action: str, *, by: User | None, at: datetime) -> None:
    """One entry of the journal; it names the case and the notice, no person."""
    journal.append(
        municipality=filing.municipality,
        by=by,
        action=action,
        thing_kind="tax_filing",
        thing_uid=filing.uid,
        at=at,
        why=filing.reasons,
        details={"case": filing.case.reference, "notice": filing.notice.number, "kind": str(filing.kind)},
    )


def appealable(notice: Notice) -> Filing | None:
    """The decision against which the owner may go on: the last one, if it did not grant everything."""
    of_bill = Filing.objects.filter(notice__bill=notice.bill_id, kind__in=DISPUTES, next=None)
    last = of_bill.select_related("notice__bill__roll").order_by("received_at").last()
    return last if last and last.outcome in APPEALABLE and last.kind != FilingKind.COURT else None


def next_kind(decided: Filing) -> FilingKind:
    """What follows a decision: the appeal, then the court; about signs, the court."""
    follows = SIGNS_FOLLOW if decided.notice.bill.roll.is_of_signs else FOLLOWS
    return next(kind for kind, former in follows.items() if former == decided.kind)


def kinds(notice: Notice) -> Sequence[FilingKind]:
    """What may be filed about a notice: everything about land, what the Signboard Tax Act knows about signs."""
    return SIGN_KINDS if notice.bill.roll.is_of_signs else tuple(FilingKind)


def _check(notice: Notice, kind: FilingKind, said: Said, received_on: date) -> None:
    if notice.cancelled_at:
        raise NoticeIsCancelled(notice)
    if kind not in kinds(notice):
        raise NotAboutSigns
    if not said.words.strip():
        raise WordsMissing
    if any(day and day > received_on for day in (said.notified_on, said.happened_on)):
        raise DayHasNotCome
    if kind == FilingKind.INSTALMENTS and not said.parts:
        raise PartsMissing
    listed.check(kind, said.line)
    of_bill = Filing.objects.filter(notice__bill=notice.bill_id, kind=kind, line=said.line, outcome="")
    waiting = of_bill.select_related("case").first()
    if waiting:
        raise FiledAlready(waiting)


def _drafted(notice: Notice, kind: FilingKind, said: Said, *, law: LawOfYear, on: date) -> Filing:
    """What is filed, with its days as the law of the year gives them; not saved."""
    against = _against(notice, kind)
    notified_on = against.told_on or said.notified_on if against else _notified_on(notice, said)
    lodge_by = _lodge_by(kind, said, notice, notified_on, law)
    return Filing(
        municipality=notice.municipality,
        kind=kind,
        notice=notice,
        line=said.line,
        against=against,
        tracking=tracking.code_from(secrets.token_bytes(tracking.RANDOM_BYTES)),
        grounds=said.grounds,
        words=said.words.strip(),
        parts=said.parts,
        happened_on=said.happened_on,
        notified_on=notified_on,
        lodge_by=lodge_by,
        decide_by=_decide_by(kind, on, law),
        is_late=lodge_by is not None and on > lodge_by,
    )


def _against(notice: Notice, kind: FilingKind) -> Filing | None:
    if kind not in FOLLOWS:
        return None
    decided = appealable(notice)
    follows = SIGNS_FOLLOW if notice.bill.roll.is_of_signs else FOLLOWS
    if decided is None or decided.kind != follows[kind]:
        raise NothingToAppeal
    return decided


def _notified_on(notice: Notice, said: Said) -> date | None:
    """A receipt that somebody signed for, else what the owner says, else the day the law presumes."""
    known = delivery.reception(notice)
    return (said.notified_on if known.presumed else None) or known.received_on or said.notified_on


def _lodge_by(kind: FilingKind, said: Said, notice: Notice, notified_on: date | None, law: LawOfYear) -> date | None:
    """The last day to file; None where the day it counts from is unknown or the Act gives no days."""
    if kind == FilingKind.INSTALMENTS:
        return notice.due_date
    limit = law.time_limits[TimeLimit(kind.value)]
    since = said.happened_on if kind == FilingKind.CHANGE_OF_USE else notified_on
    return since + timedelta(days=limit.value) if since else None


def _decide_by(kind: FilingKind, received_on: date, law: LawOfYear) -> date | None:
    days = case_types.decision_days(kind, law=law)
    return received_on + timedelta(days=days.value) if days else None
