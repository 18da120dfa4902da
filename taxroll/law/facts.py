"""What the kernel is told about each line of a roll, and what it answers: columns of equal length."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from taxroll.law.rounding import Int64
from taxroll.law.tables import Table

Bool = NDArray[np.bool_]

LARGEST_VALUE_SATANG = 10**15
LARGEST_AREA = 3 * 10**9
MOST_VACANT_YEARS = 1_000


@dataclass(frozen=True)
class Facts:
    """One row for each use of each plot or building, shape (n,) each, in the order they are printed.

    owner           who owes: any number, the same for all property of one person (or one set of co-owners)
    is_natural      the owner is a natural person
    group           the joint base of s. 42: adjoining plots of one owner with the buildings on them
    property        the plot or building whose value the line takes a share of
    table           a Table
    value_satang    appraised value of the whole property, after depreciation
    use_part        area of this use, and
    use_whole       area of all uses of the property, in the same unit
    is_floor_share  the share is one of floor area (its precision is a matter of policy)
    vacant_years    consecutive vacant tax years with this one; 0 when not vacant
    reduction_ppm   reduction by type of property (inheritance, foreclosure, ...)
    old_tax_satang  house-and-land tax and local maintenance tax of 2562 for the same property
    """

    owner: Int64
    is_natural: Bool
    group: Int64
    property: Int64
    table: Int64
    value_satang: Int64
    use_part: Int64
    use_whole: Int64
    is_floor_share: Bool
    vacant_years: Int64
    reduction_ppm: Int64
    old_tax_satang: Int64

    def __post_init__(self) -> None:
        _check_shapes(self)
        _check_amounts(self)
        _check_claims(self)

    def __len__(self) -> int:
        return int(self.owner.size)


@dataclass(frozen=True)
class Assessment:
    """The kernel's answer, shape (n,) each, (n, k) for the k slices of the tables; every step is kept.

    payable = sum of slice_tax - relief - phase_in;  escalation is the part of slice_tax due to it, rounded on its own.
    """

    share_part: Int64
    share_whole: Int64
    value_satang: Int64
    exemption_satang: Int64
    net_satang: Int64
    slice_base_satang: Int64
    slice_tax_satang: Int64
    escalation_ppm: Int64
    escalation_satang: Int64
    tax_satang: Int64
    relief_satang: Int64
    phase_in_satang: Int64
    payable_satang: Int64


def _check_shapes(facts: Facts) -> None:
    sizes = {name: np.shape(column) for name, column in vars(facts).items()}
    if set(sizes.values()) != {(facts.owner.size,)}:
        raise ValueError(f"Columns of unequal length: {sizes}.")


def _check_amounts(facts: Facts) -> None:
    if len(facts) == 0:
        return
    amounts = (facts.value_satang, facts.use_part, facts.vacant_years, facts.reduction_ppm, facts.old_tax_satang)
    if min(int(column.min()) for column in amounts) < 0:
        raise ValueError("No amount, area or count may be negative.")
    if max(int(facts.value_satang.max()), int(facts.old_tax_satang.max())) > LARGEST_VALUE_SATANG:
        raise ValueError(f"A value above {LARGEST_VALUE_SATANG} satang cannot be true.")
    if int(facts.use_whole.min()) < 1 or int(facts.use_whole.max()) > LARGEST_AREA:
        raise ValueError(f"The area of all uses must be from 1 to {LARGEST_AREA}.")
    if int(facts.vacant_years.max()) > MOST_VACANT_YEARS:
        raise ValueError(f"More than {MOST_VACANT_YEARS} vacant years cannot be true.")
    if int(facts.reduction_ppm.max()) > 1_000_000:
        raise ValueError("A reduction cannot exceed the whole tax.")


def _check_claims(facts: Facts) -> None:
    if len(facts) and (int(facts.table.min()) < min(Table) or int(facts.table.max()) > max(Table)):
        raise ValueError("A line is charged by an unknown rate table.")
    is_home = (facts.table == Table.MAIN_HOME) | (facts.table == Table.MAIN_HOME_BUILDING)
    if (is_home & ~facts.is_natural).any():
        raise ValueError("Only a natural person has a main home (s. 41).")
