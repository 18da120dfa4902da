"""What officers fill in at the desk, and what the phone of a visit sends."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.contrib.gis.geos import Point, Polygon
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gis_assets.days import DayField
from gis_assets.facts import BuildingFacts
from gis_assets.models.buildings import MaterialClass
from gis_assets.refusals import Refusal
from permits.desk import asbuilt
from permits.models import PaidBy, Petition
from permits.petitions import placing


def _words(label: object, help_text: object = "", *, is_required: bool = True, rows: int = 4) -> forms.CharField:
    return forms.CharField(
        label=label,  # type: ignore[arg-type]  # a lazy message
        help_text=help_text,  # type: ignore[arg-type]  # a lazy message
        required=is_required,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


PROPOSED = (
    "treasury_type",
    "material_class",
    "storeys",
    "floor_area_m2",
    "residential_m2",
    "other_m2",
    "agriculture_m2",
)
"""Facts of a finished building that the petition proposes, as fields and in `BuildingFacts`."""


class AskForm(forms.Form):
    """What is missing or wrong, and which answers or documents it concerns."""

    words = _words(
        _("What is missing or wrong"), _("The applicant reads these words. The clock stands still meanwhile.")
    )
    items = forms.MultipleChoiceField(
        label=_("What it concerns"), required=False, widget=forms.CheckboxSelectMultiple, choices=()
    )

    def __init__(self, *args: Any, topics: list[tuple[str, str]], **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.fields["items"].choices = topics  # type: ignore[attr-defined]  # a field of choices


class OrderForm(forms.Form):
    """Who goes, until when, to look at what."""

    officer = forms.ModelChoiceField(label=_("Who goes"), queryset=User.objects.none())
    due_date = DayField(label=_("To be done by"))
    task = _words(_("What to look at"), rows=3)

    def __init__(self, *args: Any, officers: QuerySet[User], **facts: Any) -> None:
        super().__init__(*args, **facts)
        field = self.fields["officer"]
        field.queryset = officers  # type: ignore[attr-defined]  # a field of models
        field.label_from_instance = lambda user: user.get_full_name() or user.get_username()  # type: ignore[attr-defined]  # the same


class ReportForm(forms.Form):
    """What was found on the spot; `key` is the same for every try to send it."""

    key = forms.UUIDField()
    is_as_petitioned = forms.TypedChoiceField(
        label=_("Is it as the petition says?"),
        choices=[("yes", _("Yes, it is")), ("no", _("No, it is not"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    findings = _words(_("What you found"))
    lon = forms.FloatField(required=False, min_value=-180, max_value=180)
    lat = forms.FloatField(required=False, min_value=-90, max_value=90)

    def position(self) -> Point | None:
        """Where the officer stood; call after validation."""
        lon, lat = self.cleaned_data.get("lon"), self.cleaned_data.get("lat")
        return None if lon is None or lat is None else Point(lon, lat, srid=4326)


class ApproveForm(forms.Form):
    """Why it is approved, under which conditions, and why each broken rule does not hinder."""

    reasons = _words(_("Reasons"), is_required=False, rows=2)
    conditions = _words(
        _("Conditions"), _("One on each line; they are printed on the paper."), is_required=False, rows=3
    )

    def __init__(self, *args: Any, broken: list[tuple[str, str]], **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.rules = [rule for rule, _sentence in broken]
        for rule, sentence in broken:
            self.fields[f"why_{rule}"] = _words(
                gettext("Why this broken rule does not hinder"), sentence, is_required=False, rows=2
            )

    def overruled(self) -> dict[str, str]:
        """The reasons by their rules; call after validation."""
        return {rule: self.cleaned_data[f"why_{rule}"] for rule in self.rules}


class RefuseForm(forms.Form):
    """Why it is refused, and by which law: both are printed in the letter."""

    reasons = _words(_("Reasons"), _("One on each line; they are printed in the letter."))
    grounds = _words(_("Grounds in law"), _("One on each line; proposed from the broken rules."))


class PayForm(forms.Form):
    """How the money came."""

    way = forms.TypedChoiceField(
        label=_("Way of payment"), choices=PaidBy.choices, coerce=PaidBy, widget=forms.RadioSelect, initial=PaidBy.CASH
    )
    slip = forms.CharField(label=_("Number on the slip"), required=False, max_length=40)


class WhyForm(forms.Form):
    """Why something is taken back."""

    why = _words(_("Why"), rows=2)


class ExplainForm(forms.Form):
    """Why the petition is late, and until when it is decided."""

    words = _words(_("Why it is late"), _("The applicant reads these words."), rows=3)
    new_date = DayField(label=_("Decided at the latest on"))


class BuiltForm(forms.Form):
    """What the register will say of the finished building; proposed from the petition.

    The outline is what is sent, whether it was drawn on the map or typed.
    """

    finished_date = DayField(label=_("Finished on"))
    outline = forms.CharField(
        label=_("Outline in figures (GeoJSON, longitude and latitude)"),
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocomplete": "off"}),
        max_length=placing.MOST_BYTES,
    )
    treasury_type = forms.CharField(label=_("Building type (the Treasury's code)"), max_length=8)
    material_class = forms.ChoiceField(label=_("Material"), choices=MaterialClass.choices)
    storeys = forms.DecimalField(label=_("Storeys"), max_digits=4, decimal_places=1, min_value=Decimal("0.5"))
    floor_area_m2 = forms.DecimalField(label=_("Floor area (m²)"), max_digits=12, decimal_places=2, min_value=1)
    residential_m2 = forms.DecimalField(label=_("Dwelling (m²)"), max_digits=12, decimal_places=2, min_value=0)
    other_m2 = forms.DecimalField(label=_("Other use (m²)"), max_digits=12, decimal_places=2, min_value=0)
    agriculture_m2 = forms.DecimalField(label=_("Farming (m²)"), max_digits=12, decimal_places=2, min_value=0)
    house_number = forms.CharField(label=_("House number"), max_length=30, required=False)

    def __init__(self, *args: Any, petition: Petition, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.petition = petition

    def clean_outline(self) -> Polygon:
        try:
            return placing.outline(self.cleaned_data["outline"], municipality=self.petition.municipality)
        except placing.OutsideTown as refusal:
            outside = gettext("The outline lies outside the municipality. Draw the building where it stands.")
            raise forms.ValidationError(outside) from refusal
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def clean(self) -> dict[str, Any]:
        outline, on = self.cleaned_data.get("outline"), self.cleaned_data.get("finished_date")
        if outline and on:
            try:
                asbuilt.check(self.petition, outline, on=on)
            except Refusal as refusal:
                self.add_error("outline", str(refusal))
        return self.cleaned_data

    def facts(self, *, built_year_be: int) -> BuildingFacts:
        """What was filled in; call after validation."""
        kept = self.cleaned_data
        facts = {name: kept[name] for name in (*PROPOSED, "house_number")}
        return BuildingFacts(**facts, built_year_be=built_year_be)
