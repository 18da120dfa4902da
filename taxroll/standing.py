"""How a notice stands on a day: what it is assessed at, when it is late, what was paid, and what is therefore open.

Nothing of it is stored: it is computed by `law.collection` from the notice, the ledger, the decisions and the day.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Sum
from django.utils import timezone

from taxroll import calendars
from taxroll.calendars import INSTALMENTS, YearCalendar
from taxroll.law import collection, library
from taxroll.law.book import LawOfYear
from taxroll.law.collection import Owed, Paid, Part, Warned
from taxroll.models import Instalment, Notice, Payment, Remission, Transfer, TransferKind, WarningLetter


@dataclass(frozen=True)
class Standing:
    """The facts about one notice from which every sum follows; `made` are payments and decisions in their order."""

    notice: Notice
    tax_satang: int
    due_date: date
    made: Sequence[Paid]
    plan: Sequence[Part]
    warned: Warned | None

    @property
    def law(self) -> LawOfYear:
        return library.of_year(self.notice.bill.roll.tax_year_be)

    def owed(self, *, on: date) -> Owed:
        """Tax, penalty and surcharge open on a day."""
        if self.notice.cancelled_at:
            return Owed(0, 0, 0)
        return collection.owed(
            self.tax_satang,
            due_date=self.due_date,
            payments=self.made,
            on=on,
            law=self.law,
            warned=self.warned,
            plan=self.plan,
        )

    def missed(self, *, on: date) -> list[Part]:
        """The instalments that were missed by then; one ends the right to them."""
        return collection.missed(self.plan, payments=self.made, on=on)

    @property
    def last_made_on(self) -> date | None:
        return max((paid.on for paid in self.made), default=None)

    def late_after(self, *, on: date) -> date:
        """The day after which it is late."""
        return collection.late_from(self.plan, payments=self.made, on=on) if self.plan else self.due_date


def of(notice: Notice) -> Standing:
    """The standing of one notice."""
    return of_all([notice])[0]


def of_all(notices: Sequence[Notice]) -> list[Standing]:
    """The standings of several notices of one municipality (with bill and roll), in six questions."""
    made = _made(notices)
    reduced = _reduced(notices)
    warned = _warned(notices)
    plans = _plans(notices)
    years = _calendars(notices)
    return [
        Standing(
            notice=notice,
            tax_satang=notice.bill.payable_satang - reduced.get(notice.pk, 0),
            due_date=max(notice.due_date, years[_year(notice)].pay_by_document or notice.due_date),
            made=made[notice.pk],
            plan=_moved(plans[notice.pk], years[_year(notice)]),
            warned=warned.get(notice.pk),
        )
        for notice in notices
    ]


def _made(notices: Iterable[Notice]) -> Mapping[int, list[Paid]]:
    events: dict[int, list[Paid]] = defaultdict(list)
    for payment in Payment.objects.filter(notice__in=notices, reversal=None):
        day = timezone.localdate(payment.paid_at)
        events[payment.notice_id].append(
            Paid(day, payment.tax_satang, payment.penalty_satang, payment.surcharge_satang)
        )
    for remission in Remission.objects.filter(notice__in=notices):
        events[remission.notice_id].append(
            Paid(remission.decided_on, remission.tax_satang, remission.penalty_satang, remission.surcharge_satang)
        )
    return events


def _reduced(notices: Iterable[Notice]) -> dict[int | None, int]:
    reductions = Transfer.objects.filter(notice__in=notices, kind=TransferKind.REDUCTION).order_by()
    return dict(reductions.values_list("notice").annotate(Sum("amount_satang")))


def _warned(notices: Iterable[Notice]) -> dict[int, Warned]:
    letters = WarningLetter.objects.filter(notice__in=notices, received_on__isnull=False)
    return {
        letter.notice_id: Warned(letter.received_on, letter.received_on + timedelta(days=letter.days_to_pay))
        for letter in letters
        if letter.received_on
    }


def _plans(notices: Iterable[Notice]) -> Mapping[int, list[Instalment]]:
    parts: dict[int, list[Instalment]] = defaultdict(list)
    for part in Instalment.objects.filter(plan__notice__in=notices).select_related("plan").order_by("number"):
        parts[part.plan.notice_id].append(part)
    return parts


def _moved(parts: Sequence[Instalment], year: YearCalendar) -> list[Part]:
    """The parts with their days, later where a document moved them since."""
    moved = [year.days[step] for step in INSTALMENTS]
    return [
        Part(
            max(part.due_date, day.last_date if day.extension and day.last_date else part.due_date), part.amount_satang
        )
        for part, day in zip(parts, moved, strict=False)
    ]


def _calendars(notices: Iterable[Notice]) -> dict[int, YearCalendar]:
    years = {_year(notice): notice.municipality for notice in notices}
    return {year: calendars.of(municipality, year) for year, municipality in years.items()}


def _year(notice: Notice) -> int:
    return notice.bill.roll.tax_year_be
