"""The one place where satang are rounded, and exact products of integers that may not fit 64 bits."""

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Int64 = NDArray[np.int64]
LARGEST = np.iinfo(np.int64).max


class Rounding(StrEnum):
    """What happens to a fraction of a satang."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    DOWN = "down"


def divide(numerator: Int64, denominator: Int64 | int, *, rounding: Rounding) -> Int64:
    """Quotients of non-negative integers, rounded to whole numbers."""
    quotient, rest = np.divmod(numerator, denominator)
    return np.asarray(quotient + round_up(quotient, rest, denominator, rounding=rounding), dtype=np.int64)


def multiply_divide(a: Int64, b: Int64, c: Int64, *, rounding: Rounding) -> Int64:
    """a * b / c for non-negative integers with b <= c, exact before the one rounding, whatever the size of a."""
    if a.size == 0:
        return np.zeros(0, dtype=np.int64)
    whole, rest = np.divmod(a, c)
    if int(c.max()) * int(b.max()) > LARGEST:
        return _multiply_divide_wide(a, b, c, rounding)
    quotient, remainder = np.divmod(rest * b, c)
    quotient = quotient + whole * b
    return np.asarray(quotient + round_up(quotient, remainder, c, rounding=rounding), dtype=np.int64)


def _multiply_divide_wide(a: Int64, b: Int64, c: Int64, rounding: Rounding) -> Int64:
    wide, divisor = a.astype(object) * b.astype(object), c.astype(object)
    quotient, remainder = wide // divisor, wide % divisor
    return np.asarray(quotient + round_up(quotient, remainder, divisor, rounding=rounding), dtype=np.int64)


def round_up(quotient: Int64, rest: Int64, denominator: Int64 | int, *, rounding: Rounding) -> NDArray[np.bool_]:
    """Where the quotient goes up by one; `rest > denominator - rest` cannot overflow as a doubling would."""
    if rounding is Rounding.DOWN:
        return np.zeros(np.shape(quotient), dtype=np.bool_)
    missing = denominator - rest
    tie_goes_up = quotient % 2 == 1 if rounding is Rounding.HALF_EVEN else np.ones(np.shape(quotient), dtype=np.bool_)
    return np.asarray((rest > missing) | ((rest == missing) & tie_goes_up), dtype=np.bool_)
