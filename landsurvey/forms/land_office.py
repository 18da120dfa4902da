"""What an officer fills in on a land office's package."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from landsurvey.models.land_office import KindOfTransaction

_SHARE = re.compile(r"\s*(\d{1,9})\s*/\s*(\d{1,9})\s*")


class MeaningForm(forms.Form):
    """What a status never met before means."""

    status = forms.CharField(max_length=200, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Means"), choices=[("", "–"), *KindOfTransaction.choices])


class ApplyForm(forms.Form):
    """The share that was given, where only a share was."""

    share = forms.CharField(label=_("Share given"), required=False, max_length=21)

    def clean_share(self) -> tuple[int, int] | None:
        """Read `1/4`."""
        text: str = self.cleaned_data["share"]
        if not text.strip():
            return None
        match = _SHARE.fullmatch(text)
        if match is None:
            raise forms.ValidationError(_("“%(text)s” is no share. Write it like 1/4."), params={"text": text})
        return int(match[1]), int(match[2])


class ChooseParcelForm(forms.Form):
    code = forms.CharField(label=_("Parcel code"), max_length=30)
