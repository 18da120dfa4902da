"""The shapes of the API's answers as OpenAPI 3.0 writes schemas: what a program may rely on."""

from typing import Any

Schema = dict[str, Any]


def _object(required: tuple[str, ...], **properties: Schema) -> Schema:
    return {"type": "object", "required": list(required), "properties": properties}


def _list(of: Schema, **more: Any) -> Schema:
    return {"type": "array", "items": of, **more}


def _of(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


TEXT: Schema = {"type": "string"}
URI: Schema = {"type": "string", "format": "uri"}
COUNT: Schema = {"type": "integer", "minimum": 0}
LINKS = _list(_of("link"))
BBOX = _list({"type": "number"}, minItems=4, maxItems=6)

SCHEMAS: dict[str, Schema] = {
    "link": _object(("href", "rel", "type"), href=TEXT, rel=TEXT, type=TEXT, title=TEXT),
    "problem": _object(
        ("code", "description", "status"),
        type=TEXT,
        title=TEXT,
        status={"type": "integer"},
        detail=TEXT,
        code=TEXT,
        description=TEXT,
    ),
    "landing": _object(("title", "links"), title=TEXT, description=TEXT, links=LINKS),
    "api": _object(("openapi", "info", "paths"), openapi=TEXT, info={"type": "object"}, paths={"type": "object"}),
    "conformance": _object(("conformsTo",), conformsTo=_list(URI), links=LINKS),
    "collections": _object(("links", "collections"), links=LINKS, collections=_list(_of("collection")), crs=_list(URI)),
    "collection": _object(
        ("id", "links"),
        id=TEXT,
        title=TEXT,
        description=TEXT,
        itemType=TEXT,
        keywords=_list(TEXT),
        license=TEXT,
        extent=_of("extent"),
        crs=_list(URI),
        storageCrs=URI,
        links=LINKS,
    ),
    "extent": _object(
        (),
        spatial=_object((), bbox=_list(BBOX, minItems=1), crs=URI),
        temporal=_object(
            (), interval=_list(_list({"type": "string", "nullable": True}, minItems=2, maxItems=2), minItems=1), trs=URI
        ),
    ),
    "schema": _object(("$id", "$schema", "type", "properties"), title=TEXT, type=TEXT, properties={"type": "object"}),
    "features": _object(
        ("type", "features", "numberReturned", "links"),
        type={"type": "string", "enum": ["FeatureCollection"]},
        features=_list(_of("feature")),
        links=LINKS,
        timeStamp={"type": "string", "format": "date-time"},
        numberMatched=COUNT,
        numberReturned=COUNT,
    ),
    "feature": _object(
        ("type", "id", "geometry", "properties"),
        type={"type": "string", "enum": ["Feature"]},
        id=TEXT,
        geometry={"allOf": [_of("geometry")], "nullable": True},
        properties={"type": "object"},
        links=LINKS,
    ),
    "geometry": _object(
        ("type",),
        type={
            "type": "string",
            "enum": ["Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"],
        },
        coordinates={"type": "array", "items": {}},
    ),
}
