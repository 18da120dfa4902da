"""Databases that tests make anew beside the one in use."""

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
    """Drop the database, create it and bring it to the present tables, as their owner."""
    with psycopg.connect(**environment.owner(ROOT), autocommit=True) as server:  # type: ignore[arg-type]  # libpq's own
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    prepare = [sys.executable, "manage.py", "prepare_database", "--verbosity", "0"]
    subprocess.run(prepare, cwd=ROOT, check=True, env=surroundings(name))
