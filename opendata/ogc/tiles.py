"""OGC API - Tiles: vector tiles of each layer on the grid WebMercatorQuad, told by tile sets and TileJSON; and where
the map tiles of rasters are, which the app that keeps them draws.

A tile's ETag is the layer's version, so that an edit is seen at once by whoever asks again, and within a minute by
whoever keeps tiles. Places beyond the served zooms or the grid are 404, places where nothing lies 204.
"""

from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.utils.translation import gettext

from gis_assets.publication import Layer
from gis_assets.requests import TownRequest
from opendata import changes, premade
from opendata.ogc import answers, asking, headers, offering, pictures, tilesets
from opendata.ogc.problems import NotFound
from opendata.ogc.serving import served
from opendata.ogc.tilesets import GRID, MVT
from opendata.tiles import LEAST_ZOOM, MOST_ZOOM, Place, Tile

# Together a minute: what a browser or a proxy may show before it asks again.
FRESH = "public, max-age=30, stale-while-revalidate=30"


@served
def tile(request: TownRequest, name: str, z: int, row: int, col: int) -> HttpResponse:
    """One tile; `?datetime=` as of a day where the layer has a history."""
    layer = offering.collection(request, name)
    asking.refuse_unknown(request, ("datetime",))
    asking.one_of(request, "f", ("mvt",))
    place = Place(z, col, row)
    if not place.exists:
        raise _no_such_tile(place)
    try:
        return _answer(request, layer, place, on=asking.day_of_layer(request, layer, today=timezone.localdate()))
    except premade.NotMadeAhead as refusal:
        raise NotFound(str(refusal)) from refusal


@served
def tile_sets(request: TownRequest, name: str) -> HttpResponse:
    """The tile sets of a layer: one."""
    layer = offering.collection(request, name)
    _refuse_unknown(request)
    return answers.of_json(request, tilesets.tile_sets(request, layer))


@served
def tile_set(request: TownRequest, name: str) -> HttpResponse:
    """What the tiles of a layer hold; as TileJSON with `?f=tilejson`."""
    layer = offering.collection(request, name)
    asking.refuse_unknown(request, ("datetime",))
    if asking.one_of(request, "f", ("json", "tilejson")) == "json":
        return answers.of_json(request, tilesets.tile_set(request, layer))
    day = asking.day_of(request, today=timezone.localdate()).isoformat() if "datetime" in request.GET else None
    return answers.of_json(request, tilesets.tile_json(request, layer, day=day))


@served
def map_tile_sets(request: TownRequest, name: str) -> HttpResponse:
    """The tile sets of a layer of rasters: one for each raster."""
    layer, found = offering.rasters_of(request, name)
    _refuse_unknown(request)
    return answers.of_json(request, pictures.tile_sets(request, layer, found))


@served
def map_tile_set(request: TownRequest, name: str, uid: UUID) -> HttpResponse:
    """Where the tiles of one raster are; as TileJSON with `?f=tilejson`."""
    layer, found = offering.rasters_of(request, name)
    asking.refuse_unknown(request, ())
    form = asking.one_of(request, "f", ("json", "tilejson"))
    raster = next((one for one in found if one.uid == uid), None)
    if raster is None:
        raise NotFound(gettext("There is no such raster, or it is not open."))
    told = pictures.tile_json if form == "tilejson" else pictures.tile_set
    return answers.of_json(request, told(request, layer, raster))


@served
def grids(request: TownRequest) -> HttpResponse:
    """The grids that tiles are cut by: one."""
    _refuse_unknown(request)
    return answers.of_json(request, tilesets.grids(request))


@served
def grid(request: TownRequest) -> HttpResponse:
    """The grid WebMercatorQuad at the zooms that are served."""
    _refuse_unknown(request)
    return answers.of_json(request, tilesets.grid())


def _refuse_unknown(request: TownRequest) -> None:
    """Documents of tiles are for programs alone: there is no page of them."""
    asking.refuse_unknown(request, ())
    asking.one_of(request, "f", ("json",))


def _answer(request: TownRequest, layer: Layer, place: Place, *, on: date) -> HttpResponse:
    town = request.municipality
    version = changes.version_here(layer, municipality=town, on=on)
    if _etag(version, layer, place) in parse_etags(headers.brought_tags(request)):
        return _with_headers(HttpResponse(status=304), version, layer, place)
    made = premade.tile(layer, place, municipality=town, on=on, at=timezone.now(), version=version)
    response = _tile_response(request, made)
    if not made.is_kept and not made.packed:
        response["Cache-Control"] = "no-store"
        return response
    return _with_headers(response, made.version, layer, place)


def _tile_response(request: TownRequest, made: Tile) -> HttpResponse:
    if not made.packed:
        return HttpResponse(status=204)
    if "gzip" in headers.accepted_encodings(request):
        return HttpResponse(made.packed, content_type=MVT, headers={"Content-Encoding": "gzip"})
    return HttpResponse(made.body, content_type=MVT)


def _with_headers(response: HttpResponse, version: str, layer: Layer, place: Place) -> HttpResponse:
    patch_vary_headers(response, ["Accept-Encoding"])
    response["ETag"] = _etag(version, layer, place)
    response["Cache-Control"] = FRESH
    return response


def _etag(version: str, layer: Layer, place: Place) -> str:
    return f'"{layer.name}-{place.z}-{place.x}-{place.y}-{version}"'


def _no_such_tile(place: Place) -> NotFound:
    sentence = gettext(
        "There is no tile %(z)s/%(row)s/%(col)s. Zooms %(least)s to %(most)s are served, rows and columns from 0."
    )
    facts = {"z": place.z, "row": place.y, "col": place.x, "least": LEAST_ZOOM, "most": MOST_ZOOM}
    return NotFound(sentence % facts)


_OF_LAYER = "collections/<slug:name>/tiles"
urlpatterns = [
    path(f"{_OF_LAYER}", tile_sets, name="tile_sets"),
    path(f"{_OF_LAYER}/{GRID}", tile_set, name="tile_set"),
    path(f"{_OF_LAYER}/{GRID}/<int:z>/<int:row>/<int:col>", tile, name="tile"),
    path("collections/<slug:name>/map/tiles", map_tile_sets, name="map_tile_sets"),
    path("collections/<slug:name>/map/tiles/<uuid:uid>", map_tile_set, name="map_tile_set"),
    path("tileMatrixSets", grids, name="grids"),
    path(f"tileMatrixSets/{GRID}", grid, name="grid"),
]
