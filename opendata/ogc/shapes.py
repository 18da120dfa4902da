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
CORNER = _list({"type": "number"}, minItems=2, maxItems=2)
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
    "features_fg": {
        "allOf": [
            _of("features"),
            _of("of_kind_fg"),
            {"type": "object", "properties": {"features": _list(_of("placed_fg"))}},
        ]
    },
    "feature_fg": {"allOf": [_of("placed_fg"), _of("of_kind_fg")]},
    "of_kind_fg": _object(
        ("conformsTo", "featureType", "coordRefSys"),
        conformsTo=_list(URI),
        featureType=TEXT,
        featureSchema=URI,
        geometryDimension=COUNT,
        coordRefSys=URI,
    ),
    "placed_fg": {
        "allOf": [
            _of("feature"),
            _object(
                ("place", "time"),
                place={"allOf": [_of("geometry")], "nullable": True},
                time={
                    **_object((), interval=_list(TEXT, minItems=2, maxItems=2)),
                    "nullable": True,
                },
            ),
        ]
    },
    "geometry": _object(
        ("type",),
        type={
            "type": "string",
            "enum": ["Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"],
        },
        coordinates={"type": "array", "items": {}},
    ),
    "tile_sets": _object(("tilesets",), tilesets=_list(_of("tile_set")), links=LINKS),
    "tile_set": _object(
        ("dataType", "crs", "tileMatrixSetURI", "links"),
        title=TEXT,
        description=TEXT,
        dataType={"type": "string", "enum": ["vector", "map"]},
        crs=URI,
        tileMatrixSetURI=URI,
        licence=URI,
        boundingBox=_object(("lowerLeft", "upperRight"), lowerLeft=CORNER, upperRight=CORNER, crs=URI),
        layers=_list(_object(("id", "dataType"), id=TEXT, dataType=TEXT, geometryDimension=COUNT)),
        tileMatrixSetLimits=_list(
            _object(
                ("tileMatrix", "minTileRow", "maxTileRow", "minTileCol", "maxTileCol"),
                tileMatrix=TEXT,
                minTileRow=COUNT,
                maxTileRow=COUNT,
                minTileCol=COUNT,
                maxTileCol=COUNT,
            )
        ),
        links=LINKS,
    ),
    "tile_json": _object(
        ("tilejson", "tiles"),
        tilejson=TEXT,
        name=TEXT,
        description=TEXT,
        attribution=TEXT,
        tiles=_list(TEXT, minItems=1),
        minzoom=COUNT,
        maxzoom=COUNT,
        bounds=BBOX,
        vector_layers=_list(_object(("id", "fields"), id=TEXT, fields={"type": "object"})),
    ),
    "grids": _object(
        ("tileMatrixSets",), tileMatrixSets=_list(_object(("id", "links"), id=TEXT, title=TEXT, uri=URI, links=LINKS))
    ),
    "grid": _object(
        ("id", "crs", "tileMatrices"),
        id=TEXT,
        title=TEXT,
        uri=URI,
        crs=URI,
        orderedAxes=_list(TEXT),
        wellKnownScaleSet=URI,
        tileMatrices=_list(_object(("id", "scaleDenominator", "cellSize"), id=TEXT)),
    ),
}
