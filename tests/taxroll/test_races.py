"""Two heads of revenue in two processes, in a database of their own: one wins, the other is told.

A lock on the journal holds whoever acts at the last thing he writes, so that the other surely comes in between.
"""

import subprocess
import sys
from collections.abc import Iterator
from typing import Any, LiteralString

import psycopg
import pytest
from django.conf import settings
from psycopg import sql

from config import environment
from tests import databases

WAITING = "SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE a.datname = %s AND NOT l.granted"


@pytest.fixture(scope="module")
def prepared() -> Iterator[str]:
    """A database with one assessed roll, to be copied."""
    name = f"{settings.DATABASES['default']['NAME']}_rollraces"
    databases.make_anew(name)
    assert finished(started(name, "prepare")) == "assessed"
    yield name
    server("DROP DATABASE {} WITH (FORCE)", name)


@pytest.fixture
def database(prepared: str) -> Iterator[str]:
    name = f"{prepared}_copy"
    server("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
    server("CREATE DATABASE {} TEMPLATE {}", name, prepared)
    yield name
    server("DROP DATABASE {} WITH (FORCE)", name)


def server(statement: LiteralString, *names: str) -> None:
    with psycopg.connect(**environment.owner(databases.ROOT), autocommit=True) as connected:  # type: ignore[arg-type]
        connected.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def started(database: str, verb: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.taxroll.racing", verb]
    env = databases.surroundings(database) | {"PYTHONPATH": str(databases.ROOT)}
    return subprocess.Popen(command, cwd=databases.ROOT, env=env, stdout=subprocess.PIPE, text=True)


def finished(process: "subprocess.Popen[str]") -> str:
    output, _ = process.communicate(timeout=120)
    return output.strip()


def until_waiting(holder: "psycopg.Connection[Any]", database: str, count: int) -> None:
    """Return once so many locks are waited for."""
    while (holder.execute(WAITING, [database]).fetchone() or (0,))[0] < count:
        # What others wait for is remembered for the length of a transaction, unless it is forgotten.
        holder.execute("SELECT pg_stat_clear_snapshot(), pg_sleep(0.05)")


def at_once(database: str, first: str, second: str) -> tuple[str, str]:
    """The outcomes of two acts, of which the second begins while the first has not yet ended."""
    owner: dict[str, Any] = {**environment.owner(databases.ROOT), "dbname": database}
    with psycopg.connect(**owner) as holder:
        holder.execute("LOCK TABLE gis_assets_journalentry IN ACCESS EXCLUSIVE MODE")
        one = started(database, first)
        until_waiting(holder, database, 1)
        other = started(database, second)
        until_waiting(holder, database, 2)
    return finished(one), finished(other)


def test_second_is_told_when_two_seal_at_once(database: str) -> None:
    assert at_once(database, "seal ann", "seal ben") == ("sealed 1", "RollIsSealed")


def test_second_is_told_when_one_seals_and_one_opens_again(database: str) -> None:
    assert at_once(database, "reopen ann", "seal ben") == ("listed 0", "MoveNotOpen")
