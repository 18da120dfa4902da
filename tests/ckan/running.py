"""A real CKAN with the national fields, its harvesters, a table store, Redis and a stand-in for Solr, on free ports."""

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from psycopg import sql

from config import environment
from tests import databases
from tests.ckan import scheme

ROOT = Path(__file__).resolve().parent.parent.parent
MAIN, STORE, READER = "town_ckan", "town_ckan_store", "town_ckan_reader"
PLUGINS = (
    "scheming_datasets town_validators datastore datatables_view text_view "
    "dcat harvest ckan_harvester dcat_rdf_harvester"
)
PASSWORD = "only-in-a-test"
START_S = 120


@dataclass(frozen=True)
class Ckan:
    """Where it listens, a token of its administrator, and how its own command is called."""

    url: str
    token: str
    home: Path
    folder: Path

    def command(self, *words: str) -> str:
        """What the command answered; shows its complaint when it fails."""
        return _run(self.home, self.folder, *words)


@contextmanager
def running(home: Path, folder: Path) -> Iterator[Ckan]:
    """`home` holds the environment in which CKAN is installed, the folder what this run writes."""
    port, solr, redis = _free(), _free(), _free()
    _make_databases()
    started = [
        subprocess.Popen([sys.executable, "-m", "tests.ckan.solr", str(solr)], cwd=ROOT),
        subprocess.Popen(
            ["redis-server", "--port", str(redis), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)],
            stdout=subprocess.DEVNULL,
        ),
    ]
    try:
        _write_settings(home, folder, port=port, solr=solr, redis=redis)
        _wait(f"http://127.0.0.1:{solr}/schema")
        token = _fill(home, folder)
        with _served(home, folder, port=port) as url:
            yield Ckan(url, token, home, folder)
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait(timeout=30)
        for name in (MAIN, STORE):
            databases.drop(name)


def without(ckan: Ckan, *plugins: str) -> Ckan:
    """The same catalogue, as its commands have it without some of its plugins."""
    settings = (ckan.folder / "ckan.ini").read_text(encoding="utf-8")
    for plugin in plugins:
        settings = settings.replace(f"{plugin} ", "")
    folder = ckan.folder / "-".join(("without", *plugins))
    folder.mkdir(exist_ok=True)
    (folder / "ckan.ini").write_text(settings, encoding="utf-8")
    (folder / "scheme.json").write_text((ckan.folder / "scheme.json").read_text(encoding="utf-8"), encoding="utf-8")
    return Ckan(ckan.url, ckan.token, ckan.home, folder)


@contextmanager
def beside(ckan: Ckan) -> Iterator[Ckan]:
    """Served once more at another port, as its settings have it."""
    with _served(ckan.home, ckan.folder, port=_free()) as url:
        yield Ckan(url, ckan.token, ckan.home, ckan.folder)


@contextmanager
def _served(home: Path, folder: Path, *, port: int) -> Iterator[str]:
    command = [str(home / "bin" / "ckan"), "-c", str(folder / "ckan.ini"), "run", "-H", "127.0.0.1", "-p", str(port)]
    with (folder / "ckan.log").open("w") as log:
        process = subprocess.Popen([*command, "--disable-reloader"], stdout=log, stderr=log, cwd=folder)
    try:
        url = f"http://127.0.0.1:{port}"
        _wait(f"{url}/api/3/action/status_show")
        yield url
    finally:
        process.terminate()
        process.wait(timeout=30)


def _make_databases() -> None:
    with databases.owner() as server:
        for name in (MAIN, STORE):
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
            server.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(name))
            )
        if not server.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [READER]).fetchone():
            words = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(READER), sql.Literal(PASSWORD))
            server.execute(words)


def _write_settings(home: Path, folder: Path, *, port: int, solr: int, redis: int) -> None:
    _run(home, folder, "generate", "config", str(folder / "ckan.ini"), settings=False)
    (folder / "scheme.json").write_text(json.dumps(scheme.scheme(), ensure_ascii=False), encoding="utf-8")
    settings = {
        "ckan.site_url": f"http://127.0.0.1:{port}",
        "ckan.site_id": "town_test",
        "ckan.plugins": PLUGINS,
        "ckan.locale_default": "en",
        "ckan.storage_path": str(folder / "storage"),
        "ckan.auth.create_unowned_dataset": "false",
        "ckan.datastore.sqlsearch.enabled": "false",
        "solr_url": f"http://127.0.0.1:{solr}/solr/ckan",
        "ckan.redis.url": f"redis://127.0.0.1:{redis}/1",
        "ckan.harvest.mq.type": "redis",
        "ckan.harvest.mq.hostname": "127.0.0.1",
        "ckan.harvest.mq.port": str(redis),
        "ckan.harvest.mq.redis_db": "1",
        "scheming.dataset_schemas": f"file://{folder / 'scheme.json'}",
        "scheming.presets": "ckanext.scheming:presets.json",
        "sqlalchemy.url": _url(MAIN),
        "ckan.datastore.write_url": _url(STORE),
        "ckan.datastore.read_url": _url(STORE, user=READER),
    }
    pairs = [f"{key} = {value.replace('%', '%%')}" for key, value in settings.items()]
    _run(home, folder, "config-tool", str(folder / "ckan.ini"), *pairs, settings=False)


def _url(name: str, *, user: str | None = None) -> str:
    """The project's own server, where the databases of the test stand beside others."""
    owner = environment.owner(ROOT)
    login = f"{user}:{PASSWORD}" if user else f"{owner.get('user', '')}:{owner.get('password', '')}"
    place = f"?host={owner['host']}" if str(owner.get("host", "")).startswith("/") else ""
    host = "" if place else f"{owner.get('host', '')}:{owner.get('port', 5432)}"
    return f"postgresql://{login.rstrip(':')}@{host}/{name}{place}"


def _fill(home: Path, folder: Path) -> str:
    """Tables, the reader's rights and an administrator; his token."""
    _run(home, folder, "db", "init")
    _run(home, folder, "db", "upgrade", "-p", "harvest")
    rights = _run(home, folder, "datastore", "set-permissions")
    with databases.owner(STORE) as store:
        store.execute(re.sub(r"^\\connect.*$", "", rights, flags=re.MULTILINE))
    _run(home, folder, "user", "add", "admin", "email=admin@example.org", f"password={PASSWORD}")
    _run(home, folder, "sysadmin", "add", "admin")
    return _run(home, folder, "user", "token", "add", "admin", "test").split()[-1]


def _run(home: Path, folder: Path, *words: str, settings: bool = True) -> str:
    where = ["-c", str(folder / "ckan.ini")] if settings else []
    done = subprocess.run(
        [str(home / "bin" / "ckan"), *where, *words], cwd=folder, capture_output=True, text=True, env=_surroundings()
    )
    if done.returncode:
        raise RuntimeError(f"ckan {' '.join(words[:3])}: {done.stdout[-2000:]}{done.stderr[-3000:]}")
    return done.stdout


def _surroundings() -> dict[str, str]:
    """Ours without what concerns our own program."""
    return {key: value for key, value in os.environ.items() if not key.startswith(("DJANGO", "DATABASE", "PYTHON"))}


def _free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _wait(url: str) -> None:
    """Until a server that was just started answers."""
    last = time.monotonic() + START_S
    while True:
        try:
            urllib.request.urlopen(url, timeout=20).read()  # noqa: S310  an address of our own
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            if time.monotonic() > last:
                raise
            time.sleep(0.2)
