"""What the API says of itself: its entrance, what it conforms to, its collections and their columns."""

from typing import Any

from django.utils.translation import gettext

from gis_assets.models import Municipality
from gis_assets.publication import Column, Layer
from opendata import filtering, systems
from opendata.ogc import jsonfg, links, records
from opendata.ogc.links import GEOJSON, HTML, JSON, JSONFG, OPENAPI, SCHEMA, Link, link
from opendata.querying import Facts

_OGC = "http://www.opengis.net/spec"
CONFORMS_TO = (
    f"{_OGC}/ogcapi-common-1/1.0/conf/core",
    f"{_OGC}/ogcapi-common-1/1.0/conf/landing-page",
    f"{_OGC}/ogcapi-common-1/1.0/conf/json",
    f"{_OGC}/ogcapi-common-1/1.0/conf/html",
    f"{_OGC}/ogcapi-common-1/1.0/conf/oas30",
    f"{_OGC}/ogcapi-common-2/1.0/conf/collections",
    f"{_OGC}/ogcapi-features-1/1.0/conf/core",
    f"{_OGC}/ogcapi-features-1/1.0/conf/geojson",
    f"{_OGC}/ogcapi-features-1/1.0/conf/html",
    f"{_OGC}/ogcapi-features-1/1.0/conf/oas30",
    f"{_OGC}/ogcapi-features-2/1.0/conf/crs",
    f"{_OGC}/ogcapi-features-3/1.0/conf/queryables",
    f"{_OGC}/ogcapi-features-3/1.0/conf/queryables-query-parameters",
    f"{_OGC}/ogcapi-features-3/1.0/conf/filter",
    f"{_OGC}/ogcapi-features-3/1.0/conf/features-filter",
    f"{_OGC}/ogcapi-features-5/1.0/conf/schemas",
    f"{_OGC}/ogcapi-features-5/1.0/conf/core-roles-features",
    f"{_OGC}/cql2/1.0/conf/cql2-text",
    f"{_OGC}/cql2/1.0/conf/cql2-json",
    f"{_OGC}/cql2/1.0/conf/basic-cql2",
    f"{_OGC}/cql2/1.0/conf/advanced-comparison-operators",
    f"{_OGC}/cql2/1.0/conf/case-insensitive-comparison",
    f"{_OGC}/cql2/1.0/conf/basic-spatial-functions",
    f"{_OGC}/cql2/1.0/conf/basic-spatial-functions-plus",
    f"{_OGC}/cql2/1.0/conf/spatial-functions",
    f"{_OGC}/cql2/1.0/conf/property-property",
)
_TILES = f"{_OGC}/ogcapi-tiles-1/1.0/conf"
TILES = tuple(f"{_TILES}/{name}" for name in ("core", "tileset", "tilesets-list", "geodata-tilesets", "mvt"))
_TYPES = {
    "text": {"type": "string"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "datetime": {"type": "string", "format": "date-time"},
}


def landing(municipality: Municipality, *, root: str, own: list[Link]) -> dict[str, Any]:
    return {
        "title": gettext("Open data of %(town)s") % {"town": municipality},
        "description": gettext("Layers of the town's register that anybody may use. No owner, deed or tax is in any."),
        "links": [
            *own,
            link(f"{root}/api", "service-desc", OPENAPI, gettext("The definition of this API (OpenAPI 3.0)")),
            link(f"{root}/api?f=html", "service-doc", HTML, gettext("This API explained")),
            link(f"{root}/conformance", "conformance", JSON, gettext("The standards it keeps")),
            link(f"{root}/conformance", links.CONFORMANCE, JSON, gettext("The standards it keeps")),
            link(f"{root}/collections", "data", JSON, gettext("The layers")),
        ],
    }


def conformance(own: list[Link]) -> dict[str, Any]:
    return {"links": own, "conformsTo": [*CONFORMS_TO, *jsonfg.CONFORMS_TO, *records.CONFORMS_TO, *TILES]}


def collections(described: list[dict[str, Any]], *, own: list[Link]) -> dict[str, Any]:
    return {"links": own, "collections": described, "crs": list(systems.SYSTEMS)}


def collection(layer: Layer, facts: Facts, *, root: str, own: list[Link]) -> dict[str, Any]:
    here = f"{root}/collections/{layer.name}"
    return {
        "id": layer.name,
        "title": str(layer.title),
        "description": str(layer.description),
        "itemType": "feature",
        "keywords": [str(word) for word in layer.keywords],
        "license": layer.licence.spdx,
        "extent": extent(facts, has_history=layer.has_history),
        "crs": list(systems.SYSTEMS),
        "storageCrs": systems.CRS84.uri,
        "links": [
            *own,
            link(f"{here}/items", "items", GEOJSON, gettext("The features as GeoJSON")),
            link(f"{here}/items?f=jsonfg", "items", JSONFG, gettext("The features as JSON-FG")),
            link(f"{here}/items?f=html", "items", HTML, gettext("The features as a page")),
            link(f"{here}/queryables", links.QUERYABLES, SCHEMA, gettext("The columns to ask by")),
            link(f"{here}/queryables?f=html", links.QUERYABLES, HTML, gettext("The columns to ask by, as a page")),
            link(f"{here}/schema", links.OGC_SCHEMA, SCHEMA, gettext("The columns")),
            link(f"{here}/schema?f=html", links.OGC_SCHEMA, HTML, gettext("The columns, as a page")),
            link(f"{here}/tiles", links.TILES, JSON, gettext("The layer as vector tiles")),
            link(layer.licence.url, "license", HTML, str(layer.licence.title)),
        ],
    }


def extent(facts: Facts, *, has_history: bool) -> dict[str, Any]:
    """What holds all features; of a layer that has nothing there is no rectangle to tell."""
    found: dict[str, Any] = {}
    if facts.bbox is not None:
        found["spatial"] = {"bbox": [list(facts.bbox)], "crs": systems.CRS84.uri}
    if has_history:
        found["temporal"] = {
            "interval": [[None, None]],
            "trs": "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian",
        }
    return found


def queryables(layer: Layer, *, address: str) -> dict[str, Any]:
    """By what one may ask: the open columns and the shape."""
    return _schema(layer, address=address) | {
        "properties": {filtering.GEOMETRY: _geometry(layer)} | {c.name: described(c) for c in layer.open_columns},
        "additionalProperties": False,
    }


def schema(layer: Layer, *, address: str) -> dict[str, Any]:
    """What a feature has."""
    identity = {"title": gettext("Identifier"), "type": "string", "x-ogc-role": "id"}
    return _schema(layer, address=address) | {
        "properties": {"id": identity, filtering.GEOMETRY: _geometry(layer)}
        | {c.name: described(c) for c in layer.open_columns},
        "additionalProperties": False,
    }


def described(column: Column) -> dict[str, Any]:
    """A column as JSON Schema has it."""
    found: dict[str, Any] = {"title": str(column.title), **_TYPES[column.kind]}
    if column.unit:
        found["x-ogc-unit"] = column.unit
    if column.values:
        found["description"] = "; ".join(f"{value or '–'}: {words}" for value, words in column.values.items())
    return found


def _schema(layer: Layer, *, address: str) -> dict[str, Any]:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": address,
        "type": "object",
        "title": str(layer.title),
        "description": str(layer.description),
    }


def _geometry(layer: Layer) -> dict[str, Any]:
    kinds = {"polygon": "polygon-or-multipolygon", "line": "linestring-or-multilinestring", "point": "point"}
    return {"title": gettext("Shape"), "format": f"geometry-{kinds[layer.geometry]}", "x-ogc-role": "primary-geometry"}
