"""What people fill in on the tax pages."""

from datetime import datetime
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from taxroll.law import library
from taxroll.models import Channel

SATANG_PER_BAHT = 100


class YearForm(forms.Form):
    """The tax year of a roll to build."""

    tax_year_be = forms.TypedChoiceField(label=_("Tax year (B.E.)"), coerce=int)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        years = library.years()
        field = self.fields["tax_year_be"]
        field.choices = [(year, str(year)) for year in reversed(years)]  # type: ignore[attr-defined]  # a choice field


class SearchForm(forms.Form):
    """An owner's name, or a parcel code. Sent in the body: names never stand in an address or a log."""

    owner = forms.CharField(label=_("Owner's name"), required=False, max_length=100)
    parcel = forms.CharField(label=_("Parcel code"), required=False, max_length=30)


class CancelForm(forms.Form):
    """Why a notice is cancelled."""

    why = forms.CharField(label=_("Reason"), max_length=300)


class PaymentForm(forms.Form):
    """Money as it came in."""

    amount_baht = forms.DecimalField(
        label=_("Amount (baht)"), min_value=Decimal("0.01"), max_digits=15, decimal_places=2
    )
    paid_at = forms.DateTimeField(
        label=_("Paid at"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M"],
    )
    channel = forms.ChoiceField(label=_("Channel"), choices=Channel.choices)
    reference = forms.CharField(
        label=_("Payment reference"),
        max_length=60,
        help_text=_("The number on the slip, the cheque or the counter's book; each can be used once."),
    )

    def amount_satang(self) -> int:
        return int(self.cleaned_data["amount_baht"] * SATANG_PER_BAHT)

    def paid(self) -> datetime:
        paid_at: datetime = self.cleaned_data["paid_at"]
        return paid_at


class EffectForm(forms.Form):
    """What a survey would make of a parcel: its deed area in square wah, and whether the parcel is parted or joined."""

    area_wah = forms.DecimalField(
        required=False, min_value=Decimal("0.01"), max_value=Decimal(30_000_000), decimal_places=2
    )
    change = forms.CharField(required=False, max_length=12)
