"""Database connections that the server's loop asks by itself, without a thread between.

To hand a question over to a thread and the answer back takes longer than to answer it. So what is found in a moment,
by its key, is asked here; whatever may take longer, or make much text, is for the threads.
"""

import asyncio
from collections.abc import Mapping
from typing import Any, cast

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections

from gis_assets import sql_files

Rows = list[tuple[Any, ...]]


class NotHere(Exception):
    """It is for a thread to answer: the database is not there or hung up, or more must be asked than one question."""


class Lines:
    """So many connections at most, opened when they are needed first; who asks while all are busy waits."""

    def __init__(self, most: int, *, question_ms_most: int) -> None:
        self._turns = asyncio.Semaphore(most)
        self._resting: list[_Line] = []
        self._question_ms_most = question_ms_most

    async def asked(self, statement: str, values: Mapping[str, Any], *, town: int) -> Rows:
        """The rows of a statement as the municipality sees them.

        Raises `NotHere`, and `psycopg.errors.QueryCanceled` for what takes too long.
        """
        async with self._turns:
            line = self._resting.pop() if self._resting else await _opened(self._question_ms_most)
            try:
                rows = await line.asked(statement, values, town)
            except BaseException as error:
                await line.close()  # in whatever state it is, nobody asks it again
                if isinstance(error, psycopg.OperationalError) and not isinstance(error, psycopg.errors.QueryCanceled):
                    raise NotHere from error
                raise
            self._resting.append(line)
            return rows

    async def close(self) -> None:
        """Hang up."""
        while self._resting:
            await self._resting.pop().close()


class _Line:
    """One connection, and the municipality to which it is bound."""

    def __init__(self, connection: psycopg.AsyncConnection[Any]) -> None:
        self._connection = connection
        self._cursor = connection.cursor()
        self._town = 0

    async def asked(self, statement: str, values: Mapping[str, Any], town: int) -> Rows:
        if self._town != town:
            bound = {"municipality": str(town), "person": ""}
            await self._cursor.execute(sql_files.load("gis_assets", "bind_session"), bound)
            self._town = town
        await self._cursor.execute(cast(Any, statement), values, prepare=True)
        return await self._cursor.fetchall()

    async def close(self) -> None:
        await self._connection.close()


async def _opened(question_ms_most: int) -> _Line:
    """Opened as Django opens its own. Raises `NotHere`."""
    facts = connections[DEFAULT_DB_ALIAS].get_connection_params() | {"cursor_factory": psycopg.AsyncCursor}
    try:
        connection = await psycopg.AsyncConnection.connect(**facts, autocommit=True)
        await connection.execute("SELECT set_config('statement_timeout', %s, false)", [str(question_ms_most)])
    except psycopg.OperationalError as error:
        raise NotHere from error
    return _Line(connection)
