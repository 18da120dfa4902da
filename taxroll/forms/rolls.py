"""Which roll, whose bill, and what is said when a roll moves."""

from django import forms
from django.utils.translation import gettext_lazy as _

from gis_assets.days import DayField
from taxroll.law import library


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


class PublishForm(forms.Form):
    """When and where the list was posted."""

    listed_on = DayField(label=_("Day of publication"))
    place = forms.CharField(label=_("Where the list is posted"), max_length=300)


class ReasonForm(forms.Form):
    """Why a step is taken back."""

    why = forms.CharField(label=_("Reason"), max_length=300)
