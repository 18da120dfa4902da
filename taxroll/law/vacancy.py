"""How long a property has been vacant, in tax years."""

import numpy as np

from taxroll.law.book import LawOfYear
from taxroll.law.rounding import Int64
from taxroll.law.rules import ChangeOfOwner


def consecutive_years(since_be: Int64, *, law: LawOfYear, owned_since_be: Int64 | None = None) -> Int64:
    """Vacant tax years with this one, from the first year the Act counts; 1 where the year is unknown (0) or later.

    `owned_since_be` is the first tax year of the present owner (0 unknown); it counts only where the policy says that
    a new owner begins the count again.
    """
    first = law.escalation.value.first_tax_year_be
    if owned_since_be is not None and law.vacancy_of_new_owner.value is ChangeOfOwner.RESTARTS:
        since_be = np.where(since_be > 0, np.maximum(since_be, owned_since_be), 0)
    known = (since_be > 0) & (since_be <= law.tax_year_be)
    return np.where(known, law.tax_year_be - np.maximum(since_be, first) + 1, 1)
