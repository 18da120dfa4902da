"""What people fill in about rasters."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from gis_assets.days import DayField
from gis_assets.models import Municipality
from landsurvey.models import Campaign, Raster, RasterKind, WorkState
from landsurvey.terrain.asking import Water

_WATER_FROM = _("Cells of the raster above this count: 0 for a mask, metres for a depth. Empty means 0.")
_DRY = _("Most rasters of floods leave dry ground without a value. Untick it where nobody looked there.")


class RegisterForm(forms.Form):
    """How a raster is called in the register, and when it was surveyed."""

    title = forms.CharField(
        label=_("Title"), max_length=120, help_text=_("As people will look for it, such as “Elevation model 2567”.")
    )
    campaign = forms.ModelChoiceField(
        label=_("Campaign"), queryset=Campaign.objects.none(), required=False, empty_label=_("none")
    )
    surveyed_date = DayField(
        label=_("Surveyed on"),
        required=False,
        help_text=_("The day of the flight or survey; leave it empty when nobody knows."),
    )

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = Campaign.objects.filter(municipality=municipality).order_by("-created_at")
        cast("forms.ModelChoiceField[Campaign]", self.fields["campaign"]).queryset = known


class TerrainForm(forms.Form):
    """The parcels of which day, what counts as steep, and up to where water stands."""

    as_of = DayField(label=_("Parcels as of"))
    steep_percent = forms.FloatField(
        label=_("Steep from (%)"),
        min_value=1,
        max_value=400,
        help_text=_("Rise over run: 35 % are 19 degrees, 100 % are 45 degrees."),
    )
    water_level_m = forms.FloatField(
        label=_("Water level (m)"),
        required=False,
        min_value=-500,
        max_value=9000,
        help_text=_(
            "What lies lower counts as under water. A level surface over the whole town is a rough picture of a flood; "
            "it must be counted from where the model counts. Leave it empty to leave this out."
        ),
    )
    water_raster = forms.ModelChoiceField(
        label=_("Or a raster of water"),
        queryset=Raster.objects.none(),
        required=False,
        empty_label=_("none"),
        help_text=_("A flood's depth or a mask of water, registered like an elevation model."),
    )
    water_from = forms.FloatField(
        label=_("Under water from"),
        required=False,
        min_value=0,
        max_value=1000,
        help_text=_WATER_FROM,
    )
    is_dry_where_missing = forms.BooleanField(
        label=_("Cells of the raster without a value are dry"),
        required=False,
        help_text=_DRY,
    )

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ready = Raster.objects.filter(municipality=municipality, kind=RasterKind.WATER, state=WorkState.READY)
        chosen = cast("forms.ModelChoiceField[Raster]", self.fields["water_raster"])
        chosen.queryset = ready.order_by("-registered_at")

    def clean(self) -> dict[str, Any]:
        """Water has one source."""
        cleaned = cast(dict[str, Any], super().clean())
        if cleaned.get("water_raster") and cleaned.get("water_level_m") is not None:
            self.add_error("water_raster", _("Give a water level or a raster of water, not both."))
        return cleaned

    def asked(self) -> dict[str, Any]:
        """What an elevation model is asked."""
        cleaned = self.cleaned_data
        water = Water(
            level_m=cleaned["water_level_m"],
            raster=cleaned["water_raster"],
            above=cleaned["water_from"] or 0.0,
            is_dry_where_missing=cleaned["is_dry_where_missing"],
        )
        return {"as_of": cleaned["as_of"], "steep_percent": cleaned["steep_percent"], "water": water}


class WaterForm(forms.Form):
    """The parcels of which day, and which cells of a raster of water count as under water."""

    as_of = DayField(label=_("Parcels as of"))
    water_from = forms.FloatField(
        label=_("Under water from"), required=False, min_value=0, max_value=1000, help_text=_WATER_FROM
    )
    is_dry_where_missing = forms.BooleanField(
        label=_("Cells of the raster without a value are dry"), required=False, help_text=_DRY
    )

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)

    def asked(self) -> dict[str, Any]:
        """What a raster of water is asked."""
        cleaned = self.cleaned_data
        water = Water(above=cleaned["water_from"] or 0.0, is_dry_where_missing=cleaned["is_dry_where_missing"])
        return {"as_of": cleaned["as_of"], "water": water}


def asking_form(raster: Raster) -> type[TerrainForm] | type[WaterForm]:
    """The form by which a raster is asked about parcels."""
    return WaterForm if raster.is_water else TerrainForm
