"""What should be corrected in the list, and the decision."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from taxroll.models import About, Asker, Outcome
from taxroll.rolls.corrections import USES, PlotFacts

MOST_WAH = Decimal(30_000_000)


def _area(label: Any, *, least: str = "0") -> forms.DecimalField:
    return forms.DecimalField(
        label=label, required=False, min_value=Decimal(least), max_value=MOST_WAH, decimal_places=2
    )


class CorrectionForm(forms.Form):
    """A request under section 32, of the owner or of an officer."""

    parcel = forms.CharField(label=_("Parcel code"), max_length=30)
    about = forms.ChoiceField(label=_("What is wrong"), choices=About.choices)
    asked_by = forms.ChoiceField(label=_("Who asks"), choices=Asker.choices)
    request = forms.CharField(
        label=_("What should be corrected, and why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class DecisionForm(forms.Form):
    """Accepted or refused, with reasons; for the area and uses of the plot also what is right."""

    outcome = forms.ChoiceField(label=_("Decision"), choices=Outcome.choices, widget=forms.RadioSelect)
    reasons = forms.CharField(
        label=_("Reasons of the decision"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    deed_area_wah = _area(_("Deed area (sq wah)"), least="0.01")
    agriculture_wah = _area(_("Farming (sq wah)"))
    residential_wah = _area(_("Dwelling (sq wah)"))
    other_wah = _area(_("Other use (sq wah)"))
    vacant_wah = _area(_("Unused (sq wah)"))
    vacant_since_be = forms.IntegerField(label=_("Unused since tax year (B.E.)"), required=False, min_value=2500)
    changes_plot = forms.BooleanField(
        label=_("Write this area and these uses into the register as of 1 January and assess the owner again"),
        required=False,
    )

    def facts(self) -> PlotFacts | None:
        """The plot as it should stand, or None when the register is changed elsewhere or not at all."""
        given = self.cleaned_data
        if not given["changes_plot"] or given["deed_area_wah"] is None:
            return None
        uses = {use: given[use] or Decimal(0) for use in USES}
        return PlotFacts(given["deed_area_wah"], vacant_since_be=given["vacant_since_be"], **uses)
