"""What is owed on a day (tax, penalty, surcharge), from the bill, the payments and that day; and instalments.

It reads no clock and keeps nothing: the same ledger and day give the same answer years later.
"""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import accumulate, pairwise

from taxroll.law.book import Due, LawOfYear, Penalty
from taxroll.law.rules import Remainder

PERCENT = 100
PPM = 1_000_000
PPM_PER_PERCENT = PPM // PERCENT


class NoInstalments(ValueError):
    """The tax is too small, or there are too many parts."""


@dataclass(frozen=True)
class Warned:
    """A warning letter: the day it was received and the last day it allows."""

    received_on: date
    pay_by: date


@dataclass(frozen=True)
class Paid:
    """A payment as it was allocated."""

    on: date
    tax_satang: int = 0
    penalty_satang: int = 0
    surcharge_satang: int = 0


@dataclass(frozen=True)
class Part:
    """One instalment of a plan: the last day to pay it."""

    due_date: date
    amount_satang: int


@dataclass(frozen=True)
class Owed:
    """What is still open on a day."""

    tax_satang: int
    penalty_satang: int
    surcharge_satang: int

    @property
    def total_satang(self) -> int:
        return self.tax_satang + self.penalty_satang + self.surcharge_satang


def owed(
    tax_satang: int,
    *,
    due_date: date,
    payments: Sequence[Paid],
    on: date,
    law: LawOfYear,
    warned: Warned | None = None,
    plan: Sequence[Part] = (),
    more_time: date | None = None,
    fixed_penalty_satang: int = 0,
) -> Owed:
    """What is open on a day, after the payments made up to and including that day.

    `more_time` is the last day granted to this one owner (s. 70); it holds for no plan. `fixed_penalty_satang` is owed
    whatever the day: what a late return of signs cost.

    A decision to waive or write off counts as a payment of its parts. What was paid above what is due by later facts
    (the tax was reduced, the last day moved) does not make a part negative: it is the payer's to ask back.
    """
    asked = due(
        tax_satang,
        due_date=due_date,
        payments=payments,
        on=on,
        law=law,
        warned=warned,
        plan=plan,
        more_time=more_time,
        fixed_penalty_satang=fixed_penalty_satang,
    )
    made = [paid for paid in payments if paid.on <= on]
    return Owed(
        tax_satang=max(0, asked.tax_satang - sum(paid.tax_satang for paid in made)),
        penalty_satang=max(0, asked.penalty_satang - sum(paid.penalty_satang for paid in made)),
        surcharge_satang=max(0, asked.surcharge_satang - sum(paid.surcharge_satang for paid in made)),
    )


def due(
    tax_satang: int,
    *,
    due_date: date,
    payments: Sequence[Paid],
    on: date,
    law: LawOfYear,
    warned: Warned | None = None,
    plan: Sequence[Part] = (),
    more_time: date | None = None,
    fixed_penalty_satang: int = 0,
) -> Owed:
    """The tax, and the penalty and surcharge that the law asked for until that day, paid or not."""
    made = [paid for paid in payments if paid.on <= on]
    late_after = late_from(plan, payments=made, on=on) if plan else due_date
    rates = replace(law.penalty.value, before_warning_percent=law.missed_instalment_percent.value)
    rates = rates if plan else law.penalty.value
    tax_open = max(0, tax_satang - sum(paid.tax_satang for paid in made))
    punished_after = max(late_after, more_time or late_after)
    penalty = sum(_penalty(tax, punished_after, day, warned, rates) for day, tax in _settled(tax_satang, made))
    penalty += _penalty(tax_open, punished_after, on, warned, rates) + fixed_penalty_satang
    return Owed(tax_satang, penalty, _surcharge(tax_satang, late_after, made, on, law, more_time))


def late_from(plan: Sequence[Part], *, payments: Sequence[Paid], on: date) -> date:
    """The last day of the first instalment missed by then, else of the last instalment (s. 52)."""
    return next((part.due_date for part in missed(plan, payments=payments, on=on)), plan[-1].due_date)


def missed(plan: Sequence[Part], *, payments: Sequence[Paid], on: date) -> list[Part]:
    """The instalments whose day has gone by before so much tax was paid."""
    wanted = accumulate(part.amount_satang for part in plan)
    return [
        part
        for part, total in zip(plan, wanted, strict=True)
        if part.due_date < on and sum(paid.tax_satang for paid in payments if paid.on <= part.due_date) < total
    ]


def due_date(*, notified_on: date, law: LawOfYear) -> date:
    """The last day to pay: that of the calendar, but never fewer days after the notice than a late one gives."""
    return max(law.calendar.value.pay_by, notified_on + timedelta(days=law.late_notice_days.value))


def seizable_from(warned: Warned, *, law: LawOfYear) -> date:
    """The first day on which seizure may be ordered of who was warned and has not paid (s. 62)."""
    return warned.received_on + timedelta(days=law.seizure_days.value + 1)


def allocate(amount_satang: int, open_now: Owed, *, law: LawOfYear) -> dict[Due, int]:
    """Divide money among what is open, in the order of the law; raises ValueError when more is paid than is open."""
    if amount_satang > open_now.total_satang:
        raise ValueError(f"{amount_satang} exceeds the open {open_now.total_satang}.")
    wanted = {
        Due.TAX: open_now.tax_satang,
        Due.PENALTY: open_now.penalty_satang,
        Due.SURCHARGE: open_now.surcharge_satang,
    }
    parts = dict.fromkeys(Due, 0)
    for kind in law.allocation.value:
        parts[kind] = min(amount_satang, wanted[kind])
        amount_satang -= parts[kind]
    return parts


def instalments(tax_satang: int, *, parts: int, law: LawOfYear) -> list[int]:
    """Equal parts, one of which (by the law the first) takes what the division leaves (s. 52). Raises NoInstalments."""
    rule = law.instalments.value
    if tax_satang < rule.smallest_tax_satang or not 1 <= parts <= rule.at_most:
        raise NoInstalments(f"{tax_satang} satang cannot be paid in {parts} parts.")
    return equal_parts(tax_satang, parts=parts, law=law)


def equal_parts(tax_satang: int, *, parts: int, law: LawOfYear) -> list[int]:
    """The same for a right to instalments that was granted already and whose tax was lowered since."""
    rule = law.instalments.value
    part, rest = divmod(tax_satang, parts)
    equal = [part] * (parts - 1)
    return [part + rest, *equal] if rule.remainder is Remainder.FIRST else [*equal, part + rest]


def months_late(*, due_date: date, on: date) -> int:
    """Months or parts of a month from the day after the due date."""
    if on <= due_date:
        return 0
    months = (on.year - due_date.year) * 12 + on.month - due_date.month
    return months if on <= months_after(due_date, months) else months + 1


def months_after(day: date, months: int) -> date:
    """The day so many months later; the last day of a month stays a last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    was_last = day.day == calendar.monthrange(day.year, day.month)[1]
    return date(year, month + 1, last if was_last else min(day.day, last))


def _settled(tax_satang: int, made: Sequence[Paid]) -> list[tuple[date, int]]:
    """How much of the tax each payment settled, in their order: nothing above what is owed, as after a reduction."""
    in_order = sorted(made, key=lambda paid: paid.on)
    totals = accumulate((paid.tax_satang for paid in in_order), initial=0)
    capped = [min(total, tax_satang) for total in totals]
    return [(paid.on, after - before) for paid, (before, after) in zip(in_order, pairwise(capped), strict=True)]


def _penalty(unpaid_satang: int, due_date: date, on: date, warned: Warned | None, rule: Penalty) -> int:
    if on <= due_date:
        return 0
    if warned is None or on < warned.received_on:
        return _percent_of(unpaid_satang, rule.before_warning_percent)
    within = on <= warned.pay_by
    return _percent_of(unpaid_satang, rule.within_warning_percent if within else rule.after_warning_percent)


def _surcharge(
    tax_satang: int, due_date: date, made: Sequence[Paid], on: date, law: LawOfYear, more_time: date | None
) -> int:
    """Month by month on the tax that was open when the month began, up to the ceiling.

    What is paid within the time granted to one owner bears the lower rate, all else the whole one from the first day.
    """
    rule = law.surcharge.value
    open_by_month = [
        _open_after(months_after(due_date, month), tax_satang, made)
        for month in range(months_late(due_date=due_date, on=on))
    ]
    overdue = tax_satang
    if more_time:
        overdue = _open_after(more_time, tax_satang, made) if on > more_time else 0
    whole = sum(min(satang, overdue) for satang in open_by_month)
    lower = sum(open_by_month) - whole
    ppm = whole * rule.percent_a_month * PPM_PER_PERCENT + lower * law.surcharge_on_extension_ppm.value
    run_up = (ppm + PPM // 2) // PPM
    if rule.ceiling_percent_of_tax is None:
        return run_up
    return min(run_up, _percent_of(tax_satang, rule.ceiling_percent_of_tax))


def _open_after(day: date, tax_satang: int, made: Sequence[Paid]) -> int:
    """The tax still open when a day was over."""
    return max(0, tax_satang - sum(paid.tax_satang for paid in made if paid.on <= day))


def _percent_of(amount_satang: int, percent: int) -> int:
    """Half a satang counts as one."""
    return (amount_satang * percent + PERCENT // 2) // PERCENT
