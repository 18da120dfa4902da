"""Layers out of the database as RFC 7946 GeoJSON, streamed: PostGIS writes the text, this process only passes it on.

Only the declared columns leave, whatever the layer's statement selects. Memory stays constant at any size, since the
server sends row by row (COPY). How the stream reaches a client is left to the views.
"""

import hashlib
from collections.abc import Generator
from contextlib import closing
from datetime import date
from typing import Any, NamedTuple, cast

import psycopg
from django.db import connection, transaction
from django.utils.translation import gettext
from psycopg import sql

from gis_assets import sql_files, tenancy
from gis_assets.models import Municipality
from gis_assets.publication import Layer
from gis_assets.refusals import Refusal
from opendata import layers

PIECE_BYTES = 256 * 1024


class WrongBbox(Refusal):
    """The bbox is not west,south,east,north in degrees."""


class Bbox(NamedTuple):
    """A rectangle in degrees (CRS84)."""

    west: float
    south: float
    east: float
    north: float


def parse_bbox(text: str) -> Bbox:
    """`west,south,east,north`; raises `WrongBbox`, which shows what was sent and what is wanted."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise _wrong_bbox(text) from None
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise _wrong_bbox(text)
    return Bbox(west, south, east, north)


def stream(
    layer: Layer, *, municipality: Municipality, on: date, bbox: Bbox | None = None
) -> Generator[bytes, None, None]:
    """A FeatureCollection in pieces of some 256 KiB; its last member `numberReturned` tells a whole file from a cut."""
    head = b'{"type":"FeatureCollection","features":['
    with closing(_rows(layer, municipality=municipality, on=on, bbox=bbox)) as rows:
        count, piece = 0, bytearray(head)
        for row in rows:
            piece += b",\n" if count else b"\n"
            piece += row
            count += 1
            if len(piece) >= PIECE_BYTES:
                yield bytes(piece)
                piece.clear()
    yield bytes(piece) + f'\n],"numberReturned":{count}}}\n'.encode()


def mark(layer: Layer, *, bbox: Bbox | None = None) -> str:
    """Tells this stream from any other of the layer while its version holds."""
    asked = _copy_statement(layer, bbox=bbox).as_string(None) + repr(bbox)
    return hashlib.blake2b(asked.encode(), digest_size=8).hexdigest()


def count(layer: Layer, *, municipality: Municipality, on: date) -> int:
    """How many features the layer has on that day."""
    statement = sql.SQL("SELECT count(*) FROM ({layer}) AS feature").format(layer=layers.statement_of(layer))
    with tenancy.within(municipality), connection.cursor() as cursor:
        cursor.execute(cast(Any, statement), {"municipality": municipality.pk, "on": on})
        return int(cursor.fetchone()[0])


def _rows(layer: Layer, *, municipality: Municipality, on: date, bbox: Bbox | None) -> Generator[bytes, None, None]:
    """Each feature as one line of JSON without its line end. Raw control characters never stand in JSON, so that
    COPY's CSV form with such signs as quote and delimiter passes every text unchanged. A reader who leaves early breaks
    off the COPY; the transaction of its own keeps the connection usable. The order is the same each time."""
    facts = {"municipality": municipality.pk, "on": on, **(bbox._asdict() if bbox else {})}
    with tenancy.within(municipality), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql_files.load("opendata", "read_in_order"))
        psycopg_cursor = cast("psycopg.Cursor[Any]", cursor.cursor)
        with psycopg_cursor.copy(_copy_statement(layer, bbox=bbox), facts) as copy:
            for line in copy:
                yield bytes(line[:-1])


def _copy_statement(layer: Layer, *, bbox: Bbox | None) -> sql.Composed:
    columns = [sql.Identifier("feature", column.name) for column in layer.open_columns]
    inside = "feature.geom && ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326)"
    return sql.SQL(sql_files.load("opendata", "features")).format(
        columns=sql.SQL(", ").join(columns),
        layer=layers.statement_of(layer),
        place=sql.SQL(inside) if bbox else sql.SQL("true"),
    )


def _wrong_bbox(text: str) -> WrongBbox:
    sentence = gettext(
        "“%(text)s” is not a bbox. Give west,south,east,north in degrees, such as 98.92,18.73,98.95,18.75."
    )
    return WrongBbox(sentence % {"text": text})
