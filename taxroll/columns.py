"""Whole-number columns from NumPy into PostgreSQL by COPY BINARY; the way out is `gis_assets.columns`.

Every column is int8 and none is null, so that all have one fixed width; texts never travel, they are joined in SQL.
"""

import functools
from collections.abc import Iterable, Sequence

import numpy as np
from django.db import connection
from numpy.typing import NDArray
from psycopg import sql

from gis_assets.columns import HEADER, TRAILER, Columns, Int64, read, read_few

__all__ = ["Columns", "Int64", "read", "read_few", "stage", "write"]


def stage(table: str, columns: Columns, *, joined_on: Sequence[str] = ()) -> None:
    """A temporary table of those columns with only these rows in it, empty again at the end of the transaction.

    It stays on its connection: to drop a table makes psycopg forget every statement that it has prepared there.
    The planner is told of the columns that rows are joined on: of a table it does not know it expects hundreds of rows,
    and reads a whole register to find the few that one owner has.
    """
    with connection.cursor() as cursor:
        cursor.execute(_making(table, tuple(columns)))
        write(table, columns)
        if joined_on:
            cursor.execute(f"ANALYZE {_named(table)} ({_listed(joined_on)})")


def write(table: str, columns: Columns) -> None:
    """Append rows to a table whose columns of these names are all int8."""
    target = f"COPY {_named(table)} ({_listed(columns)}) FROM STDIN (FORMAT BINARY)"
    with connection.cursor() as cursor, cursor.copy(target) as copy:
        copy.write(HEADER)
        copy.write(_packed(columns).view(np.uint8).data)
        copy.write(TRAILER)


@functools.cache
def _making(table: str, columns: tuple[str, ...]) -> str:
    """The statements that make or empty a temporary table of whole numbers."""
    defined = ", ".join(f"{_named(column)} int8" for column in columns)
    name = _named(table)
    made = f"CREATE TEMPORARY TABLE IF NOT EXISTS {name} ({defined}) ON COMMIT DELETE ROWS"
    return f"{made}; DELETE FROM pg_temp.{name}"  # noqa: S608  a quoted name


def _listed(columns: Iterable[str]) -> str:
    return ", ".join(map(_named, columns))


@functools.cache
def _named(name: str) -> str:
    return sql.Identifier(name).as_string(None)


@functools.cache
def _row(names: tuple[str, ...]) -> np.dtype[np.void]:
    fields: list[tuple[str, str]] = [("field_count", ">i2")]
    for name in names:
        fields += [(f"{name}:length", ">i4"), (name, ">i8")]
    return np.dtype(fields)


def _packed(columns: Columns) -> NDArray[np.void]:
    names = tuple(columns)
    rows = np.empty(columns[names[0]].size, dtype=_row(names))
    rows["field_count"] = len(names)
    for name in names:
        rows[f"{name}:length"] = 8
        rows[name] = columns[name]
    return rows
