"""The assessment itself, on columns: value, share, exemption, slices, escalation, relief, phase-in, payable.

Integer satang and parts per million throughout. Each step is one small function that a lawyer can hold against
one section of the Act; the order of the steps is the order of the official calculation form.
"""

import numpy as np

from taxroll.law import running
from taxroll.law.book import AgricultureOrder, LawOfYear, SharePrecision, TypeReduction
from taxroll.law.facts import Assessment, Facts
from taxroll.law.rounding import Int64, divide, multiply_divide
from taxroll.law.running import PPM, Blocks
from taxroll.law.tables import UNBOUNDED_SATANG, Table

TENTHS_OF_PERCENT = 1_000


def assess(facts: Facts, *, law: LawOfYear) -> Assessment:
    """Tax every line; the lines of one (group, table) add up to the rounded tax of their joint base."""
    share_part, share_whole, value = _shares(facts, law)
    exemption = _exemptions(facts, value, law)
    net = value - exemption
    bases = running.blocks(facts.group, facts.table)
    slice_base = _slices(net, facts.table, bases, law)
    rate, escalation_ppm = _rates(facts, law)
    risen = _risen(rate, escalation_ppm, law)
    slice_tax = running.apply_ppm(slice_base, risen, bases, rounding=law.rounding.value)
    escalation = running.apply_ppm(slice_base, risen - rate, bases, rounding=law.rounding.value)
    tax = slice_tax.sum(axis=1)
    reduced = _reduced(facts, tax, bases, law)
    payable = _phased_in(facts, reduced, law)
    return Assessment(
        share_part=share_part,
        share_whole=share_whole,
        value_satang=value,
        exemption_satang=exemption,
        net_satang=net,
        slice_base_satang=slice_base,
        slice_tax_satang=slice_tax,
        escalation_ppm=escalation_ppm,
        escalation_satang=escalation.sum(axis=1),
        tax_satang=tax,
        relief_satang=tax - reduced,
        phase_in_satang=reduced - payable,
        payable_satang=payable,
    )


def _shares(facts: Facts, law: LawOfYear) -> tuple[Int64, Int64, Int64]:
    """Part, whole and value of each share by area; those of one property add up to the whole."""
    rounding = law.rounding.value
    of_property = running.blocks(facts.property)
    _, area_after = running.before_and_after(facts.use_part, of_property)
    if (area_after > facts.use_whole).any():
        raise ValueError("The uses of a property exceed its whole area.")
    in_tenths = facts.is_floor_share & (law.floor_share.value is SharePrecision.ONE_DECIMAL_PERCENT)
    tenths_after = divide(area_after * in_tenths * TENTHS_OF_PERCENT, facts.use_whole, rounding=rounding)
    whole = np.where(in_tenths, TENTHS_OF_PERCENT, facts.use_whole)
    after = np.where(in_tenths, tenths_after, area_after)
    value_after = multiply_divide(facts.value_satang, after, whole, rounding=rounding)
    return _differences(after, of_property), whole, _differences(value_after, of_property)


def _differences(after: Int64, within: Blocks) -> Int64:
    """Each line's step from the running total before it."""
    sorted_after = after[within.order]
    before = np.concatenate(([0], sorted_after[:-1]))
    before[np.unique(within.first)] = 0
    result = np.empty_like(after)
    result[within.order] = sorted_after - before
    return result


def _exemptions(facts: Facts, value: Int64, law: LawOfYear) -> Int64:
    """What s. 40 (or 96) and s. 41 take off from one pool for each owner, line by line; all of what s. 8 exempts."""
    farm = facts.is_natural & (facts.table == Table.AGRICULTURE)
    home = facts.table == Table.MAIN_HOME
    home_building = facts.table == Table.MAIN_HOME_BUILDING
    exempt: Int64 = value * (facts.table == Table.EXEMPT)
    return (
        exempt
        + _pooled(value * farm, facts, law.agriculture_exemption_satang.value, law.agriculture_order.value)
        + _pooled(value * home, facts, law.main_home_exemption_satang.value, AgricultureOrder.AS_LISTED)
        + _pooled(
            value * home_building, facts, law.main_home_building_exemption_satang.value, AgricultureOrder.AS_LISTED
        )
    )


def _pooled(value: Int64, facts: Facts, pool_satang: int, order: AgricultureOrder) -> Int64:
    """Spend one pool for each owner on his lines in the given order."""
    if order is AgricultureOrder.HIGHEST_VALUE_FIRST:
        of_owner = running.blocks_by_descending(facts.owner, value)
    else:
        of_owner = running.blocks(facts.owner)
    before, after = running.before_and_after(value, of_owner)
    return np.minimum(after, pool_satang) - np.minimum(before, pool_satang)


def _slices(net: Int64, table: Int64, bases: Blocks, law: LawOfYear) -> Int64:
    """The part of each line's net base that lies in each slice of its table, counted on the running joint base."""
    before, after = running.before_and_after(net, bases)
    low, high = _borders(law)
    low, high = low[table], high[table]
    return np.asarray(np.clip(after[:, None], low, high) - np.clip(before[:, None], low, high), dtype=np.int64)


def _width(law: LawOfYear) -> int:
    return max(len(dated.value) for dated in law.rates.values())


def _borders(law: LawOfYear) -> tuple[Int64, Int64]:
    """Lower and upper borders, (tables, slices); a slice that a table lacks is empty."""
    low = np.full((len(Table) + 1, _width(law)), UNBOUNDED_SATANG, dtype=np.int64)
    high = low.copy()
    for table, dated in law.rates.items():
        for column, part in enumerate(dated.value):
            low[table, column], high[table, column] = part.from_satang, part.up_to_satang
    return low, high


def _rates(facts: Facts, law: LawOfYear) -> tuple[Int64, Int64]:
    """Decree rate of each slice (n, k) and the escalation of s. 43 before its ceiling (n,), in ppm."""
    by_table = np.zeros((len(Table) + 1, _width(law)), dtype=np.int64)
    for table, dated in law.rates.items():
        by_table[table, : len(dated.value)] = [part.rate_ppm for part in dated.value]
    rule = law.escalation.value
    steps = np.maximum(facts.vacant_years - 1, 0) // rule.years_per_step
    return by_table[facts.table], steps * rule.step_ppm * (facts.table == Table.VACANT)


def _risen(rate: Int64, escalation_ppm: Int64, law: LawOfYear) -> Int64:
    """The rate of each slice with its escalation, together never above the ceiling (s. 43)."""
    ceiling = np.maximum(rate, law.escalation.value.ceiling_ppm)
    return np.asarray(np.minimum(rate + escalation_ppm[:, None], ceiling), dtype=np.int64)


def _reduced(facts: Facts, tax: Int64, bases: Blocks, law: LawOfYear) -> Int64:
    """Tax after the general reduction and that of the type of property (s. 55)."""
    general = law.general_pay_ppm.value
    by_type = PPM - facts.reduction_ppm
    if law.type_reduction.value is TypeReduction.ONLY_WITHOUT_GENERAL and general != PPM:
        by_type = np.full_like(by_type, PPM)
    pay = divide(by_type * general, PPM, rounding=law.rounding.value)
    return running.apply_ppm(tax[:, None], pay[:, None], bases, rounding=law.rounding.value)[:, 0]


def _phased_in(facts: Facts, tax: Int64, law: LawOfYear) -> Int64:
    """Old taxes plus a part of the increase, owner by owner (s. 97), spread over the lines by their tax."""
    if law.phase_in_ppm.value == PPM:
        return tax
    of_owner = running.blocks(facts.owner)
    owes, owed = running.totals(tax, of_owner), running.totals(facts.old_tax_satang, of_owner)
    increase = np.maximum(owes - owed, 0)
    spared = increase - _charged_part(increase, law)
    _, after = running.before_and_after(tax, of_owner)
    kept = multiply_divide(after, owes - spared, np.maximum(owes, 1), rounding=law.rounding.value)
    return _differences(kept, of_owner)


def _charged_part(increase: Int64, law: LawOfYear) -> Int64:
    """The part of the increase that the year charges."""
    return multiply_divide(
        increase,
        np.full_like(increase, law.phase_in_ppm.value),
        np.full_like(increase, PPM),
        rounding=law.rounding.value,
    )
