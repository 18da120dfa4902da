"""What people fill in on the pages of cases."""

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.models import PauseGround
from gis_assets.days import DayField


class HolidayForm(forms.Form):
    """A day on which the office is closed."""

    on = DayField(label=_("Day"))
    name = forms.CharField(label=_("Name in Thai"), max_length=300)
    name_en = forms.CharField(label=_("Name in English"), max_length=300, required=False)
    citation = forms.CharField(
        label=_("Where it is written"), max_length=300, help_text=_("Such as the cabinet's resolution and its day.")
    )


class PauseForm(forms.Form):
    """Why a clock stands still; only the grounds that hold where the case stands can be chosen."""

    ground = forms.ChoiceField(label=_("Ground"))
    note = forms.CharField(
        label=_("In your words"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: object, grounds: list[PauseGround], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on as they came
        self.fields["ground"] = forms.ChoiceField(
            label=_("Ground"), choices=[(ground.code, ground.name) for ground in grounds]
        )
