"""A worker that is killed half-way: the next one takes the check up again, and the upload never claims too much."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from config import environment
from tests import databases
from tests.walks.conftest import DATABASE, ROOT, Loaded

pytestmark = pytest.mark.walk
KILLED = f"{DATABASE}_killed"
LONGEST_S = 300
SEND = """
from datetime import UTC, datetime
from pathlib import Path
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from gis_assets import tenancy
from gis_assets.models import Municipality
from landsurvey import uploads
from landsurvey.intake import queue
town = Municipality.objects.get(dla_code="04500199")
with tenancy.within(town):
    queue.enqueue(uploads.receive(municipality=town, file=ContentFile(Path({path!r}).read_bytes()), name="survey.zip",
                                  by=User.objects.get(username="surveyor"), at=datetime.now(UTC)))
"""


@pytest.fixture
def surroundings(loaded: Loaded, tmp_path: Path) -> dict[str, str]:
    databases.copy_for_use(loaded.database, KILLED)
    return databases.surroundings(KILLED) | {"MEDIA_ROOT": str(tmp_path / "files")}


@pytest.fixture
def owner(surroundings: dict[str, str]) -> Iterator[psycopg.Connection]:
    """The owner of the tables, who can lock them and see every row."""
    with psycopg.connect(**environment.owner(ROOT) | {"dbname": KILLED}) as connection:  # type: ignore[arg-type]  # libpq's own
        yield connection


def manage(surroundings: dict[str, str], *arguments: str, check: bool = True) -> None:
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=surroundings, check=check)


def test_upload_is_checked_by_the_next_worker_when_one_is_killed_half_way(
    surroundings: dict[str, str], owner: psycopg.Connection, loaded: Loaded
) -> None:
    manage(surroundings, "shell", "--verbosity", "0", "--command", SEND.format(path=str(loaded.survey)))
    owner.execute("LOCK TABLE landsurvey_finding IN SHARE ROW EXCLUSIVE MODE")  # holds the check before its last step
    worker = subprocess.Popen([sys.executable, "manage.py", "procrastinate", "worker"], cwd=ROOT, env=surroundings)
    try:
        _wait_until_held(surroundings)
    finally:
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
    owner.rollback()

    claims_after_the_kill = _status(owner)
    owner.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'")
    owner.commit()
    # What a minute brings by itself; it is refused when the killed worker had seen a minute begin.
    manage(surroundings, "procrastinate", "defer", "landsurvey.take_up_stalled", '{"timestamp": 0}', check=False)
    for _round in range(2):  # the stalled job is put back, then done
        manage(surroundings, "procrastinate", "worker", "--one-shot")

    assert claims_after_the_kill == "reading"
    assert _status(owner) == "checked"
    assert _one(owner, "SELECT attempts FROM procrastinate_jobs WHERE task_name = 'landsurvey.validate_upload'") == 2


def _wait_until_held(surroundings: dict[str, str]) -> None:
    """Until the worker stands before the locked table, everything read and nothing written."""
    until = time.monotonic() + LONGEST_S
    held = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'landsurvey_finding'::regclass"
    with psycopg.connect(**environment.owner(ROOT) | {"dbname": KILLED}, autocommit=True) as looking:  # type: ignore[arg-type]
        while not _one(looking, held):
            assert time.monotonic() < until, "the worker never came to the findings"
            looking.execute("SELECT pg_sleep(0.2)")


def _status(connection: psycopg.Connection) -> object:
    return _one(connection, "SELECT status FROM landsurvey_upload")


def _one(connection: psycopg.Connection, statement: str) -> object:
    (value,) = connection.execute(statement).fetchone() or (None,)
    return value
