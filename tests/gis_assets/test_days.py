"""Fields for days and times: what people type in the years of their own calendar."""

from datetime import date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from gis_assets.days import DayField, MomentField


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("2569-11-28", date(2026, 11, 28)), ("2026-11-28", date(2026, 11, 28)), ("2399-12-31", date(2399, 12, 31))],
)
def test_day_is_of_the_common_era_in_whichever_era_it_was_typed(typed: str, meant: date) -> None:
    assert DayField().clean(typed) == meant


def test_time_is_of_the_common_era_in_whichever_era_it_was_typed() -> None:
    meant = datetime(2026, 11, 28, 9, 30, tzinfo=timezone.get_default_timezone())

    assert MomentField().clean("2569-11-28T09:30") == MomentField().clean("2026-11-28T09:30") == meant


def test_leap_day_that_there_was_not_is_no_day() -> None:
    with pytest.raises(ValidationError):
        DayField().clean("2568-02-29")


def test_nothing_stays_nothing() -> None:
    assert DayField(required=False).clean("") is None
    assert MomentField(required=False).clean("") is None
