"""A place drawn on a map, as the page's script sends it."""

from typing import Any

from django import forms
from django.contrib.gis.gdal import GDALException
from django.contrib.gis.geos import GEOSException, GEOSGeometry
from django.utils.translation import gettext_lazy as _

LONGEST_SHAPE = 40_000
"""Characters of GeoJSON; more is no drawing by hand."""


class DrawingField(forms.CharField):
    """GeoJSON in a hidden field; a geometry in WGS 84, or None where nothing had to be drawn and nothing was."""

    widget = forms.HiddenInput

    def __init__(self, **facts: Any) -> None:
        super().__init__(max_length=LONGEST_SHAPE, **facts)

    def clean(self, value: Any) -> GEOSGeometry | None:
        """The geometry; raises ValidationError for what cannot be read."""
        text = super().clean(value)
        if not text:
            return None
        try:
            shape = GEOSGeometry(text)
        except (ValueError, TypeError, GDALException, GEOSException) as error:
            raise forms.ValidationError(_("The drawing could not be read. Draw it again.")) from error
        if shape.srid != 4326:
            raise forms.ValidationError(_("The drawing could not be read. Draw it again."))
        return shape
