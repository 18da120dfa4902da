"""The addresses of tiles as OpenAPI has them."""

from django.utils.translation import gettext

from gis_assets.publication import Layer, RasterLayer
from opendata.ogc import parameters
from opendata.ogc.links import JSON
from opendata.ogc.operations import Schema, get, named
from opendata.ogc.tilesets import GRID, MVT

EITHER: Schema = {"anyOf": [{"$ref": "#/components/schemas/tile_set"}, {"$ref": "#/components/schemas/tile_json"}]}


def of_grids() -> dict[str, Schema]:
    """The grid is the same for all layers."""
    asked = [parameters.form("json")]
    return {
        "/tileMatrixSets": get(
            "grids", gettext("The grids that tiles are cut by"), {JSON: "grids"}, parameters=asked, everywhere=("lang",)
        ),
        f"/tileMatrixSets/{GRID}": get(
            "grid", gettext("The grid WebMercatorQuad"), {JSON: "grid"}, parameters=asked, everywhere=("lang",)
        ),
    }


def of_layer(layer: Layer) -> dict[str, Schema]:
    """The tile sets of a layer, what its tiles hold, and each tile."""
    name, here = layer.name, f"/collections/{layer.name}/tiles"
    place = [named(one) for one in ("tileMatrix", "tileRow", "tileCol", "datetime")]
    empty = {"204": {"description": gettext("The layer has nothing there")}}
    return {
        here: _tile_sets(name, gettext("The layer as vector tiles")),
        f"{here}/{GRID}": _tile_set(name, gettext("What the tiles hold; as TileJSON with f=tilejson"), "datetime"),
        f"{here}/{GRID}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}": get(
            f"{name}.tile",
            gettext("One vector tile"),
            {MVT: {"type": "string", "format": "binary"}},
            tag=name,
            parameters=[*place, parameters.form("mvt")],
            everywhere=("lang",),
            more=empty,
        ),
    }


def of_rasters(layer: RasterLayer) -> dict[str, Schema]:
    """The tile sets of a layer of rasters, and where the tiles of each raster are."""
    name, here = layer.name, f"/collections/{layer.name}/map/tiles"
    return {
        here: _tile_sets(name, gettext("The rasters as map tiles")),
        f"{here}/{{rasterId}}": _tile_set(
            name, gettext("Where the tiles of one raster are; as TileJSON with f=tilejson"), "rasterId"
        ),
    }


def _tile_sets(name: str, summary: str) -> Schema:
    return get(
        f"{name}.tile_sets",
        summary,
        {JSON: "tile_sets"},
        tag=name,
        parameters=[parameters.form("json")],
        everywhere=("lang",),
    )


def _tile_set(name: str, summary: str, parameter: str) -> Schema:
    return get(
        f"{name}.tile_set",
        summary,
        {JSON: EITHER},
        tag=name,
        parameters=[named(parameter), parameters.form("json", "tilejson")],
        everywhere=("lang",),
    )
