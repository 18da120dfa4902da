"""Files of payments from a bank: taken once, booked into suspense at once, then matched line by line.

The money is here whether we know whose it is or not, so receiving books all of it; matching only moves it from
suspense to the notice that its references name. What cannot be matched waits for a person, with the reason and, where
there is one, a proposal.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from gis_assets import journal
from gis_assets.models import Municipality
from gis_assets.refusals import Refusal
from taxroll import ledger, payments
from taxroll.collection import bankformats, counter
from taxroll.collection.bankformats import Layout, ReadLine, UnreadableFile
from taxroll.models import (
    AccountKind,
    BankFile,
    BankLine,
    Bill,
    Channel,
    LineState,
    Notice,
    Payment,
    TransferKind,
)


class FileTakenAlready(Refusal):
    def __init__(self, former: BankFile) -> None:
        sentence = _("This file was already taken as %(name)s. Nothing was booked a second time.")
        super().__init__(sentence % {"name": former.name})


class LineTakenAlready(Refusal):
    def __init__(self, reference: str, former: BankFile) -> None:
        sentence = _(
            "Payment %(reference)s of the bank already stands in the file %(name)s. Ask the bank for a file without it;"
            " nothing was booked."
        )
        super().__init__(sentence % {"reference": reference, "name": former.name})


class LineTwice(Refusal):
    def __init__(self, reference: str) -> None:
        sentence = _(
            "Payment %(reference)s stands twice in this file. Ask the bank which is right; nothing was booked."
        )
        super().__init__(sentence % {"reference": reference})


class FileRefused(Refusal):
    def __init__(self, unreadable: UnreadableFile) -> None:
        sentence = _("The file does not fit the chosen format, %(what)s (line %(line)s). Nothing was booked.")
        what = gettext(unreadable.what) % unreadable.facts
        super().__init__(sentence % {"what": what, "line": unreadable.line})


class PaymentOfTomorrow(Refusal):
    def __init__(self, line: ReadLine) -> None:
        sentence = _("Line %(line)s was paid after today by its date. Ask the bank; nothing was booked.")
        super().__init__(sentence % {"line": line.number})


class LineIsSettled(Refusal):
    def __init__(self, line: BankLine) -> None:
        sentence = _("Payment %(reference)s is no longer in suspense. Reload the page to see what was done with it.")
        super().__init__(sentence % {"reference": line.bank_reference})


@dataclass(frozen=True)
class Progress:
    """How far the lines of a file are."""

    lines: int
    waiting: int
    matched: int
    suspense: int
    returned: int

    @property
    def done(self) -> int:
        return self.lines - self.waiting


def receive(
    *, municipality: Municipality, layout: Layout, name: str, content: bytes, by: User, at: datetime
) -> BankFile:
    """Take a file and book all of its money into suspense; raises one of the Refusals above."""
    digest = hashlib.sha256(content).hexdigest()
    try:
        lines = bankformats.read(content, layout=layout)
    except UnreadableFile as unreadable:
        raise FileRefused(unreadable) from unreadable
    with transaction.atomic():
        # One at a time in a municipality, or a file sent twice at once would pass both checks.
        Municipality.objects.select_for_update(no_key=True).get(pk=municipality.pk)
        if former := BankFile.objects.filter(municipality=municipality, sha256=digest).first():
            raise FileTakenAlready(former)
        _check_lines(municipality, lines, at)
        stored = f"taxroll/{municipality.dla_code}/bank/{digest}"
        taken = BankFile.objects.create(
            municipality=municipality,
            format=layout.key,
            name=name[:200],
            file=default_storage.save(stored, ContentFile(content)),
            sha256=digest,
            line_count=len(lines),
            total_satang=sum(line.amount_satang for line in lines),
            received_at=at,
            received_by=by,
        )
        kept = BankLine.objects.bulk_create([_line(taken, line, layout) for line in lines])
        _book(municipality, kept, by, at)
        journal.append(
            municipality=municipality,
            by=by,
            action="bank file taken",
            thing_kind="bank_file",
            thing_uid=taken.uid,
            at=at,
            details={"sha256": digest, "lines": len(lines), "total_satang": taken.total_satang},
        )
    return taken


def match_waiting(taken: BankFile, *, at: datetime) -> None:
    """Match every line that still waits; each in a transaction of its own, so that a broken run goes on."""
    for pk in taken.lines.filter(state=LineState.WAITING).values_list("pk", flat=True):
        match(pk, at=at)


@transaction.atomic
def match(line_id: int, *, at: datetime) -> BankLine:
    """Match one waiting line by its references, or leave it in suspense with the reason and a proposal."""
    line = _locked(line_id)
    if line.state != LineState.WAITING:
        return line
    notice, why = _meant_by(line)
    if notice is None or why:
        return _leave(line, why, notice)
    try:
        with transaction.atomic():
            return _settle(line, notice, by=line.file.received_by, at=at)
    except Refusal as refusal:
        return _leave(line, _in_thai(refusal), notice)


@transaction.atomic
def match_by_hand(line: BankLine, *, notice: Notice, by: User, at: datetime) -> BankLine:
    """Settle a notice with a line in suspense; raises LineIsSettled or a Refusal of `payments`."""
    line = _locked(line.pk)
    if line.state != LineState.SUSPENSE:
        raise LineIsSettled(line)
    return _settle(line, notice, by=by, at=at)


def progress(taken: BankFile) -> Progress:
    states = list(taken.lines.values_list("state", flat=True))
    return Progress(len(states), *(states.count(state) for state in ("waiting", "matched", "suspense", "returned")))


def _check_lines(municipality: Municipality, lines: Sequence[ReadLine], at: datetime) -> None:
    seen: set[str] = set()
    for line in lines:
        if line.bank_reference in seen:
            raise LineTwice(line.bank_reference)
        seen.add(line.bank_reference)
        if timezone.make_aware(line.paid_at) > at:
            raise PaymentOfTomorrow(line)
    known = BankLine.objects.filter(municipality=municipality, bank_reference__in=seen).select_related("file")
    if taken := known.first():
        raise LineTakenAlready(taken.bank_reference, taken.file)


def _line(taken: BankFile, line: ReadLine, layout: Layout) -> BankLine:
    return BankLine(
        municipality=taken.municipality,
        file=taken,
        number=line.number,
        channel=Channel(layout.channel),
        paid_at=timezone.make_aware(line.paid_at),
        amount_satang=line.amount_satang,
        ref1=line.ref1[:40],
        ref2=line.ref2[:40],
        bank_reference=line.bank_reference[:60],
    )


def _book(municipality: Municipality, lines: Sequence[BankLine], by: User, at: datetime) -> None:
    """Each line from suspense into the account of its channel: on its own day, or today where that day is closed."""
    today = timezone.localdate(at)
    days = {timezone.localdate(line.paid_at) for line in lines} | {today}
    closed = ledger.closed_days(municipality, days)
    if today in closed:
        raise payments.DayIsClosed(today)
    suspense = ledger.account(municipality, AccountKind.SUSPENSE)
    received = ledger.account(municipality, payments.RECEIVED_IN[Channel(lines[0].channel)])
    for line in lines:
        entry = ledger.Entry(_open_day(timezone.localdate(line.paid_at), closed, today), at, by, line.uid)
        ledger.post(debit=received, credit=suspense, satang=line.amount_satang, kind=TransferKind.RECEIVED, for_=entry)


def _open_day(day: date, closed: set[date], today: date) -> date:
    return today if day in closed else day


def _locked(line_id: int) -> BankLine:
    locked = BankLine.objects.select_for_update(of=["self"]).select_related("file__received_by", "municipality")
    return locked.get(pk=line_id)


def _meant_by(line: BankLine) -> tuple[Notice | None, str]:
    """The notice that the references name; with a reason where a person must decide."""
    bill = counter.bill_in(line.municipality, line.ref1)
    if bill is None:
        return None, _in_thai(_("Reference 1 names no bill of this municipality."))
    cancelled = _cancelled_named(bill, line.ref2)
    in_force = bill.notices.filter(cancelled_at=None).first()
    if in_force and not cancelled:
        return in_force, ""
    if replaced := counter.replacement_of(bill):
        return replaced, _in_thai(_("The notice that was paid is cancelled; the proposed one replaced it."))
    return None, _in_thai(_("The notice that was paid is cancelled and none replaced it yet."))


def _cancelled_named(bill: Bill, ref2: str) -> bool:
    """Whether reference 2 is the number of a cancelled notice, written without its stroke."""
    numbers = bill.notices.exclude(cancelled_at=None).values_list("number", flat=True)
    return ref2 in {number.replace("/", "") for number in numbers}


def _in_thai(message: object) -> str:
    """Stored reasons are in the language of the office, whatever language the person reads who took the file."""
    with override("th"):
        return str(message)


def _leave(line: BankLine, why: str, proposed: Notice | None) -> BankLine:
    line.state, line.remark, line.proposed = LineState.SUSPENSE, why[:300], proposed
    line.save(update_fields=["state", "remark", "proposed"])
    return line


def _settle(line: BankLine, notice: Notice, *, by: User, at: datetime) -> BankLine:
    line.payment = payments.record(
        notice=notice,
        amount_satang=line.amount_satang,
        paid_at=line.paid_at,
        channel=Channel(line.channel),
        reference=_unused(line),
        by=by,
        at=at,
        keeps_surplus=True,
        out_of=AccountKind.SUSPENSE,
    )
    line.state, line.remark = LineState.MATCHED, ""
    line.save(update_fields=["state", "remark", "payment"])
    return line


def _unused(line: BankLine) -> str:
    """The bank's reference; with a count where a payment by it was reversed before."""
    used = Payment.objects.filter(
        municipality=line.municipality,
        channel=line.channel,
        reference__startswith=line.bank_reference,
        reversal__isnull=False,
    ).count()
    return f"{line.bank_reference} ({used + 1})" if used else line.bank_reference
