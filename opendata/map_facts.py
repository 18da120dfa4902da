"""What the map's scripts must know of the town: its layers, its rectangle and the words they say."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gis_assets.models import Municipality
from gis_assets.publication import Layer
from opendata import gate

# Keys of the legend by layer and value, and the sentences of the map; map.js asks for them by these names.
WORDS = {
    "landcover": {"forest": _("Forest"), "water": _("Water"), "paddy": _("Paddy"), "urban": _("Built-up")},
    "roads": {
        "highway": _("Highway"),
        "ring": _("Ring road"),
        "main": _("Main road"),
        "street": _("Street"),
        "soi": _("Soi"),
    },
    "parcels": {
        "agriculture": _("Farming"),
        "residential": _("Dwelling"),
        "other": _("Trade and other"),
        "vacant": _("Unused"),
        "unknown": _("Use not known"),
    },
    "poles": {
        "good": _("Good"),
        "leaning": _("Leaning"),
        "damaged": _("Damaged"),
        "removed": _("Removed"),
        "lamp": _("With a lamp"),
    },
    "transformers": {"substation": _("Substation"), "feeder": _("Feeder"), "transformer": _("Transformer")},
    "closer": _("(shown closer in)"),
    "parcel": _("Parcel"),
    "pole": _("Utility pole"),
    "nothing": _("Nothing has this code. Type the start of a parcel code such as 07C, or the code on a pole."),
    "failed": _("The map could not be read from the server. Check the connection, then move the map to try again."),
    "zoomIn": _("Zoom in"),
    "zoomOut": _("Zoom out"),
    "map": _("Map. Arrow keys move it, plus and minus zoom, Enter opens what lies under the cross."),
}


def of(municipality: Municipality) -> dict[str, Any]:
    """Plain data for `json_script`; `bounds` is west, south, east, north in degrees."""
    boundary, open_layers = municipality.boundary, gate.open_layers(municipality=municipality)
    return {
        "layers": [_layer(layer) for layer in open_layers.values() if layer.is_on_map],
        "bounds": list(boundary.extent) if boundary else None,
        "words": WORDS,
    }


def leaflet_settings(municipality: Municipality) -> dict[str, Any]:
    """Settings for the `leaflet_map` tag: the map stays within one town's width of the town."""
    if municipality.boundary is None:
        return {}
    west, south, east, north = municipality.boundary.extent
    wide, high = east - west, north - south
    return {"SPATIAL_EXTENT": (west - wide, south - high, east + wide, north + high)}


def _layer(layer: Layer) -> dict[str, Any]:
    return {
        "name": layer.name,
        "title": layer.title,
        "url": reverse("opendata:layer", args=[layer.name]),
        "geometry": layer.geometry,
        "minZoom": layer.min_zoom,
    }
