"""How long a property has been vacant, in tax years."""

import numpy as np

from taxroll.law.book import LawOfYear
from taxroll.law.rounding import Int64


def consecutive_years(since_be: Int64, *, law: LawOfYear) -> Int64:
    """Vacant tax years with this one, from the first year the Act counts; 1 where the year is unknown (0) or later."""
    first = law.escalation.value.first_tax_year_be
    known = (since_be > 0) & (since_be <= law.tax_year_be)
    return np.where(known, law.tax_year_be - np.maximum(since_be, first) + 1, 1)
