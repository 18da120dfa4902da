"""Signboard tax of one sign: area by units of 500 cm2, three classes of letters, a smallest tax, a first year by parts.

Signs are collected and disputed by other rules than land: `collecting` gives them, as a law of the year whose penalty,
surcharge, instalments and time limits are those of the Signboard Tax Act.
"""

import calendar
from dataclasses import dataclass, replace
from datetime import date, timedelta

from gis_assets import units
from taxroll.law.book import LawOfYear, Penalty, SignboardRates, Surcharge
from taxroll.law.collection import months_after
from taxroll.law.dated import Dated
from taxroll.law.rules import FirstYear, Silence, TimeLimit

SATANG_PER_BAHT = 100
PERCENT = 100
MONTHS = 12


@dataclass(frozen=True)
class YearOfSign:
    """The tax of one sign in one year: a whole year's, the periods it pays for, and what is therefore due."""

    whole_year_satang: int
    periods: int
    tax_satang: int
    return_by: date
    late_return_satang: int


def tax_satang(
    *, width_cm: int, height_cm: int, letters: int, is_moving: bool, rates: SignboardRates, faces: int = 1
) -> int:
    """Tax of a sign whose `letters` are 1 Thai only, 2 Thai with others, 3 no Thai or Thai below.

    More than half a unit of area counts as one; the faces make one area.
    """
    if letters not in (1, 2, 3):
        raise ValueError(f"{letters} is no class of letters; it must be 1, 2 or 3.")
    area_units = _units(width_cm * height_cm * faces, rates.unit_cm2)
    baht = (rates.moving_baht if is_moving else rates.static_baht)[letters - 1]
    return max(area_units * baht, rates.smallest_baht) * SATANG_PER_BAHT


def of_year(whole_year_satang: int, *, shown_from: date, returned_on: date, law: LawOfYear) -> YearOfSign:
    """What a sign owes for a year, declared on a day; raises ValueError for one put up after the year."""
    year = units.year_ce(law.tax_year_be)
    if shown_from.year > year:
        raise ValueError(f"A sign of {shown_from} owes nothing for {law.tax_year_be}.")
    first_year = law.signboard_first_year.value
    periods = first_year.periods if shown_from.year < year else periods_left(shown_from, first_year)
    tax = _part(whole_year_satang, periods, law)
    until = return_by(shown_from, law=law)
    percent = law.signboard_duties.value.late_return_percent if returned_on > until else 0
    return YearOfSign(whole_year_satang, periods, tax, until, (tax * percent + PERCENT // 2) // PERCENT)


def periods_left(shown_from: date, first_year: FirstYear) -> int:
    """Periods of the year from the one of that day on."""
    months = MONTHS // first_year.periods
    return first_year.periods - (shown_from.month - 1) // months


def return_by(shown_from: date, *, law: LawOfYear) -> date:
    """The last day of the return: that of all signs, or some days after a sign was put up later in the year."""
    duties, year = law.signboard_duties.value, units.year_ce(law.tax_year_be)
    month = duties.return_by_month
    of_all = date(year, month, calendar.monthrange(year, month)[1])
    if shown_from.year < year:
        return of_all
    return max(of_all, shown_from + timedelta(days=duties.new_sign_within_days))


def pay_by(*, notified_on: date, law: LawOfYear) -> date:
    """The last day to pay, counted from the notice."""
    return notified_on + timedelta(days=law.signboard_duties.value.pay_within_days)


def collecting(law: LawOfYear) -> LawOfYear:
    """The law of the year as it holds for signs once they are assessed.

    There is no penalty by the warning letter, the surcharge and the instalments are their own, and after the head of
    the local government comes the court: no committee, and silence grants nothing.
    """
    duties, decision, own = law.signboard_duties, law.signboard_appeal_decision_days, law.signboard_instalments
    percent = duties.value.late_payment_percent_a_month
    of_land = (TimeLimit.OBJECTION, TimeLimit.DECISION, TimeLimit.APPEAL, TimeLimit.COURT)
    others = {name: limit for name, limit in law.time_limits.items() if name not in of_land}
    return replace(
        law,
        penalty=Dated(duties.period, Penalty(0, 0, 0), duties.citation),
        surcharge=Dated(duties.period, Surcharge(percent, None), duties.citation),
        missed_instalment_percent=Dated(own.period, 0, own.citation),
        instalments=Dated(own.period, own.value, own.citation),
        silence_of_chief=Dated(decision.period, Silence.REFUSES, decision.citation),
        time_limits=others
        | {
            TimeLimit.OBJECTION: law.signboard_appeal_days,
            TimeLimit.DECISION: decision,
            TimeLimit.COURT: law.signboard_appeal_court_days,
        },
    )


def instalment_days(parts: int, *, first: date, law: LawOfYear) -> list[date]:
    """The last day of each part: that of the notice, then so many months after the one before."""
    months = law.signboard_instalments.value.months_between
    return [months_after(first, months * part) for part in range(parts)]


def _part(whole_year_satang: int, periods: int, law: LawOfYear) -> int:
    rule = law.signboard_first_year.value
    part = (whole_year_satang * periods + rule.periods // 2) // rule.periods
    if not rule.smallest_holds_for_a_part:
        return part
    return max(part, law.signboards.value.smallest_baht * SATANG_PER_BAHT)


def _units(area_cm2: int, unit_cm2: int) -> int:
    whole, rest = divmod(area_cm2, unit_cm2)
    return whole + (1 if 2 * rest > unit_cm2 else 0)
