"""The card of one thing of an open layer: what its open columns say, how each comes about, and where it all comes from.

Made of the layer's declaration, so that it shows what the layer shows and no more. The connection is bound to the
municipality, as that of every request is.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.db import connection
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from psycopg import sql

from gis_assets import origins, sql_files
from gis_assets.models import Municipality
from gis_assets.origins import Origin
from gis_assets.publication import Column, Ground, Layer
from opendata import exploring, layers

Bbox = tuple[float, float, float, float]
MOST_ID_LETTERS = 100
_LENGTH = Column(
    "whole_length_m",
    _("Whole length under this name (m)"),
    "number",
    unit="m",
    explained=_("The sum of all stretches that bear the name within the municipality."),
)
_NAMES = ("name_th", "name_en")
_CODES = ("code", "pole_code")
_AREA = Column(
    "area",
    _("Area on the map"),
    "number",
    unit="m2",
    explained=_("Computed from the shape in the town's own projection."),
)


@dataclass(frozen=True)
class Fact:
    """A column with its value in the reader's words; numbers and days stay for the page to write, by `kind`."""

    column: Column
    kind: str
    value: Any


@dataclass(frozen=True)
class Card:
    """One thing. `name` is what it is called, `alias` the same in the other language; `bbox` is in degrees.

    `whole` is the Thai name under which a line goes on beyond this stretch of it.
    """

    layer: Layer
    id: str
    name: str
    alias: str
    facts: tuple[Fact, ...]
    bbox: Bbox
    origin: Origin | None
    whole: str = ""

    @property
    def explained(self) -> list[Column]:
        """The columns of which it is told how they come about."""
        return [fact.column for fact in self.facts if fact.column.explained]

    @property
    def grounds(self) -> list[Ground]:
        """Why it may be shown, each law once."""
        return list(dict.fromkeys(column.ground for column in self.layer.open_columns if column.ground))

    @property
    def corners(self) -> str:
        """The rectangle as scripts read it: west,south,east,north."""
        return ",".join(f"{edge:.6f}" for edge in self.bbox)


def of(layer: Layer, feature_id: str, *, municipality: Municipality, on: date) -> Card | None:
    """The card of the feature with that id on the day; None where there is none."""
    wanted = _id(layer, feature_id)
    row = None if wanted is None else _row(layer, wanted, municipality=municipality, on=on)
    if row is None:
        return None
    west, south, east, north, area_m2, *values = row
    told = dict(zip((column.name for column in layer.open_columns), values, strict=True))
    name, alias = _names(told)
    whole = str(told.get("name_th") or "") if layer.geometry == "line" else ""
    of_the_whole = _of_the_whole(layer, whole, municipality=municipality, on=on)
    return Card(
        layer=layer,
        id=feature_id,
        name=name or next((str(told[code]) for code in _CODES if told.get(code)), ""),
        alias=alias,
        facts=(*_facts(layer, told, area_m2=area_m2), *of_the_whole),
        whole=whole if of_the_whole else "",
        bbox=(west, south, east, north),
        origin=origins.of(layer.name, feature_id, municipality=municipality, on=on),
    )


def spot(layer: Layer, *, municipality: Municipality, on: date) -> Bbox | None:
    """The rectangle of a thing in the middle of the layer, to show it from near; None of an empty layer."""
    statement = sql.SQL(sql_files.load("opendata", "nearest_feature")).format(layer=layers.statement_of(layer))
    found = _asked(statement, {"municipality": municipality.pk, "on": on})
    return None if found is None or found[0] is None else cast(Bbox, tuple(found))


def _id(layer: Layer, text: str) -> Any:
    """What the database compares with its ids; None for what cannot be one."""
    if len(text) > MOST_ID_LETTERS or "\0" in text:
        return None
    if layer.id_kind == "text":
        return text
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _row(layer: Layer, wanted: Any, *, municipality: Municipality, on: date) -> tuple[Any, ...] | None:
    statement = sql.SQL(sql_files.load("opendata", "card")).format(
        columns=sql.SQL(", ").join(sql.Identifier("feature", column.name) for column in layer.open_columns),
        layer=layers.statement_of(layer),
    )
    asked = {"municipality": municipality.pk, "on": on, "wanted": wanted, "utm_epsg": municipality.utm_epsg}
    return _asked(statement, asked)


def _asked(statement: sql.Composable, values: dict[str, Any]) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(cast(Any, statement), values)
        return cast("tuple[Any, ...] | None", cursor.fetchone())


def _names(told: dict[str, Any]) -> tuple[str, str]:
    """What it is called in the reader's language, and in the other one where that differs."""
    thai, english = (str(told.get(name) or "") for name in _NAMES)
    is_thai = (translation.get_language() or "th").startswith("th")
    own, other = (thai, english) if is_thai else (english, thai)
    return (own, other) if own else (other, "")


def _of_the_whole(layer: Layer, name: str, *, municipality: Municipality, on: date) -> tuple[Fact, ...]:
    """How long a road is with all its stretches, where there are more than this one."""
    if not name:
        return ()
    statement = sql.SQL(sql_files.load("opendata", "length_of_name")).format(layer=layers.statement_of(layer))
    asked = {"municipality": municipality.pk, "on": on, "name": name, "utm_epsg": municipality.utm_epsg}
    count, length_m = _asked(statement, asked) or (0, 0)
    return (Fact(_LENGTH, "number", round(length_m)),) if count > 1 else ()


def _facts(layer: Layer, told: dict[str, Any], *, area_m2: float) -> Iterator[Fact]:
    for column in layer.open_columns:
        value = told[column.name]
        if column.name in (*_NAMES, *_CODES) or value is None or (value == "" and "" not in column.values):
            continue
        yield Fact(column, *exploring.told(column, value))
    if layer.geometry == "polygon":
        yield Fact(_AREA, "number", round(area_m2, 1))
