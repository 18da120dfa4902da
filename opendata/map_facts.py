"""What the map's scripts must know of the town: its layers, its rectangle and the words they say."""

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gis_assets.models import Municipality
from gis_assets.publication import Layer, Words
from opendata import gate, sheets

# The months that the time slider offers begin with the first year of the national survey of parcels, B.E. 2565.
SINCE = date(2022, 1, 1)
# Few things, wanted whole by the map: their outlines must not show where tiles are cut.
WHOLE = {"boundary", "landcover", "incidents", "survey_progress"}
# Shown with the time slider, or when somebody asks for it.
WHEN_ASKED = {"survey_progress"}
# Sentences and names that the map's scripts say; they ask for them by these keys.
WORDS = {
    "closer": _("(shown closer in)"),
    "opacity": _("How strongly it is drawn"),
    "about": _("About this data set"),
    "alsoHere": _("Also here:"),
    "gone": _("This thing is not in the register on that day, or no longer open."),
    "close": _("Close"),
    "kinds": {
        "parcel": _("Parcel"),
        "pole": _("Utility pole"),
        "sheet": _("Map sheet"),
        "road": _("Road"),
        "place": _("Place"),
        "grid": _("Electric grid"),
        "address": _("House number"),
        "coordinates": _("Coordinates"),
    },
    "nothing": _(
        "Nothing is called so. Type a parcel or pole code (07C021), a sheet (4746 I 9878), a road, soi or place, or "
        "coordinates."
    ),
    "failed": _("The map could not be read from the server. Check the connection, then move the map to try again."),
    "zoomIn": _("Zoom in"),
    "zoomOut": _("Zoom out"),
    "map": _("Map. Arrow keys move it, plus and minus zoom, Enter opens what lies under the cross."),
    "noPhoto": _("None"),
    "lamp": _("With a lamp"),
    "m2": _("m²"),
    "count": _("%(count)s things are in view; the table shows %(shown)s."),
    "reading": _("What the map shows is still being read."),
    "closerIn": _("Nothing can be told apart from here. Zoom in until names and parcels are drawn, or search a code."),
    "survey_progress": {
        "0": _("Not begun"),
        "1": _("Begun"),
        "50": _("More than half surveyed"),
        "100": _("All surveyed"),
    },
    "progress": _("%(campaign)s: %(surveyed)s of %(parcels)s parcels surveyed, %(percent)s per cent"),
    "noCampaign": _("No survey campaign was under way by then."),
    "copied": _("The link is copied."),
    "copyByHand": _("This browser does not let pages copy. Mark the link and copy it."),
    "sheet": {
        "scale": _("Scale 1:%(scale)s when it is printed in full size."),
        "mostLetters": sheets.MOST_LETTERS,
    },
    "measure": {
        "first": _("Touch the map where the line begins, or move it under the cross and press Enter."),
        "next": _("Now the next corner. Three corners and more enclose an area."),
        "length": _("Length"),
        "around": _("All around"),
        "area": _("Area"),
        "m": _("m"),
        "km": _("km"),
        "m2": _("m²"),
        "rai": _("rai-ngan-wah"),
    },
}


def of(municipality: Municipality, *, on: date, asked: Collection[str] = ()) -> dict[str, Any]:
    """Plain data for `json_script`; `bounds` is west, south, east, north in degrees, `zone` the town's of UTM.

    `asked` names layers that the address wants beside those that are always there.
    """
    boundary = municipality.boundary
    every = gate.open_layers(municipality=municipality).values()
    shown = [layer for layer in every if layer.is_on_map or layer.name in WHEN_ASKED or layer.name in asked]
    return {
        "layers": [_layer(layer) for layer in shown],
        # Parcels and poles have cards of their own, by their codes; the boundary holds everything.
        "picks": [layer.name for layer in shown if layer.name not in ("parcels", "poles", "boundary")],
        "bounds": list(boundary.extent) if boundary else None,
        "zone": municipality.utm_epsg % 100,
        "days": [month.isoformat() for month in _months(until=on)],
        "rasters": reverse("landsurvey:public_rasters"),
        "words": WORDS | {layer.name: _keys(layer) for layer in shown if layer.style.by},
    }


def leaflet_settings(municipality: Municipality) -> dict[str, Any]:
    """Settings for the `leaflet_map` tag: the map stays within one town's width of the town."""
    if municipality.boundary is None:
        return {}
    west, south, east, north = municipality.boundary.extent
    wide, high = east - west, north - south
    return {"SPATIAL_EXTENT": (west - wide, south - high, east + wide, north + high)}


def _layer(layer: Layer) -> dict[str, Any]:
    tiles = {} if layer.name in WHOLE else {"tiles": reverse("opendata:tile_set", args=[layer.name])}
    style = layer.style
    colours = {} if layer.is_on_map else {"colours": {"by": style.by, "of": style.colours, "other": style.colour}}
    return (
        tiles
        | colours
        | {
            "name": layer.name,
            "title": layer.title,
            "url": reverse("opendata:layer", args=[layer.name]),
            "page": reverse("opendata:dataset", args=[layer.name]),
            "geometry": layer.geometry,
            "minZoom": layer.min_zoom,
            "fromAfar": layer.geometry == "polygon" and bool(layer.style.by) and layer.min_zoom > 0,
            "hasHistory": layer.has_history,
            "isOff": not layer.is_on_map,
        }
    )


def _keys(layer: Layer) -> dict[str, Words]:
    """The words of the values that a layer is coloured by."""
    lamp: dict[str, Words] = {"lamp": _("With a lamp")} if layer.name == "poles" else {}
    return {**layer.column(layer.style.by).values, **lamp}


def _months(*, until: date) -> Iterator[date]:
    month = SINCE
    while month <= until:
        yield month
        month = (month.replace(day=28) + timedelta(days=4)).replace(day=1)
