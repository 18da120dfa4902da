"""What the tiles of a layer say of themselves: the tile set, TileJSON, and the grid that they are cut by."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from gis_assets.models import Municipality
from gis_assets.publication import Column, Layer
from gis_assets.requests import TownRequest
from opendata import tiles
from opendata.ogc import links
from opendata.ogc.links import JSON
from opendata.tiles import LEAST_ZOOM, MOST_ZOOM

GRID = "WebMercatorQuad"
GRID_URI = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"
CRS_URI = "http://www.opengis.net/def/crs/EPSG/0/3857"
MVT = "application/vnd.mapbox-vector-tile"
TILE_JSON = "3.0.0"
SCHEME = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme"
_HALF_WORLD_M = 20037508.3427892
_WHOLE_WORLD = (-180.0, -85.0511, 180.0, 85.0511)
_DIMENSION = {"polygon": 2, "line": 1, "point": 0}
_JSON_TYPES = {"integer": "integer", "number": "number", "boolean": "boolean"}


def tile_sets(request: TownRequest, layer: Layer) -> dict[str, Any]:
    """The tile sets of a layer: one."""
    here = request.build_absolute_uri(reverse("opendata:tile_sets", args=[layer.name]))
    return {"tilesets": [_described(request, layer)], "links": [links.link(here, "self", JSON, str(layer.title))]}


def tile_set(request: TownRequest, layer: Layer) -> dict[str, Any]:
    """What the tiles of a layer hold, and where there are any."""
    return _described(request, layer) | {"tileMatrixSetLimits": _limits(request.municipality)}


def tile_json(request: TownRequest, layer: Layer, *, day: str | None) -> dict[str, Any]:
    """The same for maps of the web; its tiles are as of the day."""
    town = request.municipality
    described = {"id": layer.name, "description": str(layer.description), "minzoom": LEAST_ZOOM, "maxzoom": MOST_ZOOM}
    asked = f"?{urlencode({'datetime': day})}" if day else ""
    return {
        "tilejson": TILE_JSON,
        "name": str(layer.title),
        "description": str(layer.description),
        "attribution": f"{town} ({layer.licence.title})",
        "tiles": [_address(request, layer) + "/{z}/{y}/{x}" + asked],
        "minzoom": LEAST_ZOOM,
        "maxzoom": MOST_ZOOM,
        "bounds": list(_extent(town)),
        "vector_layers": [described | {"fields": {column.name: _field(column) for column in _carried(layer)}}],
    }


def grids(request: HttpRequest) -> dict[str, Any]:
    """The grids that tiles are cut by: one."""
    own = [links.link(grid_address(request), "self", JSON, GRID)]
    return {"tileMatrixSets": [{"id": GRID, "title": GRID, "uri": GRID_URI, "links": own}]}


def grid() -> dict[str, Any]:
    """The grid WebMercatorQuad down to the closest zoom that is served."""
    facts = {"id": GRID, "title": GRID, "uri": GRID_URI, "crs": CRS_URI, "orderedAxes": ["X", "Y"]}
    return facts | {"wellKnownScaleSet": GRID_URI, "tileMatrices": [_matrix(z) for z in range(MOST_ZOOM + 1)]}


def grid_address(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("opendata:grid"))


def _described(request: TownRequest, layer: Layer) -> dict[str, Any]:
    address = _address(request, layer)
    item = links.link(f"{address}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}", "item", MVT, str(layer.title))
    return {
        "title": str(layer.title),
        "description": str(layer.description),
        "dataType": "vector",
        "crs": CRS_URI,
        "tileMatrixSetURI": GRID_URI,
        "licence": layer.licence.url,
        "layers": [{"id": layer.name, "geometryDimension": _DIMENSION[layer.geometry], "dataType": "vector"}],
        "links": [
            links.link(address, "self", JSON, str(layer.title)),
            links.link(f"{address}?f=tilejson", "describedby", JSON, "TileJSON"),
            links.link(grid_address(request), SCHEME, JSON, GRID),
            {**item, "templated": True},
        ],
    }


def _address(request: HttpRequest, layer: Layer) -> str:
    return request.build_absolute_uri(reverse("opendata:tile_set", args=[layer.name]))


def _carried(layer: Layer) -> list[Column]:
    return tiles.carried(layer, z=MOST_ZOOM)


def _field(column: Column) -> str:
    return f"{column.title} ({_JSON_TYPES.get(column.kind, 'string')})"


def _extent(municipality: Municipality) -> tuple[float, ...]:
    return tuple(municipality.boundary.extent) if municipality.boundary else _WHOLE_WORLD


def _limits(municipality: Municipality) -> list[dict[str, Any]]:
    west, south, east, north = _extent(municipality)
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
