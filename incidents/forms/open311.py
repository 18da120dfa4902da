"""What programs send, and what an administrator fills in to give one a key."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from incidents.forms.reports import PHONE


class RequestForm(forms.Form):
    """The fields of a request of GeoReport v2 that are kept; names, accounts and files are let pass by."""

    lat = forms.FloatField(min_value=-90, max_value=90, required=False)
    long = forms.FloatField(min_value=-180, max_value=180, required=False)
    address_string = forms.CharField(max_length=300, required=False)
    address_id = forms.CharField(max_length=12, required=False)
    email = forms.EmailField(required=False)
    device_id = forms.CharField(max_length=200, required=False)
    phone = forms.CharField(validators=[PHONE], required=False)
    description = forms.CharField(max_length=4000, required=False)
    media_url = forms.CharField(max_length=500, validators=[URLValidator(schemes=["http", "https"])], required=False)

    def clean(self) -> dict[str, Any]:
        """Of a place both numbers or none."""
        cleaned = super().clean() or {}
        if (cleaned.get("lat") is None) != (cleaned.get("long") is None) and not self.errors:
            raise forms.ValidationError(_("lat and long belong together: send both."))
        return cleaned

    def sentences(self) -> list[str]:
        """What is wrong, each with its field."""
        return [
            str(error) if name == NON_FIELD_ERRORS else f"{name}: {error}"
            for name, errors in self.errors.items()
            for error in errors
        ]


class ClientForm(forms.Form):
    """A program that shall report for citizens."""

    name = forms.CharField(label=_("Name of the program"), max_length=120)
    contact = forms.CharField(
        label=_("Who answers for it"),
        max_length=200,
        help_text=_("An office or company, and how to reach it; for the town only."),
    )
    per_hour = forms.IntegerField(
        label=_("Reports taken in an hour"),
        min_value=1,
        max_value=100_000,
        initial=lambda: settings.OPEN311_REPORTS_PER_HOUR,
    )
