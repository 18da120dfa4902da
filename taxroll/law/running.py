"""Running totals inside blocks of lines, and rounding of those totals, so that lines always add up to their block.

A line's amount is the rounded total after it less the rounded total before it. No remainder step is ever needed.
"""

from dataclasses import dataclass

import numpy as np

from taxroll.law.rounding import Int64, Rounding, round_up

PPM = 1_000_000


@dataclass(frozen=True)
class Blocks:
    """Lines sorted into blocks: `order` sorts them, `first` is where (in sorted order) each line's block begins."""

    order: Int64
    first: Int64


def blocks(*keys: Int64) -> Blocks:
    """Blocks of equal keys; inside a block lines keep the order in which they came."""
    order = np.lexsort(tuple(reversed(keys))).astype(np.int64)
    return Blocks(order, _first_of_each(order, keys))


def blocks_by_descending(key: Int64, amount: Int64) -> Blocks:
    """Blocks of equal key, the largest amount first, equal amounts in the order in which they came."""
    order = np.lexsort((-amount, key)).astype(np.int64)
    return Blocks(order, _first_of_each(order, (key,)))


def before_and_after(amount: Int64, within: Blocks) -> tuple[Int64, Int64]:
    """The block's total before and after each line, in the lines' own order."""
    sorted_amount = amount[within.order]
    running = np.cumsum(sorted_amount)
    before_block = (running - sorted_amount)[within.first] if amount.size else running
    after = np.empty_like(running)
    after[within.order] = running - before_block
    return after - amount, after


def _first_of_each(order: Int64, keys: tuple[Int64, ...]) -> Int64:
    """In sorted order, the position where the block of each line begins."""
    position = np.arange(order.size, dtype=np.int64)
    starts = np.zeros(order.size, dtype=np.bool_)
    starts[:1] = True
    for key in keys:
        sorted_key = key[order]
        starts[1:] |= sorted_key[1:] != sorted_key[:-1]
    return np.maximum.accumulate(np.where(starts, position, 0))


def totals(amount: Int64, within: Blocks) -> Int64:
    """Each line's block total."""
    if amount.size == 0:
        return amount
    sums = np.zeros(amount.size, dtype=np.int64)
    np.add.at(sums, within.first, amount[within.order])
    result = np.empty_like(sums)
    result[within.order] = sums[within.first]
    return result


def apply_ppm(amount: Int64, ppm: Int64, within: Blocks, *, rounding: Rounding) -> Int64:
    """amount * ppm / 1,000,000 for a table (n, k), rounded on the running total across each block's lines and columns.

    Whole satang and millionths run in two totals, so nothing overflows while a block's tax fits 64 bits.
    """
    if amount.size == 0:
        return np.zeros_like(amount)
    quotient, rest = np.divmod(amount[within.order], PPM)
    rate = ppm[within.order]
    carried, millionths = np.divmod(_running_cells(rest * rate, within.first), PPM)
    after = _running_cells(quotient * rate, within.first) + carried
    after = after + round_up(after, millionths, PPM, rounding=rounding)
    result = np.empty_like(after)
    result[within.order] = _steps(after, within.first)
    return result


def _running_cells(cells: Int64, first: Int64) -> Int64:
    """Running total across lines and, inside a line, across its columns; zero at the start of each block."""
    running = np.cumsum(cells.ravel()).reshape(cells.shape)
    before_block = (running - cells)[first, 0]
    return np.asarray(running - before_block[:, None], dtype=np.int64)


def _steps(after: Int64, first: Int64) -> Int64:
    """What each cell adds to the running total of its block."""
    before = np.concatenate(([0], after.ravel()[:-1])).reshape(after.shape)
    starts = np.unique(first)
    before[starts, 0] = 0
    return np.asarray(after - before, dtype=np.int64)
