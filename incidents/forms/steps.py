"""What dispatchers and crews fill in to take a step."""

import json
from datetime import datetime

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from incidents import urgency
from incidents.models import Act, Priority


class AssignForm(forms.Form):
    """Which crew to send; onto its list, if it has something to do first."""

    responder = forms.IntegerField()
    onto_list = forms.BooleanField(required=False)


class ReassignForm(forms.Form):
    """Which crew goes in place of which."""

    away_from = forms.IntegerField()
    responder = forms.IntegerField()


class MoveForm(forms.Form):
    """One incident of a list moves up or down; `seen` is the list as it stood on the page."""

    seen = forms.RegexField(r"^\d{1,12}(,\d{1,12})*$", max_length=1000)
    assignment = forms.IntegerField()
    by = forms.TypedChoiceField(choices=[("-1", "-1"), ("1", "1")], coerce=int)

    def order(self) -> list[int]:
        """The list as it is to stand; call after validation."""
        keys = [int(key) for key in self.cleaned_data["seen"].split(",")]
        moved = self.cleaned_data["assignment"]
        if moved not in keys:
            return keys
        at = keys.index(moved)
        keys.insert(min(max(at + self.cleaned_data["by"], 0), len(keys) - 1), keys.pop(at))
        return keys


class PriorityForm(forms.Form):
    """Another place in the queue, and why; whether the reason will do is for the step to say."""

    priority = forms.TypedChoiceField(
        label=_("Priority"),
        choices=[(value, f"{value} {label}") for value, label in Priority.choices],
        coerce=lambda value: Priority(int(value)),
        widget=forms.RadioSelect,
    )
    why = forms.CharField(label=_("Why"), required=False, max_length=urgency.LONGEST)


class NoteForm(forms.Form):
    """The words that a closed or reopened incident needs."""

    note = forms.CharField(
        label=_("What was found and done"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class TapForm(forms.Form):
    """One tap as a phone sends it; times with their zone."""

    key = forms.UUIDField()
    assignment = forms.IntegerField(min_value=1)
    act = forms.TypedChoiceField(choices=Act.choices, coerce=Act)
    said_at = forms.CharField(max_length=40)
    note = forms.CharField(required=False, max_length=2000)
    used = forms.CharField(required=False, max_length=4000)
    photo = forms.FileField(required=False)

    def clean_said_at(self) -> datetime:
        """An instant; a time without a zone is none."""
        try:
            at = parse_datetime(self.cleaned_data["said_at"])
        except ValueError:
            at = None
        if at is None or at.tzinfo is None:
            raise forms.ValidationError(_("The time of your phone could not be read."))
        return at

    def clean_used(self) -> dict[str, int]:
        """Counts by the codes of parts."""
        try:
            told = json.loads(self.cleaned_data["used"] or "{}")
            return {str(code): int(count) for code, count in told.items()}
        except (ValueError, TypeError, AttributeError, RecursionError) as error:
            raise forms.ValidationError(_("The list of parts could not be read.")) from error

    def clean(self) -> dict[str, object]:
        """A photo comes with the act of that name, and with no other."""
        cleaned = super().clean() or {}
        if cleaned.get("act") == Act.PHOTO and not cleaned.get("photo"):
            self.add_error("photo", _("The photo did not arrive."))
        return cleaned
