"""Money of bills divided among lines: nothing is lost and nothing is made."""

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from taxroll.insight import shares


def column(*numbers: int) -> np.ndarray:
    return np.array(numbers, dtype=np.int64)


def test_amount_is_divided_by_the_lines_when_they_differ() -> None:
    divided = shares.shared_out(column(100, 100, 100, 7), by=column(1, 1, 1, 5), of=column(1, 1, 1, 2))

    assert divided.tolist() == [33, 34, 33, 7]


def test_last_line_has_it_all_when_no_line_was_taxed() -> None:
    divided = shares.shared_out(column(10, 10, 4), by=column(0, 0, 2), of=column(1, 1, 2))

    assert divided.tolist() == [0, 10, 4]


def test_negative_amount_is_divided_like_a_positive_one() -> None:
    assert shares.shared_out(column(-10, -10), by=column(1, 3), of=column(1, 1)).tolist() == [-3, -7]


A_BILL = st.tuples(st.integers(-(10**13), 10**13), st.lists(st.integers(0, 10**13), min_size=1, max_size=4))


@given(st.lists(A_BILL, max_size=4))
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_lines_add_up_to_the_amount_of_every_bill(bills: list[tuple[int, list[int]]]) -> None:
    of = [number for number, (_amount, parts) in enumerate(bills) for _ in parts]
    amount = [amount for amount, parts in bills for _ in parts]
    by = [part for _amount, parts in bills for part in parts]

    divided = shares.shared_out(column(*amount), by=column(*by), of=column(*of))

    for number, (whole, parts) in enumerate(bills):
        own = divided[np.array(of) == number]
        assert own.sum() == whole
        assert len(own) == len(parts)
        assert (np.sign(own) * np.sign(whole) >= 0).all()
