"""OGC API - Tiles: vector tiles of each layer on the grid WebMercatorQuad, told by tile sets and TileJSON.

A tile's ETag is the layer's version, so that an edit is seen at once by whoever asks again, and within a minute by
whoever keeps tiles. Places beyond the served zooms or the grid are 404, places where nothing lies 204.
"""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from gis_assets.models import Municipality
from gis_assets.publication import Column, Layer
from gis_assets.refusals import Refusal
from gis_assets.requests import TownRequest
from opendata import changes, layers, premade, tiles
from opendata.ogc import offering
from opendata.tiles import LEAST_ZOOM, MOST_ZOOM, Place, Tile

GRID = "WebMercatorQuad"
GRID_URI = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"
CRS_URI = "http://www.opengis.net/def/crs/EPSG/0/3857"
MVT = "application/vnd.mapbox-vector-tile"
# Together a minute: what a browser or a proxy may show before it asks again.
FRESH = "public, max-age=30, stale-while-revalidate=30"
_HALF_WORLD_M = 20037508.3427892
_DIMENSION = {"polygon": 2, "line": 1, "point": 0}
_JSON_TYPES = {"integer": "integer", "number": "number", "boolean": "boolean"}


class NoSuchTile(Refusal):
    """The place is none of the grid's, or at no zoom that is served."""


class WrongQuestion(Refusal):
    """A parameter that is not known, or a value that it does not take."""


@require_safe
def tile(request: TownRequest, name: str, z: int, row: int, col: int) -> HttpResponseBase:
    """One tile; `?datetime=` as of a day where the layer has a history."""
    try:
        layer = _layer(request, name)
        on = _day(request, layer)
        place = Place(z, col, row)
        if not place.exists:
            raise _no_such_tile(place)
        return _answer(request, layer, place, on=on)
    except Refusal as refusal:
        return refused(refusal)


@require_safe
def tile_sets(request: TownRequest, name: str) -> HttpResponseBase:
    """The tile sets of a layer: one."""
    try:
        layer = _layer(request, name)
        _known(request, "f")
    except Refusal as refusal:
        return refused(refusal)
    return _json({"tilesets": [_tile_set(request, layer)], "links": [_link(_set_url(request, layer), "self", "json")]})


@require_safe
def tile_set(request: TownRequest, name: str) -> HttpResponseBase:
    """What the tiles of a layer hold; as TileJSON with `?f=tilejson`."""
    try:
        layer = _layer(request, name)
        _known(request, "f", "datetime")
        if request.GET.get("f", "json") not in ("json", "tilejson"):
            raise WrongQuestion(gettext("“f” is json or tilejson."))
    except Refusal as refusal:
        return refused(refusal)
    if request.GET.get("f") == "tilejson":
        return _json(_tile_json(request, layer))
    return _json(_tile_set(request, layer) | {"tileMatrixSetLimits": _limits(request.municipality)})


@require_safe
def grids(request: HttpRequest) -> HttpResponseBase:
    """The grids that tiles are cut by: one."""
    links = [_link(request.build_absolute_uri(reverse("opendata:grid")), "self", "json")]
    return _json({"tileMatrixSets": [{"id": GRID, "title": GRID, "uri": GRID_URI, "links": links}]})


@require_safe
def grid(request: HttpRequest) -> HttpResponseBase:
    """The grid WebMercatorQuad at the zooms that are served."""
    matrices = [_matrix(z) for z in range(MOST_ZOOM + 1)]
    facts = {"id": GRID, "title": GRID, "uri": GRID_URI, "crs": CRS_URI, "orderedAxes": ["X", "Y"]}
    return _json(facts | {"wellKnownScaleSet": GRID_URI, "tileMatrices": matrices})


def refused(refusal: Refusal) -> JsonResponse:
    """The "no" as OGC APIs tell it (RFC 7807)."""
    status = 404 if isinstance(refusal, NoSuchTile | layers.UnknownLayer | premade.NotMadeAhead) else 400
    body = {"type": "about:blank", "title": "Not Found" if status == 404 else "Bad Request", "status": status}
    return _json(body | {"detail": str(refusal)}, status=status, content_type="application/problem+json")


def _answer(request: TownRequest, layer: Layer, place: Place, *, on: date) -> HttpResponse:
    town = request.municipality
    version = changes.version_here(layer, municipality=town, on=on)
    if _etag(version, layer, place) in parse_etags(request.headers.get("If-None-Match", "")):
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
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        return HttpResponse(made.packed, content_type=MVT, headers={"Content-Encoding": "gzip"})
    return HttpResponse(made.body, content_type=MVT)


def _with_headers(response: HttpResponse, version: str, layer: Layer, place: Place) -> HttpResponse:
    patch_vary_headers(response, ["Accept-Encoding"])
    response["ETag"] = _etag(version, layer, place)
    response["Cache-Control"] = FRESH
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _etag(version: str, layer: Layer, place: Place) -> str:
    return f'"{layer.name}-{place.z}-{place.x}-{place.y}-{version}"'


def _layer(request: TownRequest, name: str) -> Layer:
    if request.municipality is None:
        raise layers.UnknownLayer(gettext("No municipality is set up yet."))
    return offering.collection(request, name)


def _day(request: TownRequest, layer: Layer) -> date:
    _known(request, "datetime", "f")
    text = request.GET.get("datetime")
    if text is None:
        return timezone.localdate()
    try:
        return date.fromisoformat(text[:10]) if len(text) == 10 or text[10:11] == "T" else date.fromisoformat(text)
    except ValueError:
        sentence = gettext("“%(text)s” is not a day. Write it as year-month-day, such as 2026-11-22.")
        raise WrongQuestion(sentence % {"text": text}) from None


def _known(request: HttpRequest, *known: str) -> None:
    for name in request.GET:
        if name not in known:
            sentence = gettext("There is no parameter “%(name)s”. Those there are: %(known)s.")
            raise WrongQuestion(sentence % {"name": name, "known": ", ".join(known)})


def _no_such_tile(place: Place) -> NoSuchTile:
    sentence = gettext(
        "There is no tile %(z)s/%(row)s/%(col)s. Zooms %(least)s to %(most)s are served, rows and columns from 0."
    )
    facts = {"z": place.z, "row": place.y, "col": place.x, "least": LEAST_ZOOM, "most": MOST_ZOOM}
    return NoSuchTile(sentence % facts)


def _tile_set(request: TownRequest, layer: Layer) -> dict[str, Any]:
    url = _set_url(request, layer)
    grid_url = request.build_absolute_uri(reverse("opendata:grid"))
    return {
        "title": str(layer.title),
        "description": str(layer.description),
        "dataType": "vector",
        "crs": CRS_URI,
        "tileMatrixSetURI": GRID_URI,
        "licence": layer.licence.url,
        "layers": [{"id": layer.name, "geometryDimension": _DIMENSION[layer.geometry], "dataType": "vector"}],
        "links": [
            _link(url, "self", "json"),
            _link(f"{url}?f=tilejson", "describedby", "json"),
            _link(grid_url, "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme", "json"),
            {
                "href": f"{url}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}",
                "rel": "item",
                "type": MVT,
                "templated": True,
            },
        ],
    }


def _tile_json(request: TownRequest, layer: Layer) -> dict[str, Any]:
    day = request.GET.get("datetime")
    town = request.municipality
    described = {"id": layer.name, "description": str(layer.description), "minzoom": LEAST_ZOOM, "maxzoom": MOST_ZOOM}
    return {
        "tilejson": "3.0.0",
        "name": str(layer.title),
        "description": str(layer.description),
        "attribution": f"{town} ({layer.licence.title})",
        "tiles": [_set_url(request, layer) + "/{z}/{y}/{x}" + (f"?datetime={day}" if day else "")],
        "minzoom": LEAST_ZOOM,
        "maxzoom": MOST_ZOOM,
        "bounds": list(town.boundary.extent) if town.boundary else [-180, -85.0511, 180, 85.0511],
        "vector_layers": [described | {"fields": {column.name: _described(column) for column in _carried(layer)}}],
    }


def _carried(layer: Layer) -> list[Column]:
    return tiles.carried(layer, z=MOST_ZOOM)


def _described(column: Column) -> str:
    return f"{column.title} ({_JSON_TYPES.get(column.kind, 'string')})"


def _limits(municipality: Municipality) -> list[dict[str, Any]]:
    west, south, east, north = municipality.boundary.extent if municipality.boundary else (-180, -85, 180, 85)
    limits = []
    for z in range(LEAST_ZOOM, MOST_ZOOM + 1):
        (_z, left, top), (_z, right, bottom) = tiles.corners(west, south, east, north, z=z)
        columns = {"minTileCol": left, "maxTileCol": right}
        limits.append({"tileMatrix": str(z), "minTileRow": top, "maxTileRow": bottom} | columns)
    return limits


def _matrix(z: int) -> dict[str, Any]:
    cell = 2 * _HALF_WORLD_M / 256 / 2**z
    return {
        "id": str(z),
        "scaleDenominator": cell / 0.00028,
        "cellSize": cell,
        "pointOfOrigin": [-_HALF_WORLD_M, _HALF_WORLD_M],
        "cornerOfOrigin": "topLeft",
        "tileWidth": 256,
        "tileHeight": 256,
        "matrixWidth": 2**z,
        "matrixHeight": 2**z,
    }


def _set_url(request: HttpRequest, layer: Layer) -> str:
    return request.build_absolute_uri(reverse("opendata:tile_set", args=[layer.name]))


def _link(href: str, rel: str, kind: str) -> dict[str, str]:
    return {"href": href, "rel": rel, "type": f"application/{kind}"}


def _json(body: dict[str, Any], *, status: int = 200, content_type: str = "application/json") -> JsonResponse:
    response = JsonResponse(body, status=status, content_type=content_type, json_dumps_params={"ensure_ascii": False})
    response["Access-Control-Allow-Origin"] = "*"
    return response


_OF_LAYER = "collections/<slug:name>/tiles"
urlpatterns = [
    path(f"{_OF_LAYER}", tile_sets, name="tile_sets"),
    path(f"{_OF_LAYER}/{GRID}", tile_set, name="tile_set"),
    path(f"{_OF_LAYER}/{GRID}/<int:z>/<int:row>/<int:col>", tile, name="tile"),
    path("tileMatrixSets", grids, name="grids"),
    path(f"tileMatrixSets/{GRID}", grid, name="grid"),
]
