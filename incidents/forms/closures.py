"""What a dispatcher fills in to close roads."""

from django import forms
from django.utils.translation import gettext_lazy as _

from gis_assets.days import MomentField
from incidents.forms.drawings import DrawingField
from incidents.models import ClosureReason


class ClosureForm(forms.Form):
    """The place comes from the map as a geometry in GeoJSON."""

    shape = DrawingField(error_messages={"required": _("Draw on the map which place is closed.")})
    reason = forms.ChoiceField(label=_("Why is it closed?"), choices=ClosureReason.choices)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=200, help_text=_("For example how deep the water is.")
    )
    until = MomentField(
        label=_("Closed until"),
        required=False,
        input_formats=["%Y-%m-%dT%H:%M"],
        help_text=_("Leave it empty to close until further notice."),
    )
    incident = forms.IntegerField(required=False, widget=forms.HiddenInput)
