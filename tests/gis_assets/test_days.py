"""Days as people type them into the browser's calendar."""

from datetime import date

import pytest
from django import forms
from django.utils import timezone

from gis_assets.days import DayField, MomentField


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2024-06-30", date(2024, 6, 30)),
        ("2567-06-30", date(2024, 6, 30)),
        ("2567-02-29", date(2024, 2, 29)),
        ("๒๕๖๗-๐๖-๓๐", date(2024, 6, 30)),
        ("1907-03-01", date(1907, 3, 1)),
    ],
)
def test_day_is_of_the_common_era_when_its_year_is_typed_in_either(typed: str, day: date) -> None:
    assert DayField().clean(typed) == day


@pytest.mark.parametrize("typed", ["0024-06-30", "0001-01-01", "2300-01-01", "9999-12-31", "2568-02-29", "\0"])
def test_day_is_refused_when_it_is_none_of_our_times(typed: str) -> None:
    with pytest.raises(forms.ValidationError):
        DayField().clean(typed)


def test_no_day_is_none_when_none_is_needed() -> None:
    assert DayField(required=False).clean("") is None
    assert MomentField(required=False).clean("") is None


def test_moment_is_of_the_common_era_when_its_year_is_typed_in_the_buddhist() -> None:
    field = MomentField(input_formats=["%Y-%m-%dT%H:%M"])

    paid_at = field.clean("2567-05-02T10:15")

    assert timezone.localtime(paid_at).isoformat() == "2024-05-02T10:15:00+07:00"
    with pytest.raises(forms.ValidationError):
        field.clean("0001-01-01T00:00")
