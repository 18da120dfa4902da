"""The administrator's desk: crews, who signs in for them, and the parts they carry."""

from django.contrib.gis import admin
from django.core.exceptions import ValidationError
from django.forms import ModelForm
from django.utils.translation import gettext_lazy as _

from casework import outbox
from incidents import telling
from incidents.models import Part, Responder


class ResponderForm(ModelForm):  # type: ignore[type-arg]  # Django's forms know no type at run time
    """A crew whose program, if it has one, may be told."""

    def clean_webhook(self) -> str:
        """Only an address to which messages may be sent."""
        address = str(self.cleaned_data["webhook"])
        try:
            if address:
                outbox.refuse_unfit(outbox.Address("webhook", address))
        except outbox.UnfitAddress as refusal:
            raise ValidationError(str(refusal)) from refusal
        return address


@admin.register(Responder)
class ResponderAdmin(admin.ModelAdmin[Responder]):
    list_display = ["call_sign", "user", "vehicle", "is_on_duty", "position_at"]
    form = ResponderForm
    exclude = ["position", "position_at"]
    readonly_fields = ["webhook_secret"]

    @admin.display(description=_("What messages to the program are signed with"))
    def webhook_secret(self, crew: Responder) -> str:
        """For whoever writes the program that is told."""
        return outbox.secret_for(crew.municipality, about=telling.about_crew(crew.pk)) if crew.webhook else "–"


@admin.register(Part)
class PartAdmin(admin.ModelAdmin[Part]):
    list_display = ["code", "name_th", "name_en", "unit_th", "is_in_use", "position"]
    list_editable = ["is_in_use", "position"]
