"""Columns into tables: COPY into a temporary table, then one INSERT that row-level security checks.

PostgreSQL refuses COPY straight into a table that has row-level security, and rightly: the policy must see each row.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from psycopg import sql

MANY = 1_000
# What stands for no value where a text would stand in COPY.
NULL = r"\N"

_COPY = sql.SQL("COPY {stage} ({columns}) FROM STDIN")
_ESCAPES = str.maketrans({"\0": "", "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_SPECIAL = re.compile("[\0\\\\\t\n\r]")


def insert_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Insert many rows and return how many; geometries as EWKB hexadecimal text, ranges as psycopg ranges."""
    with transaction.atomic(), staged(table, columns, rows, is_joined=False) as stage:
        return insert_staged(table, columns, stage)


def insert_staged(table: str, columns: Sequence[str], stage: str) -> int:
    """Insert all rows of a staged table and return how many."""
    statement = sql.SQL("INSERT INTO {table} ({columns}) SELECT {columns} FROM {stage}")
    with connection.cursor() as cursor:
        cursor.execute(_text(statement, table=table, stage=stage, columns=columns))
        inserted = int(cursor.rowcount)
    if inserted >= MANY:
        refresh_statistics(table)
    return inserted


def refresh_statistics(table: str) -> None:
    """Tell the planner that a table changed a lot: with yesterday's figures it joins thousands of rows one by one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT refresh_statistics(%s::regclass)", [table])


@contextmanager
def staged(
    table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], *, is_joined: bool = True
) -> Iterator[str]:
    """The name of a temporary table like `table` (those columns only), filled by COPY and gone after the block.

    `is_joined`: whether it will be joined, so that the planner should know what is in it.
    """
    stage = create_stage(table, columns)
    with connection.cursor() as cursor:
        with cursor.copy(_text(_COPY, stage=stage, columns=columns)) as copy:
            for row in rows:
                copy.write_row(row)
        if is_joined:
            cursor.execute(_text(sql.SQL("ANALYZE {stage}"), stage=stage))
    yield stage
    drop_stage(table)


def create_stage(table: str, columns: Sequence[str]) -> str:
    """Make an empty temporary table like `table` (those columns only), in place of an older one, and name it."""
    stage = _stage_of(table)
    create = sql.SQL("CREATE TEMPORARY TABLE {stage} AS SELECT {columns} FROM {table} WITH NO DATA")
    drop_stage(table)
    with connection.cursor() as cursor:
        cursor.execute(_text(create, table=table, stage=stage, columns=columns))
    return stage


def drop_stage(table: str) -> None:
    """Drop the temporary table made for `table`, if there is one."""
    with connection.cursor() as cursor:
        cursor.execute(_text(sql.SQL("DROP TABLE IF EXISTS pg_temp.{stage}"), stage=_stage_of(table)))


def copy_columns(stage: str, columns: Sequence[str], pieces: Iterable[Sequence[Iterable[str]]]) -> None:
    """Copy columns of equal length, a piece at a time, into a temporary table; cells as COPY reads them.

    The server takes in a piece while the next one is put together. See `NULL` and `escaped`.
    """
    with (
        connection.cursor() as cursor,
        cursor.copy(_text(_COPY, stage=stage, columns=columns)) as copy,
    ):
        for cells in pieces:
            lines = "\n".join(map("\t".join, zip(*cells, strict=True)))
            copy.write(f"{lines}\n" if lines else "")


def escaped(texts: Sequence[str]) -> Sequence[str]:
    """Texts as COPY reads them; null characters, which no text of PostgreSQL can hold, are left out."""
    if not _SPECIAL.search("".join(texts)):
        return texts
    return [text.translate(_ESCAPES) for text in texts]


def _stage_of(table: str) -> str:
    return f"stage_{table}"[:63]


def _text(statement: sql.SQL, *, columns: Sequence[str] = (), **tables: str) -> str:
    """The statement with its names quoted by psycopg for the connection in use."""
    connection.ensure_connection()
    names = {key: sql.Identifier(table) for key, table in tables.items()}
    listed = sql.SQL(", ").join(map(sql.Identifier, columns))
    return statement.format(columns=listed, **names).as_string(connection.connection)
