"""Whole-number columns between PostgreSQL and NumPy by COPY BINARY, a million rows a second or so.

Every column is int8 and none is null, so that a row has one fixed width; texts never travel, they are joined in SQL.
"""

from collections.abc import Mapping, Sequence
from typing import Any, LiteralString

import numpy as np
from django.db import connection
from numpy.typing import NDArray
from psycopg import ClientCursor, sql

Int64 = NDArray[np.int64]
Columns = dict[str, Int64]

HEADER = b"PGCOPY\n\xff\r\n\x00" + b"\x00" * 8
TRAILER = b"\xff\xff"


def read(query: LiteralString, parameters: Mapping[str, Any], *, names: Sequence[str]) -> Columns:
    """The rows of a query as named columns, in the order of its SELECT list."""
    # Django's cursor for debugging takes no parameters with COPY; they are merged before.
    connection.ensure_connection()
    asked = ClientCursor(connection.connection).mogrify(query, parameters)
    with connection.cursor() as cursor, cursor.copy(f"COPY ({asked}) TO STDOUT (FORMAT BINARY)") as copy:
        data = b"".join(copy)
    rows = np.frombuffer(data, dtype=_row(names), offset=len(HEADER), count=_count(data, names))
    if rows.size and (rows["field_count"] != len(names)).any():
        raise ValueError(f"The query does not give {len(names)} whole-number columns without nulls.")
    return {name: rows[name].astype(np.int64) for name in names}


def stage(table: str, columns: Columns) -> None:
    """A temporary table of those columns, gone at the end of the transaction."""
    names = list(columns)
    defined = sql.SQL(", ").join(sql.SQL("{} int8").format(sql.Identifier(name)) for name in names)
    with connection.cursor() as cursor:
        cursor.execute(_text(sql.SQL("DROP TABLE IF EXISTS {}").format(sql.Identifier("pg_temp", table))))
        create = sql.SQL("CREATE TEMPORARY TABLE {} ({}) ON COMMIT DROP").format(sql.Identifier(table), defined)
        cursor.execute(_text(create))
        target = sql.SQL("COPY {} FROM STDIN (FORMAT BINARY)").format(sql.Identifier(table))
        with cursor.copy(_text(target)) as copy:
            copy.write(HEADER + _packed(columns).tobytes() + TRAILER)
        cursor.execute(_text(sql.SQL("ANALYZE {}").format(sql.Identifier(table))))


def _row(names: Sequence[str]) -> np.dtype[np.void]:
    fields: list[tuple[str, str]] = [("field_count", ">i2")]
    for name in names:
        fields += [(f"{name}:length", ">i4"), (name, ">i8")]
    return np.dtype(fields)


def _count(data: bytes, names: Sequence[str]) -> int:
    count, rest = divmod(len(data) - len(HEADER) - len(TRAILER), _row(names).itemsize)
    if rest:
        raise ValueError(f"The query does not give {len(names)} whole-number columns without nulls.")
    return count


def _packed(columns: Columns) -> NDArray[np.void]:
    names = list(columns)
    rows = np.empty(columns[names[0]].size, dtype=_row(names))
    rows["field_count"] = len(names)
    for name in names:
        rows[f"{name}:length"] = 8
        rows[name] = columns[name]
    return rows


def _text(statement: sql.Composed) -> str:
    """The statement as text, quoted by psycopg for the connection in use."""
    connection.ensure_connection()
    return statement.as_string(connection.connection)
