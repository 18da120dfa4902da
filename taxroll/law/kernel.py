"""The assessment itself, on columns: value, share, exemption, slices, escalation, relief, phase-in, payable.

Integer satang and parts per million throughout. Each step is one pass (`passes.py`) that a lawyer can hold against
one section of the Act; the order of the steps is the order of the official calculation form. A bill, a notice, a
what-if, a command and a nation's roll all come through `assess`.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from types import ModuleType

import numpy as np

from taxroll.law import compiled, passes
from taxroll.law.book import AgricultureOrder, LawOfYear, SharePrecision, TypeReduction
from taxroll.law.compiled import Compiled
from taxroll.law.facts import Assessment, Facts
from taxroll.law.passes import PPM
from taxroll.law.rounding import Int64, Rounding
from taxroll.law.tables import UNBOUNDED_SATANG, Table

# Up to so many lines the interpreted passes answer in a page's time, while the compiled ones would have to be loaded.
INTERPRETED_UP_TO = 200
MODES = {Rounding.HALF_UP: 0, Rounding.HALF_EVEN: 1, Rounding.DOWN: 2}
STACKING = {
    TypeReduction.ONLY_WITHOUT_GENERAL: 0,
    TypeReduction.AFTER_GENERAL: 1,
    TypeReduction.LARGER_ONE: 2,
}
LARGEST_TOTAL = 2**61

Passes = ModuleType | Compiled


class UsesExceedProperty(ValueError):
    """The areas of the uses of a property, together, are larger than its whole area."""


@dataclass(frozen=True)
class _Numbered:
    """Owners, joint bases and properties by numbers from 0, and how many there are of each."""

    owner: Int64
    owners: int
    group: Int64
    groups: int
    property: Int64
    properties: int


def assess(facts: Facts, *, law: LawOfYear) -> Assessment:
    """Tax every line; the lines of one (group, table) add up to the rounded tax of their joint base.

    Raises UsesExceedProperty, and ValueError for a roll whose sum could not be told in 64 bits.
    """
    return assess_by(passes if len(facts) <= INTERPRETED_UP_TO else compiled.functions(), facts, law=law)


def assess_by(run: Passes, facts: Facts, *, law: LawOfYear) -> Assessment:
    """The same by the interpreted or by the compiled passes."""
    numbered = _numbered(facts)
    share_part, share_whole, value = _shares(run, facts, numbered, law)
    exemption = _exemptions(run, facts, numbered, value, law)
    net = value - exemption
    order = run.sort_by_group(numbered.group, numbered.groups)
    slice_base, slice_tax, escalation_ppm, escalation, tax = _charge(run, facts, numbered, order, net, law)
    reduced = _reduced(run, facts, numbered, order, tax, law)
    payable = _phased_in(run, facts, numbered, reduced, law)
    return Assessment(
        share_part=share_part,
        share_whole=share_whole,
        value_satang=value,
        exemption_satang=exemption,
        net_satang=net,
        slice_base_satang=slice_base,
        slice_tax_satang=slice_tax,
        escalation_ppm=escalation_ppm,
        escalation_satang=escalation,
        tax_satang=tax,
        relief_satang=tax - reduced,
        phase_in_satang=reduced - payable,
        payable_satang=payable,
    )


def assess_each(rolls: Iterable[Facts], *, law: LawOfYear, threads: int = 1) -> Iterator[Assessment]:
    """The assessments of whole municipalities in the order they come, a few at a time, on so many threads.

    No rule reaches beyond a municipality, so a nation needs the memory of a few towns and of what the caller keeps.
    """
    with ThreadPoolExecutor(threads) as pool:
        ahead: deque[Future[Assessment]] = deque()
        for facts in rolls:
            ahead.append(pool.submit(assess, facts, law=law))
            if len(ahead) > 2 * threads:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()


def _numbered(facts: Facts) -> _Numbered:
    owner, owners = _from_zero(facts.owner)
    group, groups = _from_zero(facts.group)
    property_, properties = _from_zero(facts.property)
    return _Numbered(owner, owners, group, groups, property_, properties)


def _from_zero(number: Int64) -> tuple[Int64, int]:
    """The same numbers where they are small enough to count by, else their ranks; and the first number not used."""
    if number.size == 0:
        return number, 0
    low, high = int(number.min()), int(number.max())
    if low >= 0 and high < 2 * number.size + PPM // 1000:
        return number, high + 1
    if high - low < 2 * number.size:
        return number - low, high - low + 1
    different, rank = np.unique(number, return_inverse=True)
    return rank.astype(np.int64), different.size


def _shares(run: Passes, facts: Facts, numbered: _Numbered, law: LawOfYear) -> tuple[Int64, Int64, Int64]:
    """Part, whole and value of each share by area; those of one property add up to the whole."""
    in_tenths = facts.is_floor_share
    if law.floor_share.value is SharePrecision.EXACT:
        in_tenths = np.zeros(len(facts), dtype=np.bool_)
    share_part, share_whole, value = _empty(facts), _empty(facts), _empty(facts)
    wrong = run.take_shares(
        numbered.property,
        numbered.properties,
        facts.value_satang,
        facts.use_part,
        facts.use_whole,
        in_tenths,
        MODES[law.rounding.value],
        share_part,
        share_whole,
        value,
    )
    if wrong >= 0:
        raise UsesExceedProperty("The uses of a property exceed its whole area.")
    if float(value.sum(dtype=np.float64)) > LARGEST_TOTAL:
        raise ValueError(f"A roll of more than {LARGEST_TOTAL} satang cannot be true.")
    return share_part, share_whole, value


def _exemptions(run: Passes, facts: Facts, numbered: _Numbered, value: Int64, law: LawOfYear) -> Int64:
    """What s. 40 (or 96) and s. 41 take off from one pool for each owner, line by line; all of what s. 8 exempts."""
    pool = np.array(
        [
            law.agriculture_exemption_satang.value,
            law.main_home_exemption_satang.value,
            law.main_home_building_exemption_satang.value,
        ],
        dtype=np.int64,
    )
    total, exemption = np.zeros((numbered.owners, pool.size), dtype=np.int64), _empty(facts)
    run.add_up_pools(numbered.owner, facts.table, facts.is_natural, value, total)
    if run.exempt(numbered.owner, facts.table, facts.is_natural, value, pool, total, exemption):
        order = _order_of_spending(np.flatnonzero(exemption < 0), numbered, facts.table, value, law)
        run.spend(order, numbered.owner, facts.table, value, pool, exemption)
    return exemption


def _order_of_spending(lines: Int64, numbered: _Numbered, table: Int64, value: Int64, law: LawOfYear) -> Int64:
    """By owner and table; farms by the policy's order, homes as they stand on the roll."""
    first: Int64 = lines
    if law.agriculture_order.value is not AgricultureOrder.AS_LISTED:
        sign = -1 if law.agriculture_order.value is AgricultureOrder.HIGHEST_VALUE_FIRST else 1
        first = np.where(table[lines] == Table.AGRICULTURE, sign * value[lines], lines)
    return lines[np.lexsort((lines, first, table[lines], numbered.owner[lines]))]


def _charge(
    run: Passes, facts: Facts, numbered: _Numbered, order: Int64, net: Int64, law: LawOfYear
) -> tuple[Int64, Int64, Int64, Int64, Int64]:
    """Base and tax of each slice, escalation and its rate before the ceiling (s. 43), and the tax of each line."""
    low, high, rate = _tables(law)
    rule = law.escalation.value
    slice_base = np.zeros((len(facts), low.shape[1]), dtype=np.int64)
    slice_tax, escalation_ppm = np.zeros_like(slice_base), _empty(facts)
    escalation, tax = _empty(facts), _empty(facts)
    run.charge(
        order,
        numbered.group,
        facts.table,
        net,
        facts.vacant_years,
        low,
        high,
        rate,
        rule.years_per_step,
        rule.step_ppm,
        rule.ceiling_ppm,
        int(Table.VACANT),
        MODES[law.rounding.value],
        slice_base,
        slice_tax,
        escalation_ppm,
        escalation,
        tax,
    )
    return slice_base, slice_tax, escalation_ppm, escalation, tax


def _tables(law: LawOfYear) -> tuple[Int64, Int64, Int64]:
    """Lower and upper borders and rates, (tables, slices); a slice that a table lacks is empty."""
    width = max(len(dated.value) for dated in law.rates.values())
    low = np.full((len(Table) + 1, width), UNBOUNDED_SATANG, dtype=np.int64)
    high, rate = low.copy(), np.zeros_like(low)
    for table, dated in law.rates.items():
        for column, part in enumerate(dated.value):
            low[table, column], high[table, column], rate[table, column] = (
                part.from_satang,
                part.up_to_satang,
                part.rate_ppm,
            )
    return low, high, rate


def _reduced(run: Passes, facts: Facts, numbered: _Numbered, order: Int64, tax: Int64, law: LawOfYear) -> Int64:
    """Tax after the general reduction and that of the type of property (s. 55)."""
    general = law.general_pay_ppm.value
    if general == PPM and not facts.reduction_ppm.any():
        return tax
    reduced = _empty(facts)
    run.reduce(
        order,
        numbered.group,
        facts.table,
        tax,
        facts.reduction_ppm,
        general,
        STACKING[law.type_reduction.value],
        MODES[law.rounding.value],
        reduced,
    )
    return reduced


def _phased_in(run: Passes, facts: Facts, numbered: _Numbered, tax: Int64, law: LawOfYear) -> Int64:
    """Old taxes plus a part of the increase, owner by owner (s. 97), spread over the lines by their tax."""
    if law.phase_in_ppm.value == PPM:
        return tax
    if float(facts.old_tax_satang.sum(dtype=np.float64)) > LARGEST_TOTAL:
        raise ValueError(f"Old taxes of more than {LARGEST_TOTAL} satang cannot be true.")
    payable = _empty(facts)
    run.phase_in(
        numbered.owner,
        numbered.owners,
        tax,
        facts.old_tax_satang,
        law.phase_in_ppm.value,
        MODES[law.rounding.value],
        payable,
    )
    return payable


def _empty(facts: Facts) -> Int64:
    return np.zeros(len(facts), dtype=np.int64)
