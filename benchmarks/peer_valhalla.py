"""Valhalla beside ours: the programs of its wheel, which need no Python, on tiles built from our own export.

The wheel with the programs is made for Python 3.12 and is unpacked into `.local/valhalla` (`benchmarks/valhalla.txt`
says which). It is asked over HTTP on this machine, with the closures as polygons to be left out.
"""

import importlib.util
import json
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.gis.geos import Polygon

from benchmarks.serving import free_port
from incidents.engines.answers import Place
from incidents.roadfiles import writing
from incidents.roadfiles.judging import Judged

HERE = Path(__file__).resolve().parent
Ask = Callable[[Place, Sequence[Place]], list[float | None]]
"""Seconds from each start to the goal; the way of the soonest is asked for as well."""


@contextmanager
def serving(judged: Judged, *, closed: Sequence[Polygon], folder: Path) -> Iterator[Ask]:
    """Build tiles in the folder and serve them until the block ends."""
    programs = _fetched()
    file, config = folder / "roads.osm.pbf", folder / "valhalla.json"
    writing.write(judged, file)
    port = free_port()
    config.write_text(json.dumps(_config(programs, folder, port=port)))
    build: list[Path | str] = [programs / "bin" / "valhalla_build_tiles", "-c", str(config), str(file)]
    subprocess.run(build, check=True, capture_output=True)
    served = subprocess.Popen(
        [programs / "bin" / "valhalla_service", str(config), "1"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield _asking(_answering(port), closed)
    finally:
        served.terminate()
        served.wait()


def _fetched() -> Path:
    there = settings.LOCAL_DIR / "valhalla"
    if not (there / "valhalla" / "bin" / "valhalla_service").exists():
        uv = settings.LOCAL_DIR / "uv" / "bin" / "uv"
        wheel = ["--target", str(there), "--python-version", "3.12", "--python-platform", "x86_64-manylinux_2_28"]
        named = ["--no-deps", "--require-hashes", "--only-binary", ":all:", "-r", str(HERE / "valhalla.txt")]
        subprocess.run([uv, "pip", "install", "--quiet", *wheel, *named], check=True)
    return Path(there) / "valhalla"


def _config(programs: Path, folder: Path, *, port: int) -> dict[str, Any]:
    """The wheel's own settings, read from its file, since its package cannot be imported here."""
    spec = importlib.util.spec_from_file_location("valhalla_defaults", programs / "valhalla_build_config.py")
    assert spec
    assert spec.loader
    defaults = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(defaults)
    config: dict[str, Any] = _said(defaults.config, unsaid=defaults.Optional)
    config["mjolnir"] |= {"tile_dir": str(folder / "tiles"), "tile_extract": "", "admin": "", "timezone": ""}
    config["mjolnir"]["logging"] = config["logging"] = {"type": ""}
    config["httpd"]["service"] |= {"listen": f"tcp://127.0.0.1:{port}", "drain_seconds": 1, "shutdown_seconds": 1}
    config["service_limits"]["auto"]["max_matrix_distance"] = 400_000.0
    return config


def _said(facts: dict[str, Any], *, unsaid: type) -> dict[str, Any]:
    return {
        key: _said(value, unsaid=unsaid) if isinstance(value, dict) else value
        for key, value in facts.items()
        if not isinstance(value, unsaid)
    }


def _answering(port: int) -> HTTPConnection:
    """The service, once it answers."""
    for _second in range(600):
        line = HTTPConnection("127.0.0.1", port, timeout=120)
        try:
            line.request("GET", "/status")
            line.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return line
    raise RuntimeError("valhalla_service does not answer")


def _asking(line: HTTPConnection, closed: Sequence[Polygon]) -> Ask:
    left_out = {"exclude_polygons": [[list(place) for place in area.exterior_ring.coords] for area in closed]}

    def post(path: str, question: dict[str, Any]) -> dict[str, Any]:
        line.request("POST", path, json.dumps(question | left_out | {"costing": "auto"}))
        answer: dict[str, Any] = json.loads(line.getresponse().read())
        return answer

    def ask(goal: Place, starts: Sequence[Place]) -> list[float | None]:
        there = [{"lon": goal.x, "lat": goal.y}]
        here = [{"lon": each.x, "lat": each.y} for each in starts]
        answer = post("/sources_to_targets", {"sources": here, "targets": there})
        rows = answer.get("sources_to_targets") or [[{"time": None}] for _each in starts]
        seconds = [row[0]["time"] for row in rows]
        soonest = min(
            (each for each in range(len(here)) if seconds[each] is not None), key=seconds.__getitem__, default=0
        )
        post("/route", {"locations": [here[soonest], *there]})
        return seconds

    return ask
