"""Money of a bill divided among its lines, exact to the satang. Pure columns."""

import numpy as np

from taxroll.columns import Int64
from taxroll.law.rounding import Rounding, multiply_divide


def shared_out(amount: Int64, *, by: Int64, of: Int64) -> Int64:
    """Divide an amount of each bill among its lines in proportion to `by`.

    amount (n,) the bill's amount, the same on all its lines; by (n,) not negative; of (n,) the bill, its lines standing
    together. A line gets the difference of the rounded running totals, so that the lines add up to the amount; where
    `by` is nothing on every line of a bill, the last line has it all.
    """
    if amount.size == 0:
        return np.zeros(0, dtype=np.int64)
    starts = np.concatenate(([True], of[1:] != of[:-1]))
    first = np.maximum.accumulate(np.where(starts, np.arange(of.size), 0))
    running = np.cumsum(by)
    upto = running - (running[first] - by[first])
    ends = np.concatenate((starts[1:], [True]))
    bill = np.cumsum(starts) - 1
    whole = upto[ends][bill]
    upto = np.where((whole == 0) & ends, 1, upto)
    until = multiply_divide(np.abs(amount), upto, np.maximum(whole, 1), rounding=Rounding.HALF_UP)
    before = np.where(starts, 0, np.concatenate(([0], until[:-1])))
    return np.asarray(np.sign(amount) * (until - before), dtype=np.int64)
