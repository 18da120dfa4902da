"""Indices of interruptions, reckoned by hand."""

from datetime import UTC, datetime, timedelta

import pytest

from casework.indices import Interruption, of_period

SINCE = datetime(2026, 11, 1, tzinfo=UTC)
UNTIL = datetime(2026, 12, 1, tzinfo=UTC)


def out(things: int, *, hours: float, of: float = 100) -> Interruption:
    start = SINCE + timedelta(hours=of)
    return Interruption(things, start, start + timedelta(hours=hours))


def test_indices_are_sums_over_all_things() -> None:
    found = of_period([out(10, hours=2), out(30, hours=0.5)], things=100, since=SINCE, until=UNTIL)

    assert found.saifi == pytest.approx(0.4)
    assert found.saidi_minutes == pytest.approx((10 * 120 + 30 * 30) / 100)
    assert found.caidi_minutes == pytest.approx(2_100 / 40)
    assert found.hours_lost == pytest.approx(35)


def test_interruption_under_a_minute_is_left_out_and_counted() -> None:
    found = of_period([out(10, hours=0.01)], things=100, since=SINCE, until=UNTIL)

    assert (found.interruptions, found.momentary, found.hours_lost) == (0, 1, 0)


def test_only_what_lies_in_the_period_counts() -> None:
    lasting = Interruption(1, UNTIL - timedelta(hours=1), None)

    found = of_period([out(1, hours=3, of=-1), lasting], things=10, since=SINCE, until=UNTIL)

    assert found.hours_lost == pytest.approx(3)
    assert found.interruptions == 1


def test_nothing_is_divided_by_zero() -> None:
    found = of_period([], things=0, since=SINCE, until=UNTIL)

    assert (found.saifi, found.saidi_minutes, found.caidi_minutes) == (None, None, None)
