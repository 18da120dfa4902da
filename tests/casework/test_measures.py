"""The arithmetic of step times, with figures that can be checked by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework import measures

NONE = math.nan


def measured(*durations: tuple[float, float, bool]) -> measures.Measure:
    """From minutes, target (NaN: none) and whether the step still lasts."""
    minutes, targets, is_open = (np.array(column) for column in zip(*durations, strict=True))
    return measures.measure(minutes.astype(float), targets=targets.astype(float), is_open=is_open.astype(bool))


@pytest.mark.parametrize(("share", "expected"), [(0, 10), (0.5, 25), (0.9, 37), (1, 40)])
def test_percentile_lies_between_its_neighbours(share: float, expected: float) -> None:
    assert measures.percentile([10, 20, 30, 40], share=share) == pytest.approx(expected)


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=50), st.floats(0, 1))
def test_percentile_agrees_with_numpy(values: list[float], share: float) -> None:
    assert measures.percentile(sorted(values), share=share) == pytest.approx(
        float(np.quantile(values, share)), rel=1e-9, abs=1e-6
    )


def test_percentile_is_refused_when_there_are_no_values() -> None:
    with pytest.raises(ValueError, match="at least one value"):
        measures.percentile([], share=0.5)


def test_summary_says_nothing_when_there_are_no_durations() -> None:
    assert measures.summary(np.array([])) == measures.Summary(0, None, None, None, None)


def test_summary_holds_mean_median_ninth_decile_and_longest() -> None:
    found = measures.summary(np.array([40.0, 10, 30, 20]))

    assert (found.n, found.mean, found.median, found.longest) == (4, 25, 25, 40)
    assert found.p90 == pytest.approx(37)


def test_target_itself_is_still_within() -> None:
    assert measured((15, 15, False), (15.01, 15, False)).share_within == 0.5


def test_open_step_counts_as_missed_only_when_past_its_target() -> None:
    assert measured((5, 15, False), (14, 15, True), (99, 15, True)).share_within == 0.5


def test_share_is_unknown_when_nothing_can_be_judged() -> None:
    assert measured((5, NONE, False), (1, 15, True)).share_within is None


def test_open_steps_stay_out_of_the_percentiles() -> None:
    found = measured((20, 15, False), (10, 15, False), (500, 15, True))

    assert (found.finished, found.waiting, found.waiting_past_due) == (2, 1, 1)
    assert (found.median_minutes, found.p90_minutes, found.longest_minutes) == (15, 19, 20)
    assert (found.waiting_median_minutes, found.oldest_minutes) == (500, 500)
    assert found.share_within == pytest.approx(1 / 3)
    assert found.is_small
    assert found.minutes == (10, 20)


def test_single_minutes_are_not_kept_when_there_are_enough_for_percentiles() -> None:
    found = measured(*[(float(minutes), NONE, False) for minutes in range(10)])

    assert not found.is_small
    assert found.minutes == ()
