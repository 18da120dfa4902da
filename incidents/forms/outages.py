"""What dispatchers fill in about outages, planned works and groups of reports."""

import uuid
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gis_assets.days import MomentField
from incidents.forms.drawings import DrawingField

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def local_time(label: "StrOrPromise", *, is_required: bool) -> forms.DateTimeField:
    """A time of day in the municipality's zone, as browsers send it."""
    return MomentField(label=label, required=is_required, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"])


class DeviceForm(forms.Form):
    """A device of the grid by its number in the register."""

    kind = forms.ChoiceField(choices=[("node", "node"), ("pole", "pole")])
    id = forms.IntegerField(min_value=1)


class ExpectForm(forms.Form):
    """When power is expected back."""

    expected_at = local_time(_("Power expected back at"), is_required=False)


class PlannedWorkForm(forms.Form):
    """A work that was announced: below a device, or within an area drawn on the map."""

    area = DrawingField(required=False)
    code = forms.CharField(
        label=_("Code of the transformer, feeder or pole"),
        max_length=30,
        required=False,
        help_text=_("Everything it feeds is switched off. Leave it empty where an area is drawn."),
    )
    starts_at = local_time(_("From"), is_required=True)
    ends_at = local_time(_("Until"), is_required=True)
    reason = forms.CharField(label=_("Reason"), max_length=300)
    announced_by = forms.CharField(label=_("Announced by"), max_length=120)

    def clean(self) -> dict[str, Any]:
        """One place, not two and not none."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if "area" in given and bool(given["area"]) == bool(given.get("code")):
            raise forms.ValidationError(_("Say where: draw the area, or type the code of one device, not both."))
        return given


class PowerForm(forms.Form):
    """There is power here; the key makes a form sent twice one word."""

    key = forms.UUIDField(initial=uuid.uuid4, widget=forms.HiddenInput)


class MergeForm(forms.Form):
    """The other incident."""

    into = forms.IntegerField(min_value=1)


class SplitForm(forms.Form):
    """Reports that leave."""

    reports = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, *args: object, choices: list[int], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["reports"].choices = [(pk, pk) for pk in choices]  # type: ignore[attr-defined]
