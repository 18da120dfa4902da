"""A real Dask scheduler and real workers, in processes of their own, build the rolls of four towns.

A lock on the journal holds every build at the last thing it writes, so that a worker surely dies in the middle of one.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from gis_assets.models import Municipality, ParcelVersion
from taxroll.models import Roll
from taxroll.rolls import workers
from tests import databases, racing
from tests.taxroll import nation
from tests.taxroll.conftest import AT

Process = subprocess.Popen[str]
BUILD = ("manage.py", "roll", "build", "--all", "--year", str(nation.YEAR), "--by", "ann", "--commit", "--json")


@pytest.fixture(scope="module")
def prepared() -> Iterator[str]:
    """A database with four towns and no roll, to be copied."""
    with racing.prepared("nation", nation.prepare, told="prepared") as name:
        yield name


@pytest.fixture(scope="module")
def at_the_desk(prepared: str) -> dict[str, str]:
    """The root digests of the four rolls, built one after the other without a cluster and sealed."""
    with databases.copied(prepared, f"{prepared}_desk") as name:
        finished(run(name, *BUILD))
        return sealed(name)


@pytest.fixture
def database(prepared: str) -> Iterator[str]:
    with databases.copied(prepared, f"{prepared}_copy") as name:
        yield name


@pytest.fixture
def scheduler() -> Iterator[str]:
    """The address of a scheduler without workers."""
    command = ("-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
    process = subprocess.Popen([sys.executable, *command], stderr=subprocess.PIPE, text=True, env=os.environ)
    assert process.stderr
    address = next(line.split()[-1] for line in process.stderr if "Scheduler at:" in line)
    yield address
    ended(process)


@pytest.fixture
def worker(database: str, scheduler: str) -> Iterator[Callable[[], Process]]:
    """Starts a worker of one thread and returns once the scheduler knows it."""
    processes: list[Process] = []

    def start() -> Process:
        command = ("-m", "distributed.cli.dask_worker", scheduler, "--host", "127.0.0.1", "--nthreads", "1")
        # No nanny: a killed worker stays dead.
        process = run(database, *command, "--no-nanny", "--no-dashboard", stderr=subprocess.PIPE)
        assert process.stderr
        assert any("Registered to:" in line for line in process.stderr)
        processes.append(process)
        return process

    yield start
    for process in processes:
        ended(process)


def run(database: str, *arguments: str, stderr: int | None = None) -> Process:
    env = databases.surroundings(database) | {"PYTHONPATH": str(databases.ROOT), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, *arguments]
    return subprocess.Popen(command, cwd=databases.ROOT, env=env, stdout=subprocess.PIPE, stderr=stderr, text=True)


def finished(process: Process) -> str:
    output, _ = process.communicate(timeout=240)
    assert process.returncode == 0, output
    return output.strip()


def ended(process: Process) -> None:
    process.kill()
    process.communicate()


def sealed(database: str) -> dict[str, str]:
    digests: dict[str, str] = json.loads(racing.done(database, nation.seal))
    return digests


def test_sealed_digests_are_those_of_the_desk_when_a_worker_is_killed_in_the_middle(
    database: str, scheduler: str, worker: Callable[[], Process], at_the_desk: dict[str, str]
) -> None:
    dying, _staying = worker(), worker()

    with racing.journal_lock(database) as holder:
        building = run(database, *BUILD, "--scheduler", scheduler)
        racing.until_waiting(holder, database, 2)
        os.kill(dying.pid, signal.SIGKILL)
        dying.wait(timeout=60)
    told = finished(building)

    assert sorted(json.loads(line)["dla_code"] for line in told.splitlines()) == list(nation.TOWNS)
    assert sealed(database) == at_the_desk


def test_sealed_digests_are_those_of_the_desk_when_workers_read_frozen_files(
    database: str, scheduler: str, worker: Callable[[], Process], at_the_desk: dict[str, str], tmp_path: Path
) -> None:
    worker()
    worker()

    finished(run(database, *BUILD, "--scheduler", scheduler, "--frozen", str(tmp_path)))

    assert sealed(database) == at_the_desk


def test_other_rolls_are_built_when_one_is_sealed(database: str, scheduler: str, worker: Callable[[], Process]) -> None:
    one = ("--municipality", nation.TOWNS[0])
    finished(run(database, *(word for word in BUILD if word != "--all"), *one))
    sealed(database)
    worker()

    building = run(database, *BUILD, "--scheduler", scheduler, stderr=subprocess.PIPE)
    told, said = building.communicate(timeout=240)

    refused = {line["dla_code"] for line in map(json.loads, told.splitlines()) if line["refusal"]}
    assert (building.returncode, refused) == (1, {nation.TOWNS[0]})
    assert f"1 of 4 rolls were not built: {nation.TOWNS[0]}" in said


def test_build_is_refused_when_no_scheduler_answers(municipality: Municipality, clerk: User) -> None:
    order = ("--municipality", "04500199", "--year", "2567", "--by", clerk.username, "--commit")

    with pytest.raises(CommandError, match=r"tcp://127\.0\.0\.1:9"):
        call_command("roll", "build", *order, "--scheduler", "tcp://127.0.0.1:9")


def test_build_is_refused_when_the_scheduler_has_no_workers(
    municipality: Municipality, clerk: User, scheduler: str
) -> None:
    order = ("--municipality", "04500199", "--year", "2567", "--by", clerk.username, "--commit")

    with pytest.raises(CommandError, match="worker"):
        call_command("roll", "build", *order, "--scheduler", scheduler)


def test_roll_is_refused_when_the_worker_has_another_law(shop: ParcelVersion, clerk: User) -> None:
    built = workers.build("04500199", tax_year_be=nation.YEAR, username=clerk.username, at=AT, law_digest="another")

    assert (built.lines, built.refusal != "", Roll.objects.count()) == (0, True, 0)
