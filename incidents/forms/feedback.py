"""What a citizen says of a repair."""

from django import forms
from django.utils.translation import gettext_lazy as _


class VerdictForm(forms.Form):
    """Mended or not, how well, and a word about it."""

    is_mended = forms.TypedChoiceField(
        label=_("Is it mended?"),
        choices=[("1", _("Yes, it is mended")), ("0", _("No, it is not mended"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether it is mended.")},
    )
    stars = forms.TypedChoiceField(
        label=_("How well was it done?"),
        choices=[("", _("No answer")), *[(str(count), "★" * count) for count in range(5, 0, -1)]],
        coerce=int,
        empty_value=None,
        required=False,
    )
    note = forms.CharField(
        label=_("What is still wrong?"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed if it is not mended. The crew reads it."),
    )
