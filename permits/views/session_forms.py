"""What an officer fills in to set the counter's hours."""

from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _

from gis_assets.days import DayField
from gis_assets.models import Municipality
from permits import access, services, wording
from permits.appointments import standing
from permits.appointments.sessions import Hours
from permits.models import Room

WORKING_DAYS = range(5)
MONDAY = 1


class OfficerField(forms.ModelChoiceField[User]):
    """An officer by name."""

    def label_from_instance(self, obj: User) -> str:
        return obj.get_full_name() or obj.get_username()


class HoursForm(forms.Form):
    """A weekly pattern for an officer in a room; a room that is not on the list is written by its name."""

    officer = OfficerField(label=_("Officer"), queryset=User.objects.none())
    room = forms.ModelChoiceField(
        label=_("Room or counter"), queryset=Room.objects.none(), required=False, empty_label=_("A new one:")
    )
    new_room = forms.CharField(label=_("Name of a new room"), max_length=120, required=False)
    since = DayField(label=_("First day"))
    until = DayField(label=_("Last day"))
    weekdays = forms.TypedMultipleChoiceField(label=_("Weekdays"), coerce=int, widget=forms.CheckboxSelectMultiple)
    opens = forms.TimeField(label=_("From"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    closes = forms.TimeField(label=_("Until"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    break_from = forms.TimeField(
        label=_("Break from"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    break_until = forms.TimeField(
        label=_("Break until"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    slot_minutes = forms.IntegerField(label=_("Minutes of a slot"), min_value=1, max_value=480)
    capacity = forms.IntegerField(label=_("Places in a slot"), min_value=1, max_value=100)
    services = forms.MultipleChoiceField(
        label=_("Services"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Without a mark every service may be booked."),
    )

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        officers, room = self.fields["officer"], self.fields["room"]
        officers.queryset = access.officers_of(municipality)  # type: ignore[attr-defined]  # a field of models
        room.queryset = Room.objects.filter(municipality=municipality, is_open=True)  # type: ignore[attr-defined]  # a field of models
        self.fields["weekdays"].choices = _weekdays()  # type: ignore[attr-defined]  # a field of choices
        self.fields["services"].choices = [  # type: ignore[attr-defined]  # a field of choices
            (service.code, wording.said(service.name))
            for service in services.offered(timezone.localdate(), own=municipality.settings)
            if standing.is_by_appointment(service)
        ]

    def clean(self) -> dict[str, Any]:
        """One room is named, on the list or new."""
        cleaned = super().clean() or {}
        if not cleaned.get("room") and not cleaned.get("new_room", "").strip():
            self.add_error("room", _("Choose a room, or write the name of a new one."))
        return cleaned

    def hours(self) -> Hours:
        """The pattern; call after validation."""
        told = self.cleaned_data
        alike = ("since", "until", "opens", "closes", "break_from", "break_until", "slot_minutes", "capacity")
        return Hours(
            weekdays=frozenset(told["weekdays"]),
            services=tuple(told["services"]),
            **{name: told[name] for name in alike},
        )


def _weekdays() -> list[tuple[int, str]]:
    """Monday to Sunday by their names; the first of January 2024 was a Monday."""
    return [(day, formats.date_format(date(2024, 1, MONDAY + day), "l")) for day in range(7)]
