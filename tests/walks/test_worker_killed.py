"""A worker that is killed half-way: the next one takes the check up again, and the upload never claims too much."""

import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from config import environment
from tests import databases
from tests.walks import working
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


def test_upload_is_checked_by_the_next_worker_when_one_is_killed_half_way(
    surroundings: dict[str, str], owner: psycopg.Connection, loaded: Loaded
) -> None:
    working.manage(surroundings, "shell", "--verbosity", "0", "--command", SEND.format(path=str(loaded.survey)))
    owner.execute("LOCK TABLE landsurvey_finding IN SHARE ROW EXCLUSIVE MODE")  # holds the check before its last step
    with working.killed(surroundings):
        _wait_until_held(surroundings)
    owner.rollback()

    claims_after_the_kill = _status(owner)
    working.take_up(surroundings, owner, task="landsurvey.take_up_stalled")

    assert claims_after_the_kill == "reading"
    assert _status(owner) == "checked"
    assert (
        working.one(owner, "SELECT attempts FROM procrastinate_jobs WHERE task_name = 'landsurvey.validate_upload'")
        == 2
    )


def _wait_until_held(surroundings: dict[str, str]) -> None:
    """Until the worker stands before the locked table, everything read and nothing written."""
    until = time.monotonic() + LONGEST_S
    held = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'landsurvey_finding'::regclass"
    with psycopg.connect(**environment.owner(ROOT) | {"dbname": KILLED}, autocommit=True) as looking:  # type: ignore[arg-type]
        while not working.one(looking, held):
            assert time.monotonic() < until, "the worker never came to the findings"
            looking.execute("SELECT pg_sleep(0.2)")


def _status(connection: psycopg.Connection) -> object:
    return working.one(connection, "SELECT status FROM landsurvey_upload")
