"""tipg and pygeoapi as their own documentation starts them, one worker process each, on the benchmark's database.

They live in an environment of their own (`benchmarks/serve.txt` is its lock) and read a plain table that is copied from
the layer's own statement: the same rows and columns, its key and an index of its shapes.
"""

import hashlib
import json
import os
import re
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import psycopg
from django.conf import settings
from psycopg import sql
from psycopg.conninfo import make_conninfo

from benchmarks.serving import free_port
from config import environment
from gis_assets import sql_files
from gis_assets.models import Municipality

HERE = Path(__file__).resolve().parent
LOCK = HERE / "serve.txt"
SCHEMA, TABLE = "peers", "parcels"
START_S_MOST = 60
COLUMNS = "id, code, document_type, measured_area_m2, main_use, accuracy_class, in_force_since"


def copy_table(municipality: Municipality) -> None:
    """The layer as of today in a table that belongs to nobody's municipality."""
    layer = sql_files.load("gis_assets", "layer_parcels")
    with psycopg.connect(_conninfo(), autocommit=True) as owner:
        owner.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE; CREATE SCHEMA {SCHEMA}")
        owner.execute("SELECT set_config('app.municipality', %s, false)", [str(municipality.pk)])
        selected = sql.SQL(layer).as_string(owner) % {"municipality": municipality.pk, "on": "CURRENT_DATE"}
        owner.execute(
            f"CREATE TABLE {SCHEMA}.{TABLE} AS SELECT {COLUMNS}, geom::geometry(MultiPolygon, 4326) AS geom"
            f" FROM ({selected}) AS layer"
        )
        owner.execute(f"ALTER TABLE {SCHEMA}.{TABLE} ADD PRIMARY KEY (id)")
        owner.execute(f"CREATE INDEX ON {SCHEMA}.{TABLE} USING gist (geom)")
        owner.execute(f"VACUUM ANALYZE {SCHEMA}.{TABLE}")


class Server(NamedTuple):
    """Where a server listens, and its process."""

    port: int
    pid: int


@contextmanager
def tipg() -> Iterator[Server]:
    """tipg under uvicorn with uvloop."""
    port = free_port()
    facts = {"DATABASE_URL": _url(), "TIPG_DB_SCHEMAS": f'["{SCHEMA}"]', "TIPG_MAX_FEATURES_PER_TILE": "100000"}
    command = [_program("uvicorn"), "tipg.main:app", "--port", str(port), "--no-access-log", "--log-level", "warning"]
    with _running(command, facts, ask=f"http://127.0.0.1:{port}/collections/{SCHEMA}.{TABLE}") as pid:
        yield Server(port, pid)


@contextmanager
def pygeoapi(folder: Path, *, bbox: tuple[float, ...]) -> Iterator[Server]:
    """pygeoapi under gunicorn with eight threads, which keep connections open."""
    port = free_port()
    config, openapi = folder / "pygeoapi.yml", folder / "openapi.yml"
    config.write_text(json.dumps(_config(port, bbox)))  # JSON is YAML too
    facts = {"PYGEOAPI_CONFIG": str(config), "PYGEOAPI_OPENAPI": str(openapi)}
    command = [_program("pygeoapi"), "openapi", "generate", str(config), "--output-file", str(openapi)]
    subprocess.run(command, env=os.environ | facts, check=True, capture_output=True)
    command = [_program("gunicorn"), "--workers", "1", "--worker-class", "gthread", "--threads", "8", "--keep-alive"]
    command += ["60", "--bind", f"127.0.0.1:{port}", "--log-level", "warning", "pygeoapi.flask_app:APP"]
    with _running(command, facts, ask=f"http://127.0.0.1:{port}/collections/{TABLE}") as pid:
        yield Server(port, pid)


def versions() -> str:
    """What the lock says of both."""
    return ", ".join(
        " ".join(found) for found in re.findall(r"^(tipg|pygeoapi)==(\S+)", LOCK.read_text(), re.MULTILINE)
    )


@contextmanager
def _running(command: list[str], facts: Mapping[str, str], *, ask: str) -> Iterator[int]:
    """The server's process from when it answers that address until the block ends."""
    process = subprocess.Popen(command, env=os.environ | facts, stdout=subprocess.DEVNULL)
    try:
        ends_at = time.monotonic() + START_S_MOST
        while not _answers(ask):
            if process.poll() is not None or time.monotonic() > ends_at:
                raise RuntimeError(f"{Path(command[0]).name} did not start.")
            time.sleep(0.2)
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address) as answer:  # noqa: S310  on this machine
            return bool(answer.status == 200)
    except urllib.error.URLError:
        return False


def _program(name: str) -> str:
    return str(_environment() / "bin" / name)


def _environment() -> Path:
    """Installed the first time, and when the lock changed."""
    there = Path(settings.LOCAL_DIR) / "peers"
    stamp, wanted = there / ".lock-sha256", hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if not stamp.exists() or stamp.read_text() != wanted:
        uv = str(settings.LOCAL_DIR / "uv" / "bin" / "uv")
        subprocess.run([uv, "venv", "--quiet", "--clear", "--python", "/usr/bin/python3", str(there)], check=True)
        command = [uv, "pip", "sync", "--quiet", "--require-hashes", str(LOCK)]
        subprocess.run(command, env=os.environ | {"VIRTUAL_ENV": str(there)}, check=True)
        stamp.write_text(wanted)
    return there


def _login() -> dict[str, Any]:
    return environment.owner(settings.BASE_DIR) | {"dbname": settings.DATABASES["default"]["NAME"]}


def _conninfo() -> str:
    return make_conninfo(**_login())


def _url() -> str:
    """As asyncpg reads it: a host that is a folder, with its slashes written otherwise, is a socket's."""
    login = {key: quote(str(value), safe="") for key, value in _login().items()}
    password, port = login.get("password"), login.get("port")
    who = login.get("user", "") + (f":{password}" if password else "")
    return f"postgresql://{who}@{login.get('host', 'localhost')}{f':{port}' if port else ''}/{login['dbname']}"


def _config(port: int, bbox: tuple[float, ...]) -> dict[str, Any]:
    login, url = _login(), f"http://127.0.0.1:{port}"
    nobody = {"name": "x", "url": url}
    data = {"dbname": login["dbname"], "user": login.get("user"), "password": login.get("password", "")}
    data |= {"host": str(login.get("host", "")), "port": int(str(login.get("port") or 5432)), "search_path": [SCHEMA]}
    return {
        "server": {
            "bind": {"host": "127.0.0.1", "port": port},
            "url": url,
            "mimetype": "application/json; charset=UTF-8",
            "encoding": "utf-8",
            "gzip": False,
            "languages": ["en-US"],
            "pretty_print": False,
            "limits": {"default_items": 100, "max_items": 10_000, "on_exceed": "throttle"},
            "map": {"url": "https://example.org/{z}/{x}/{y}.png", "attribution": "x"},
        },
        "logging": {"level": "ERROR"},
        "metadata": {
            "identification": {
                "title": "x", "description": "x", "keywords": ["x"], "keywords_type": "theme",
                "terms_of_service": url, "url": url,
            },
            "license": nobody,
            "provider": nobody,
            "contact": {"name": "x", "email": "x@example.org", "url": url, "role": "pointOfContact"},
        },
        "resources": {
            TABLE: {
                "type": "collection",
                "title": TABLE,
                "description": TABLE,
                "keywords": ["x"],
                "links": [],
                "extents": {"spatial": {"bbox": list(bbox), "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84"}},
                "providers": [
                    {
                        "type": "feature", "name": "PostgreSQL", "data": data, "id_field": "id", "table": TABLE,
                        "geom_field": "geom",
                    }
                ],
            }
        },
    }  # fmt: skip
