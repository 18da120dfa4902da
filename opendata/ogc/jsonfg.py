"""Features in JSON-FG (OGC 21-045r1, Features and Geometries JSON): GeoJSON that also tells kind, time and place.

The shape in the asked coordinate system stands under `place`; `geometry` is for longitude and latitude alone and
null otherwise, as the standard has it for readers that know JSON-FG.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, cast

from django.db import connection

from gis_assets.models import Municipality
from gis_assets.publication import Layer
from opendata import tiles
from opendata.ogc.links import Link
from opendata.querying import Query
from opendata.systems import CRS84, System

_CONF = "http://www.opengis.net/spec/json-fg-1/1.0/conf"
CONFORMS_TO = (f"{_CONF}/core", f"{_CONF}/types-schemas")
_DIMENSION = {"polygon": 2, "line": 1, "point": 0}
_HEAD, _GEOMETRY = '{"type":"Feature","id":', ',"geometry":'
_ids = json.JSONDecoder()

Interval = tuple[str, str]


def facts(layer: Layer, system: System, *, root: str) -> dict[str, Any]:
    """What a document says of all its features."""
    return {
        "conformsTo": list(CONFORMS_TO),
        "featureType": layer.name,
        "featureSchema": f"{root}/collections/{layer.name}/schema",
        "geometryDimension": _DIMENSION[layer.geometry],
        "coordRefSys": system.uri,
    }


def features(texts: Sequence[str], layer: Layer, query: Query, *, municipality: Municipality) -> list[str]:
    """Texts of GeoJSON features, whose shapes are in the asked system, as JSON-FG."""
    ids = [_id_of(text) for text in texts]
    held = _validity(ids, layer, query, municipality=municipality) if layer.has_periods and ids else {}
    return [_written(text, held.get(one), query.crs) for text, one in zip(texts, ids, strict=True)]


def feature(text: str, layer: Layer, query: Query, *, municipality: Municipality, root: str, own: list[Link]) -> str:
    """One feature as a document of its own."""
    (written,) = features([text], layer, query, municipality=municipality)
    told = json.dumps({**facts(layer, query.crs, root=root), "links": own}, ensure_ascii=False, separators=(",", ":"))
    return f"{written[:-1]},{told[1:]}"


def _id_of(text: str) -> str:
    found: str = _ids.raw_decode(text, len(_HEAD))[0]
    return found


def _written(text: str, held: Interval | None, system: System) -> str:
    """The first `geometry` after an id is the feature's own: in a text its quotation marks would be escaped."""
    time = json.dumps({"interval": held}) if held else "null"
    if system == CRS84:
        return f'{text[:-1]},"place":null,"time":{time}}}'
    placed = text.replace(_GEOMETRY, ',"geometry":null,"place":', 1)
    return f'{placed[:-1]},"time":{time}}}'


def _validity(ids: Sequence[str], layer: Layer, query: Query, *, municipality: Municipality) -> Mapping[str, Interval]:
    """The first and the last day of each feature's version, `..` where it has none."""
    asked: dict[str, Any] = {"municipality": municipality.pk, "on": query.on, "ids": list(ids)}
    with connection.cursor() as cursor:
        cursor.execute(cast(Any, tiles.statement("validity_of_features", layer)), asked)
        return {one: (start, end) for one, start, end in cursor.fetchall()}
