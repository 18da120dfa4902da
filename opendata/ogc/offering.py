"""The layers that are served now, and what is known of each as a whole."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext

from gis_assets.models import Municipality
from gis_assets.publication import Layer, RasterLayer
from gis_assets.requests import TownRequest
from opendata import changes, gate, layers, querying, rasters
from opendata.ogc import links
from opendata.ogc.problems import NotFound
from opendata.querying import Facts
from opendata.rasters import Raster

KEPT_MOST = 500
_kept: dict[tuple[int, str, str], Facts] = {}


def collections(request: TownRequest) -> dict[str, Layer]:
    """What the publishing check lets through, by name; the quick door brings it along."""
    brought: dict[str, Layer] | None = getattr(request, "open_layers", None)
    return gate.open_layers(municipality=request.municipality) if brought is None else brought


def collection(request: TownRequest, name: str) -> Layer:
    """A layer of features.

    Raises `layers.UnknownLayer`, also for one that is stopped or withdrawn, `gate.BeingChecked`, and `NotFound` for
    one of rasters.
    """
    brought: dict[str, Layer] | None = getattr(request, "open_layers", None)
    if brought is not None and name in brought:
        return brought[name]
    if name in layers.all_rasters() and gate.require_raster(name, municipality=request.municipality):
        sentence = gettext("“%(name)s” holds rasters: tiles and files, linked from %(address)s, and no features.")
        address = f"{links.root(request)}/collections/{name}"
        raise NotFound(sentence % {"name": name, "address": address})
    # Where it is not among those that were brought it may wait for its check, or have been opened a moment ago.
    return gate.require(name[:60], municipality=request.municipality)


def rasters_of(request: TownRequest, name: str) -> tuple[RasterLayer, list[Raster]]:
    """A layer of rasters with those that are open; raises as `collection` does."""
    layer = gate.require_raster(name, municipality=request.municipality)
    return layer, rasters.of(layer, municipality=request.municipality, on=timezone.localdate())


def facts(layer: Layer, *, municipality: Municipality, on: date) -> Facts:
    """Number of features, and a rectangle that also holds those of other days: all lie in the town.

    To read every feature takes long, so what was read is kept for as long as nothing changes.
    """
    key = (municipality.pk, layer.name, changes.version_here(layer, municipality=municipality, on=on))
    if key not in _kept:
        if len(_kept) >= KEPT_MOST:
            _kept.clear()
        _kept[key] = _read(layer, municipality=municipality, on=on)
    return _kept[key]


def _read(layer: Layer, *, municipality: Municipality, on: date) -> Facts:
    found = querying.facts(layer, municipality=municipality, on=on)
    if found.bbox is None or municipality.boundary is None or not layer.has_history:
        return found
    west, south, east, north = municipality.boundary.extent
    box = found.bbox
    return Facts(found.features, (min(west, box[0]), min(south, box[1]), max(east, box[2]), max(north, box[3])))
