"""The layers that are served now, and what is known of each as a whole."""

from datetime import date

from gis_assets.models import Municipality
from gis_assets.publication import Layer
from opendata import layers, querying
from opendata.querying import Facts


def collections(municipality: Municipality) -> dict[str, Layer]:
    return layers.all_layers()


def facts(layer: Layer, *, municipality: Municipality, on: date) -> Facts:
    """Number of features, and a rectangle that also holds those of other days: all lie in the town."""
    found = querying.facts(layer, municipality=municipality, on=on)
    if found.bbox is None or municipality.boundary is None or not layer.has_history:
        return found
    west, south, east, north = municipality.boundary.extent
    box = found.bbox
    return Facts(found.features, (min(west, box[0]), min(south, box[1]), max(east, box[2]), max(north, box[3])))
