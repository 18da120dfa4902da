"""The private cluster of `script/postgis`: made in a checkout of its own, killed, found again."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
Postgis = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def checkout() -> Iterator[Path]:
    """A folder with our scripts, which the server's user can reach when the tests run as root."""
    folder = Path(tempfile.mkdtemp(prefix="town-checkout-", dir="/var/tmp"))
    folder.chmod(0o755)
    shutil.copytree(ROOT / "script", folder / "script")
    yield folder
    subprocess.run([folder / "script/postgis", "stop"], check=False, capture_output=True)
    shutil.rmtree(folder)


@pytest.fixture
def postgis(checkout: Path) -> Postgis:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}

    def run(*words: str) -> "subprocess.CompletedProcess[str]":
        command = [str(checkout / "script/postgis"), *words]
        return subprocess.run(command, env=environment, text=True, capture_output=True, check=False)

    return run


def server_pid(checkout: Path) -> int:
    return int((checkout / ".local/postgres/data/postmaster.pid").read_text().splitlines()[0])


def test_table_is_still_there_when_the_server_was_killed(postgis: Postgis, checkout: Path) -> None:
    assert postgis("start").returncode == 0
    postgis("psql", "-c", "CREATE TABLE kept AS SELECT 42 AS answer")
    os.kill(server_pid(checkout), signal.SIGKILL)

    started = postgis("start")
    answer = postgis("psql", "-tAc", "SELECT answer FROM kept")

    assert "stopped without notice" in started.stderr
    assert answer.stdout.strip() == "42"


def test_start_recovers_when_a_stale_pid_belongs_to_another_program(postgis: Postgis, checkout: Path) -> None:
    postgis("stop")
    stale = checkout / ".local/postgres/data/postmaster.pid"
    stale.write_text(f"{os.getpid()}\n{checkout}/.local/postgres/data\n")

    started = postgis("start")

    assert started.returncode == 0, started.stderr
    assert postgis("status").stdout.startswith("running")


def test_starting_twice_keeps_the_running_server(postgis: Postgis, checkout: Path) -> None:
    postgis("start")
    first = server_pid(checkout)

    postgis("start")

    assert server_pid(checkout) == first


def test_server_listens_on_no_network_address(postgis: Postgis) -> None:
    postgis("start")

    assert postgis("psql", "-tAc", "SHOW listen_addresses").stdout.strip() == ""


def test_status_says_not_running_when_it_is_stopped(postgis: Postgis) -> None:
    postgis("stop")

    status = postgis("status")

    assert (status.returncode, status.stdout.strip()) == (3, "not running")


def test_unknown_word_shows_how_to_call_it(postgis: Postgis) -> None:
    refused = postgis("destroy")

    assert refused.returncode == 2
    assert "script/postgis start" in refused.stdout


def test_role_of_another_password_is_refused_with_what_to_do(postgis: Postgis, checkout: Path) -> None:
    postgis("start")
    access = checkout / ".local/postgres/data/pg_hba.conf"
    access.write_text("local all town_owner trust\nlocal all all scram-sha-256\n")
    postgis("psql", "-c", "SELECT pg_reload_conf()")

    made = prepare_database(checkout, password="the first")
    again = prepare_database(checkout, password="the first")
    refused = prepare_database(checkout, password="another")

    assert (made.returncode, again.returncode) == (0, 0), made.stderr
    assert refused.returncode == 1
    assert "Set APP_DATABASE_PASSWORD" in refused.stderr


def prepare_database(checkout: Path, *, password: str) -> "subprocess.CompletedProcess[str]":
    """The owner's command of this project, on the cluster of the other checkout."""
    surroundings = {name: value for name, value in os.environ.items() if name != "DATABASE_NAME"} | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": (checkout / ".local/database-url").read_text().strip(),
        "APP_DATABASE_PASSWORD": password,
    }
    command = [sys.executable, "manage.py", "prepare_database", "--verbosity", "0"]
    return subprocess.run(command, cwd=ROOT, env=surroundings, text=True, capture_output=True, check=False)
