"""What an officer types of a sign: whose it is, what it says, how large it is, where and since when it is shown."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from gis_assets import citizen_ids
from gis_assets.days import DayField
from gis_assets.models import Building, Letters, PartyVersion, SignVersion
from gis_assets.models.parties import PartyKind
from gis_assets.rights import Person
from gis_assets.signs import LARGEST_CM, MOST_FACES, SignFacts

NEW_OWNER = ""


class SignForm(forms.Form):
    """One sign; the owner is one found by name, or a new one."""

    owner_name = forms.CharField(label=_("Owner's name"), max_length=300)
    owner = forms.ChoiceField(label=_("Which owner"), required=False, widget=forms.RadioSelect)
    owner_kind = forms.ChoiceField(label=_("Kind of owner"), choices=PartyKind.choices)
    owner_id = forms.CharField(
        label=_("13-digit number"), required=False, max_length=17, help_text=_("Finds the same owner again.")
    )
    owner_address = forms.CharField(label=_("Address"), required=False, max_length=500)
    words = forms.CharField(label=_("Words on the sign"), max_length=300)
    place = forms.CharField(
        label=_("Where it hangs"), required=False, max_length=300, help_text=_("House number, road, landmark.")
    )
    house_number = forms.CharField(label=_("House number of the building"), required=False, max_length=30)
    width_cm = forms.IntegerField(label=_("Width (cm)"), min_value=1, max_value=LARGEST_CM)
    height_cm = forms.IntegerField(label=_("Height (cm)"), min_value=1, max_value=LARGEST_CM)
    faces = forms.IntegerField(label=_("Faces"), min_value=1, max_value=MOST_FACES, initial=1)
    letters = forms.TypedChoiceField(label=_("Letters"), choices=Letters.choices, coerce=int)
    is_moving = forms.BooleanField(label=_("Moving or changing words or pictures"), required=False)
    shown_from = DayField(label=_("Shown from"))
    shown_until = DayField(label=_("Taken down on"), required=False)
    exempt_reason = forms.CharField(
        label=_("Why it is exempt"),
        required=False,
        max_length=300,
        help_text=_("Only for a sign that the Act exempts: name the clause. It is not taxed."),
    )
    lon = forms.FloatField(label=_("Longitude"), min_value=97, max_value=106, widget=forms.NumberInput({"step": "any"}))
    lat = forms.FloatField(label=_("Latitude"), min_value=5, max_value=21, widget=forms.NumberInput({"step": "any"}))
    evidence = forms.CharField(
        label=_("Evidence"), max_length=200, help_text=_("The return or visit that shows it, with its number and day.")
    )

    def __init__(self, *args: Any, owners: list[PartyVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(str(one.party.uid), f"{one.name} · {one.address}".strip(" ·")) for one in owners]
        self.fields["owner"].choices = [*known, (NEW_OWNER, _("A new owner"))]  # type: ignore[attr-defined]  # a choice field

    def clean_owner_id(self) -> str:
        """The number without strokes, checked by its last digit; it is kept as a keyed digest only."""
        number: str = self.cleaned_data["owner_id"]
        try:
            return citizen_ids.compact(number) if number else ""
        except citizen_ids.NotACitizenId as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def person(self) -> Person:
        """Who owns the sign, where none of the known owners was chosen."""
        cleaned = self.cleaned_data
        number = cleaned["owner_id"]
        digest = citizen_ids.digest(number, key=settings.PARTY_KEY) if number else ""
        tail = citizen_ids.tail(number) if number else ""
        return Person(PartyKind(cleaned["owner_kind"]), cleaned["owner_name"], cleaned["owner_address"], digest, tail)

    def facts(self, on_building: Building | None) -> SignFacts:
        cleaned = self.cleaned_data
        copied = (
            "words", "place", "width_cm", "height_cm", "faces", "letters", "is_moving", "shown_from", "shown_until",
            "exempt_reason",
        )  # fmt: skip
        return SignFacts(
            lon_lat=(cleaned["lon"], cleaned["lat"]),
            on_building=on_building,
            **{name: cleaned[name] for name in copied},
        )


class MendSignForm(SignForm):
    """The same of a known sign, with the day from which it holds."""

    on = DayField(
        label=_("In force from"),
        help_text=_("The first day shown so. To correct a mistake leave the day as it is."),
    )


class ReturnsForm(forms.Form):
    """When the returns of the ticked signs came in."""

    received_on = DayField(label=_("Returns received on"))


class AssessForm(forms.Form):
    """Whether signs that nobody declared are assessed as well."""

    has_undeclared = forms.BooleanField(label=_("Also the signs that nobody declared"), required=False)


def initial_of(version: SignVersion, owner: PartyVersion | None, house_number: str) -> dict[str, Any]:
    """A sign as the form shows it."""
    copied = (
        "words", "place", "width_cm", "height_cm", "faces", "letters", "is_moving", "shown_from", "shown_until",
        "exempt_reason",
    )  # fmt: skip
    point = version.shape_wgs84
    return {
        **{name: getattr(version, name) for name in copied},
        "owner_name": owner.name if owner else "",
        "owner": str(version.owner.uid),
        "owner_kind": version.owner.kind,
        "owner_address": owner.address if owner else "",
        "house_number": house_number,
        "lon": round(point.x, 7),
        "lat": round(point.y, 7),
        "on": version.valid.lower,
    }
