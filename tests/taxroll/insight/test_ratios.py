"""The measures of a ratio study on sales that were worked by hand."""

import numpy as np
import pytest

from taxroll.insight import ratios


def column(*numbers: float) -> np.ndarray:
    return np.array(numbers, dtype=np.float64)


def test_cod_is_the_mean_distance_from_the_median_in_percent() -> None:
    # Ratios 0.8 0.9 1.0 1.1 1.2: distances 0.2 0.1 0 0.1 0.2, mean 0.12.
    assert float(ratios.cod(column(80, 90, 100, 110, 120), column(*[100] * 5))) == pytest.approx(12.0)


def test_prd_is_above_one_when_dear_property_is_assessed_lower() -> None:
    # Ratios 1.0 and 0.5, mean 0.75; 150 of 250 is 0.6; 0.75 / 0.6.
    assert float(ratios.prd(column(50, 100), column(50, 200))) == pytest.approx(1.25)


def test_prb_is_the_slope_when_the_ratios_lie_on_a_line() -> None:
    """Sizes 1, 2 and 4 (each twice the one before), ratios 0.9, 1.0 and 1.1: a tenth more for each doubling."""
    ratio, size = column(0.9, 1.0, 1.1), column(1, 2, 4)
    price = 2 * size / (1 + ratio)

    found = ratios.prb(ratio * price, price)

    assert found is not None
    assert (found.value, found.low, found.high) == pytest.approx((0.1, 0.1, 0.1))


def test_interval_of_prb_is_that_of_the_regression() -> None:
    """Sizes 1 2 4 8 (x = 0 1 2 3) with ratios 1.1 0.9 0.9 1.1: slope 0, squared rests 4 x 0.01, t(2) = 4.3027.

    Standard error: sqrt(0.04 / 2 / 5) = 0.063246; half the interval 0.27213.
    """
    ratio, size = column(1.1, 0.9, 0.9, 1.1), column(1, 2, 4, 8)
    price = 2 * size / (1 + ratio)

    found = ratios.prb(ratio * price, price)

    assert found is not None
    assert found.value == pytest.approx(0.0, abs=1e-9)
    assert found.high == pytest.approx(0.27213, abs=1e-4)


def test_prb_has_no_slope_when_all_values_are_alike() -> None:
    assert ratios.prb(column(*[100] * 6), column(*[100] * 6)) is None


def test_nothing_is_measured_when_sales_are_too_few() -> None:
    assert ratios.study(column(1, 1, 1, 1), column(1, 1, 1, 1)) is None


def test_intervals_are_the_same_for_the_same_sales_and_hold_the_measure() -> None:
    rng = np.random.default_rng(7)
    price = rng.uniform(1e8, 9e8, size=200)
    assessed = price * rng.normal(0.95, 0.1, size=200)

    first, second = ratios.study(assessed, price), ratios.study(assessed, price)

    assert first is not None
    assert first == second
    for measure in (first.median, first.cod, first.prd, first.prb):
        assert measure is not None
        assert measure.low < measure.value < measure.high


def test_interval_of_the_median_holds_the_truth_in_about_95_of_100_samples() -> None:
    held = 0
    for seed in range(100):
        rng = np.random.default_rng(seed)
        price = np.exp(rng.normal(15, 0.5, size=60))
        found = ratios.study(price * np.exp(rng.normal(0, 0.15, size=60)), price)
        assert found is not None
        held += found.median.low <= 1.0 <= found.median.high

    assert 89 <= held <= 99


def test_ratio_is_extreme_when_it_lies_three_ranges_outside() -> None:
    # The middle half is 2 to 4, three ranges are 6: above 10 is extreme, 10 itself is not.
    assert ratios.extreme(column(1, 2, 3, 4, 10.1)).tolist() == [False, False, False, False, True]
    assert not ratios.extreme(column(1, 2, 3, 4, 10)).any()


def test_chasing_is_suspected_when_only_sold_property_rose() -> None:
    rng = np.random.default_rng(3)
    unsold, sold = rng.normal(2, 1, size=300), rng.normal(15, 2, size=20)

    found = ratios.chasing(sold=sold, unsold=unsold)

    assert found is not None
    assert found.is_suspected


def test_chasing_is_not_judged_when_sales_are_too_few() -> None:
    assert ratios.chasing(sold=column(1, 2), unsold=column(*range(9))) is None
