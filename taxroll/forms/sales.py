"""A recorded sale, a file of sales, and the days between which sales are studied."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from gis_assets.days import DayField
from taxroll.insight import sales
from taxroll.models import SaleOf


class SaleForm(forms.Form):
    """One sale, as its source tells it."""

    parcel_code = forms.CharField(label=_("Parcel code"), max_length=30, required=False)
    unit = forms.CharField(
        label=_("Or a condominium unit"),
        max_length=70,
        required=False,
        help_text=_("Registration number of the condominium and number of the unit, such as 7/2560 101/5."),
    )
    of = forms.ChoiceField(label=_("What was sold"), choices=SaleOf.choices, initial=SaleOf.LAND_AND_BUILDINGS)
    sold_on = DayField(label=_("Day of the sale"))
    price_baht = forms.DecimalField(
        label=_("Price (baht)"), min_value=Decimal("0.01"), max_value=sales.LARGEST_PRICE_BAHT, decimal_places=2
    )
    source = forms.CharField(
        label=_("Source"), max_length=200, help_text=_("Such as the land office's register and its number.")
    )
    remark = forms.CharField(
        label=_("Why it was no open-market sale"),
        max_length=200,
        required=False,
        help_text=_("Such as a sale among relatives or under foreclosure. Empty for an open-market sale."),
    )


class SalesFileForm(forms.Form):
    """A CSV of sales, as a file or, after it was looked at, as the text that was looked at."""

    file = forms.FileField(label=_("CSV file"), required=False)
    text = forms.CharField(required=False, widget=forms.HiddenInput, strip=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if file := cleaned.get("file"):
            cleaned["text"] = _decoded(file.read(sales.LARGEST_FILE + 1))
        if not cleaned.get("text"):
            raise ValidationError(_("Choose a CSV file."))
        if len(cleaned["text"]) > sales.LARGEST_FILE:
            raise ValidationError(_("The file is larger than 2 MB. Divide it."))
        return cleaned


class PeriodForm(forms.Form):
    """From which day to which day sales are studied, both included."""

    since = DayField(label=_("Sales from"))
    until = DayField(label=_("to"))


def _decoded(data: bytes) -> str:
    """UTF-8, else the Thai code page that older spreadsheets write."""
    for encoding in ("utf-8-sig", "cp874"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:  # as in the two bytes a letter of “Unicode text”
            return text
    raise ValidationError(_("The file is no text in UTF-8 or Thai Windows (874)."))
