"""What a survey would make of a parcel."""

from decimal import Decimal

from django import forms


class EffectForm(forms.Form):
    """What a survey would make of a parcel: its deed area in square wah, and whether the parcel is parted or joined."""

    area_wah = forms.DecimalField(
        required=False, min_value=Decimal("0.01"), max_value=Decimal(30_000_000), decimal_places=2
    )
    change = forms.CharField(required=False, max_length=12)
