"""A worker that is killed in the middle, and the next one, which takes up what it left."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from tests.walks.conftest import ROOT


def manage(surroundings: dict[str, str], *arguments: str, check: bool = True) -> None:
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=surroundings, check=check)


@contextmanager
def killed(surroundings: dict[str, str]) -> Iterator[None]:
    """A worker works until the block is over, then it is killed."""
    worker = subprocess.Popen([sys.executable, "manage.py", "procrastinate", "worker"], cwd=ROOT, env=surroundings)
    try:
        yield
    finally:
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()


def take_up(surroundings: dict[str, str], owner: psycopg.Connection, *, task: str) -> None:
    """What the next minutes bring: the dead worker is known for dead, its job is given back and done."""
    owner.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'")
    owner.commit()
    # What a minute brings by itself; it is refused when the killed worker had seen a minute begin.
    manage(surroundings, "procrastinate", "defer", task, '{"timestamp": 0}', check=False)
    for _round in range(2):  # the stalled job is put back, then done
        manage(surroundings, "procrastinate", "worker", "--one-shot")


def one(connection: psycopg.Connection, statement: str) -> object:
    """The one value of a statement."""
    (value,) = connection.execute(statement).fetchone() or (None,)
    return value
