"""The steps of the assessment, each one pass over the lines in exact whole numbers.

Plain Python over columns: interpreted for a bill, compiled for a town (see `compiled.py`), the same text in both.
Every number is read with `int`, so that the interpreted text cannot overflow and the compiled one uses 64 bits, which
the limits of `facts.py` make enough. Rounding modes are numbers here: 0 half up, 1 half to even, 2 down.
"""

import numpy as np
from numpy.typing import NDArray

from taxroll.law.rounding import Int64

Bool = NDArray[np.bool_]

PPM = 1_000_000
TENTHS_OF_PERCENT = 1_000
LARGEST = 2**63 - 1
TABLES = 8
EXEMPT = 7
HALF_EVEN, DOWN = 1, 2


def up(quotient: int, rest: int, divisor: int, mode: int) -> int:
    """1 where a quotient with this rest is rounded up, else 0."""
    missing = divisor - rest
    if mode == DOWN or rest < missing:
        return 0
    if rest > missing or mode != HALF_EVEN:
        return 1
    return quotient % 2


def quotient(amount: int, divisor: int, mode: int) -> int:
    """amount / divisor, rounded."""
    whole = amount // divisor
    return whole + up(whole, amount - whole * divisor, divisor, mode)


def proportion(amount: int, part: int, whole: int, mode: int) -> int:
    """amount * part / whole for part <= whole, exact before its one rounding even where the product exceeds 64 bits."""
    times = amount // whole
    rest = amount - times * whole
    result = times * part
    if part == 0 or rest <= LARGEST // part:
        more = rest * part // whole
        left = rest * part - more * whole
    else:
        more, left = 0, 0
        for bit in range(62, -1, -1):
            more, left = 2 * more, 2 * left
            if left >= whole:
                more, left = more + 1, left - whole
            if (part >> bit) & 1:
                left += rest
                if left >= whole:
                    more, left = more + 1, left - whole
    result += more
    return result + up(result, left, whole, mode)


def sort_by_group(group: Int64, groups: int) -> Int64:
    """Positions of the lines by group, in each group as they came; empty where they already are in that order."""
    in_order = True
    for i in range(1, group.size):
        if group[i] < group[i - 1]:
            in_order = False
            break
    if in_order:
        return np.zeros(0, dtype=np.int64)
    start = np.zeros(groups + 1, dtype=np.int64)
    for i in range(group.size):
        start[group[i] + 1] += 1
    for g in range(groups):
        start[g + 1] += start[g]
    order = np.zeros(group.size, dtype=np.int64)
    for i in range(group.size):
        order[start[group[i]]] = i
        start[group[i]] += 1
    return order


def take_shares(
    of_property: Int64,
    properties: int,
    property_satang: Int64,
    use_part: Int64,
    use_whole: Int64,
    in_tenths: Bool,
    mode: int,
    share_part: Int64,
    share_whole: Int64,
    value: Int64,
) -> int:
    """Fill share and value of each line; those of one property add up. Returns the first line whose property has too
    large an area of uses, or -1."""
    done = np.zeros((properties, 3), dtype=np.int64)
    for i in range(of_property.size):
        p, satang, whole = of_property[i], int(property_satang[i]), int(use_whole[i])
        area = int(done[p, 0]) + int(use_part[i])
        if area > whole:
            return i
        share = area
        if in_tenths[i]:
            share, whole = quotient(area * TENTHS_OF_PERCENT, whole, mode), TENTHS_OF_PERCENT
        if share == whole:
            worth = satang
        else:
            times = satang // whole
            rest = (satang - times * whole) * share
            more = rest // whole
            worth = times * share + more
            worth += up(worth, rest - more * whole, whole, mode)
        share_part[i], share_whole[i], value[i] = share - int(done[p, 1]), whole, worth - int(done[p, 2])
        done[p, 0], done[p, 1], done[p, 2] = area, share, worth
    return -1


def add_up_pools(owner: Int64, table: Int64, is_natural: Bool, value: Int64, total: Int64) -> None:
    """Add the value of farms (column 0), homes (1) and homes without land (2) of each natural owner to `total`."""
    for i in range(owner.size):
        if is_natural[i] and table[i] <= 3:
            total[owner[i], table[i] - 1] += value[i]


def exempt(
    owner: Int64, table: Int64, is_natural: Bool, value: Int64, pool: Int64, total: Int64, exemption: Int64
) -> int:
    """Fill the exemption of all lines whose owner's pool suffices, and of what s. 8 exempts; -1 marks the others.
    Returns how many are marked."""
    marked = 0
    for i in range(owner.size):
        if table[i] == EXEMPT:
            exemption[i] = value[i]
        elif is_natural[i] and table[i] <= 3 and value[i] > 0:
            if total[owner[i], table[i] - 1] <= pool[table[i] - 1]:
                exemption[i] = value[i]
            else:
                exemption[i] = -1
                marked += 1
    return marked


def spend(order: Int64, owner: Int64, table: Int64, value: Int64, pool: Int64, exemption: Int64) -> None:
    """Spend each owner's pools on his lines in the given order (`order` sorts by owner, then table)."""
    last_owner, last_table, left = -1, -1, 0
    for k in range(order.size):
        i = order[k]
        if owner[i] != last_owner or table[i] != last_table:
            last_owner, last_table, left = int(owner[i]), int(table[i]), int(pool[table[i] - 1])
        exemption[i] = min(left, int(value[i]))
        left -= int(exemption[i])


def added(whole: int, millionths: int, amount: int, ppm: int) -> tuple[int, int]:
    """A total of whole satang and millionths with amount * ppm added to it."""
    satang = amount // PPM
    millionths += (amount - satang * PPM) * ppm
    carried = millionths // PPM
    return whole + satang * ppm + carried, millionths - carried * PPM


def add_part(running: Int64, row: int, column: int, amount: int, ppm: int) -> None:
    """Add amount * ppm to a running total of whole satang (in `column`) and millionths (in the next one)."""
    whole, millionths = added(int(running[row, column]), int(running[row, column + 1]), amount, ppm)
    running[row, column], running[row, column + 1] = whole, millionths


def take(running: Int64, row: int, column: int, mode: int) -> int:
    """By how much the rounded total has grown since it was taken last; what was taken is kept two columns on."""
    whole = int(running[row, column])
    total = whole + up(whole, int(running[row, column + 1]), PPM, mode)
    grown = total - int(running[row, column + 2])
    running[row, column + 2] = total
    return grown


def tax_slices(
    running: Int64,
    t: int,
    i: int,
    net: int,
    more: int,
    low: Int64,
    high: Int64,
    rate: Int64,
    ceiling_ppm: int,
    mode: int,
    slice_base: Int64,
    slice_tax: Int64,
) -> int:
    """Fill base and tax of each slice of line i, laid on the running base of its (group, table). Returns its tax."""
    before = int(running[t, 0])
    after = before + net
    running[t, 0] = after
    whole, millionths, rounded = int(running[t, 1]), int(running[t, 2]), int(running[t, 3])
    taxed_before = rounded
    for s in range(low.shape[1]):
        if low[t, s] >= after:
            break
        if high[t, s] <= before:
            continue
        base = min(after, int(high[t, s])) - max(before, int(low[t, s]))
        ppm = int(rate[t, s])
        risen = min(ppm + more, max(ppm, ceiling_ppm))
        whole, millionths = added(whole, millionths, base, risen)
        total = whole + up(whole, millionths, PPM, mode)
        slice_base[i, s], slice_tax[i, s] = base, total - rounded
        rounded = total
        if risen > ppm:
            add_part(running, t, 4, base, risen - ppm)
    running[t, 1], running[t, 2], running[t, 3] = whole, millionths, rounded
    return rounded - taxed_before


def charge(
    order: Int64,
    group: Int64,
    table: Int64,
    net: Int64,
    vacant_years: Int64,
    low: Int64,
    high: Int64,
    rate: Int64,
    years_per_step: int,
    step_ppm: int,
    ceiling_ppm: int,
    vacant: int,
    mode: int,
    slice_base: Int64,
    slice_tax: Int64,
    escalation_ppm: Int64,
    escalation: Int64,
    tax: Int64,
) -> None:
    """Tax the slices of each joint base, line by line on its running total.

    Of each (group, table) it keeps the running base (column 0), tax (1 to 3) and escalation (4 to 6); a line's amount
    is the rounded total after it less the rounded total before it.
    """
    of_group = np.full(TABLES, -1, dtype=np.int64)
    running = np.zeros((TABLES, 7), dtype=np.int64)
    for k in range(group.size):
        i = int(order[k]) if order.size else k
        t = int(table[i])
        if of_group[t] != group[i]:
            of_group[t] = group[i]
            running[t, :] = 0
        more = 0
        if t == vacant and vacant_years[i] > 0:
            more = (int(vacant_years[i]) - 1) // years_per_step * step_ppm
            escalation_ppm[i] = more
        tax[i] = tax_slices(running, t, i, int(net[i]), more, low, high, rate, ceiling_ppm, mode, slice_base, slice_tax)
        if more:
            escalation[i] = take(running, t, 4, mode)


def reduce(
    order: Int64,
    group: Int64,
    table: Int64,
    tax: Int64,
    reduction_ppm: Int64,
    general_ppm: int,
    stacking: int,
    mode: int,
    reduced: Int64,
) -> None:
    """Tax after the reductions; stacking: 0 the type's only where there is no general one, 1 both, 2 the larger one."""
    of_group = np.full(TABLES, -1, dtype=np.int64)
    running = np.zeros((TABLES, 3), dtype=np.int64)
    for k in range(group.size):
        i = int(order[k]) if order.size else k
        t = int(table[i])
        if of_group[t] != group[i]:
            of_group[t] = group[i]
            running[t, :] = 0
        pay = PPM - int(reduction_ppm[i])
        if stacking == 0 and general_ppm != PPM:
            pay = PPM
        pay = min(pay, general_ppm) if stacking == 2 else quotient(pay * general_ppm, PPM, mode)
        add_part(running, t, 0, int(tax[i]), pay)
        reduced[i] = take(running, t, 0, mode)


def phase_in(
    owner: Int64, owners: int, tax: Int64, old_tax: Int64, charged_ppm: int, mode: int, payable: Int64
) -> None:
    """Old taxes and the charged part of the increase, owner by owner, spread over his lines by their running tax."""
    total = np.zeros((owners, 4), dtype=np.int64)
    for i in range(owner.size):
        total[owner[i], 0] += tax[i]
        total[owner[i], 1] += old_tax[i]
    for o in range(owners):
        owes, owed = int(total[o, 0]), int(total[o, 1])
        total[o, 1] = owes
        if owes > owed:
            total[o, 1] = owed + proportion(owes - owed, charged_ppm, PPM, mode)
    for i in range(owner.size):
        o = owner[i]
        total[o, 2] += tax[i]
        if total[o, 0] == total[o, 1]:
            kept = int(total[o, 2])
        else:
            kept = proportion(int(total[o, 2]), int(total[o, 1]), int(total[o, 0]), mode)
        payable[i] = kept - int(total[o, 3])
        total[o, 3] = kept
