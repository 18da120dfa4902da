"""Filters in the Common Query Language (CQL2, text or JSON) as conditions of SQL over a layer's open columns.

The grammar is the library's; what may be asked is decided here: only declared open columns, only values of their kind,
every value a parameter. Brackets are what makes the library's parser of text slow, twice for each within another, so
that a filter is weighed by them before it is parsed.
"""

import json
import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, cast

import cql2
import numpy as np
import shapely
from django.utils import timezone
from django.utils.translation import gettext
from psycopg import sql

from gis_assets.publication import Column, Kind, Layer
from gis_assets.refusals import Refusal
from opendata import systems
from opendata.systems import System

GEOMETRY = "geometry"
LANGUAGES = ("cql2-text", "cql2-json")
WEIGHT_MOST = 2**16
LENGTH_MOST = 16_000
DEPTH_MOST = 40
GLOBE_DEGREES = (180, 90)
COMPARISONS = {"=": "=", "<>": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
PLACES = {
    "s_intersects": "ST_Intersects",
    "s_within": "ST_Within",
    "s_contains": "ST_Contains",
    "s_disjoint": "ST_Disjoint",
    "s_equals": "ST_Equals",
    "s_touches": "ST_Touches",
    "s_crosses": "ST_Crosses",
    "s_overlaps": "ST_Overlaps",
}
_QUOTED = re.compile(r"'(?:[^']|'')*'|\"[^\"]*\"")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?([Zz]|[+-]\d{2}:\d{2})", re.ASCII)

Node = Any  # a part of CQL2 as JSON


class WrongFilter(Refusal):
    """The filter is not understood, or asks for what is not open."""


class WrongValue(Refusal):
    """A value is not of the kind of its column."""


class Values(dict[str, Any]):
    """The values of a statement, each under a name of its own."""

    def placed(self, value: Any) -> sql.Placeholder:
        name = f"value{len(self)}"
        self[name] = value
        return sql.Placeholder(name)


def condition(text: str, *, language: str, system: System, layer: Layer, values: Values) -> sql.Composable:
    """The filter as SQL over `feature`; what it compares with is added to `values`. Raises `WrongFilter`."""
    node = _parsed(text, language=language)
    columns = {column.name: column for column in layer.open_columns}
    return _Translation(columns, system, values).truth(node, depth=0)


def typed(text: str, kind: Kind) -> Any:
    """A value as addresses write it, of a column's kind. Raises `WrongValue`."""
    try:
        return _typed(text, kind)
    except ValueError:
        raise _wrong_value(text, kind) from None


def equals(column: Column, value: Any, values: Values) -> sql.Composable:
    """The column is exactly that value, which is of its kind."""
    return sql.SQL("{} = {}").format(_of_column(column), _of_kind(values.placed(value), column.kind))


def _parsed(text: str, *, language: str) -> Node:
    if len(text) > LENGTH_MOST or (language == "cql2-text" and _weight(text) > WEIGHT_MOST):
        raise _too_large()
    try:
        parse = cql2.parse_text if language == "cql2-text" else cql2.parse_json
        return parse(text).to_json()
    except (cql2.ParseError, cql2.ValidationError, ValueError, RecursionError):
        sentence = gettext("The filter “%(text)s” is not understood as %(language)s.")
        raise WrongFilter(sentence % {"text": text[:100], "language": language}) from None


def _weight(text: str) -> int:
    """How long the parser may take: every bracket within another doubles what lies in it."""
    depth = deepest = 0
    for sign in _QUOTED.sub("", text):
        depth += (sign == "(") - (sign == ")")
        deepest = max(deepest, depth)
        if depth < 0 or deepest > DEPTH_MOST:
            return WEIGHT_MOST + 1
    return len(text) << deepest if depth == 0 else WEIGHT_MOST + 1


class _Translation:
    """One filter on its way into SQL."""

    def __init__(self, columns: Mapping[str, Column], system: System, values: Values) -> None:
        self._columns = columns
        self._system = system
        self._values = values

    def truth(self, node: Node, *, depth: int) -> sql.Composable:
        """A part that is true or false."""
        if depth > DEPTH_MOST:
            raise _too_large()
        match node:
            case bool():
                return sql.SQL("true" if node else "false")
            case {"op": "and" | "or" as op, "args": [_, _, *_] as parts}:
                joined = [self.truth(part, depth=depth + 1) for part in parts]
                return sql.SQL("({})").format(sql.SQL(f" {op} ").join(joined))
            case {"op": "not", "args": [part]}:
                return sql.SQL("(NOT {})").format(self.truth(part, depth=depth + 1))
            case {"property": str(name)} if self._column(name).kind == "boolean":
                return _of_column(self._column(name))
            case {"op": str(op), "args": [left, *more]}:
                return self._predicate(op, left, more)
        raise _not_offered(node)

    def _predicate(self, op: str, left: Node, more: list[Node]) -> sql.Composable:
        """What is said of a column or of the shape."""
        match op, more:
            case "isNull", []:
                return sql.SQL("({} IS NULL)").format(self._nullable(left))
            case _, [right] if op in COMPARISONS:
                return self._comparison(left, COMPARISONS[op], right)
            case _, [right] if op in PLACES:
                return self._place(PLACES[op], left, right)
            case "like", [pattern]:
                return self._like(left, pattern)
            case "between", [low, high]:
                between = (self._comparison(left, ">=", low), self._comparison(left, "<=", high))
                return sql.SQL("({} AND {})").format(*between)
            case "in", [[_, *_] as choices]:
                met = [self._comparison(left, "=", choice) for choice in choices]
                return sql.SQL("({})").format(sql.SQL(" OR ").join(met))
        raise _not_offered({"op": op, "args": [left, *more]})

    def _comparison(self, left: Node, sign: str, right: Node) -> sql.Composable:
        kind = self._kind(left) or self._kind(right) or _kind_of_value(left)
        if kind is None:
            raise _not_offered({"args": [left, right]})
        return sql.SQL("({} {} {})").format(self._value(left, kind), sql.SQL(sign), self._value(right, kind))

    def _kind(self, node: Node) -> Kind | None:
        """The kind of the column in it, if one is."""
        match node:
            case {"property": str(name)}:
                return self._column(name).kind
            case {"op": "casei", "args": [part]}:
                return self._kind(part)
        return None

    def _value(self, node: Node, kind: Kind) -> sql.Composable:
        match node:
            case {"property": str(name)}:
                column = self._column(name)
                if _comparable(column.kind) != _comparable(kind):
                    raise WrongFilter(gettext("“%(name)s” cannot be compared with that.") % {"name": name})
                return _of_column(column)
            case {"op": "casei", "args": [part]} if kind == "text":
                return sql.SQL("lower({})").format(self._value(part, kind))
            case {"date": str(text)} | {"timestamp": str(text)} if kind in ("date", "datetime"):
                return self._literal(text, kind)
            case bool() | float() | int() | str():
                return self._literal(node, kind)
        raise _not_offered(node)

    def _literal(self, value: bool | float | str, kind: Kind) -> sql.Composable:
        try:
            return _of_kind(self._values.placed(_literal(value, kind)), kind)
        except ValueError:
            raise WrongFilter(str(_wrong_value(str(value), kind))) from None

    def _like(self, left: Node, pattern: Node) -> sql.Composable:
        """`%` stands for any text, `_` for one sign, `\\` takes their meaning, as in SQL."""
        match pattern:
            case str(text) | {"op": "casei", "args": [str(text)]} if (
                self._kind(left) or _kind_of_value(left)
            ) == "text":
                if not text.endswith("\\"):
                    return sql.SQL("({} LIKE {})").format(self._value(left, "text"), self._value(pattern, "text"))
        raise _not_offered({"op": "like", "args": [left, pattern]})

    def _place(self, function: str, left: Node, right: Node) -> sql.Composable:
        is_ours = [node == {"property": GEOMETRY} for node in (left, right)]
        if sum(is_ours) != 1:
            raise _not_offered({"args": [left, right]})
        shape = self._shape(right if is_ours[0] else left)
        given = sql.SQL("ST_GeomFromWKB({}, 4326)").format(self._values.placed(shape))
        parts = [sql.SQL("feature.geom"), given] if is_ours[0] else [given, sql.SQL("feature.geom")]
        met = sql.SQL(f"{function}({{}}, {{}})").format(*parts)
        if function == "ST_Disjoint":
            return met
        return sql.SQL("(feature.geom && {} AND {})").format(given, met)

    def _shape(self, node: Node) -> bytes:
        """The shape in longitude and latitude, as well-known binary."""
        try:
            shape = _drawn(node, self._system)
        except (ValueError, TypeError, KeyError, shapely.errors.ShapelyError):
            raise WrongFilter(gettext("A shape of the filter is none.")) from None
        is_on_the_globe = (np.abs(shapely.get_coordinates(shape)) <= GLOBE_DEGREES).all()  # nor is what is not finite
        if not is_on_the_globe or not shapely.is_valid(shape):
            raise WrongFilter(gettext("A shape of the filter crosses itself, or lies outside its coordinate system."))
        return bytes(shapely.to_wkb(shape))

    def _nullable(self, node: Node) -> sql.Composable:
        match node:
            case {"property": "geometry"}:
                return sql.SQL("feature.geom")
            case {"property": str(name)}:
                return _of_column(self._column(name))
        raise _not_offered({"op": "isNull", "args": [node]})

    def _column(self, name: str) -> Column:
        if name not in self._columns:
            sentence = gettext("There is no column “%(name)s” to filter by. There are: %(names)s.")
            raise WrongFilter(sentence % {"name": name[:40], "names": ", ".join(self._columns)})
        return self._columns[name]


def _kind_of_value(node: Node) -> Kind | None:
    """The kind of a value, which counts where no column stands beside it."""
    match node:
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case str():
            return "text"
        case {"date": str()}:
            return "date"
        case {"timestamp": str()}:
            return "datetime"
        case {"op": "casei", "args": [part]}:
            return _kind_of_value(part)
    return None


def _drawn(node: Node, system: System) -> shapely.Geometry:
    match node:
        case {"bbox": [a, b, c, d]} | {"bbox": [a, b, _, c, d, _]}:
            return systems.rectangle((a, b, c, d), system)
        case {"type": str()}:
            shape = shapely.force_2d(shapely.from_geojson(json.dumps(node)))
            return cast(shapely.Geometry, systems.into_crs84(np.array([shape], dtype=object), system)[0])
    raise ValueError("no shape")


def _of_column(column: Column) -> sql.Composable:
    name = sql.Identifier("feature", column.name)
    # As the same sort of number on both sides: no value of a filter can then be too large for a column.
    return sql.SQL("{}::float8").format(name) if _comparable(column.kind) == "number" else name


def _of_kind(placed: sql.Composable, kind: Kind) -> sql.Composable:
    """A value with its type, which the database could else not know."""
    types = {"text": "text", "number": "float8", "boolean": "boolean", "date": "date", "datetime": "timestamptz"}
    return sql.SQL(f"{{}}::{types[_comparable(kind)]}").format(placed)


def _comparable(kind: Kind) -> Kind:
    return "number" if kind == "integer" else kind


def _literal(value: bool | float | str, kind: Kind) -> Any:
    if isinstance(value, str) and kind in ("text", "date", "datetime"):
        return _typed(value, kind)
    if isinstance(value, bool) and kind == "boolean":
        return value
    if isinstance(value, float | int) and not isinstance(value, bool) and kind in ("number", "integer"):
        return _finite(float(value))
    raise ValueError("of another kind")


def _typed(text: str, kind: Kind) -> Any:
    if kind == "text":
        if "\0" in text:
            raise ValueError("no text")
        return text
    if kind == "boolean":
        return ("false", "true", "0", "1").index(text.lower()) % 2 == 1
    if kind == "date":
        return day(text)
    if kind == "datetime":
        return instant(text)
    return number(text)


def number(text: str) -> float:
    """A number as JSON writes it. Raises ValueError."""
    if not _NUMBER.fullmatch(text):
        raise ValueError("no number")
    return _finite(float(text))


def _finite(number: float) -> float:
    if not np.isfinite(number):
        raise ValueError("no number")
    return number


def day(text: str) -> date:
    """A day, or the day of an instant in Thailand. Raises ValueError."""
    if _DAY.fullmatch(text):
        return date.fromisoformat(text)
    try:
        return timezone.localtime(instant(text)).date()
    except OverflowError:
        raise ValueError("beyond the calendar") from None


def instant(text: str) -> datetime:
    """An instant as RFC 3339 writes it; a day is its first. Raises ValueError."""
    if _DAY.fullmatch(text):
        return datetime.combine(date.fromisoformat(text), time(), tzinfo=timezone.get_default_timezone())
    if not _INSTANT.fullmatch(text):
        raise ValueError("no instant")
    return datetime.fromisoformat(text.upper())


def _wrong_value(text: str, kind: Kind) -> WrongValue:
    examples = {
        "text": "ก", "number": "12.5", "integer": "12", "boolean": "true", "date": "2024-06-01",
        "datetime": "2024-06-01T08:00:00+07:00",
    }  # fmt: skip
    sentence = gettext("“%(text)s” is not a value of the kind %(kind)s, such as %(example)s.")
    return WrongValue(sentence % {"text": text[:60], "kind": kind, "example": examples[kind]})


def _too_large() -> WrongFilter:
    sentence = gettext("The filter is too long, or has too many brackets within brackets. Ask for less at once.")
    return WrongFilter(sentence)


def _not_offered(node: Node) -> WrongFilter:
    asked = json.dumps(node, ensure_ascii=False)[:100]
    return WrongFilter(gettext("The filter asks for what is not offered here: %(asked)s.") % {"asked": asked})
