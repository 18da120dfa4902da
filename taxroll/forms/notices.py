"""What is asked about a notice."""

from django import forms
from django.utils.translation import gettext_lazy as _


class CancelForm(forms.Form):
    """Why a notice is cancelled."""

    why = forms.CharField(label=_("Reason"), max_length=300)
