"""Several people at once, each in a process of his own, on a database that is thrown away afterwards.

Loading the program takes seconds, so one process has loaded it, holds no connection, and forks one for each act.
A lock on the journal holds whoever acts at the last thing he writes, so that the other surely comes in between.
"""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection
from django.test import override_settings

from tests import databases, loaded

LONGEST_S = 240
WAITING = "SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE a.datname = %s AND NOT l.granted"
HANG_UP = (
    "SELECT pg_terminate_backend(a.pid) FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
    " WHERE a.datname = %s AND NOT l.granted"
)
Act = Callable[..., str | None]

_loaded = multiprocessing.get_context("forkserver")
_loaded.set_forkserver_preload([loaded.__name__])


class Person:
    """Somebody who acts in a process of his own."""

    def __init__(self, process: BaseProcess, said: Connection) -> None:
        self._process = process
        self._said = said

    def outcome(self) -> str:
        """What he said when he was done; nothing when he was killed."""
        assert self._said.poll(LONGEST_S), "it takes too long"
        try:
            return str(self._said.recv())
        except EOFError:
            return ""
        finally:
            self._process.join(LONGEST_S)

    def kill(self) -> None:
        assert self._process.pid
        os.kill(self._process.pid, signal.SIGKILL)
        self._process.join()


def started(database: str, act: Act, *words: str, files: Path | None = None) -> Person:
    """Begin an act in that database; `files` is where it keeps documents."""
    hears, says = _loaded.Pipe(duplex=False)
    process = _loaded.Process(target=_do, args=(says, database, act, words, files), daemon=True)
    process.start()
    says.close()  # so that we hear of it when the other end dies
    return Person(process, hears)


def done(database: str, act: Act, *words: str, files: Path | None = None) -> str:
    return started(database, act, *words, files=files).outcome()


@contextmanager
def prepared(ending: str, act: Act, *, told: str) -> Iterator[str]:
    """A database of that ending in which the act was done and told so; its rows are committed, for all to see."""
    name = f"{settings.DATABASES['default']['NAME']}_{ending}"
    databases.make_anew(name)
    assert done(name, act) == told
    yield name
    databases.drop(name)


def _do(says: Connection, database: str, act: Act, words: tuple[str, ...], files: Path | None) -> None:
    connection.settings_dict["NAME"] = database
    with override_settings(MEDIA_ROOT=files or settings.MEDIA_ROOT):
        says.send(act(*words) or "")


@contextmanager
def journal_lock(database: str) -> "Iterator[psycopg.Connection[Any]]":
    """Nobody writes the journal until this ends."""
    with databases.owner(database, autocommit=False) as holder:
        holder.execute("LOCK TABLE gis_assets_journalentry IN ACCESS EXCLUSIVE MODE")
        yield holder


def until_waiting(holder: "psycopg.Connection[Any]", database: str, count: int) -> None:
    """Return once so many locks are waited for."""
    while (holder.execute(WAITING, [database]).fetchone() or (0,))[0] < count:
        # What others wait for is remembered for the length of a transaction, unless it is forgotten.
        holder.execute("SELECT pg_stat_clear_snapshot(), pg_sleep(0.02)")


def at_once(database: str, act: Act, first: str, second: str) -> tuple[str, str]:
    """The outcomes of two acts, of which the second begins while the first has not yet ended."""
    with journal_lock(database) as holder:
        one = started(database, act, *first.split())
        until_waiting(holder, database, 1)
        other = started(database, act, *second.split())
        until_waiting(holder, database, 2)
    return one.outcome(), other.outcome()
