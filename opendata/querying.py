"""A part of an open layer out of the database: by place, day, values and filter, page by page, in any offered system.

PostGIS writes the text of shapes and properties; this process only puts it together. Pages follow one another by the
id of their last feature, so that the thousandth costs what the first does. Only open columns leave.
"""

import functools
import json
import math
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NamedTuple

import psycopg
import shapely
from django.db import connection
from django.utils.translation import gettext
from psycopg import sql

from gis_assets import sql_files
from gis_assets.models import Municipality
from gis_assets.publication import Layer
from gis_assets.refusals import Refusal
from opendata import filtering, systems
from opendata.systems import CRS84, System

TOKEN_LENGTH_MOST = 100


class WrongToken(Refusal):
    """It does not say where a page of this layer starts."""


class Filter(NamedTuple):
    """A filter in CQL2, its language and the system of its shapes."""

    text: str
    language: str
    system: System


@dataclass(frozen=True)
class Query:
    """Which features, and how.

    `place` is a shape in longitude and latitude; `equals` gives columns their values, of the columns' kinds; `after` is
    the id after which the page starts.
    """

    on: date
    limit: int = 100
    crs: System = CRS84
    place: shapely.Geometry | None = None
    equals: Mapping[str, Any] = field(default_factory=dict)
    filter: Filter | None = None
    after: str | None = None

    @property
    def is_whole(self) -> bool:
        """Whether it asks for every feature of its day."""
        return self.place is None and not self.equals and self.filter is None


@dataclass(frozen=True)
class Page:
    """Features as texts of GeoJSON; `last` is the id of the last one where more follow."""

    features: list[str]
    last: str | None


class Facts(NamedTuple):
    """How many features a layer has, and their west, south, east and north; None of nothing."""

    features: int
    bbox: tuple[float, float, float, float] | None


def page(layer: Layer, query: Query, *, municipality: Municipality) -> Page:
    """The next features; raises `filtering.WrongFilter`, `WrongToken`."""
    statement, values = _items(layer, query, municipality=municipality, most=query.limit + 1)
    rows = _asked(statement, values)
    features = _features(rows[: query.limit], query.crs)
    return Page(features, last=rows[query.limit - 1][0] if len(rows) > query.limit else None)


def feature(layer: Layer, feature_id: str, query: Query, *, municipality: Municipality) -> str | None:
    """The text of one feature; None when there is none of that id on that day."""
    wanted = _id_of(layer, feature_id)
    if wanted is None:
        return None
    statement = _statement("items", layer, query.crs, sql.SQL("feature.id = %(wanted)s"))
    rows = _asked(statement, _facts(query, municipality) | {"wanted": wanted, "most": 1})
    return _features(rows, query.crs)[0] if rows else None


def count(layer: Layer, query: Query, *, municipality: Municipality) -> int:
    """How many features the query matches on all its pages."""
    conditions, values = _conditions(layer, replace(query, after=None))
    ((number,),) = _asked(_statement("item_count", layer, query.crs, conditions), values | _facts(query, municipality))
    return int(number)


def facts(layer: Layer, *, municipality: Municipality, on: date) -> Facts:
    """Number and rectangle of all features of a day; reads every one."""
    statement = _statement("layer_facts", layer, CRS84, sql.SQL(""))
    ((number, *bbox),) = _asked(statement, {"municipality": municipality.pk, "on": on})
    return Facts(int(number), None if bbox[0] is None else _rounded_outwards(*bbox))


def _rounded_outwards(west: float, south: float, east: float, north: float) -> tuple[float, float, float, float]:
    """To the digits of the shapes themselves, so that it still holds them once those are rounded."""
    step = 10**CRS84.digits
    west, south = (math.floor(value * step) / step for value in (west, south))
    east, north = (math.ceil(value * step) / step for value in (east, north))
    return west, south, east, north


def _items(layer: Layer, query: Query, *, municipality: Municipality, most: int) -> tuple[sql.Composed, dict[str, Any]]:
    conditions, values = _conditions(layer, query)
    return _statement("items", layer, query.crs, conditions), values | _facts(query, municipality) | {"most": most}


def _facts(query: Query, municipality: Municipality) -> dict[str, Any]:
    return {"municipality": municipality.pk, "on": query.on}


def _conditions(layer: Layer, query: Query) -> tuple[sql.Composed, dict[str, Any]]:
    values = filtering.Values()
    parts: list[sql.Composable] = [sql.SQL("true")]
    if query.place is not None:
        parts.append(sql.SQL("feature.geom && ST_GeomFromWKB(%(place)s, 4326)"))
        parts.append(sql.SQL("ST_Intersects(feature.geom, ST_GeomFromWKB(%(place)s, 4326))"))
        values["place"] = shapely.to_wkb(query.place)
    for name, value in query.equals.items():
        parts.append(filtering.equals(layer.column(name), value, values))
    if query.filter is not None:
        text, language, system = query.filter
        parts.append(filtering.condition(text, language=language, system=system, layer=layer, values=values))
    if query.after is not None:
        parts.append(sql.SQL("feature.id > %(after)s"))
        values["after"] = _token_of(layer, query.after)
    return sql.SQL(" AND ").join(parts), values


def _token_of(layer: Layer, text: str) -> Any:
    token = _id_of(layer, text)
    if token is None:
        sentence = gettext(
            "“%(text)s” is not where a page of this layer starts. Follow the link “next” of the page before."
        )
        raise WrongToken(sentence % {"text": text[:TOKEN_LENGTH_MOST]})
    return token


def _id_of(layer: Layer, text: str) -> Any:
    """What the database compares with its ids; None for what cannot be one."""
    if len(text) > TOKEN_LENGTH_MOST or "\0" in text:
        return None
    if layer.id_kind == "text":
        return text
    try:
        found = uuid.UUID(text)
    except ValueError:
        return None
    return found if str(found) == text else None


def _statement(name: str, layer: Layer, system: System, conditions: sql.Composable) -> sql.Composed:
    columns = [sql.Identifier("page", column.name) for column in layer.open_columns]
    return sql.SQL(sql_files.load("opendata", name)).format(
        columns=sql.SQL(", ").join(columns),
        geometry=sql.SQL(_geometry(system)),
        layer=sql.SQL(sql_files.load(layer.app, layer.sql)),
        conditions=conditions,
    )


@functools.cache
def _geometry(system: System) -> Any:
    """How PostGIS writes the shape; to Indian 1975 it does not know the way, and hands it over as it is."""
    shape = "ST_ForcePolygonCCW(page.geom)"
    if system.is_indian:
        return f"ST_AsBinary({shape})"
    if system.is_north_first:
        shape = f"ST_FlipCoordinates({shape})"
    elif not system.is_geographic:
        shape = f"ST_Transform({shape}, {system.epsg})"
    return f"ST_AsGeoJSON({shape}, {system.digits}, 0)"


def _features(rows: list[tuple[Any, ...]], system: System) -> list[str]:
    if system.is_indian:
        shapes = systems.from_crs84(shapely.from_wkb([row[1] for row in rows]), system)
        rows = [(row[0], text, row[2]) for row, text in zip(rows, shapely.to_geojson(shapes), strict=True)]
    return [
        f'{{"type":"Feature","id":{json.dumps(row[0])},"geometry":{row[1] or "null"},"properties":{row[2]}}}'
        for row in rows
    ]


def _asked(statement: sql.Composed, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    """The values go beside the statement, so that a connection that is kept can keep it prepared."""
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        return cursor.execute(statement, values).fetchall()
