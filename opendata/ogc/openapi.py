"""The definition of the API in OpenAPI 3.0, written from the layers and whole in itself.

Each layer has addresses of its own, so that a program sees by which columns it may ask.
"""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext

from gis_assets.publication import Column, Layer
from opendata import filtering, systems
from opendata.ogc import asking, documents, records, shapes
from opendata.ogc.links import GEOJSON, JSON, OPENAPI, SCHEMA
from opendata.ogc.problems import JSON as PROBLEM

Schema = dict[str, Any]


def definition(offered: Iterable[Layer], *, town: str, root: str) -> Schema:
    found = list(offered)
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
        + [{"name": layer.name, "description": str(layer.title)} for layer in found],
        "paths": _about() | {path: told for layer in found for path, told in _of_layer(layer).items()},
        "components": {
            "parameters": _parameters(),
            "responses": _responses(),
            "schemas": shapes.SCHEMAS | {f"{layer.name}_properties": _properties(layer) for layer in found},
        },
    }


def _about() -> dict[str, Schema]:
    return {
        "/": _get("landing", gettext("The entrance"), "landing", media_type=JSON),
        "/api": _get("api", gettext("This definition"), "api", media_type=OPENAPI),
        "/conformance": _get("conformance", gettext("The standards it keeps"), "conformance", media_type=JSON),
        "/collections": _get("collections", gettext("The layers"), "collections", media_type=JSON),
        **_catalogue(),
    }


def _catalogue() -> dict[str, Schema]:
    here, name = f"/collections/{records.NAME}", records.NAME
    one = [_named("featureId")]
    every = [_named(parameter) for parameter in asking.OF_RECORDS]
    return {
        here: _get(f"{name}.about", gettext("Catalogue of open data"), "collection", media_type=JSON),
        f"{here}/items": _get(
            f"{name}.items", gettext("The records"), "features", media_type=GEOJSON, parameters=every
        ),
        f"{here}/items/{{featureId}}": _get(
            f"{name}.item", gettext("One record"), "feature", media_type=GEOJSON, parameters=one
        ),
    }


def _of_layer(layer: Layer) -> dict[str, Schema]:
    name, here = layer.name, f"/collections/{layer.name}"
    return {
        here: _get(f"{name}.about", f"{layer.title}", "collection", media_type=JSON, tag=name),
        f"{here}/queryables": _get(
            f"{name}.queryables", gettext("The columns to ask by"), "schema", media_type=SCHEMA, tag=name
        ),
        f"{here}/schema": _get(f"{name}.schema", gettext("The columns"), "schema", media_type=SCHEMA, tag=name),
        f"{here}/items": _get(
            f"{name}.items",
            f"{layer.title}: {layer.description}",
            _features(layer),
            media_type=GEOJSON,
            tag=name,
            parameters=[_named(one) for one in asking.OF_FEATURES] + [_by_column(c) for c in layer.open_columns],
        ),
        f"{here}/items/{{featureId}}": _get(
            f"{name}.item",
            gettext("One feature"),
            _feature(layer),
            media_type=GEOJSON,
            tag=name,
            parameters=[_named(one) for one in ("featureId", *asking.OF_A_FEATURE)],
        ),
    }


def _get(
    operation: str,
    summary: str,
    schema: str | Schema,
    *,
    media_type: str,
    tag: str = "about",
    parameters: Iterable[Schema] = (),
) -> Schema:
    told = {"$ref": f"#/components/schemas/{schema}"} if isinstance(schema, str) else schema
    answers = {
        "200": {
            "description": summary,
            "headers": {"ETag": {"schema": {"type": "string"}}},
            "content": {media_type: {"schema": told}, "text/html": {"schema": {"type": "string"}}},
        },
        **{status: {"$ref": f"#/components/responses/{status}"} for status in _responses()},
    }
    every = [*parameters, *(_named(one) for one in asking.EVERYWHERE)]
    return {
        "get": {"operationId": operation, "summary": summary, "tags": [tag], "parameters": every, "responses": answers}
    }


def _named(parameter: str) -> Schema:
    return {"$ref": f"#/components/parameters/{parameter}"}


def _by_column(column: Column) -> Schema:
    """A column as a parameter: features whose value is exactly that."""
    kinds = {"text": "string", "date": "string", "datetime": "string"}
    schema: Schema = {"type": kinds.get(column.kind, column.kind)}
    if column.kind in ("date", "datetime"):
        schema["format"] = {"date": "date", "datetime": "date-time"}[column.kind]
    return {"name": column.name, "in": "query", "description": str(column.title), "required": False, "schema": schema}


def _parameters() -> dict[str, Schema]:
    crs = {"type": "string", "format": "uri", "enum": list(systems.SYSTEMS), "default": systems.CRS84.uri}
    number = {"type": "number"}
    told: dict[str, tuple[str, Schema]] = {
        "f": (
            gettext("The form of the answer; outdoes the header Accept"),
            {"type": "string", "enum": ["json", "html"]},
        ),
        "lang": (gettext("The language of titles and sentences"), {"type": "string", "enum": list(asking.LANGUAGES)}),
        "limit": (
            gettext("How many features at most; more than the maximum is the maximum"),
            {"type": "integer", "minimum": 1, "maximum": asking.LIMIT_MOST, "default": asking.LIMIT_DEFAULT},
        ),
        "bbox": (
            gettext("Only features that touch this rectangle: west,south,east,north, or as bbox-crs orders its axes"),
            {"type": "array", "items": number, "minItems": 4, "maxItems": 6},
        ),
        "bbox-crs": (gettext("The coordinate system of bbox"), crs),
        "crs": (gettext("The coordinate system of the answer"), crs),
        "datetime": (
            gettext(
                "The layer as of this day or instant; of an interval (2023-01-01/2024-06-01) as of its end. "
                "Layers without history are told as of today."
            ),
            {"type": "string"},
        ),
        "filter": (gettext("A filter in CQL2 over the columns under queryables"), {"type": "string"}),
        "filter-lang": (
            gettext("The language of the filter"),
            {"type": "string", "enum": list(filtering.LANGUAGES), "default": filtering.LANGUAGES[0]},
        ),
        "filter-crs": (gettext("The coordinate system of shapes in the filter"), crs),
        "token": (gettext("Where a page starts, as the link “next” of the page before has it"), {"type": "string"}),
        "resultType": (
            gettext("hits: how many features there are, without them"),
            {"type": "string", "enum": ["results", "hits"], "default": "results"},
        ),
        "q": (gettext("Only records that speak of any of these words, parted by commas"), {"type": "string"}),
        "type": (gettext("Only records of these types"), {"type": "string"}),
        "ids": (gettext("Only these records, parted by commas"), {"type": "string"}),
        "externalIds": (gettext("Only records that others know by these names"), {"type": "string"}),
        "featureId": (gettext("The identifier of a feature; it never changes"), {"type": "string"}),
    }
    found: dict[str, Schema] = {}
    for name, (words, schema) in told.items():
        found[name] = {"name": name, "in": "query", "description": words, "required": False, "schema": schema}
        found[name] |= {"style": "form", "explode": False}
    found["featureId"] |= {"in": "path", "required": True, "style": "simple"}
    return found


def _responses() -> dict[str, Schema]:
    words = {
        "304": gettext("Nothing has changed since the ETag that was sent"),
        "400": gettext("A parameter is unknown or has no valid value"),
        "404": gettext("There is no such layer or feature"),
        "406": gettext("None of the media types asked for is offered"),
        "500": gettext("Something is broken here"),
        "503": gettext("Not now, or not in the time that one request may take"),
    }
    problem = {PROBLEM: {"schema": {"$ref": "#/components/schemas/problem"}}}
    return {
        status: {"description": sentence} | ({} if status == "304" else {"content": problem})
        for status, sentence in words.items()
    }


def _properties(layer: Layer) -> Schema:
    told = {column.name: documents.described(column) | {"nullable": True} for column in layer.open_columns}
    return {"type": "object", "required": list(told), "properties": told, "additionalProperties": False}


def _feature(layer: Layer) -> Schema:
    own = {"type": "object", "properties": {"properties": {"$ref": f"#/components/schemas/{layer.name}_properties"}}}
    return {"allOf": [{"$ref": "#/components/schemas/feature"}, own]}


def _features(layer: Layer) -> Schema:
    own = {"type": "object", "properties": {"features": {"type": "array", "items": _feature(layer)}}}
    return {"allOf": [{"$ref": "#/components/schemas/features"}, own]}
