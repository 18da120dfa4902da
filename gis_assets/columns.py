"""Whole-number columns out of PostgreSQL into NumPy by COPY BINARY, a million rows a second or so.

Every column is int8 and none is null, so that all have one fixed width; texts never travel, they are joined in SQL.
"""

import struct
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, LiteralString

import numpy as np
from django.db import connection
from numpy.typing import NDArray
from psycopg import ClientCursor

from gis_assets import prepared

Int64 = NDArray[np.int64]
Columns = dict[str, Int64]

HEADER = b"PGCOPY\n\xff\r\n\x00" + b"\x00" * 8
TRAILER = b"\xff\xff"
INT8_OID = 20
# The empty part makes the server refuse a query that has more or fewer columns than are named.
GATHER = """COPY (SELECT {arrays} FROM (
    SELECT {empty} WHERE false UNION ALL ({asked}
)) AS asked ({numbered})) TO STDOUT (FORMAT BINARY)"""
ELEMENT = np.dtype([("length", ">i4"), ("value", ">i8")])


def read(query: LiteralString, parameters: Mapping[str, Any], *, names: Sequence[str]) -> Columns:
    """The rows of a query as named columns, in the order of its SELECT list and of its rows.

    The server gathers each column into one array: psycopg would hand over a million rows in a million pieces. A column
    may take a gigabyte, some 80 million rows; all of them together as much.
    """
    # Django's cursor for debugging takes no parameters with COPY; they are merged before.
    connection.ensure_connection()
    asked = ClientCursor(connection.connection).mogrify(query, parameters)
    numbered = [f"c{number}" for number in range(len(names))]
    statement = GATHER.format(
        arrays=", ".join(f"array_agg({name})" for name in numbered),
        empty=", ".join("0::int8" for _name in names),
        asked=asked,
        numbered=", ".join(numbered),
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        data = b"".join(copy)
    return dict(zip(names, _arrays(data, len(names)), strict=True))


def read_few(query: LiteralString, parameters: Mapping[str, Any], *, names: Sequence[str]) -> Columns:
    """The same for a query that finds a few rows by their keys: planned once on each connection, whatever the keys.

    Whole numbers in lists travel as text: lists of small ones, of large ones and of none would each be planned. The
    kept plan is surely taken in a transaction only; else the server may think that another is worth its planning.
    """
    asked = {name: _written(value) for name, value in parameters.items()}
    with connection.cursor() as cursor:
        if connection.in_atomic_block:
            cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        rows = prepared.rows(query, asked)
        if connection.in_atomic_block:
            cursor.execute("SET LOCAL plan_cache_mode = auto")
    return {name: np.array([row[place] for row in rows], dtype=np.int64) for place, name in enumerate(names)}


def _written(value: Any) -> Any:
    is_of_numbers = isinstance(value, list) and all(isinstance(one, int) for one in value)
    return f"{{{','.join(map(str, value))}}}" if is_of_numbers else value


def _arrays(data: bytes, count: int) -> Iterator[Int64]:
    """The arrays of the one row of a binary COPY; each begins with dimensions, a flag for nulls, type, size, base."""
    place = len(HEADER) + 2
    for _column in range(count):
        (length,) = struct.unpack_from(">i", data, place)
        place += 4
        if length < 0:
            yield np.empty(0, dtype=np.int64)
            continue
        dimensions, has_nulls, of_type, size, _base = struct.unpack_from(">5i", data, place)
        if (dimensions, has_nulls, of_type) != (1, 0, INT8_OID):
            raise ValueError("The query must give whole-number columns (int8) without nulls.")
        elements = np.frombuffer(data, dtype=ELEMENT, offset=place + 20, count=size)
        yield elements["value"].astype(np.int64)
        place += length
