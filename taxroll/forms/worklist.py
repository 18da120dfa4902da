"""What an officer types to mend properties: one edit for all that are ticked, always with its evidence."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from taxroll.worklist import Remedy

SATANG_PER_BAHT = 100
USES = (
    ("", _("Choose")),
    ("agriculture", _("Farming")),
    ("residential", _("Dwelling")),
    ("other", _("Other use")),
    ("vacant", _("Left vacant")),
)


class MendForm(forms.Form):
    """What every edit says: on what evidence."""

    evidence = forms.CharField(
        label=_("Evidence"), max_length=200, help_text=_("The paper or visit that shows it, with its number and day.")
    )


class UseForm(MendForm):
    use = forms.ChoiceField(label=_("Use of the whole area"), choices=USES)
    vacant_since_be = forms.IntegerField(label=_("Unused since tax year (B.E.)"), required=False)
    field_order = ["use", "vacant_since_be", "evidence"]


class YearBuiltForm(MendForm):
    year_be = forms.IntegerField(label=_("Year built (B.E.)"))
    field_order = ["year_be", "evidence"]


class VacantSinceForm(MendForm):
    year_be = forms.IntegerField(label=_("Unused since tax year (B.E.)"))
    field_order = ["year_be", "evidence"]


class PriceForm(MendForm):
    price_baht = forms.DecimalField(
        label=_("Approved price (baht per sq wah or m²)"), min_value=Decimal("0.01"), max_digits=12, decimal_places=2
    )
    field_order = ["price_baht", "evidence"]

    def price_satang(self) -> int:
        return int(self.cleaned_data["price_baht"] * SATANG_PER_BAHT)


class DeedAreaForm(MendForm):
    area_wah = forms.DecimalField(
        label=_("Deed area (sq wah)"), min_value=Decimal("0.01"), max_digits=10, decimal_places=2
    )
    field_order = ["area_wah", "evidence"]


FORMS: dict[Remedy, type[MendForm]] = {
    Remedy.USE: UseForm,
    Remedy.YEAR_BUILT: YearBuiltForm,
    Remedy.VACANT_SINCE: VacantSinceForm,
    Remedy.PRICE: PriceForm,
    Remedy.DEED_AREA: DeedAreaForm,
}


class PropertySearchForm(forms.Form):
    """Sent in the body: names never stand in an address or a log."""

    owner = forms.CharField(label=_("Owner's name"), required=False, max_length=100)
    code = forms.CharField(label=_("Parcel code"), required=False, max_length=30)
    deed = forms.CharField(label=_("Deed number"), required=False, max_length=30)
    house = forms.CharField(label=_("House number"), required=False, max_length=30)
