"""A worker killed with SIGKILL in the middle of a batch: the next one goes on, with no hole and nothing half-issued."""

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from config import environment
from tests import databases
from tests.walks import working
from tests.walks.conftest import DATABASE, ROOT

pytestmark = pytest.mark.walk
KILLED = f"{DATABASE}_notices"
LONGEST_S = 300
BILLS = 260
LAST = "นายเจ้าของ 258"
HELD = """
SELECT done > 0 AND EXISTS (
  SELECT FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE datname = current_database() AND NOT granted
) FROM taxroll_noticebatch
"""
PREPARE = f"""
from datetime import UTC, datetime
from django.contrib.auth.models import User
from django.contrib.gis.geos import GEOSGeometry
from gis_assets import tenancy
from taxroll import assessment, batches, noticequeue
from taxroll.models import PaperForm
from tests.conftest import a_municipality
from tests.gis_assets.builders import a_parcel, square
from tests.taxroll.builders import a_right, a_zone, an_owner
from tests.taxroll.conftest import a_sealed
town = a_municipality()
clerk = User.objects.create_user("clerk")
at = datetime(2024, 2, 1, 3, 0, tzinfo=UTC)
with tenancy.within(town):
    a_zone(town)
    for n in range({BILLS}):
        ground = square(east=30 * (n % 30), north=30 * (n // 30), side_m=20)
        plot = a_parcel(town, code=f"01A{{n:03d}}", other_wah=100, shape=ground, measured_shape=ground)
        a_right(an_owner(town, name=f"นายเจ้าของ {{n}}", address=f"{{n + 1}} หมู่ {{n % 7 + 1}}"), plot.parcel)
    roll = assessment.build(municipality=town, tax_year_be=2567, by=clerk, at=at)
    roll = a_sealed(roll, by=clerk)
    noticequeue.enqueue(batches.ask(roll, form=PaperForm.PRINT, by=clerk, at=at))
"""


@pytest.fixture
def surroundings(tmp_path: Path) -> dict[str, str]:
    databases.make_anew(KILLED)
    return databases.surroundings(KILLED) | {"MEDIA_ROOT": str(tmp_path / "files")}


@pytest.fixture
def owner(surroundings: dict[str, str]) -> Iterator[psycopg.Connection]:
    """The owner of the tables, who sees every row."""
    facts = environment.owner(ROOT) | {"dbname": KILLED}
    with psycopg.connect(**facts, autocommit=True) as connection:  # type: ignore[arg-type]  # libpq's own
        yield connection


def test_batch_goes_on_when_its_worker_is_killed(
    surroundings: dict[str, str], owner: psycopg.Connection, tmp_path: Path
) -> None:
    working.manage(surroundings, "shell", "--verbosity", "0", "--command", PREPARE)
    with _second_round_held(), working.killed(surroundings):
        _wait_for_the_second_round(owner)
    _wait_until_it_is_gone(owner)
    left = working.one(owner, "SELECT count(*) FROM taxroll_notice")
    working.take_up(surroundings, owner, task="taxroll.take_up_stalled")

    assert left == 200
    assert working.one(owner, "SELECT state || done || total FROM taxroll_noticebatch") == f"done{BILLS}{BILLS}"
    numbers = [number for (number,) in owner.execute("SELECT number FROM taxroll_notice ORDER BY number")]
    assert numbers == [f"2567/{number:06d}" for number in range(1, BILLS + 1)]
    assert working.one(owner, "SELECT count(DISTINCT bill_id) FROM taxroll_notice") == BILLS
    assert working.one(owner, "SELECT last FROM taxroll_numberseries WHERE kind = 'notice'") == BILLS
    assert working.one(owner, "SELECT count(*) FROM gis_assets_journalentry WHERE action = 'notice issued'") == BILLS
    assert all(
        hashlib.sha256((tmp_path / "files" / name).read_bytes()).hexdigest() == digest
        for name, digest in owner.execute("SELECT DISTINCT pdf, pdf_sha256 FROM taxroll_notice")
    )


@contextmanager
def _second_round_held() -> Iterator[None]:
    """A bill that is carried among the last is locked: who would issue the second round waits."""
    with databases.owner(KILLED, autocommit=False) as holder:
        holder.execute("SELECT id FROM taxroll_bill WHERE owner_name = %s FOR UPDATE", [LAST])
        yield


def _wait_for_the_second_round(owner: psycopg.Connection) -> None:
    """Until the first has been issued and the worker stands before the locked bill."""
    until = time.monotonic() + LONGEST_S
    while not working.one(owner, HELD):
        assert time.monotonic() < until, "the worker never came to the second round"
        owner.execute("SELECT pg_sleep(0.05)")


def _wait_until_it_is_gone(owner: psycopg.Connection) -> None:
    """Until the server has noticed that its client died, and rolled back."""
    until = time.monotonic() + LONGEST_S
    held = (
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )
    while working.one(owner, held):
        assert time.monotonic() < until, "the server still waits for the killed worker"
        owner.execute("SELECT pg_sleep(0.2)")
