"""A search for unregistered buildings: its layers and assumptions; and what is decided on a suspect."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gis_assets.days import DayField
from taxroll.insight.missing.detection import Terms
from taxroll.models import SearchKind, SuspectStatus

CM = 100


class SearchForm(forms.Form):
    """Layers, and assumptions with values that fit towns."""

    title = forms.CharField(label=_("Title"), max_length=100)
    kind = forms.ChoiceField(label=_("Seen by"), choices=SearchKind.choices, initial=SearchKind.FOOTPRINTS)
    seen_on = DayField(label=_("Day of the picture or flight"))
    footprints = forms.FileField(
        label=_("Footprints"), required=False, help_text=_("GeoPackage, GeoJSON or zipped shapefile.")
    )
    surface = forms.FileField(
        label=_("Surface model"), required=False, help_text=_("GeoTIFF with the tops of buildings and trees.")
    )
    terrain = forms.FileField(
        label=_("Terrain model"),
        required=False,
        help_text=_("GeoTIFF of the bare ground. With footprints the two give storeys."),
    )
    treasury_type = forms.ChoiceField(label=_("Building type assumed"))
    least_area_m2 = forms.IntegerField(label=_("Smallest footprint (m²)"), min_value=1, max_value=10_000, initial=20)
    least_height_m = forms.DecimalField(
        label=_("Smallest height (m)"), min_value=0, max_value=50, decimal_places=1, initial=2.2
    )
    storey_height_m = forms.DecimalField(
        label=_("Height of a storey (m)"), min_value=1, max_value=10, decimal_places=1, initial=3
    )
    known_percent = forms.IntegerField(
        label=_("Known when so much of it is registered (%)"), min_value=1, max_value=100, initial=30
    )

    def __init__(self, *args: Any, types: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["treasury_type"].choices = types  # type: ignore[attr-defined]  # a choice field

    def terms(self) -> Terms:
        asked = self.cleaned_data
        return Terms(
            least_area_m2=asked["least_area_m2"],
            least_height_m=float(asked["least_height_m"]),
            storey_height_m=float(asked["storey_height_m"]),
            known_share=asked["known_percent"] / 100,
        )


class DecisionForm(forms.Form):
    """What becomes of a suspect."""

    status = forms.ChoiceField(choices=SuspectStatus.choices)
    reason = forms.CharField(label=_("Why it is dismissed"), max_length=200, required=False)
