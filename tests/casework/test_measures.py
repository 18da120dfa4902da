"""The arithmetic of step times, with figures that can be checked by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework import measures
from casework.measures import Duration


@pytest.mark.parametrize(("share", "expected"), [(0, 10), (0.5, 25), (0.9, 37), (1, 40)])
def test_percentile_lies_between_its_neighbours(share: float, expected: float) -> None:
    assert measures.percentile([40, 10, 30, 20], share=share) == pytest.approx(expected)


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=50), st.floats(0, 1))
def test_percentile_agrees_with_numpy(values: list[float], share: float) -> None:
    assert measures.percentile(values, share=share) == pytest.approx(
        float(np.quantile(values, share)), rel=1e-9, abs=1e-6
    )


def test_percentile_is_refused_when_there_are_no_values() -> None:
    with pytest.raises(ValueError, match="at least one value"):
        measures.percentile([], share=0.5)


def test_target_itself_is_still_within() -> None:
    assert measures.share_within([Duration(15, 15), Duration(15.01, 15)]) == 0.5


def test_open_step_counts_as_missed_only_when_past_its_target() -> None:
    durations = [Duration(5, 15), Duration(14, 15, is_open=True), Duration(99, 15, is_open=True)]

    assert measures.share_within(durations) == 0.5


def test_share_is_unknown_when_nothing_can_be_judged() -> None:
    assert measures.share_within([Duration(5), Duration(1, 15, is_open=True)]) is None


def test_open_steps_stay_out_of_the_percentiles() -> None:
    found = measures.measure([Duration(10, 15), Duration(20, 15), Duration(500, 15, is_open=True)])

    assert (found.finished, found.waiting, found.waiting_past_due) == (2, 1, 1)
    assert (found.median_minutes, found.p90_minutes) == (15, 19)
    assert found.share_within == pytest.approx(1 / 3)
    assert found.is_small
    assert found.minutes == (10, 20)
