"""What the open layers call by a name: roads, waters, planning areas, the town; and buildings by their house number.

The layers' own statements are asked, so that nothing is found that they do not hold. The connection is bound to the
municipality, as that of every request is.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple, cast

from django.db import connection
from django.utils import translation
from psycopg import sql

from gis_assets import sql_files
from gis_assets.models import Municipality
from gis_assets.publication import Layer
from opendata import layers
from opendata.addresses import Address

HOUSE_NUMBER = "house_number"
NAMES = {"name_th", "name_en"}
MOST, MOST_HOUSES = 8, 5
# How far from a building its road is looked for: some 200 m.
REACH_DEG = 0.002

Open = Mapping[str, Layer]
Box = tuple[float, float, float, float]


class Named(NamedTuple):
    """A name or house number, its rectangle, what tells it apart, and the feature that it leads to."""

    name: str
    bbox: Box
    title: str
    layer: str
    id: str


def places(address: Address, shown: Open, *, municipality: Municipality, on: date) -> list[Named]:
    """At most eight roads and places whose Thai or English name holds all the words, the likeliest first."""
    with_names = [layer for layer in shown.values() if {column.name for column in layer.open_columns} >= NAMES]
    if not with_names or not address.words:
        return []
    statement = sql.SQL(sql_files.load("opendata", "names")).format(
        layers=sql.SQL(" UNION ALL ").join(_named(layer) for layer in with_names)
    )
    rows = _asked(statement, _wanted(address) | {"most": MOST}, municipality=municipality, on=on)
    return [_place(*row) for row in rows]


def house_numbers(address: Address, shown: Open, *, municipality: Municipality, on: date) -> list[Named]:
    """At most five buildings with that house number, by preference on the road that was named, each with its road."""
    if "roads" not in shown:
        return []
    statement = sql.SQL(sql_files.load("opendata", "house_numbers")).format(
        buildings=layers.statement_of(shown["buildings"]), roads=layers.statement_of(shown["roads"])
    )
    wanted = _wanted(address) | {
        "number": address.house_number,
        "begins": f"{address.house_number}/%",
        "reach_deg": REACH_DEG,
        "is_road_said": bool(address.letters),
        "most": MOST_HOUSES,
    }
    rows = _asked(statement, wanted, municipality=municipality, on=on)
    return [
        Named(number, tuple(box), _in_order(thai, english)[0], "buildings", thing)
        for thing, number, *box, thai, english, _is_named in rows
    ]


def _place(layer: str, thing: str, thai: str, english: str, *box: float) -> Named:
    name, other = _in_order(thai, english)
    return Named(name, cast(Box, box), other, layer, thing)


def _named(layer: Layer) -> sql.Composed:
    return sql.SQL(
        "SELECT {name} AS layer, feature.id::text AS id, feature.name_th, feature.name_en, feature.geom"
        " FROM ({layer}) AS feature"
    ).format(name=sql.Literal(layer.name), layer=layers.statement_of(layer))


def _wanted(address: Address) -> dict[str, Any]:
    """The words as patterns: `numbers` may go on, as while somebody types; `exactly` are whole."""
    return {
        "holds": [f"%{_plain(word)}%" for word in address.letters],
        "numbers": [f"(^|[^0-9]){number}" for number in address.numbers],
        "exactly": [f"(^|[^0-9]){number}([^0-9]|$)" for number in address.numbers],
        "names": address.names,
        "starts": [f"{_plain(name)}%" for name in address.names],
        "kind": {"": "%", "road": "%road"}.get(address.kind, f"{address.kind}%"),
    }


def _plain(text: str) -> str:
    """A text whose signs mean nothing to LIKE."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _in_order(thai: str, english: str) -> tuple[str, str]:
    """The name in the reader's language and that in the other one."""
    is_thai = (translation.get_language() or "th").startswith("th")
    own, other = (thai, english) if is_thai else (english, thai)
    return (own, other) if own else (other, "")


def _asked(
    statement: sql.Composable, values: dict[str, Any], *, municipality: Municipality, on: date
) -> list[tuple[Any, ...]]:
    asked = values | {"municipality": municipality.pk, "on": on}
    with connection.cursor() as cursor:
        cursor.execute(cast(Any, statement), asked)
        return list(cursor.fetchall())
