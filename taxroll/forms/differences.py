"""Which two rolls are compared, and which differences are shown."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gis_assets.models import Municipality
from taxroll.models import Roll
from taxroll.rolls import differences
from taxroll.rolls.differences import Asked

SATANG_PER_BAHT = 100


class DifferencesForm(forms.Form):
    """Two rolls, a reason, and the least change of tax."""

    before = forms.ModelChoiceField(label=_("From roll"), queryset=Roll.objects.none(), to_field_name="uid")
    after = forms.ModelChoiceField(label=_("To roll"), queryset=Roll.objects.none(), to_field_name="uid")
    reason = forms.ChoiceField(
        label=_("Reason"), required=False, choices=[("", _("All reasons")), *differences.REASONS.items()]
    )
    least = forms.IntegerField(label=_("At least (baht)"), required=False, min_value=0, max_value=10**12)

    def __init__(self, municipality: Municipality, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        rolls = Roll.objects.filter(municipality=municipality).select_related("municipality")
        for side in ("before", "after"):
            self.fields[side].queryset = rolls  # type: ignore[attr-defined]  # a model choice field

    def asked(self) -> Asked:
        """What is asked for; raises NotComparable."""
        given = self.cleaned_data
        least = (given["least"] or 0) * SATANG_PER_BAHT
        return Asked(given["before"], given["after"], reason=given["reason"], least_satang=least)
