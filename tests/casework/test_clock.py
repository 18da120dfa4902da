"""Counting minutes: round the clock, in office hours, with holidays and pauses."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.clock import NeverDue, OfficeHours, Span, counted_minutes, due_at

BANGKOK = ZoneInfo("Asia/Bangkok")
OFFICE = OfficeHours(zone=BANGKOK, sessions=((time(8, 30), time(12)), (time(13), time(16, 30))))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026; the 20th is a Friday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=BANGKOK)


def test_every_minute_counts_when_the_clock_never_stops() -> None:
    assert counted_minutes(Span(at(20, 16), at(23, 9))) == 65 * 60


def test_weekend_and_lunch_do_not_count_when_the_office_clock_runs() -> None:
    span = Span(at(20, 11, 30), at(23, 9))

    assert counted_minutes(span, office=OFFICE) == 30 + 210 + 30


def test_holiday_does_not_count_when_it_falls_on_a_weekday() -> None:
    closed_on_monday = OfficeHours(zone=BANGKOK, sessions=OFFICE.sessions, holidays=frozenset({date(2026, 11, 23)}))

    assert counted_minutes(Span(at(20, 16), at(24, 9)), office=closed_on_monday) == 30 + 30


def test_nothing_counts_when_the_whole_span_lies_outside_office_hours() -> None:
    assert counted_minutes(Span(at(20, 17), at(21, 23)), office=OFFICE) == 0


def test_pause_is_taken_off_once_when_pauses_overlap() -> None:
    pauses = [Span(at(20, 9), at(20, 10)), Span(at(20, 9, 30), at(20, 11))]

    assert counted_minutes(Span(at(20, 8), at(20, 12)), pauses=pauses) == 120


def test_pause_outside_office_hours_takes_nothing_off() -> None:
    span = Span(at(20, 16), at(23, 9))

    assert counted_minutes(span, office=OFFICE, pauses=[Span(at(21, 8), at(22, 20))]) == 60


def test_day_is_the_offices_own_when_instants_are_in_utc() -> None:
    span = Span(datetime(2026, 11, 22, 23, tzinfo=UTC), datetime(2026, 11, 23, 2, tzinfo=UTC))

    assert counted_minutes(span, office=OFFICE) == 30


def test_backward_span_counts_nothing() -> None:
    assert counted_minutes(Span(at(20, 12), at(20, 11))) == 0


def test_due_time_skips_the_night_the_weekend_and_a_holiday() -> None:
    closed_on_monday = OfficeHours(zone=BANGKOK, sessions=OFFICE.sessions, holidays=frozenset({date(2026, 11, 23)}))

    assert due_at(at(20, 16), minutes=60, office=closed_on_monday) == at(24, 9)


def test_due_time_at_the_end_of_a_session_is_that_end() -> None:
    assert due_at(at(20, 16), minutes=30, office=OFFICE) == at(20, 16, 30)


def test_due_time_round_the_clock_crosses_midnight() -> None:
    assert due_at(at(20, 23, 50), minutes=20) == at(21, 0, 10)


def test_due_time_moves_by_overlapping_pauses_once() -> None:
    pauses = [Span(at(20, 9), at(20, 10)), Span(at(20, 9, 30), at(20, 11))]

    assert due_at(at(20, 8, 30), minutes=60, pauses=pauses) == at(20, 11, 30)


def test_due_time_on_hold_stands_still_over_a_holiday_and_moves_with_the_office() -> None:
    office = OfficeHours(zone=BANGKOK, holidays=frozenset({date(2026, 11, 23)}))
    begun = at(20, 15, 30)

    projected = [
        due_at(at(20, 14, 30), minutes=120, office=office, pauses=[Span(begun, now)])
        for now in (at(20, 16, 30), at(23, 12), at(24, 8, 30), at(24, 9, 30))
    ]

    assert projected == [at(24, 9, 30), at(24, 9, 30), at(24, 9, 30), at(24, 10, 30)]


def test_due_time_is_refused_when_the_office_never_opens() -> None:
    with pytest.raises(NeverDue):
        due_at(at(20, 8), minutes=1, office=OfficeHours(zone=BANGKOK, weekdays=frozenset()))


moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 3, 1)).map(lambda naive: naive.replace(tzinfo=BANGKOK))  # noqa: DTZ001


@given(start=moments, minutes=st.integers(0, 20_000), cut=st.integers(0, 20_000))
def test_two_halves_count_as_much_as_the_whole(start: datetime, minutes: int, cut: int) -> None:
    stop = start + timedelta(minutes=minutes)
    middle = start + timedelta(minutes=min(cut, minutes))

    whole = counted_minutes(Span(start, stop), office=OFFICE)
    halves = counted_minutes(Span(start, middle), office=OFFICE) + counted_minutes(Span(middle, stop), office=OFFICE)

    assert abs(whole - halves) < 1e-6


@given(
    start=moments,
    minutes=st.integers(1, 5_000),
    held=st.lists(st.tuples(moments, st.integers(1, 3_000)), max_size=4),
)
def test_due_time_is_where_the_minutes_have_passed(
    start: datetime, minutes: int, held: list[tuple[datetime, int]]
) -> None:
    pauses = [Span(begun, begun + timedelta(minutes=long)) for begun, long in held]

    due = due_at(start, minutes=minutes, office=OFFICE, pauses=pauses)

    assert abs(counted_minutes(Span(start, due), office=OFFICE, pauses=pauses) - minutes) < 1e-6
