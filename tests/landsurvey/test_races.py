"""Two reviewers in two processes, and a promotion killed half-way, in a database of their own.

A lock on the journal holds whoever acts at the last thing she writes, so that the other surely comes in between.
"""

import os
import signal
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
    """A database with one checked survey of two rows, to be copied."""
    name = f"{settings.DATABASES['default']['NAME']}_races"
    databases.make_anew(name)
    assert finished(started(name, "prepare")) == "checked"
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
    command = [sys.executable, "-m", "tests.landsurvey.racing", verb]
    env = databases.surroundings(database) | {"PYTHONPATH": str(databases.ROOT)}
    return subprocess.Popen(command, cwd=databases.ROOT, env=env, stdout=subprocess.PIPE, text=True)


def finished(process: "subprocess.Popen[str]") -> str:
    output, _ = process.communicate(timeout=120)
    return output.strip()


def journal_lock(database: str) -> "psycopg.Connection[Any]":
    owner: dict[str, Any] = {**environment.owner(databases.ROOT), "dbname": database}
    holder = psycopg.connect(**owner)
    holder.execute("LOCK TABLE gis_assets_journalentry IN ACCESS EXCLUSIVE MODE")
    return holder


def until_waiting(holder: "psycopg.Connection[Any]", database: str, count: int) -> None:
    """Return once so many locks are waited for."""
    while (holder.execute(WAITING, [database]).fetchone() or (0,))[0] < count:
        # What others wait for is remembered for the length of a transaction, unless it is forgotten.
        holder.execute("SELECT pg_stat_clear_snapshot()")


def at_once(database: str, first: str, second: str) -> tuple[str, str]:
    """The outcomes of two acts, of which the second begins while the first has not yet ended."""
    with journal_lock(database) as holder:
        one = started(database, first)
        until_waiting(holder, database, 1)
        other = started(database, second)
        until_waiting(holder, database, 2)
    return finished(one), finished(other)


def test_second_reviewer_is_told_when_both_decide_at_once(database: str) -> None:
    outcomes = at_once(database, "accept ann", "return ben")

    assert outcomes == ("checked accepted,accepted 0", "DecidedMeanwhile")


def test_promoted_once_when_two_promote_at_once(database: str) -> None:
    finished(started(database, "accept ann"))

    outcomes = at_once(database, "promote ann", "promote ben")

    assert outcomes == ("promoted accepted,accepted 2", "AlreadyPromoted")
    assert finished(started(database, "look")) == "promoted accepted,accepted 2"


@pytest.mark.parametrize("end", ["process", "backend"])
def test_register_is_as_it_was_when_a_promotion_is_killed_and_it_may_run_again(database: str, end: str) -> None:
    finished(started(database, "accept ann"))
    with journal_lock(database) as holder:
        promoting = started(database, "promote ann")
        until_waiting(holder, database, 1)
        if end == "process":
            os.kill(promoting.pid, signal.SIGKILL)
        else:
            holder.execute(
                "SELECT pg_terminate_backend(a.pid) FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
                " WHERE a.datname = %s AND NOT l.granted",
                [database],
            )
        finished(promoting)

    assert finished(started(database, "look")) == "checked accepted,accepted 0"
    assert finished(started(database, "promote ben")) == "promoted accepted,accepted 2"
