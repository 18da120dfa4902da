"""The forecast on figures that can be reckoned in the head."""

from taxroll.insight import forecasts
from taxroll.insight.forecasts import Curve

# Of 1,000 a half came by day 100 and 900 by the end; of 2,000 a quarter and the whole.
GOOD = Curve(2565, 1_000, [(50, 500), (200, 400)])
LATE = Curve(2566, 2_000, [(90, 500), (300, 1_500)])


def test_range_is_what_the_earlier_years_say_when_there_are_two() -> None:
    found = forecasts.forecast(levied_satang=4_000, collected_satang=1_000, day=100, end=365, earlier=[GOOD, LATE])

    assert found is not None
    assert (found.low_satang, found.middle_satang, found.high_satang) == (2_600, 3_300, 4_000)
    assert [(answer.share_now_ppm, answer.share_end_ppm) for answer in found.answers] == [
        (500_000, 900_000),
        (250_000, 1_000_000),
    ]


def test_nothing_is_forecast_when_no_earlier_year_is_known() -> None:
    unlevied = Curve(2566, 0, [])

    assert forecasts.forecast(levied_satang=4_000, collected_satang=0, day=1, end=365, earlier=[unlevied]) is None


def test_forecast_stays_within_the_levy_when_this_year_is_ahead() -> None:
    found = forecasts.forecast(levied_satang=1_000, collected_satang=950, day=10, end=365, earlier=[LATE])

    assert found is not None
    assert found.high_satang == 1_000
