"""A layer as vector tiles (MVT) of the grid WebMercatorQuad, written by PostGIS.

Only open columns leave, each from the zoom at which its declaration lets tiles carry it. Tiles from afar, which would
read a whole town each, come from `premade`; those from near are drawn when they are asked for and kept in memory
while the layer's version holds.
"""

import functools
import gzip
import math
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, cast

from django.db import connection
from psycopg import sql

from gis_assets import sql_files
from gis_assets.models import Municipality
from gis_assets.publication import Column, Layer

LEAST_ZOOM, MOST_ZOOM = 8, 18
KEPT_BYTES = 64 * 2**20
_QUICK = 4
_AS_TYPE = {"integer": "bigint", "number": "float8", "boolean": "boolean"}


class Place(NamedTuple):
    """A tile of the grid: x counts from the west, y from the north."""

    z: int
    x: int
    y: int

    @property
    def exists(self) -> bool:
        """Whether it is one of those that are served."""
        side = 2**self.z if 0 <= self.z <= MOST_ZOOM else 0
        return self.z >= LEAST_ZOOM and 0 <= self.x < side and 0 <= self.y < side


@dataclass(frozen=True)
class Tile:
    """A tile packed by gzip, empty where the layer has nothing, and the version that it shows."""

    version: str
    packed: bytes
    is_kept: bool = True

    @property
    def body(self) -> bytes:
        return gzip.decompress(self.packed) if self.packed else b""


def read(layer: Layer, facts: dict[str, Any]) -> bytes:
    """The things in a tile; `facts` name the municipality, the day and the place."""
    with connection.cursor() as cursor:
        cursor.execute(_tile_text(layer, facts["z"]), facts)
        return bytes(cursor.fetchone()[0] or b"")


Reader = Callable[[Layer, dict[str, Any]], bytes]


def drawn(
    layer: Layer, place: Place, *, municipality: Municipality, on: date, version: str, read: Reader = read
) -> Tile:
    """The tile as the tables have it; `version` was asked for before, by a connection bound to the municipality."""
    key = (municipality.pk, layer.name, on, place, version)
    if found := _memory.get(key):
        return found
    facts = {"municipality": municipality.pk, "on": on, **place._asdict()}
    made = Tile(version, packed(read(layer, facts)))
    _memory.keep(key, made)
    return made


def packed(body: bytes) -> bytes:
    return gzip.compress(body, _QUICK, mtime=0) if body else b""


def corners(west: float, south: float, east: float, north: float, *, z: int) -> tuple[Place, Place]:
    """The north-western and the south-eastern tile of a zoom that a rectangle in degrees touches."""
    return _place(west, north, z), _place(east, south, z)


def places_over(west: float, south: float, east: float, north: float, *, z: int) -> list[Place]:
    """All tiles of a zoom that a rectangle in degrees touches."""
    (_z, x0, y0), (_z, x1, y1) = corners(west, south, east, north, z=z)
    return [Place(z, x, y) for x in range(x0, x1 + 1) for y in range(y0, y1 + 1)]


def statement(name: str, layer: Layer, **parts: sql.Composable) -> sql.Composed:
    """A statement of this app around the layer's own."""
    own = sql.SQL(sql_files.load(layer.app, layer.sql))
    return sql.SQL(sql_files.load("opendata", name)).format(layer=own, name=sql.Literal(layer.name), **parts)


def tile_statement(layer: Layer, *, z: int) -> sql.Composed:
    columns = [_typed("id", "text"), *(_typed(c.name, _AS_TYPE.get(c.kind, "text")) for c in carried(layer, z=z))]
    return statement("tile", layer, columns=sql.SQL(", ").join(columns))


@functools.cache
def _tile_text(layer: Layer, z: int) -> str:
    """The statement as text; made once, since that takes longer than many a tile."""
    return tile_statement(layer, z=z).as_string(None)


def carried(layer: Layer, *, z: int) -> list[Column]:
    """The columns that tiles of a zoom carry: the one it is coloured by always, the others when they are wanted."""
    return [
        column
        for column in layer.open_columns
        if column.name == layer.style.by or (column.tile_zoom is not None and z >= column.tile_zoom)
    ]


def _typed(name: str, kind: str) -> sql.Composed:
    return sql.SQL("{column}::{kind} AS {name}").format(
        column=sql.Identifier("feature", name), kind=sql.SQL(cast(Any, kind)), name=sql.Identifier(name)
    )


def _place(lon: float, lat: float, z: int) -> Place:
    side = 2**z
    x = (lon + 180) / 360 * side
    y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * side
    return Place(z, min(max(int(x), 0), side - 1), min(max(int(y), 0), side - 1))


class Memory:
    """Tiles that this process made lately, the least used forgotten first."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self._tiles: OrderedDict[tuple[Any, ...], Tile] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, key: tuple[Any, ...]) -> Tile | None:
        with self._lock:
            if (found := self._tiles.get(key)) is not None:
                self._tiles.move_to_end(key)
            return found

    def keep(self, key: tuple[Any, ...], tile: Tile) -> None:
        with self._lock:
            if key not in self._tiles:
                self._tiles[key] = tile
                self._bytes += self._size(tile)
            while self._bytes > self.most_bytes:
                _key, oldest = self._tiles.popitem(last=False)
                self._bytes -= self._size(oldest)

    @staticmethod
    def _size(tile: Tile) -> int:
        return len(tile.packed) + 300


_memory = Memory(KEPT_BYTES)
