"""The four times of petitions, counted by hand."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from permits.following import times
from permits.following.times import Lived

NINE = datetime(2026, 11, 20, 2, tzinfo=UTC)
"""Nine in the morning of a Friday in Bangkok."""


def later(minutes: float) -> datetime:
    return NINE + timedelta(minutes=minutes)


def a_life(**facts: Any) -> Lived:
    """Submitted at nine; 300 s of entry, 0.2 s of machine, 240 s of touch."""
    usual = {"key": 1, "service": "signboard", "month": "2026-11", "entry_s": 300, "machine_s": 0.2, "touch_s": 240}
    return Lived(**usual | {"submitted_at": NINE} | facts)


def decided(after: float, *, served: float | None = None, **facts: Any) -> Lived:
    """Decided so many minutes after nine, its appointment begun so many after."""
    began = None if served is None else later(served)
    return a_life(decided_at=later(after), served_from=began, **facts)


def test_four_times_are_told_apart_when_a_petition_is_decided() -> None:
    life = decided(90, served=80)

    assert [life.time(name) for name in times.NAMES] == [300, 0.2, 240, 90 * 60, 10 * 60]


def test_touch_and_what_elapsed_are_not_known_when_nothing_is_decided() -> None:
    life = a_life(served_from=later(80))

    assert [life.time(name) for name in times.NAMES] == [300, 0.2, None, None, None]


def test_times_are_listed_instead_of_a_percentile_when_there_are_nine() -> None:
    found = times.figure([*range(9, 0, -1), None])

    assert (found.n, found.median, found.is_small, found.single) == (9, 5, True, tuple(range(1, 10)))


def test_percentile_lies_between_two_times_when_there_are_ten() -> None:
    found = times.figure(range(1, 11))

    assert (found.is_small, found.single, found.median) == (False, (), 5.5)
    assert found.p90 == pytest.approx(9.1)


def test_nothing_is_said_when_there_is_nothing() -> None:
    assert times.row([], at=NINE).figures["touch"] == times.Figure(0, None, None)
    assert times.within([], at=NINE).share is None


def test_fifteen_minutes_are_within_and_a_second_more_is_not() -> None:
    found = times.within([decided(95, served=80), decided(95 + 1 / 60, served=80)], at=later(200))

    assert (found.kept, found.judged, found.missed) == (1, 2, 1)


@pytest.mark.parametrize(("minutes", "judged"), [(15, 0), (15.1, 1)])
def test_open_one_is_missed_once_its_minutes_are_over(minutes: float, judged: int) -> None:
    found = times.within([a_life(served_from=later(80))], at=later(80 + minutes))

    assert (found.kept, found.judged) == (0, judged)


def test_petition_without_an_appointment_is_not_judged() -> None:
    assert times.within([decided(5)], at=later(60)).judged == 0


def test_groups_have_their_own_figures_when_services_differ() -> None:
    lived = [decided(10, served=5), decided(20, served=5, service="address-number"), a_life()]

    found = times.rows(lived, by=lambda each: each.service, at=later(60))

    assert [(row.key, row.petitions, row.decided) for row in found] == [("address-number", 1, 1), ("signboard", 2, 1)]
    assert found[0].figures["elapsed"].single == (20 * 60,)


def test_waiting_is_counted_step_by_step_when_a_step_is_entered_twice() -> None:
    found = times.waits([a_life(stays=(("submitted", 60), ("booked", 600), ("submitted", 120)))])

    assert found["submitted"].single == (60, 120)
    assert found["booked"].median == 600
