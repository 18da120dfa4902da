"""What reviewers fill in to open a campaign."""

import json
import re
from typing import Any

from django import forms
from django.contrib.gis.geos import GEOSException, GEOSGeometry, MultiPolygon, Polygon
from django.utils.translation import gettext_lazy as _

from gis_assets.days import DayField

_BLOCK = re.compile(r"\d\d[A-Za-zก-ฮ]?")
_OUTLINE_BYTES = 2_000_000


class CampaignForm(forms.Form):
    """Title, days, and the land: zones and blocks, an outline, or neither for the whole municipality."""

    title = forms.CharField(label=_("Title"), max_length=200)
    first_day = DayField(label=_("First day"))
    last_day = DayField(label=_("Last day"))
    blocks = forms.CharField(
        label=_("Zones and blocks"),
        required=False,
        help_text=_("Such as 01, 02A, 02B. Left blank, the whole municipality is surveyed."),
    )
    outline = forms.FileField(
        label=_("Outline"),
        required=False,
        help_text=_("A GeoJSON file with one area in degrees, when the land follows no blocks."),
        widget=forms.FileInput(attrs={"accept": ".geojson,.json,application/geo+json"}),
    )

    def clean_blocks(self) -> list[str]:
        """Zones and blocks, parted by commas or blanks, each once."""
        named = [part for part in re.split(r"[\s,;]+", self.cleaned_data["blocks"].strip()) if part]
        for part in named:
            if not _BLOCK.fullmatch(part):
                raise forms.ValidationError(
                    _("“%(part)s” is neither a zone (01) nor a block (01A)."), params={"part": part}
                )
        return list(dict.fromkeys(named))

    def clean_outline(self) -> MultiPolygon | None:
        sent: Any = self.cleaned_data["outline"]
        if sent is None:
            return None
        if sent.size is None or sent.size > _OUTLINE_BYTES:
            raise forms.ValidationError(_("The outline has more than 2 MB. Draw it more simply."))
        outline = _outline(sent.read())
        if outline is None:
            raise forms.ValidationError(
                _("The file holds no sound area in degrees. Save the outline as GeoJSON (WGS 84).")
            )
        return outline


def _outline(content: bytes) -> MultiPolygon | None:
    """Return the areas of a GeoJSON as one, or None where it has none or they are not sound."""
    try:
        read = json.loads(content)
        shapes = [GEOSGeometry(json.dumps(part), srid=4326) for part in _geometries(read)]
    except (ValueError, TypeError, KeyError, GEOSException, RecursionError):
        return None
    parts = [part for shape in shapes for part in (shape if isinstance(shape, MultiPolygon) else [shape])]
    if not parts or not all(isinstance(part, Polygon) for part in parts):
        return None
    outline = MultiPolygon(*parts, srid=4326)
    west, south, east, north = outline.extent
    return outline if outline.valid and -180 <= west < east <= 180 and -90 <= south < north <= 90 else None


def _geometries(read: dict[str, Any]) -> list[dict[str, Any]]:
    if read["type"] == "FeatureCollection":
        return [feature["geometry"] for feature in read["features"]]
    return [read["geometry"] if read["type"] == "Feature" else read]
