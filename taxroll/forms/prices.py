"""A price file: what it is, from when it holds, and whether rows that cannot be used are left out."""

from django import forms
from django.utils.translation import gettext_lazy as _

from gis_assets.days import DayField
from taxroll.models import PriceAccountKind

LARGEST_FILE_BYTES = 200 * 1024 * 1024


class AccountForm(forms.Form):
    """The file and the days for which its prices hold."""

    kind = forms.ChoiceField(label=_("What the prices are for"), choices=PriceAccountKind.choices)
    title = forms.CharField(
        label=_("Source of the prices"),
        max_length=300,
        help_text=_("As it is printed on every bill, such as: Treasury account of 1 January 2566."),
    )
    since = DayField(label=_("In force from"))
    last = DayField(label=_("Last day"), required=False, help_text=_("Leave empty until the next account is known."))
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or Excel; for zones and streets GeoJSON. Headings in Thai or English are recognised."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.xlsx,.json,.geojson"}),
    )

    def clean_file(self) -> object:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE_BYTES:
            raise forms.ValidationError(_("The file is larger than 200 MB. Send one province at a time."))
        return file


class BringInForm(forms.Form):
    """The signed description of a file that was looked at, and how to treat its wrong rows."""

    offer = forms.CharField(widget=forms.HiddenInput)
    leave_out_wrong = forms.BooleanField(label=_("Bring it in without the rows listed"), required=False)


class WithdrawForm(forms.Form):
    """Why something official was never right."""

    why = forms.CharField(label=_("Why"), max_length=300)
