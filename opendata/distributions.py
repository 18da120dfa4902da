"""The ways a data set can be had, each with its address: what catalogues of every kind list beside its description."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urljoin

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gis_assets.publication import Layer


@dataclass(frozen=True)
class Distribution:
    """One way. `format` is the word of catalogues for it, `profile` the standard that an interface keeps."""

    name: str
    title: str | Promise
    format: str
    media_type: str
    url: str
    is_download: bool
    profile: str = ""
    size: int | None = None
    sha256: str = ""
    made_on: date | None = None


def of(layer: Layer, *, base: str) -> list[Distribution]:
    """The ways of a layer, its addresses under `base` (`https://the-town/`)."""
    return [
        Distribution(
            name=f"{layer.name}.geojson",
            title=_("GeoJSON, as it is now"),
            format="GeoJSON",
            media_type="application/geo+json",
            url=urljoin(base, reverse("opendata:layer", args=[layer.name])),
            is_download=True,
        ),
        Distribution(
            name=f"{layer.name}-api",
            title=_("OGC API - Features: questions by place, time and value"),
            format="OGC API",
            media_type="application/json",
            url=urljoin(base, f"/ogc/collections/{layer.name}"),
            is_download=False,
            profile="http://www.opengis.net/def/interface/ogcapi-features",
        ),
    ]
