"""What a dispatcher says of an announcement; its words come from the register."""

from django import forms
from django.utils.translation import gettext_lazy as _

from incidents.forms.outages import local_time
from incidents.models import Severity


class AnnouncementForm(forms.Form):
    """How bad it is and until when it holds; `seen` is the message that stood when the page was loaded."""

    severity = forms.ChoiceField(label=_("How bad is it?"), choices=Severity.choices)
    expires_at = local_time(_("The announcement holds until"), is_required=True)
    seen = forms.UUIDField(required=False, widget=forms.HiddenInput)
