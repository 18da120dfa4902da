"""What citizens, dispatchers and crews fill in."""

import uuid
from typing import Any

from django import forms
from django.contrib.gis.geos import Point
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from incidents.models import Kind

PHONE = RegexValidator(r"^[0-9+ ()-]{8,20}$", _("Write the number with digits only, such as 081-234-5678."))


class PlaceForm(forms.Form):
    """A place in WGS 84 degrees; both numbers or none."""

    lon = forms.FloatField(min_value=-180, max_value=180, required=False, widget=forms.HiddenInput)
    lat = forms.FloatField(min_value=-90, max_value=90, required=False, widget=forms.HiddenInput)

    def point(self) -> Point | None:
        """The place, if one was given; call after validation."""
        lon, lat = self.cleaned_data.get("lon"), self.cleaned_data.get("lat")
        return None if lon is None or lat is None else Point(lon, lat, srid=4326)


class ReportForm(PlaceForm):
    """A citizen's report; its key makes a form sent twice one report."""

    kind = forms.ChoiceField(
        label=_("What is wrong?"),
        choices=Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is wrong.")},
    )
    words = forms.CharField(
        label=_("Tell us more"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example since when, or what you can see."),
    )
    phone = forms.CharField(
        label=_("Telephone"),
        required=False,
        validators=[PHONE],
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
        help_text=_("Only the dispatcher and the crew see it, to call you back."),
    )
    key = forms.UUIDField(initial=uuid.uuid4, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Something else needs words; all other kinds speak for themselves."""
        cleaned = super().clean() or {}
        if cleaned.get("kind") == Kind.OTHER and not cleaned.get("words", "").strip():
            self.add_error("words", _("Say in a few words what is wrong."))
        return cleaned


class AssignForm(forms.Form):
    """Which crew to send."""

    responder = forms.IntegerField()


class NoteForm(forms.Form):
    """The words that a closed or reopened incident needs."""

    note = forms.CharField(
        label=_("What was found and done"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
