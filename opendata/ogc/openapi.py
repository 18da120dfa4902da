"""The definition of the API in OpenAPI 3.0, written from the layers and whole in itself.

Each layer has addresses of its own, so that a program sees by which columns it may ask.
"""

from collections.abc import Iterable

from django.utils.translation import gettext

from gis_assets.publication import Layer, RasterLayer
from opendata.ogc import asking, documents, operations, parameters, records, shapes, tile_paths
from opendata.ogc.links import GEOJSON, JSON, JSONFG, OPENAPI, SCHEMA
from opendata.ogc.operations import Schema, document, get, named


def definition(offered: Iterable[Layer], pictured: Iterable[RasterLayer], *, town: str, root: str) -> Schema:
    found, rasters = list(offered), list(pictured)
    return {
        "openapi": "3.0.3",
        "info": {
            "title": gettext("Open data of %(town)s") % {"town": town},
            "description": gettext(
                "Layers of the town's register that anybody may use. No owner, deed or tax is in any."
            ),
            "version": "1.0.0",
            "license": {"name": "CC-BY-4.0", "url": "https://creativecommons.org/licenses/by/4.0/"},
        },
        "servers": [{"url": root}],
        "tags": [{"name": "about", "description": gettext("The API and its layers")}]
        + [{"name": layer.name, "description": str(layer.title)} for layer in (*found, *rasters)],
        "paths": _about()
        | {path: told for layer in found for path, told in _of_layer(layer).items()}
        | {path: told for layer in rasters for path, told in _of_rasters(layer).items()},
        "components": {
            "parameters": parameters.every(),
            "responses": operations.responses(),
            "schemas": shapes.SCHEMAS | {f"{layer.name}_properties": _properties(layer) for layer in found},
        },
    }


def _about() -> dict[str, Schema]:
    return {
        "/": get("landing", gettext("The entrance"), document("landing", JSON)),
        "/api": get("api", gettext("This definition"), document("api", OPENAPI)),
        "/conformance": get("conformance", gettext("The standards it keeps"), document("conformance", JSON)),
        "/collections": get("collections", gettext("The layers"), document("collections", JSON)),
        **tile_paths.of_grids(),
        **_catalogue(),
    }


def _catalogue() -> dict[str, Schema]:
    here, name = f"/collections/{records.NAME}", records.NAME
    one = [named("featureId")]
    every = [named(parameter) for parameter in asking.OF_RECORDS]
    return {
        here: get(f"{name}.about", gettext("Catalogue of open data"), document("collection", JSON)),
        f"{here}/items": get(f"{name}.items", gettext("The records"), document("features", GEOJSON), parameters=every),
        f"{here}/items/{{featureId}}": get(
            f"{name}.item", gettext("One record"), document("feature", GEOJSON), parameters=one
        ),
    }


def _of_layer(layer: Layer) -> dict[str, Schema]:
    name, here = layer.name, f"/collections/{layer.name}"
    by_columns = [parameters.by_column(column) for column in layer.open_columns]
    form = parameters.form("json", "html", "jsonfg")
    return {
        here: get(f"{name}.about", f"{layer.title}", document("collection", JSON), tag=name),
        f"{here}/queryables": get(
            f"{name}.queryables", gettext("The columns to ask by"), document("schema", SCHEMA), tag=name
        ),
        f"{here}/schema": get(f"{name}.schema", gettext("The columns"), document("schema", SCHEMA), tag=name),
        f"{here}/items": get(
            f"{name}.items",
            f"{layer.title}: {layer.description}",
            document(_features(layer), GEOJSON) | {JSONFG: "features_fg"},
            tag=name,
            parameters=[*(named(one) for one in asking.OF_FEATURES), form, *by_columns],
            everywhere=("lang",),
        ),
        f"{here}/items/{{featureId}}": get(
            f"{name}.item",
            gettext("One feature"),
            document(_feature(layer), GEOJSON) | {JSONFG: "feature_fg"},
            tag=name,
            parameters=[*(named(one) for one in ("featureId", *asking.OF_A_FEATURE)), form],
            everywhere=("lang",),
        ),
        **tile_paths.of_layer(layer),
    }


def _of_rasters(layer: RasterLayer) -> dict[str, Schema]:
    about = get(f"{layer.name}.about", f"{layer.title}", document("collection", JSON), tag=layer.name)
    return {f"/collections/{layer.name}": about, **tile_paths.of_rasters(layer)}


def _properties(layer: Layer) -> Schema:
    told = {column.name: documents.described(column) | {"nullable": True} for column in layer.open_columns}
    return {"type": "object", "required": list(told), "properties": told, "additionalProperties": False}


def _feature(layer: Layer) -> Schema:
    own = {"type": "object", "properties": {"properties": {"$ref": f"#/components/schemas/{layer.name}_properties"}}}
    return {"allOf": [{"$ref": "#/components/schemas/feature"}, own]}


def _features(layer: Layer) -> Schema:
    own = {"type": "object", "properties": {"features": {"type": "array", "items": _feature(layer)}}}
    return {"allOf": [{"$ref": "#/components/schemas/features"}, own]}
