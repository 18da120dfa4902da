"""What reviewers choose about field visits."""

import re
from datetime import date
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from gis_assets.days import DayField
from gis_assets.models import Municipality
from landsurvey.field.visitcards import STATES, WAITING
from landsurvey.field.visitchanges import Choices
from landsurvey.models import Campaign

ACCEPT, RETURN, UNDO = "accept", "return", "undo"
_TIE = re.compile(r"tie_(\d{1,3})")


class ListForm(forms.Form):
    """Which visits are shown, and the day from which accepted ones count; what it does not understand it leaves out."""

    state = forms.ChoiceField(choices=[(state, state) for state in STATES], required=False)
    campaign = forms.UUIDField(required=False)
    on = DayField(required=False)

    def read(self, municipality: Municipality, *, today: date) -> tuple[str, Campaign | None, date]:
        """The list, its campaign (None: all visits) and the day."""
        self.is_valid()
        uid = self.cleaned_data.get("campaign")
        campaign = Campaign.objects.filter(municipality=municipality, uid=uid).first() if uid else None
        return self.cleaned_data.get("state") or WAITING, campaign, self.cleaned_data.get("on") or today


class DecisionForm(forms.Form):
    """One decision on a visit: which, from when, why, and what a reviewer said otherwise than proposed."""

    decision = forms.ChoiceField(choices=[(value, value) for value in (ACCEPT, RETURN, UNDO)])
    on = DayField(label=_("In force from"))
    seen = forms.CharField(max_length=16, required=False)
    comment = forms.CharField(label=_("Word to the surveyor"), max_length=500, required=False)

    def choices(self) -> Choices:
        """What was chosen for the land and for each noted building."""
        ties = {int(found[1]): str(value) for name, value in self.data.items() if (found := _TIE.fullmatch(name))}
        return Choices(takes_land="has_land" not in self.data or "land" in self.data, buildings=ties)


class ManyForm(forms.Form):
    """One decision on many visits: those ticked, or every one of the list."""

    decision = forms.ChoiceField(choices=[(value, value) for value in (ACCEPT, RETURN)])
    on = DayField(label=_("In force from"))
    every = forms.BooleanField(required=False)
    comment = forms.CharField(label=_("Word to the surveyor"), max_length=500, required=False)

    def clean(self) -> dict[str, Any]:
        """The ticked visits as numbers of their confirmations."""
        field, cleaned = forms.UUIDField(), cast(dict[str, Any], super().clean())
        return cleaned | {"visits": [field.clean(text) for text in cast(QueryDict, self.data).getlist("visit")]}
