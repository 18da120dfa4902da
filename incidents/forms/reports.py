"""What citizens fill in, and what staff fill in for them."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from casework import outbox
from gis_assets.days import MomentField
from incidents.forms.places import PlaceForm
from incidents.models import Channel, Kind

PHONE = RegexValidator(r"^[0-9+ ()-]{8,20}$", _("Write the number with digits only, such as 081-234-5678."))


def fit_webhook(address: str) -> None:
    """Only programs leave such an address, so no page shows the field; see docs/public.md."""
    try:
        outbox.refuse_unfit(outbox.Address("webhook", address))
    except outbox.UnfitAddress as refusal:
        raise ValidationError(str(refusal)) from refusal


class ReportForm(PlaceForm):
    """A citizen's report; its key makes a form sent twice one report."""

    kind = forms.ChoiceField(
        label=_("What is wrong?"),
        choices=Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is wrong.")},
    )
    photo = forms.FileField(
        label=_("Photo"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text=_("What you see there, without faces if you can. The place and time in it are removed."),
    )
    words = forms.CharField(
        label=_("Tell us more"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example since when, or what you can see."),
    )
    phone = forms.CharField(
        label=_("Telephone"),
        required=False,
        validators=[PHONE],
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
        help_text=_("Only the dispatcher and the crew see it, to call you back."),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("Or leave this if you would rather be written to. Both are deleted some time after the repair."),
    )
    webhook = forms.CharField(required=False, max_length=500, validators=[fit_webhook], widget=forms.HiddenInput)
    key = forms.UUIDField(initial=uuid.uuid4, widget=forms.HiddenInput)
    device = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    joins = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if outbox.has_channel("sms"):
            self.fields["phone"].help_text = _("The town writes to it what is done. Nobody else but the crew sees it.")

    def clean(self) -> dict[str, Any]:
        """Something else needs words; all other kinds speak for themselves."""
        cleaned = super().clean() or {}
        if cleaned.get("kind") == Kind.OTHER and not cleaned.get("words", "").strip():
            self.add_error("words", _("Say in a few words what is wrong."))
        return cleaned


class NearForm(PlaceForm):
    """A kind and a place, or a pole, to look for what is already known there."""

    kind = forms.ChoiceField(choices=Kind.choices)
    pole = forms.CharField(required=False, max_length=12)


class CallForm(ReportForm):
    """What an officer writes down for somebody who calls or stands at the counter."""

    channel = forms.ChoiceField(
        label=_("How did it come in?"),
        choices=[(Channel.PHONE, Channel.PHONE.label), (Channel.COUNTER, Channel.COUNTER.label)],
        initial=Channel.PHONE,
        widget=forms.RadioSelect,
    )
    pole = forms.CharField(
        label=_("Code on the pole"),
        required=False,
        max_length=12,
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off"}),
    )
    told_at = MomentField(
        label=_("When did they call?"),
        required=False,
        help_text=_("Leave it empty for now."),
    )
