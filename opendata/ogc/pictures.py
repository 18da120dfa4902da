"""Layers of rasters in the API: collections without features, with tiles to look at and files to take."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from gis_assets.publication import RasterLayer
from gis_assets.requests import TownRequest
from opendata import rasters, systems
from opendata.ogc import links, tilesets
from opendata.ogc.links import HTML, JSON, Link, link
from opendata.ogc.tilesets import CRS_URI, GRID, GRID_URI
from opendata.rasters import Raster

PNG = "image/png"
MAP_TILES = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-map"


def collection(request: TownRequest, layer: RasterLayer, found: list[Raster], *, own: list[Link]) -> dict[str, Any]:
    """What is told of the layer; each raster is a link to its file."""
    page = request.build_absolute_uri(reverse("opendata:dataset", args=[layer.name]))
    return {
        "id": layer.name,
        "title": str(layer.title),
        "description": str(layer.description),
        "keywords": [str(word) for word in layer.keywords],
        "license": layer.licence.spdx,
        "extent": _extent(found),
        "crs": [systems.CRS84.uri],
        "links": [
            *own,
            link(_sets_address(request, layer), MAP_TILES, JSON, gettext("The rasters as map tiles")),
            *(_file(request, layer, one) for one in found),
            link(page, "describedby", HTML, gettext("The page for people")),
            link(layer.licence.url, "license", HTML, str(layer.licence.title)),
        ],
    }


def tile_sets(request: TownRequest, layer: RasterLayer, found: list[Raster]) -> dict[str, Any]:
    """A set of tiles for each raster, the newest survey first."""
    here = link(_sets_address(request, layer), "self", JSON, str(layer.title))
    return {"tilesets": [tile_set(request, layer, one) for one in found], "links": [here]}


def tile_set(request: TownRequest, layer: RasterLayer, raster: Raster) -> dict[str, Any]:
    """The tiles of one raster."""
    west, south, east, north = raster.bbox
    address = _set_address(request, layer, raster.uid)
    item = link(_tiles(request, raster, "{tileMatrix}/{tileCol}/{tileRow}.png"), "item", PNG, raster.title)
    return {
        "title": raster.title,
        "dataType": "map",
        "crs": CRS_URI,
        "tileMatrixSetURI": GRID_URI,
        "licence": layer.licence.url,
        "boundingBox": {"lowerLeft": [west, south], "upperRight": [east, north], "crs": systems.CRS84.uri},
        "links": [
            link(address, "self", JSON, raster.title),
            link(f"{address}?f=tilejson", "describedby", JSON, "TileJSON"),
            link(tilesets.grid_address(request), tilesets.SCHEME, JSON, GRID),
            {**item, "templated": True},
            _file(request, layer, raster),
        ],
    }


def tile_json(request: TownRequest, layer: RasterLayer, raster: Raster) -> dict[str, Any]:
    """The same for maps of the web."""
    return {
        "tilejson": tilesets.TILE_JSON,
        "name": raster.title,
        "description": str(layer.title),
        "attribution": f"{request.municipality} ({layer.licence.title})",
        "tiles": [_tiles(request, raster, "{z}/{x}/{y}.png")],
        "minzoom": 0,
        "maxzoom": layer.most_zoom,
        "bounds": list(raster.bbox),
    }


def _extent(found: list[Raster]) -> dict[str, Any]:
    """What holds all rasters, and the days of their surveys where any is known."""
    days = sorted(one.surveyed_date.isoformat() for one in found if one.surveyed_date)
    told: dict[str, Any] = {"spatial": {"bbox": [list(rasters.around(found))], "crs": systems.CRS84.uri}}
    if days:
        # An instant, as the standard has it: the day begins in Thailand seven hours before it does at Greenwich.
        told["temporal"] = {"interval": [[f"{days[0]}T00:00:00+07:00", f"{days[-1]}T23:59:59+07:00"]]}
    return told


def _file(request: HttpRequest, layer: RasterLayer, raster: Raster) -> Link:
    address = request.build_absolute_uri(reverse("opendata:raster_file", args=[layer.name, raster.uid]))
    return link(address, "enclosure", rasters.GEOTIFF, raster.title)


def _tiles(request: HttpRequest, raster: Raster, template: str) -> str:
    return request.build_absolute_uri(raster.tiles) + template


def _sets_address(request: HttpRequest, layer: RasterLayer) -> str:
    return request.build_absolute_uri(reverse("opendata:map_tile_sets", args=[layer.name]))


def _set_address(request: HttpRequest, layer: RasterLayer, uid: UUID) -> str:
    return request.build_absolute_uri(reverse("opendata:map_tile_set", args=[layer.name, uid]))


def own_links(request: HttpRequest, layer: RasterLayer) -> list[Link]:
    """The collection's link to itself, where it is one of many."""
    return [link(f"{links.root(request)}/collections/{layer.name}", "self", JSON, str(layer.title))]
