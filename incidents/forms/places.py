"""A place on the map, sent by a browser."""

from django import forms
from django.contrib.gis.geos import Point


class PlaceForm(forms.Form):
    """A place in WGS 84 degrees; both numbers or none."""

    lon = forms.FloatField(min_value=-180, max_value=180, required=False, widget=forms.HiddenInput)
    lat = forms.FloatField(min_value=-90, max_value=90, required=False, widget=forms.HiddenInput)

    def point(self) -> Point | None:
        """The place, if one was given; call after validation."""
        lon, lat = self.cleaned_data.get("lon"), self.cleaned_data.get("lat")
        return None if lon is None or lat is None else Point(lon, lat, srid=4326)
