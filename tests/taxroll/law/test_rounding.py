"""Rounding to whole satang, and products wider than 64 bits."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from taxroll.law.rounding import Rounding, divide, multiply_divide


def int64(*numbers: int) -> np.ndarray:
    return np.array(numbers, dtype=np.int64)


def test_ties_go_where_the_mode_sends_them() -> None:
    halves = int64(1, 3, 5)

    assert divide(halves, 2, rounding=Rounding.HALF_UP).tolist() == [1, 2, 3]
    assert divide(halves, 2, rounding=Rounding.HALF_EVEN).tolist() == [0, 2, 2]
    assert divide(halves, 2, rounding=Rounding.DOWN).tolist() == [0, 1, 2]


@given(st.integers(0, 2**62), st.integers(0, 2**40), st.integers(1, 2**62))
def test_product_is_exact_whatever_the_size(a: int, b: int, c: int) -> None:
    b = min(b, c)

    got = multiply_divide(int64(a), int64(b), int64(c), rounding=Rounding.DOWN)

    assert int(got[0]) == a * b // c
