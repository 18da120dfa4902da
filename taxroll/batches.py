"""All notices of a sealed roll in one go: in delivery order, 200 a transaction, set by two processes beside this one.

A batch may be stopped at any moment, by whatever means: what is committed is whole (number, paper, journal), what is
not leaves no trace but a file nobody points to; run again, it goes on with the bills that have no notice yet. Numbers
are taken in the transaction that uses them, so they have no holes.
"""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gis_assets import journal
from gis_assets.refusals import Refusal
from taxroll import documents, notices, numbering
from taxroll.explanation import Explanation
from taxroll.models import OPEN_STATES, BatchState, Bill, Notice, NoticeBatch, PaperForm, Roll, TaxOffice
from taxroll.papers import contents, routes, sheets, signs
from taxroll.papers.press import Press
from taxroll.papers.setter import Printed
from taxroll.signs import terms

# A file of 1,000 pages takes 1.2 GB to set; of 100 notices some 200 MB.
IN_A_FILE = 100
PROCESSES = 2


class RollIsDraft(Refusal):
    def __init__(self, roll: Roll) -> None:
        sentence = _("The roll of %(year)s is still a draft. Have it sealed before notices go out.")
        super().__init__(sentence % {"year": roll.tax_year_be})


class EveryBillHasItsNotice(Refusal):
    def __init__(self, roll: Roll) -> None:
        sentence = _("Every bill of %(year)s that owes something has its notice already. There is nothing to issue.")
        super().__init__(sentence % {"year": roll.tax_year_be})


class BatchIsOpen(Refusal):
    def __init__(self, roll: Roll) -> None:
        sentence = _("The notices of %(year)s are being issued already. Follow that batch, or continue it.")
        super().__init__(sentence % {"year": roll.tax_year_be})


class BatchIsDone(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This batch is finished; all its notices are issued."))


@dataclass(frozen=True)
class _Prepared:
    """Bills whose lines have been read and explained; a sealed roll cannot change between that and their notice."""

    bills: Mapping[int, Bill]
    explained: Mapping[int, Explanation]


@transaction.atomic
def ask(roll: Roll, *, form: PaperForm, by: User, at: datetime) -> NoticeBatch:
    """Open the batch of a roll's notices; raises RollIsDraft, BatchIsOpen or EveryBillHasItsNotice."""
    roll = Roll.objects.select_for_update().get(pk=roll.pk)
    if not roll.is_sealed:
        raise RollIsDraft(roll)
    if NoticeBatch.objects.filter(roll=roll, state__in=OPEN_STATES).exists():
        raise BatchIsOpen(roll)
    if not (total := routes.open_bills(roll).count()):
        raise EveryBillHasItsNotice(roll)
    batch = NoticeBatch.objects.create(
        municipality=roll.municipality, roll=roll, form=form, total=total, asked_at=at, asked_by=by
    )
    _write_down(batch, "notices of a roll asked for", by, at)
    return batch


@transaction.atomic
def resume(batch: NoticeBatch, *, by: User, at: datetime) -> NoticeBatch:
    """Let a batch that broke off wait for its turn again; raises BatchIsDone."""
    batch = NoticeBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.state == BatchState.DONE:
        raise BatchIsDone
    if batch.state == BatchState.BROKEN:
        batch.state = BatchState.WAITING
        batch.save(update_fields=["state"])
        _write_down(batch, "notices of a roll resumed", by, at)
    return batch


@transaction.atomic
def break_off(batch: NoticeBatch) -> None:
    """Say that nobody works at a batch any more; what it issued stays."""
    working = NoticeBatch.objects.select_for_update().filter(
        pk=batch.pk, state__in=(BatchState.WAITING, BatchState.WORKING)
    )
    working.update(state=BatchState.BROKEN)


def run(
    batch: NoticeBatch,
    *,
    at: datetime,
    in_a_file: int = IN_A_FILE,
    processes: int = PROCESSES,
    keys: Sequence[int] | None = None,
) -> NoticeBatch:
    """Issue what the batch still lacks, dated `at`; a batch that is done or broken off is left as it is.

    `keys`: only these bills of the roll, in this order; without them all, in the order of delivery.
    """
    if not _begin(batch):
        return NoticeBatch.objects.get(pk=batch.pk)
    rounds = list(_pieces(routes.in_order(batch.roll) if keys is None else keys, in_a_file * processes))
    office = contents.office_of(batch.municipality)
    if rounds:
        with Press(processes) as press:
            work = _Rounds(batch, office, press, in_a_file, at)
            ready = _prepare(rounds[0])
            for following in [*rounds[1:], []]:
                ready = work.issue(ready, following=following)
    return _finish(batch, at)


def file_of(batch: NoticeBatch, number: int) -> bytes:
    """The print file of the notices from place (number - 1) x 100 + 1 on; raises DocumentDamaged or LookupError."""
    issued = list(of_file(batch, number))
    if not issued:
        raise LookupError(number)
    kept = {notice.pdf.name: notice for notice in issued}
    pieces = [documents.kept(notice.pdf, sha256=notice.pdf_sha256) for notice in kept.values()]
    return pieces[0] if len(pieces) == 1 else sheets.join(pieces)


def of_file(batch: NoticeBatch, number: int) -> QuerySet[Notice]:
    """The notices of one print file in their order."""
    first = (number - 1) * IN_A_FILE
    return batch.notices.filter(place_in_batch__gt=first, place_in_batch__lte=first + IN_A_FILE).order_by(
        "place_in_batch"
    )


class _Rounds:
    """Round after round of as many files as there are setters, each round one transaction."""

    def __init__(self, batch: NoticeBatch, office: TaxOffice, press: Press, in_a_file: int, at: datetime) -> None:
        self._batch, self._office, self._press, self._in_a_file = batch, office, press, in_a_file
        self._by, self._at = batch.asked_by, at

    @transaction.atomic
    def issue(self, prepared: _Prepared, *, following: Sequence[int]) -> _Prepared:
        """Issue what the prepared bills still lack, and prepare the following ones while the pages are set."""
        batch = NoticeBatch.objects.select_for_update().get(pk=self._batch.pk)
        lacking = _locked(prepared.bills)
        if not lacking or not batch.is_working:
            return _prepare(following)
        issued = self._drafts([prepared.bills[key] for key in lacking], first_place=batch.done + 1)
        files = list(_pieces(issued, self._in_a_file))
        self._press.begin([self._data(file, prepared) for file in files], is_apart=batch.form == PaperForm.OWNER)
        upcoming = _prepare(following)
        _keep(batch, files, self._press.finish())
        notices.enter(issued, by=self._by, at=self._at)
        batch.done += len(issued)
        batch.save(update_fields=["done"])
        return upcoming

    def _drafts(self, bills: Sequence[Bill], *, first_place: int) -> list[Notice]:
        year_be = self._batch.roll.tax_year_be
        numbers = numbering.take_many(
            municipality=self._batch.municipality, kind="notice", year_be=year_be, count=len(bills)
        )
        until = terms.last_day(self._batch.roll, notified_on=timezone.localdate(self._at))
        issued = []
        for place, (bill, number) in enumerate(zip(bills, numbers, strict=True), start=first_place):
            notice = notices.draft(bill, due_date=until, by=self._by, at=self._at)
            notice.number, notice.batch, notice.place_in_batch = number, self._batch, place
            issued.append(notice)
        routes.place(issued)
        return issued

    def _data(self, file: Sequence[Notice], prepared: _Prepared) -> dict[str, Any]:
        if self._batch.roll.is_of_signs:
            return signs.papers(file, office=self._office)
        told = [contents.notice(notice, prepared.explained[notice.bill_id], office=self._office) for notice in file]
        return contents.papers(told, office=self._office)


def _begin(batch: NoticeBatch) -> bool:
    """Take a waiting batch up, or one that another worker left; False when there is nothing to do."""
    with transaction.atomic():
        locked = NoticeBatch.objects.select_for_update().get(pk=batch.pk)
        if not locked.is_working:
            return False
        locked.state = BatchState.WORKING
        locked.save(update_fields=["state"])
        return True


@transaction.atomic
def _finish(batch: NoticeBatch, at: datetime) -> NoticeBatch:
    batch = NoticeBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.is_working:
        # Bills that got their notice at the counter in the meantime are none of the batch's.
        batch.total, batch.state, batch.finished_at = batch.done, BatchState.DONE, at
        batch.save(update_fields=["total", "state", "finished_at"])
        _write_down(batch, "notices of a roll issued", batch.asked_by, at)
    return batch


def _prepare(keys: Sequence[int]) -> _Prepared:
    found = Bill.objects.select_related("roll", "municipality").prefetch_related("lines", "sign_lines").in_bulk(keys)
    return _Prepared({key: found[key] for key in keys}, contents.explained(list(found.values())))


def _locked(bills: Mapping[int, Bill]) -> list[int]:
    """The keys of those that still lack a notice, locked, in the order given."""
    roll = next(iter(bills.values())).roll
    held = Bill.objects.select_for_update(of=["self"]).filter(pk__in=bills).order_by("pk")
    list(held.values_list("pk"))  # locked first, asked afterwards: what another transaction issued is seen
    lacking = set(routes.open_bills(roll).filter(pk__in=bills).values_list("pk", flat=True))
    return [key for key in bills if key in lacking]


def _keep(batch: NoticeBatch, files: Sequence[Sequence[Notice]], printed: Sequence[Printed]) -> None:
    """Store the files and tell each notice its pages."""
    groups = files if batch.form == PaperForm.PRINT else [[notice] for file in files for notice in file]
    for group, made in zip(groups, printed, strict=True):
        digest = documents.sha256(made.pdf)
        name = documents.keep(made.pdf, municipality=batch.municipality, kind="notices", number=group[0].number)
        for notice, (first, count) in zip(group, made.spans, strict=True):
            notice.pdf.name, notice.pdf_sha256 = name, digest
            notice.first_page, notice.page_count = first, count


def _pieces(things: Iterable[Any], size: int) -> Iterable[list[Any]]:
    rest = iter(things)
    while piece := list(itertools.islice(rest, size)):
        yield piece


def _write_down(batch: NoticeBatch, action: str, by: User, at: datetime) -> None:
    journal.append(
        municipality=batch.municipality,
        by=by,
        action=action,
        thing_kind="tax_notice_batch",
        thing_uid=batch.uid,
        at=at,
        details={"tax_year_be": batch.roll.tax_year_be, "total": batch.total, "done": batch.done},
    )
