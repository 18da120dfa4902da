"""Whether a reduction by type of property is still given on 1 January of a tax year, and how much."""

from datetime import date

from taxroll.law.book import LawOfYear, assessment_day
from taxroll.law.rules import ReductionKind


def reduction_ppm(kind: str, *, is_natural: bool, since_date: date | None, law: LawOfYear) -> int:
    """The reduction in ppm; 0 where the kind does not exist, asks for a natural person, or its years are over.

    `since_date` is the day of acquisition or permit that a limited kind counts from; without it nothing is given.
    """
    dated = law.type_reductions.get(kind)
    if dated is None or (dated.value.is_natural_only and not is_natural):
        return 0
    return dated.value.reduction_ppm if _is_in_time(dated.value, since_date, law) else 0


def _is_in_time(kind: ReductionKind, since_date: date | None, law: LawOfYear) -> bool:
    """Half-open: on the anniversary that ends the years, the reduction is over."""
    if kind.years is None:
        return True
    if since_date is None:
        return False
    last_year = since_date.year + kind.years
    try:
        ends = since_date.replace(year=last_year)
    except ValueError:  # 29 February
        ends = date(last_year, 3, 1)
    return since_date <= assessment_day(law.tax_year_be) < ends
