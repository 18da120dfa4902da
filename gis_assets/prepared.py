"""Statements that stand in the way of most requests, prepared once on each connection: read and planned only once.

Django writes the parameters into the text, so that the database reads and plans every question anew; that takes longer
than to answer these. Only for statements that find a few rows by their key: the kept plan does not look at the values.
"""

from collections.abc import Mapping
from typing import Any, LiteralString

import psycopg
from django.db import connection

from gis_assets import sql_files


class _Cursor(psycopg.Cursor[tuple[Any, ...]]):
    """A cursor that prepares whatever it is given."""

    def execute(self, query: Any, params: Any = None, **_options: Any) -> "_Cursor":
        before = self.connection.prepare_threshold
        # Django sets none on its connections, which forbids even what is asked for.
        self.connection.prepare_threshold = 0
        try:
            super().execute(query, params, prepare=True)
        finally:
            self.connection.prepare_threshold = before
        return self


def fetched(app: str, name: str, parameters: Mapping[str, object]) -> list[tuple[Any, ...]]:
    """The rows of the statement `<app>/sql/<name>.sql`."""
    return rows(sql_files.load(app, name), parameters)


def rows(query: LiteralString, parameters: Mapping[str, object]) -> list[tuple[Any, ...]]:
    """The rows of a statement that is at hand as text, always the same text."""
    connection.ensure_connection()
    # Django's own wrapping: errors become Django's, and who counts questions counts these.
    with connection._prepare_cursor(_Cursor(connection.connection)) as cursor:  # type: ignore[attr-defined]  # not in the stubs
        cursor.execute(query, parameters)
        return list(cursor.fetchall())
