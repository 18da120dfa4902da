"""Databases that tests make anew beside the one in use."""

import functools
import os
import subprocess
import sys
from pathlib import Path

import psycopg
from psycopg import sql

from config import environment

ROOT = Path(__file__).resolve().parent.parent


def surroundings(name: str) -> dict[str, str]:
    """The environment in which the project's commands use the database of that name."""
    return os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings", "DATABASE_NAME": name}


def make_anew(name: str) -> None:
    """Drop the database and create it with the present tables, as their owner."""
    _copy(_model(), name)
    _prepare(name)  # what belongs to a database by its name, such as the right to connect, is not copied


@functools.cache
def _model() -> str:
    """A database with all tables and no rows, made once in a run: a copy takes a second, the migrations much longer."""
    name = f"{environment.database(base_dir=ROOT)['NAME']}_model"
    _copy("template1", name)
    _prepare(name)
    return name


def _copy(model: str, name: str) -> None:
    with psycopg.connect(**environment.owner(ROOT), autocommit=True) as server:  # type: ignore[arg-type]  # libpq's own
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        copied = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        server.execute(copied.format(sql.Identifier(name), sql.Identifier(model)))


def _prepare(name: str) -> None:
    prepare = [sys.executable, "manage.py", "prepare_database", "--verbosity", "0"]
    subprocess.run(prepare, cwd=ROOT, check=True, env=surroundings(name))
