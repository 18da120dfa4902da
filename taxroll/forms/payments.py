"""Money as it came in."""

from datetime import datetime
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from gis_assets.days import MomentField
from taxroll.models import Channel

SATANG_PER_BAHT = 100


class PaymentForm(forms.Form):
    """Money as it came in."""

    amount_baht = forms.DecimalField(
        label=_("Amount (baht)"), min_value=Decimal("0.01"), max_digits=15, decimal_places=2
    )
    paid_at = MomentField(
        label=_("Paid at"),
        input_formats=["%Y-%m-%dT%H:%M"],
    )
    channel = forms.ChoiceField(label=_("Channel"), choices=Channel.choices)
    reference = forms.CharField(
        label=_("Payment reference"),
        max_length=60,
        required=False,
        help_text=_("The number on the slip or the cheque; each can be used once. Cash without one gets a number."),
    )

    def amount_satang(self) -> int:
        return int(self.cleaned_data["amount_baht"] * SATANG_PER_BAHT)

    def paid(self) -> datetime:
        paid_at: datetime = self.cleaned_data["paid_at"]
        return paid_at
