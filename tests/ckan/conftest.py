"""A real CKAN beside our own program on the synthetic town; only `script/test ckan` prepares what this needs."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ckanapi
import pytest
from psycopg.types.json import Jsonb

from tests import databases
from tests.ckan import running
from tests.ckan.running import Ckan

ROOT = Path(__file__).resolve().parent.parent.parent
HOME = os.environ.get("CKAN_HOME", "")
DATABASE = os.environ.get("TEST_DATABASE_NAME", "town_test") + "_ckan"
ORGANIZATION = "mae-hia"
# Without the environment there is nothing to collect: `script/test ckan` makes it.
collect_ignore_glob = [] if HOME else ["test_*.py"]


# What the job of the night does, for one layer.
WRITE_FILES = """
from django.utils import timezone
from gis_assets import tenancy
from gis_assets.models import Municipality
from opendata import gate, snapshots
town, now = Municipality.objects.get(), timezone.now()
with tenancy.within(town):
    layer = gate.require("poles", municipality=town)
    snapshots.make(snapshots.ask(layer, municipality=town, on=now.date(), at=now), layer=layer, at=now)
"""


@dataclass(frozen=True)
class Town:
    """Our program with its address, and how its commands are called."""

    url: str
    surroundings: dict[str, str]

    def manage(self, *words: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "manage.py", *words]
        return subprocess.run(command, cwd=ROOT, env=self.surroundings, capture_output=True, text=True, check=False)

    def action(self, name: str, **facts: Any) -> Any:
        with ckanapi.RemoteCKAN(self.url) as ours:
            return ours.call_action(name, facts)


@pytest.fixture(scope="package")
def ckan(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ckan]:
    with running.running(Path(HOME), tmp_path_factory.mktemp("ckan")) as started:
        with ckanapi.RemoteCKAN(started.url, apikey=started.token) as theirs:
            theirs.action.organization_create(name=ORGANIZATION, title="เทศบาลเมืองแม่เหียะ")
        yield started


@pytest.fixture(scope="package")
def theirs(ckan: Ckan) -> Iterator[ckanapi.RemoteCKAN]:
    with ckanapi.RemoteCKAN(ckan.url, apikey=ckan.token) as remote:
        yield remote


@pytest.fixture(scope="package")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The synthetic town, its office named and its poles written as files, served under the address it gives."""
    folder = tmp_path_factory.mktemp("town")
    databases.make_anew(DATABASE)
    # Every layer is open from the first question on, however busy the machine.
    own = {"MEDIA_ROOT": str(folder / "files"), "OPEN_CHECK_AT_ONCE_MS": "600000"}
    surroundings = databases.surroundings(DATABASE) | own
    for words in (["load_town", "--verbosity", "0"], ["shell", "-c", WRITE_FILES]):
        subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=surroundings, check=True)
    settings = {"data_office": "กองช่าง งานแผนที่", "data_email": "data@example.org", "ckan_organization": ORGANIZATION}
    with databases.owner(DATABASE) as server:
        server.execute("UPDATE gis_assets_municipality SET settings = settings || %s", [Jsonb(settings)])
    with socket.create_server(("127.0.0.1", 0)) as listener, (folder / "server.log").open("w") as log:
        fd, url = listener.fileno(), f"http://127.0.0.1:{listener.getsockname()[1]}"
        serve = [sys.executable, "-m", "uvicorn", "config.asgi:application", "--fd", str(fd), "--no-access-log"]
        process = subprocess.Popen(serve, cwd=ROOT, env=surroundings, pass_fds=[fd], stdout=log, stderr=log)
        try:
            yield Town(url, surroundings | {"PUBLIC_URL": url})
        finally:
            process.terminate()
            process.wait(timeout=30)
    databases.drop(DATABASE)


@pytest.fixture
def push(town: Town, ckan: Ckan, tmp_path: Path) -> Any:
    """`push("--layer", "poles")` sends to the CKAN, or to another one (`to=`), and gives the report."""
    token = tmp_path / "token"
    token.write_text(f"{ckan.token}\n")

    def run(*words: str, to: str = ckan.url) -> dict[str, Any]:
        done = town.manage("ckan", "push", "--url", to, "--token-file", str(token), "--json", *words)
        assert done.stdout, done.stderr
        report: dict[str, Any] = json.loads(done.stdout)
        return report

    return run
