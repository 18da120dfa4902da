"""The database is killed and started again while phones report and a page follows: nothing lost, nothing twice."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import psycopg
import pytest

from tests.incidents.live.conftest import Page

ROOT = Path(__file__).resolve().parents[3]
TOKEN = "a" * 32
LONGEST_S = 300


class Cluster:
    """A PostgreSQL of this test's own, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        shutil.copytree(ROOT / "script", folder / "script")

    def script(self, *words: str) -> None:
        surroundings = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        command = [str(self._folder / "script/postgis"), *words]
        subprocess.run(command, env=surroundings, check=True, capture_output=True)

    def kill(self) -> None:
        pid = (self._folder / ".local/postgres/data/postmaster.pid").read_text().splitlines()[0]
        os.kill(int(pid), signal.SIGKILL)

    @property
    def url(self) -> str:
        return (self._folder / ".local/database-url").read_text().strip()

    def surroundings(self) -> dict[str, str]:
        return {name: value for name, value in os.environ.items() if name != "DATABASE_NAME"} | {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": self.url,
            "APP_DATABASE_PASSWORD": "of this test",
            "REPORTS_PER_HOUR": "1000",
        }

    def column(self, statement: str) -> list[Any]:
        with psycopg.connect(self.url) as server:
            server.execute("SELECT set_config('app.municipality', id::text, false) FROM gis_assets_municipality")
            return [value for (value,) in server.execute(statement.encode())]


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    folder = Path(tempfile.mkdtemp(prefix="town-killed-", dir="/var/tmp"))
    folder.chmod(0o755)
    cluster = Cluster(folder)
    try:
        cluster.script("start")
        prepare = [sys.executable, "manage.py", "prepare_database", "--verbosity", "0"]
        subprocess.run(prepare, cwd=ROOT, env=cluster.surroundings(), check=True)
        yield cluster
    finally:
        cluster.script("stop")
        shutil.rmtree(folder)


@pytest.fixture
def port(cluster: Cluster, tmp_path: Path) -> Iterator[int]:
    """The platform on that database, in a process of its own."""
    with socket.create_server(("127.0.0.1", 0)) as listener, (tmp_path / "server.log").open("w") as log:
        fd = listener.fileno()
        serve = [sys.executable, "-m", "uvicorn", "config.asgi:application", "--fd", str(fd), "--no-access-log"]
        server = subprocess.Popen(
            [*serve, "--timeout-graceful-shutdown", "1"],
            cwd=ROOT,
            env=cluster.surroundings(),
            pass_fds=[fd],
            stdout=log,
            stderr=log,
        )
        yield listener.getsockname()[1]
        server.terminate()
        server.wait(timeout=LONGEST_S)


class Phone(threading.Thread):
    """Sends each form until it is answered, with the same key, as a phone on a weak network does."""

    def __init__(self, port: int, forms: list[tuple[str, str]]) -> None:
        super().__init__(daemon=True)
        self._port, self._forms = port, forms
        self.answered: list[str] = []
        self.has_begun = threading.Event()
        self.has_missed_it = threading.Event()
        self._pause = threading.Event()

    def run(self) -> None:
        for pole, key in self._forms:
            while not self._is_taken(pole, key):
                self.has_missed_it.set()
                self._pause.wait(0.1)
            self.answered.append(key)
            if len(self.answered) == len(self._forms) // 3:
                self.has_begun.set()

    def _is_taken(self, pole: str, key: str) -> bool:
        body = urlencode({"kind": "lamp_out", "key": key, "csrfmiddlewaretoken": TOKEN})
        headers = {"Cookie": f"csrftoken={TOKEN}", "Content-Type": "application/x-www-form-urlencoded"}
        line = HTTPConnection("127.0.0.1", self._port, timeout=LONGEST_S)
        try:
            line.request("POST", f"/p/{pole}/", body=body, headers=headers)
            return line.getresponse().status == 302
        except (OSError, HTTPException):
            return False
        finally:
            line.close()


def test_nothing_is_lost_or_told_twice_when_the_database_is_killed_in_the_middle(cluster: Cluster, port: int) -> None:
    seed = [sys.executable, "-m", "tests.incidents.live.seeding"]
    said = subprocess.run(seed, cwd=ROOT, env=cluster.surroundings(), check=True, capture_output=True, text=True)
    town = json.loads(said.stdout)
    page = Page(port, town["cookie"], since=town["look"])
    phone = Phone(port, [(town["poles"][number % 12], str(uuid4())) for number in range(36)])

    phone.start()
    assert phone.has_begun.wait(LONGEST_S)
    cluster.kill()
    # A shorter absence is bridged by the server, which waits for a connection.
    assert phone.has_missed_it.wait(LONGEST_S), "the database was never missed: the test would show nothing"
    cluster.script("start")
    phone.join(LONGEST_S)

    keys = [str(key) for key in cluster.column("SELECT idempotency_key FROM incidents_report")]
    assert sorted(keys) == sorted(phone.answered)
    assert len(keys) == 36
    assert cluster.column("SELECT count(*) FROM incidents_incident") == [12]
    kept = cluster.column("SELECT id FROM incidents_liveevent WHERE kind <> 'unit' ORDER BY id")
    page.until(lambda followed: kept[-1] in followed.numbers())
    assert sorted(page.numbers()) == kept
    assert not page.was_reset
    page.cut()
