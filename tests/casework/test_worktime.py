"""The clock of columns says what the plain clock says."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from casework import worktime
from casework.clock import OfficeHours, Span, counted_minutes

OFFICE = OfficeHours(zone=ZoneInfo("Asia/Bangkok"), sessions=((time(8, 30), time(12)), (time(13), time(16, 30))))
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
LAST = datetime(2026, 3, 1, tzinfo=UTC)
minutes_in = st.integers(0, 80_000)
spans = st.tuples(minutes_in, minutes_in).map(sorted)


def moment(minutes: int) -> datetime:
    return FIRST + timedelta(minutes=minutes)


def columns_of(found: list[list[int]]) -> list[np.ndarray]:
    return [np.array([worktime.instant(moment(each[end])) for each in found], dtype=np.int64) for end in (0, 1)]


@given(st.lists(spans, min_size=1, max_size=5), st.lists(st.tuples(st.integers(0, 4), spans), max_size=6))
def test_minutes_of_columns_are_those_of_the_plain_clock(
    stays: list[list[int]], held: list[tuple[int, list[int]]]
) -> None:
    start, stop = columns_of(stays)
    pauses = worktime.merged(
        (case, worktime.instant(moment(begun)), worktime.instant(moment(over))) for case, (begun, over) in held
    )
    office = worktime.sessions(OFFICE, since=worktime.instant(FIRST), until=worktime.instant(LAST))
    case = np.arange(len(stays))

    in_office = worktime.counted(case, start, stop, office=office, pauses=pauses) / worktime.MINUTE
    always = worktime.counted(case, start, stop, office=None, pauses=pauses) / worktime.MINUTE

    for number, (begun, over) in enumerate(stays):
        span = Span(moment(begun), moment(over))
        mine = [Span(moment(one), moment(other)) for of, (one, other) in held if of == number]
        assert abs(in_office[number] - counted_minutes(span, office=OFFICE, pauses=mine)) < 1e-6
        assert abs(always[number] - counted_minutes(span, pauses=mine)) < 1e-6


def test_nothing_counts_when_the_office_has_no_sessions() -> None:
    closed = OfficeHours(zone=OFFICE.zone, weekdays=frozenset())
    office = worktime.sessions(closed, since=worktime.instant(FIRST), until=worktime.instant(LAST))
    start, stop = columns_of([[0, 5_000]])

    assert worktime.counted(np.array([1]), start, stop, office=office, pauses=worktime.merged([])).tolist() == [0]


def test_instants_come_back_to_the_microsecond() -> None:
    at = datetime(2026, 11, 20, 5, 1, 2, 345_678, tzinfo=UTC)

    assert worktime.moment(worktime.instant(at)) == at
