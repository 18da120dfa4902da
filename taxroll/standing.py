"""How a notice stands on a day: what it is assessed at, when it is late, what was paid, and what is therefore open.

Nothing of it is stored: it is computed by `law.collection` from the notice, the ledger, the decisions and the day.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypedDict

from django.db.models import Sum
from django.utils import timezone

from taxroll import calendars
from taxroll.calendars import INSTALMENTS, YearCalendar
from taxroll.law import collection
from taxroll.law.book import LawOfYear
from taxroll.law.collection import Owed, Paid, Part, Warned
from taxroll.models import (
    Instalment,
    MoreTime,
    Notice,
    Payment,
    Redivision,
    Remission,
    Transfer,
    TransferKind,
    WarningLetter,
)
from taxroll.models.collection import NoticeQuerySet
from taxroll.signs import terms


class _Facts(TypedDict):
    """What the law reckons by beside the tax and the day."""

    due_date: date
    payments: Sequence[Paid]
    law: LawOfYear
    warned: Warned | None
    plan: Sequence[Part]
    more_time: date | None
    fixed_penalty_satang: int


@dataclass(frozen=True)
class Standing:
    """The facts about one notice from which every sum follows; `made` are payments and decisions in their order.

    A notice that goes on with a debt stands by all that was paid, granted and warned on the former papers of it.
    """

    notice: Notice
    tax_satang: int
    due_date: date
    made: Sequence[Paid]
    plan: Sequence[Part]
    warned: Warned | None
    more_time: date | None = None

    @property
    def law(self) -> LawOfYear:
        return terms.of_roll(self.notice.bill.roll)

    def owed(self, *, on: date) -> Owed:
        """Tax, penalty and surcharge open on a day; a cancelled notice owes nothing, whatever replaced it."""
        return Owed(0, 0, 0) if self.notice.cancelled_at else collection.owed(self.tax_satang, on=on, **self._facts)

    def due(self, *, on: date) -> Owed:
        """All that the law asked for until a day, paid or not."""
        return collection.due(self.tax_satang, on=on, **self._facts)

    @property
    def _facts(self) -> _Facts:
        return {
            "due_date": self.due_date,
            "payments": self.made,
            "law": self.law,
            "warned": self.warned,
            "plan": self.plan,
            "more_time": self.more_time,
            "fixed_penalty_satang": terms.late_return_satang(self.notice.bill),
        }

    def missed(self, *, on: date) -> list[Part]:
        """The instalments that were missed by then; one ends the right to them."""
        return collection.missed(self.plan, payments=self.made, on=on)

    @property
    def last_made_on(self) -> date | None:
        return max((paid.on for paid in self.made), default=None)

    def late_after(self, *, on: date) -> date:
        """The day after which it is late."""
        if self.plan:
            return collection.late_from(self.plan, payments=self.made, on=on)
        return max(self.due_date, self.more_time or self.due_date)

    def seizable_from(self, *, on: date) -> date | None:
        """From when property may be seized for what is open; None without a warning, an open tax, and for signs."""
        if self.warned is None or self.notice.bill.roll.is_of_signs or not self.owed(on=on).tax_satang:
            return None
        return collection.seizable_from(self.warned, law=self.law)

    def has_lower_surcharge(self, *, on: date) -> bool:
        """Whether it runs within the time that was granted to its owner (s. 70)."""
        return self.more_time is not None and self.due_date < on <= self.more_time


def of(notice: Notice) -> Standing:
    """The standing of one notice."""
    return of_all([notice])[0]


def of_all(notices: Sequence[Notice]) -> list[Standing]:
    """The standings of several notices of one municipality (with bill and roll), in nine questions."""
    papers = _papers(notices)
    first = Notice.objects.in_bulk(set(papers.values()))
    made, reduced = _made(papers), _reduced(papers)
    warned, plans, more_time = _warned(papers), _plans(papers), _more_time(papers)
    years = _calendars(notices)
    tax = {debt: paper.assessed_satang - reduced.get(debt, 0) for debt, paper in first.items()}
    return [
        Standing(
            notice=notice,
            tax_satang=tax[notice.debt_key],
            due_date=_due_date(notice, years),
            made=made[notice.debt_key],
            plan=_moved(notice, plans[notice.debt_key], years[_year(notice)], tax[notice.debt_key]),
            warned=warned.get(notice.debt_key),
            more_time=more_time.get(notice.debt_key),
        )
        for notice in notices
    ]


def _due_date(notice: Notice, years: Mapping[int, YearCalendar]) -> date:
    """The notice's own day, or a later one by a document that moved the year's; signs have no day of the year."""
    moved = None if notice.bill.roll.is_of_signs else years[_year(notice)].pay_by_document
    return max(notice.due_date, moved or notice.due_date)


def papers_of(notice: Notice) -> NoticeQuerySet:
    """The notice and the former papers of its debt."""
    return Notice.objects.of_debts([notice.debt_key])


def _papers(notices: Iterable[Notice]) -> dict[int, int]:
    """Every paper of the debts of these notices, and the debt that it is of."""
    debts = {notice.debt_key for notice in notices}
    return {paper.pk: paper.debt_key for paper in Notice.objects.of_debts(debts).only("pk", "continues")}


def _made(papers: Mapping[int, int]) -> Mapping[int, list[Paid]]:
    events: dict[int, list[Paid]] = defaultdict(list)
    for payment in Payment.objects.filter(notice__in=papers, reversal=None):
        day = timezone.localdate(payment.paid_at)
        events[papers[payment.notice_id]].append(
            Paid(day, payment.tax_satang, payment.penalty_satang, payment.surcharge_satang)
        )
    for remission in Remission.objects.filter(notice__in=papers):
        events[papers[remission.notice_id]].append(
            Paid(remission.decided_on, remission.tax_satang, remission.penalty_satang, remission.surcharge_satang)
        )
    for again in Redivision.objects.filter(notice__in=papers):
        events[papers[again.notice_id]].append(
            Paid(again.divided_on, again.tax_satang, again.penalty_satang, again.surcharge_satang)
        )
    return events


def _reduced(papers: Mapping[int, int]) -> dict[int | None, int]:
    reductions = Transfer.objects.filter(notice__in=papers, kind=TransferKind.REDUCTION).order_by()
    return dict(reductions.values_list("notice").annotate(Sum("amount_satang")))


def _warned(papers: Mapping[int, int]) -> dict[int, Warned]:
    """The first letter of each debt that was received: from it the penalty counts, whatever paper followed."""
    letters = WarningLetter.objects.filter(notice__in=papers, received_on__isnull=False).order_by("-received_on")
    return {
        papers[letter.notice_id]: Warned(letter.received_on, letter.received_on + timedelta(days=letter.days_to_pay))
        for letter in letters
        if letter.received_on
    }


def _more_time(papers: Mapping[int, int]) -> dict[int, date]:
    """The last day granted to the owner of each debt, by the latest decision."""
    granted = MoreTime.objects.filter(notice__in=papers).order_by("recorded_at", "pk")
    return {papers[one.notice_id]: one.last_date for one in granted}


def _plans(papers: Mapping[int, int]) -> Mapping[int, list[Instalment]]:
    parts: dict[int, list[Instalment]] = defaultdict(list)
    for part in Instalment.objects.filter(plan__notice__in=papers).select_related("plan").order_by("number"):
        parts[papers[part.plan.notice_id]].append(part)
    return parts


def _moved(notice: Notice, parts: Sequence[Instalment], year: YearCalendar, tax_satang: int) -> list[Part]:
    """The parts with their days, later where a document moved them since; smaller where the tax was lowered since.

    Parts of signs have no day of the year.
    """
    days = [part.due_date for part in parts]
    if not notice.bill.roll.is_of_signs:
        moved = [year.days[step] for step in INSTALMENTS]
        days = [
            max(part.due_date, day.last_date if day.extension and day.last_date else part.due_date)
            for part, day in zip(parts, moved, strict=False)
        ]
    amounts = [part.amount_satang for part in parts[: len(days)]]
    if sum(amounts) > tax_satang:
        amounts = collection.equal_parts(tax_satang, parts=len(days), law=terms.of_roll(notice.bill.roll))
    return [Part(day, satang) for day, satang in zip(days, amounts, strict=True)]


def _calendars(notices: Iterable[Notice]) -> dict[int, YearCalendar]:
    years = {_year(notice): notice.municipality for notice in notices}
    return {year: calendars.of(municipality, year) for year, municipality in years.items()}


def _year(notice: Notice) -> int:
    return notice.bill.roll.tax_year_be
