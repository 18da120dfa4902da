"""A part of an open layer out of the database: by place, day, values and filter, page by page, in any offered system.

PostGIS writes the text of shapes and properties; this process only puts it together. Pages follow one another by the
id of their last feature, so that the thousandth costs what the first does. Only open columns leave.
"""

import functools
import math
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NamedTuple, cast

import psycopg
import shapely
from django.db import DEFAULT_DB_ALIAS, connections
from django.utils.translation import gettext
from psycopg import sql

from gis_assets import crs, sql_files
from gis_assets.models import Municipality
from gis_assets.publication import Layer
from gis_assets.refusals import Refusal
from opendata import filtering, systems
from opendata.systems import CRS84, System

TOKEN_LENGTH_MOST = 100
KEPT_STATEMENTS = 200
_BEFORE = """'{{"type":"Feature","id":' || to_json(page.id::text)::text || ',"geometry":'"""
_AFTER = """',"properties":' || (SELECT row_to_json(public) FROM (SELECT {columns}) AS public)::text || '}}'"""

_WITHIN = "feature.geom && %(place)s::geometry AND ST_Intersects(feature.geom, %(place)s::geometry)"
# What lies in a rectangle with its own rectangle lies in it: most of what is found need not be looked at closely.
_WITHIN_RECTANGLE = (
    "feature.geom && %(place)s::geometry"
    " AND (feature.geom @ %(place)s::geometry OR ST_Intersects(feature.geom, %(place)s::geometry))"
)


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
class Question:
    """What the database is asked for a query: a statement, and the values beside it."""

    statement: str
    values: Mapping[str, Any]
    query: Query

    @property
    def mark(self) -> bytes:
        """Tells it from every question that may be answered otherwise while the layer is what it is."""
        return f"{self.statement}{self.values!r}".encode()


@dataclass(frozen=True)
class Page:
    """Features as texts of GeoJSON; `last` is the id of the last one where more follow.

    `digest` is that of the layer's changes in the moment of reading (`changes.version_of`).
    """

    features: list[str]
    last: str | None
    digest: int


class Facts(NamedTuple):
    """How many features a layer has, and their west, south, east and north; None of nothing."""

    features: int
    bbox: tuple[float, float, float, float] | None


def of_features(layer: Layer, query: Query, *, municipality: Municipality) -> Question:
    """The question for the next features; raises `filtering.WrongFilter`, `WrongToken`."""
    conditions, values = _conditions(layer, query)
    statement = _statement("items", layer, query.crs, conditions)
    return Question(statement, values | _facts(layer, query, municipality) | {"most": query.limit + 1}, query)


def of_a_feature(layer: Layer, feature_id: str, query: Query, *, municipality: Municipality) -> Question | None:
    """The question for one feature; None when no feature can have that id."""
    wanted = _id_of(layer, feature_id)
    if wanted is None:
        return None
    statement = _statement("items", layer, query.crs, "feature.id = %(wanted)s")
    return Question(statement, _facts(layer, query, municipality) | {"wanted": wanted, "most": 1}, query)


def page(question: Question) -> Page:
    """The features that are asked for, as many as the query's limit."""
    return page_of(question, _asked(question.statement, question.values))


def page_of(question: Question, rows: Sequence[tuple[Any, ...]]) -> Page:
    """The same from the rows with which the database answered."""
    limit = question.query.limit
    digest = int(rows[0][0])
    found = [] if rows[0][1] is None else rows[:limit]
    last = rows[limit - 1][1] if len(rows) > limit else None
    return Page(_features(found, question.query.crs), last, digest)


def count(layer: Layer, query: Query, *, municipality: Municipality) -> int:
    """How many features the query matches on all its pages."""
    conditions, values = _conditions(layer, replace(query, after=None))
    statement = _statement("item_count", layer, query.crs, conditions)
    ((number,),) = _asked(statement, values | _facts(layer, query, municipality))
    return int(number)


def facts(layer: Layer, *, municipality: Municipality, on: date) -> Facts:
    """Number and rectangle of all features of a day; reads every one."""
    statement = _statement("layer_facts", layer, CRS84, "")
    ((number, *bbox),) = _asked(statement, {"municipality": municipality.pk, "on": on})
    return Facts(int(number), None if bbox[0] is None else _rounded_outwards(*bbox))


def _rounded_outwards(west: float, south: float, east: float, north: float) -> tuple[float, float, float, float]:
    """To the digits of the shapes themselves, so that it still holds them once those are rounded."""
    step = 10**CRS84.digits
    west, south = (math.floor(value * step) / step for value in (west, south))
    east, north = (math.ceil(value * step) / step for value in (east, north))
    return west, south, east, north


def _facts(layer: Layer, query: Query, municipality: Municipality) -> dict[str, Any]:
    return {"municipality": municipality.pk, "on": query.on, "tables": list(layer.tables)}


def _conditions(layer: Layer, query: Query) -> tuple[str, dict[str, Any]]:
    values = filtering.Values()
    parts = ["true"]
    if query.place is not None:
        parts.append(_WITHIN_RECTANGLE if _is_rectangle(query.place) else _WITHIN)
        # A text of its own kind, which the database reads once; a function around it would be called for every row.
        values["place"] = shapely.to_wkb(shapely.set_srid(query.place, crs.WGS84), hex=True, include_srid=True)
    for name, value in query.equals.items():
        parts.append(filtering.equals(layer.column(name), value, values).as_string(None))
    if query.filter is not None:
        text, language, system = query.filter
        asked = filtering.condition(text, language=language, system=system, layer=layer, values=values)
        parts.append(asked.as_string(None))
    if query.after is not None:
        parts.append("feature.id > %(after)s")
        values["after"] = _token_of(layer, query.after)
    return " AND ".join(parts), values


def _is_rectangle(place: shapely.Geometry) -> bool:
    whole = shapely.box(*shapely.bounds(place))
    return bool(
        shapely.get_type_id(place) == shapely.GeometryType.POLYGON and shapely.area(place) == shapely.area(whole)
    )


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


@functools.lru_cache(KEPT_STATEMENTS)
def _statement(name: str, layer: Layer, system: System, conditions: str) -> str:
    """The text is kept: to put it together takes longer than many an answer."""
    columns = [sql.Identifier("page", column.name) for column in layer.open_columns]
    whole = sql.SQL(sql_files.load("opendata", name)).format(
        feature=sql.SQL(_written(system)).format(columns=sql.SQL(", ").join(columns)),
        layer=sql.SQL(sql_files.load(layer.app, layer.sql)),
        conditions=sql.SQL(cast(Any, conditions)),
    )
    return whole.as_string(None)


def _written(system: System) -> Any:
    """How PostGIS writes a feature; to Indian 1975 it does not know the way, and hands the shape over as it is."""
    shape = "ST_ForcePolygonCCW(page.geom)"
    if system.is_indian:
        return f"{_BEFORE}, ST_AsBinary({shape}), {_AFTER}"
    if system.is_north_first:
        shape = f"ST_FlipCoordinates({shape})"
    elif not system.is_geographic:
        shape = f"ST_Transform({shape}, {system.epsg})"
    return f"{_BEFORE} || coalesce(ST_AsGeoJSON({shape}, {system.digits}, 0), 'null') || {_AFTER}"


def _features(rows: Sequence[tuple[Any, ...]], system: System) -> list[str]:
    if not system.is_indian:
        return [row[2] for row in rows]
    shapes = systems.from_crs84(shapely.from_wkb([row[3] for row in rows]), system)
    texts = [text or "null" for text in shapely.to_geojson(shapes)]
    return [f"{row[2]}{text}{row[4]}" for row, text in zip(rows, texts, strict=True)]


def _asked(statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """The values go beside the statement, so that a connection that is kept can keep it prepared."""
    database = connections[DEFAULT_DB_ALIAS]
    database.ensure_connection()
    with database.wrap_database_errors, psycopg.Cursor(database.connection) as cursor:
        return cursor.execute(cast(Any, statement), values).fetchall()
