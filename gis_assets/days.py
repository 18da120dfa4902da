"""Days and times as people type them: a year of the Buddhist era in a field of the browser's calendar is understood.

Browsers count common years, whatever their reader does; 2569 typed into such a field is a day in five hundred years,
and would be taken for one.
"""

from datetime import date, datetime
from typing import Any, TypeVar

from django import forms

from gis_assets import units

BUDDHIST_FROM = 2400
"""A year from here on is written in the Buddhist era."""

Day = TypeVar("Day", date, datetime)


class DayField(forms.DateField):
    """A day, by the browser's own calendar."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def to_python(self, value: Any) -> date | None:
        found = super().to_python(value)
        return None if found is None else _common(found, self)


class MomentField(forms.DateTimeField):
    """A day and a time of the town's clock, by the browser's own calendar."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def to_python(self, value: Any) -> datetime | None:
        found = super().to_python(value)
        return None if found is None else _common(found, self)


def _common(day: Day, field: forms.Field) -> Day:
    """The same day in the common era; raises ValidationError for a leap day that there was not."""
    if day.year < BUDDHIST_FROM:
        return day
    try:
        return day.replace(year=units.year_ce(day.year))
    except ValueError as error:
        raise forms.ValidationError(field.error_messages["invalid"], code="invalid") from error
