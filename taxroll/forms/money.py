"""What is filled in around the money of notices: at the counter, in decisions, about bank files and closed days."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from gis_assets import units
from gis_assets.days import DayField
from taxroll.collection.bankformats import Layout
from taxroll.collection.closing import Counted
from taxroll.models import MONEY, AccountKind, CalendarStep, Channel

LARGEST_FILE_BYTES = 20_000_000
MOST_DIGITS = 15


def satang(baht: Decimal | None) -> int:
    """Whole satang of an amount that a form has checked to two decimals."""
    return int((baht or Decimal(0)) * units.SATANG)


class BahtField(forms.DecimalField):
    """An amount in baht and satang."""

    def __init__(self, **facts: Any) -> None:
        usual: dict[str, Any] = {"max_digits": MOST_DIGITS, "decimal_places": 2, "min_value": Decimal("0.01")}
        super().__init__(**usual | facts)


class FindForm(forms.Form):
    """What a scanner types, or an officer: a code, a reference, a notice number. Sent in the body."""

    asked = forms.CharField(
        label=_("Scan the code, or type the reference or notice number"),
        max_length=400,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off", "inputmode": "text"}),
    )


class InstalmentForm(forms.Form):
    """A written request to pay in parts."""

    parts = forms.TypedChoiceField(label=_("Instalments"), choices=[(3, "3"), (2, "2")], coerce=int)
    requested_on = DayField(label=_("Requested on"))
    document_number = forms.CharField(label=_("Number of the request"), max_length=100)


class DecisionForm(forms.Form):
    """Which decision, of which day, and why."""

    decided_on = DayField(label=_("Decided on"))
    document_number = forms.CharField(label=_("Number of the decision"), max_length=100)
    reason = forms.CharField(label=_("Reason"), max_length=300)


class MoreTimeForm(DecisionForm):
    """Until when one owner may pay."""

    last_date = DayField(label=_("New last day"))
    field_order = ("last_date", "decided_on", "document_number", "reason")


class WaiverForm(DecisionForm):
    """How much of penalty and surcharge need not be paid."""

    penalty_baht = BahtField(label=_("Penalty waived (baht)"), min_value=Decimal(0), required=False)
    surcharge_baht = BahtField(label=_("Surcharge waived (baht)"), min_value=Decimal(0), required=False)
    field_order = ("penalty_baht", "surcharge_baht", "decided_on", "document_number", "reason")


class RefundForm(forms.Form):
    """A request for money back (ภ.ด.ส.9)."""

    amount_baht = BahtField(label=_("Amount (baht)"))
    requested_on = DayField(label=_("Requested on"))
    number = forms.CharField(label=_("Number of the request"), max_length=100)
    reason = forms.CharField(label=_("Reason"), max_length=300)


class ReturnForm(forms.Form):
    """A request for the money of one bank line."""

    requested_on = DayField(label=_("Requested on"))
    number = forms.CharField(label=_("Number of the request"), max_length=100)
    reason = forms.CharField(label=_("Reason"), max_length=300)


class RefundDecisionForm(forms.Form):
    """What was decided about a refund."""

    grants = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[("yes", _("Grant")), ("no", _("Refuse"))],
        coerce=lambda answer: answer == "yes",
    )
    number = forms.CharField(label=_("Number of the decision"), max_length=100)
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)


class PayOutForm(forms.Form):
    """How a refund was paid out."""

    channel = forms.ChoiceField(label=_("Channel"), choices=Channel.choices)
    reference = forms.CharField(label=_("Payment reference"), max_length=60)


class ReversalForm(forms.Form):
    """Why a payment was none."""

    reason = forms.CharField(label=_("Reason"), max_length=300)


class BankFileForm(forms.Form):
    """A bank's file and its layout."""

    layout = forms.ChoiceField(label=_("Format"))
    file = forms.FileField(label=_("File from the bank"), max_length=200)

    def __init__(self, *args: Any, layouts: dict[str, Layout], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_thai = (translation.get_language() or "th").startswith("th")
        names = [(key, found.name_th if is_thai else found.name) for key, found in layouts.items()]
        self.fields["layout"].choices = names  # type: ignore[attr-defined]  # a choice field

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE_BYTES:
            raise forms.ValidationError(_("The file is larger than 20 MB. Ask the bank for one file a day."))
        return file


class WarningForm(forms.Form):
    """How many days a letter gives, and to whom letters go."""

    days_to_pay = forms.IntegerField(label=_("Days to pay"), min_value=1, max_value=180)


class ReceivedForm(forms.Form):
    """When a letter was received, and by what that is known."""

    received_on = DayField(label=_("Received on"))
    how = forms.CharField(label=_("Proof of receipt"), max_length=200, required=False)


class ExtensionForm(forms.Form):
    """The last day of a step, moved by a document."""

    step = forms.ChoiceField(label=_("Step"), choices=CalendarStep.choices)
    last_date = DayField(label=_("New last day"))
    document_number = forms.CharField(label=_("Number of the document"), max_length=100)
    reason = forms.CharField(label=_("Reason"), max_length=300)


class ClosingForm(forms.Form):
    """What was counted of each kind of money, and why it differs."""

    def __init__(self, *args: Any, booked: dict[AccountKind, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in MONEY:
            self.fields[kind.value] = BahtField(
                label=kind.label,
                min_value=None,
                initial=units.format_baht(booked[kind]).replace(",", "") if kind != AccountKind.CASH else None,
            )
            self.fields[f"{kind.value}_why"] = forms.CharField(
                label=_("Why it differs"), max_length=300, required=False
            )

    def counted(self) -> dict[AccountKind, Counted]:
        data = self.cleaned_data
        return {kind: Counted(satang(data[kind.value]), data[f"{kind.value}_why"]) for kind in MONEY}


class DayForm(forms.Form):
    """Which day to close."""

    on = DayField(label=_("Day"))

    def day(self, otherwise: date) -> date:
        chosen: date = self.cleaned_data["on"] if self.is_valid() else otherwise
        return chosen
