"""Groups of reports against the textbook's own words, spelled out pair by pair."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from incidents.outages import clusters

REPORTS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 3), st.integers(0, 30)), max_size=14)


def together(reports: list[tuple[int, int, int]], *, least: int = 3) -> list[list[int]]:
    rows = np.array(reports, dtype=float).reshape(-1, 3)
    return clusters.together(rows[:, :2], rows[:, 2], near_m=5, near_minutes=10, least=least)


def test_reports_near_in_place_and_time_are_a_group_and_the_others_are_left_out() -> None:
    assert together([(0, 0, 0), (3, 0, 5), (6, 0, 9), (30, 0, 0), (4, 0, 29)]) == [[0, 1, 2]]


def test_reports_at_one_place_are_no_group_when_hours_lie_between() -> None:
    assert together([(0, 0, 0), (0, 0, 20), (0, 0, 40)]) == []


@given(REPORTS)
def test_cores_are_grouped_as_the_definition_says(reports: list[tuple[int, int, int]]) -> None:
    def near(a: int, b: int) -> bool:
        (x, y, t), (u, v, w) = reports[a], reports[b]
        return (x - u) ** 2 + (y - v) ** 2 <= 25 and abs(t - w) <= 10

    everyone = range(len(reports))
    cores = {a for a in everyone if sum(near(a, b) for b in everyone) >= 3}

    found = together(reports)

    group_of = {row: number for number, rows in enumerate(found) for row in rows}
    for a in everyone:
        if a not in cores:
            assert (a in group_of) == any(near(a, core) for core in cores)
    for a in cores:
        assert {b for b in cores if group_of[b] == group_of[a]} >= {b for b in cores if near(a, b)}
        reached, grown = {a}, {a}
        while grown := {b for b in cores - reached if any(near(b, c) for c in reached)}:
            reached |= grown
        assert {b for b in cores if group_of[b] == group_of[a]} == reached
