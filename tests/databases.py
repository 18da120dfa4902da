"""Databases that tests make anew beside the one in use: copies of one that has all tables and no rows.

The migrations take ten seconds, a copy takes one. So the database that is copied is kept between runs, named by
all that it is made of; it is made again when a migration or a statement has changed.
"""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from config import environment
from config.management.commands import prepare_database

ROOT = Path(__file__).resolve().parent.parent
# What a prepared database is made of; `tests/test_databases.py` finds what migrations import beside it.
INGREDIENTS = (
    "*/migrations/*.py",
    "*/sql/*.sql",
    "gis_assets/sql_files.py",
    "gis_assets/models/fields.py",
    "config/empty_database.py",
    "config/environment.py",
    "config/management/commands/prepare_database.py",
    "requirements.lock",
)
LOCK = "SELECT pg_advisory_lock(hashtext(%s))"
MODELS = r"SELECT datname FROM pg_database WHERE datname LIKE 'town\_model\_%'"


def surroundings(name: str) -> dict[str, str]:
    """The environment in which the project's commands use the database of that name."""
    return os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings", "DATABASE_NAME": name}


def make_anew(name: str) -> None:
    """Drop the database and create it with the present tables, as their owner."""
    copy_for_use(model(), name)


def copy_for_use(original: str, name: str) -> None:
    """Make the copy, into which the project's own role may connect."""
    copy(original, name)
    with owner(name) as server:
        # What belongs to a database by its name, such as the right to connect, is not copied.
        for statement in prepare_database.role_statements(environment.APP_ROLE, name):
            server.execute(statement)


def copy(original: str, name: str) -> None:
    """Make the database as a copy of another that nobody is connected to."""
    with owner() as server:
        _copy(server, original, name)


def drop(name: str) -> None:
    with owner() as server:
        _run(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


@contextmanager
def copied(original: str, name: str) -> Iterator[str]:
    """A copy that is dropped again."""
    copy(original, name)
    try:
        yield name
    finally:
        drop(name)


def owner(name: str | None = None, *, autocommit: bool = True) -> "psycopg.Connection[Any]":
    """A connection of the tables' owner to that database, or else to the one in use, to make others beside it."""
    facts: dict[str, Any] = {**environment.owner(ROOT)} | ({"dbname": name} if name else {})
    return psycopg.connect(**facts, autocommit=autocommit)


@contextmanager
def alone(what: str) -> "Iterator[psycopg.Connection[Any]]":
    """Nobody else on this server does that meanwhile: who comes later waits."""
    with owner() as server:
        server.execute(LOCK, [what])
        yield server


def model() -> str:
    """The database with all tables and no rows; others that are out of date are dropped when a new one is made."""
    name = f"town_model_{digest()}"
    # Two runs on one server make the model once: the second waits for the first.
    with alone("the model of the test databases") as server:
        kept = [kept for (kept,) in server.execute(MODELS)]
        if name not in kept:
            for old in kept:
                _run(server, "DROP DATABASE {} WITH (FORCE)", old)
            # It gets its name when it is whole, so that a run that was broken off leaves no half of it.
            _copy(server, "template1", f"{name}_begun")
            prepare = [sys.executable, "manage.py", "prepare_database", "--verbosity", "0"]
            subprocess.run(prepare, cwd=ROOT, check=True, env=surroundings(f"{name}_begun"))
            _run(server, "ALTER DATABASE {} RENAME TO {}", f"{name}_begun", name)
    return name


def digest() -> str:
    """What a prepared database is made of, in twelve letters."""
    made_of = hashlib.sha256()
    for path in ingredients():
        made_of.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return made_of.hexdigest()[:12]


def ingredients() -> list[Path]:
    return sorted(path for pattern in INGREDIENTS for path in ROOT.glob(pattern))


def _copy(server: "psycopg.Connection[Any]", original: str, name: str) -> None:
    _run(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
    _run(server, "CREATE DATABASE {} TEMPLATE {}", name, original)
    # Nobody misses what a crash of the server would take from a test.
    _run(server, "ALTER DATABASE {} SET synchronous_commit = off", name)


def _run(server: "psycopg.Connection[Any]", statement: LiteralString, *names: str) -> None:
    server.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


if __name__ == "__main__":
    model()
