"""Fields of forms for a day and for a moment, as the browser's own calendar sends them.

The calendar counts in the common era, and many type the year as every paper writes it: such a year is read as Buddhist,
or a survey would be in force after five centuries. A slip of the hand that leaves our times is no day.
"""

import re
from datetime import date, datetime
from typing import Any, TypeVar

from django import forms

from gis_assets import digits, units

DayT = TypeVar("DayT", bound=date)

FIRST_YEAR, LAST_YEAR = 1800, 2200
_WITH_YEAR = re.compile(r"\s*(\d{4})(-.*)", re.DOTALL)


class DayField(forms.DateField):
    """A day; the year may be typed in the Buddhist era."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def to_python(self, value: Any) -> date | None:
        return _of_our_times(super().to_python(_in_common_era(value)), self)


class MomentField(forms.DateTimeField):
    """A day and a time of the town's clock; the year may be typed in the Buddhist era."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def to_python(self, value: Any) -> datetime | None:
        return _of_our_times(super().to_python(_in_common_era(value)), self)


def _in_common_era(value: Any) -> Any:
    """What was typed, in Arabic digits and with its year of the common era; what is no text as it is."""
    if not isinstance(value, str):
        return value
    value = digits.arabic(value)
    typed = _WITH_YEAR.fullmatch(value)
    return f"{units.in_common_era(int(typed[1])):04}{typed[2]}" if typed else value


def _of_our_times(day: DayT | None, field: forms.Field) -> DayT | None:
    if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise forms.ValidationError(field.error_messages["invalid"], code="invalid")
    return day
