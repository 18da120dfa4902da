"""Depreciated value of buildings by class of material and whole years of age (Treasury Department tables)."""

import numpy as np

from taxroll.law.book import DepreciationTable, LawOfYear, Material
from taxroll.law.rounding import Int64, divide
from taxroll.law.rules import AgeCounting

PERCENT = 100


def age_years(*, tax_year_be: int, built_year_be: Int64, counting: AgeCounting = AgeCounting.CALENDAR_YEARS) -> Int64:
    """Whole years of age in the tax year; newer than the year is new (`law.building_age` says how they count)."""
    new = 1 if counting is AgeCounting.COMPLETED_YEARS else 0
    return np.maximum(tax_year_be - built_year_be - new, 0)


def percent(material: Material, age: Int64, *, law: LawOfYear) -> Int64:
    """Percent of the price of a new building that age has taken off."""
    by_age = _percent_by_age(law.depreciation[material].value)
    return by_age[np.minimum(age, by_age.size - 1)]


def value_after(value_satang: Int64, percent_off: Int64, *, law: LawOfYear) -> Int64:
    """What is left of the value of a new building."""
    return divide(value_satang * (PERCENT - percent_off), PERCENT, rounding=law.rounding.value)


def _percent_by_age(table: DepreciationTable) -> Int64:
    """Total percent at each age from 0 to the last step's age."""
    yearly = [0]
    for step in table:
        yearly += [step.percent_a_year] * (step.through_age - len(yearly) + 1)
    return np.cumsum(np.array(yearly, dtype=np.int64))
