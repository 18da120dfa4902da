"""What is asked about notices: why one is cancelled, how a batch is kept, what became of a paper, who signs."""

from datetime import date

from django import forms
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from gis_assets.days import DayField
from taxroll import delivery
from taxroll.delivery import What
from taxroll.models import DeliveryState, Notice, PaperForm, Relation, TaxOffice


class CancelForm(forms.Form):
    """Why a notice is cancelled."""

    why = forms.CharField(label=_("Reason"), max_length=300)


class BatchForm(forms.Form):
    """How the papers of a batch are kept."""

    form = forms.ChoiceField(label=_("How the papers are kept"), choices=PaperForm, initial=PaperForm.PRINT)


class NoticeSearchForm(forms.Form):
    """Sent in the body: names never stand in an address or a log."""

    words = forms.CharField(
        label=_("Owner's name, notice number, bill reference or tracking number"), required=False, max_length=100
    )


class _Person(forms.ModelChoiceField[User]):
    def label_from_instance(self, person: User) -> str:
        return person.get_full_name() or person.get_username()


class HandOverForm(forms.Form):
    """Who carries the papers."""

    deliverer = _Person(label=_("Who carries them"), queryset=User.objects.none())

    def __init__(self, *args: object, deliverers: QuerySet[User], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        self.fields["deliverer"].queryset = deliverers  # type: ignore[attr-defined]  # a choice of models


class EventForm(forms.Form):
    """What became of one paper; which parts are needed depends on what happened, the domain says which is missing."""

    state = forms.ChoiceField(label=_("What happened"), choices=DeliveryState)
    on = DayField(label=_("Day"))
    tracking_number = forms.CharField(label=_("Tracking number (when posted)"), required=False, max_length=30)
    deliverer = _Person(label=_("Who carries it"), required=False, queryset=User.objects.none())
    received_by = forms.CharField(label=_("Received by (name)"), required=False, max_length=200)
    relation = forms.ChoiceField(
        label=_("Relation to the owner"), required=False, choices=[("", "–"), *Relation.choices]
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=300)

    def __init__(self, *args: object, notice: Notice, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        carriers = delivery.deliverers(notice.municipality)
        self.fields["deliverer"].queryset = carriers  # type: ignore[attr-defined]  # a choice of models
        if not self.is_bound:  # what was sent is judged by the domain, in its words
            states = [(state.value, state.label) for state in delivery.may_follow(notice)]
            self.fields["state"].choices = states  # type: ignore[attr-defined]  # a choice field

    def what(self) -> What:
        said = self.cleaned_data
        return What(
            state=DeliveryState(said["state"]),
            on=said["on"],
            deliverer=said["deliverer"],
            tracking_number=said["tracking_number"],
            received_by=said["received_by"],
            relation=Relation(said["relation"]) if said["relation"] else None,
            note=said["note"],
        )


class AtTheDoorForm(forms.Form):
    """What a deliverer says at the door, by one press."""

    state = forms.ChoiceField(
        choices=[(state.value, state.label) for state in DeliveryState if state.value != DeliveryState.PRINTED]
    )
    received_by = forms.CharField(label=_("Received by (name)"), required=False, max_length=200)
    relation = forms.ChoiceField(
        label=_("Relation to the owner"), required=False, choices=[("", "–"), *Relation.choices]
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=300)

    def what(self, *, on: date) -> What:
        said = self.cleaned_data
        return What(
            state=DeliveryState(said["state"]),
            on=on,
            received_by=said["received_by"],
            relation=Relation(said["relation"]) if said["relation"] else None,
            note=said["note"],
        )


class OfficeForm(forms.ModelForm[TaxOffice]):
    """What stands on every paper."""

    class Meta:
        model = TaxOffice
        fields = ("name", "address", "phone", "signer_name", "signer_position", "biller_tax_id", "biller_suffix")
        help_texts = {
            "biller_tax_id": _("13 digits. With it, notices carry the Thai QR and the barcode for bank counters."),
            "biller_suffix": _("2 digits from the contract with the bank; leave empty when there are none."),
        }
