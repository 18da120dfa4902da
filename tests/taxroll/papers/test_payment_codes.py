"""The counters' line against a published one, and references that read back."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taxroll.papers import payment_codes


def test_counter_line_is_the_published_one() -> None:
    line = payment_codes.counter_line("099400016550100", "123456789012", "670429", 364922)

    assert line == "|099400016550100\r123456789012\r670429\r364922"


def test_counter_line_keeps_three_returns_when_parts_are_empty() -> None:
    assert payment_codes.counter_line("099400016550100", "111222333444", "", 0).endswith("\r111222333444\r\r0")


@given(st.dates(date(2020, 1, 1), date(2056, 12, 31)), st.integers(0, 99))
def test_second_reference_reads_back(due_date: date, instalment: int) -> None:
    made = payment_codes.reference_2(due_date=due_date, instalment=instalment)

    assert payment_codes.read_reference_2(made) == (instalment, due_date)


def test_second_reference_says_the_buddhist_year() -> None:
    assert payment_codes.reference_2(due_date=date(2024, 6, 30)).startswith("00670630")


@pytest.mark.parametrize("wrong", ["", "0067063000", "006706302", "ABCDEFGHIJ"])
def test_reference_is_refused_when_it_was_not_made_here(wrong: str) -> None:
    with pytest.raises(payment_codes.NotOurReference):
        payment_codes.read_reference_2(wrong)


def test_reference_is_refused_when_two_digits_are_exchanged() -> None:
    made = payment_codes.reference_2(due_date=date(2024, 6, 30), instalment=1)

    with pytest.raises(payment_codes.NotOurReference):
        payment_codes.read_reference_2(made[1] + made[0] + made[2:])
