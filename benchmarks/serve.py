"""The open API beside tipg and pygeoapi, and the whole layer as a file beside `ogr2ogr`, from the same PostGIS.

Each is one server of one worker process, asked over the loopback by `serve_load` from a process of its own: eight
connections kept open, no compression, addresses drawn from a seed. They are asked in turn, round after round; what is
told is the median of the rounds, and beside it the processor time that server and database take for a request, which
other work stretches less than the clock. The peers read a plain copy of the layer, ours the register with its row
security.

pygeoapi is left out of the tiles: on PostGIS 3.3 it takes seconds a tile (`ST_Transform` with the system as text).
"""

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from benchmarks.export import fetch, ogr2ogr  # sets Django up, hence first
from benchmarks.pairing import Way, compare
from benchmarks.serve_peers import SCHEMA, TABLE, Server, copy_table, pygeoapi, tipg, versions
from benchmarks.serving import database_processor_s, processor_s, served
from gis_assets import tenancy
from gis_assets.models import Municipality
from opendata import gate, layers, premade, tiles

SEED, BOX_DEGREES, PAGE = 42, 0.006, 100
CONNECTIONS, WARM_S, SECONDS = 8, 1.0, 3.0
QUESTIONS = 4_000
OURS, TIPG, PYGEOAPI = "ours", "tipg", "pygeoapi"
TILES_OURS = "/ogc/collections/parcels/tiles/WebMercatorQuad"
TILES_TIPG = f"/collections/{SCHEMA}.{TABLE}/tiles/WebMercatorQuad"
ITEMS = {
    OURS: "/ogc/collections/parcels/items",
    TIPG: f"/collections/{SCHEMA}.{TABLE}/items",
    PYGEOAPI: f"/collections/{TABLE}/items",
}
GROWTH_MB_MOST = 64
FIGURES = ("a_second", "p50_ms", "p95_ms", "mean_bytes", "server_ms", "database_ms")


@dataclass(frozen=True)
class Question:
    """One kind of load: the addresses for each server, and what a good answer is."""

    name: str
    paths: Mapping[str, Sequence[str]]
    aim: str = ""
    times_tipg: float = 0
    a_second: float = 0
    headers: tuple[str, ...] = ()
    status: int = 200


Figures = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=int, default=22)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", nargs="*", default=[], help="words of the questions that are asked")
    asked = parser.parse_args()
    call_command("load_town", scale=asked.scale)
    municipality = Municipality.objects.get(dla_code=settings.MUNICIPALITY)
    with tenancy.within(municipality):
        gate.check_small(municipality=municipality)
        premade.build(_layer(), municipality=municipality, on=timezone.localdate(), at=timezone.now())
        copy_table(municipality)
        places = Places(municipality)
    load = os.getloadavg()[0]
    print(
        f"{places.count:,} parcels; {versions()}; {CONNECTIONS} connections, one worker process each; load {load:.0f}"
    )
    with ExitStack() as stack:
        server = stack.enter_context(served())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        servers = {OURS: Server(server.port, server.process.pid), TIPG: stack.enter_context(tipg())}
        servers[PYGEOAPI] = stack.enter_context(pygeoapi(folder, bbox=places.extent))
        _check_same(servers, places)
        idle_mb = server.size_mb()
        _print_export(server, municipality, folder, runs=asked.runs)
        for question in questions(places, server.url):
            if not asked.only or any(word in question.name for word in asked.only):
                _print(question, _asked_in_turn(question, servers, runs=asked.runs))
        print(f"our server held {idle_mb} MB before the first load and {server.size_mb()} MB after the last")


class Places:
    """Where the parcels are, and their ids, in an order drawn from the seed."""

    def __init__(self, municipality: Municipality) -> None:
        drawn = random.Random(SEED)  # noqa: S311  a load, no secret
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT t.uid::text, ST_X(c), ST_Y(c), lower(v.valid) FROM gis_assets_parcelversion v"
                " JOIN gis_assets_parcel t ON t.id = v.parcel_id, ST_Centroid(v.shape_wgs84) c"
                " WHERE v.municipality_id = %s AND v.valid @> %s ORDER BY 1",
                [municipality.pk, timezone.localdate()],
            )
            rows = cursor.fetchall()
        self.count = len(rows)
        self.since = max(row[3] for row in rows)
        chosen = drawn.sample(rows, min(QUESTIONS, len(rows)))
        self.ids = [row[0] for row in chosen]
        self.points = [(row[1], row[2]) for row in chosen]
        longitudes, latitudes = [row[1] for row in rows], [row[2] for row in rows]
        self.extent = (min(longitudes), min(latitudes), max(longitudes), max(latitudes))

    def boxes(self) -> list[str]:
        half = BOX_DEGREES / 2
        return [f"{x - half:.6f},{y - half:.6f},{x + half:.6f},{y + half:.6f}" for x, y in self.points]

    def tiles(self, z: int) -> list[tiles.Place]:
        """Those of a zoom with a parcel in them, each once, the full ones not before the others."""
        found = sorted({tiles.places_over(x, y, x, y, z=z)[0] for x, y in self.points})
        random.Random(SEED).shuffle(found)  # noqa: S311  a load, no secret
        return found


def questions(places: Places, url: str) -> Iterator[Question]:
    """What is asked, with the aims."""
    boxes, ids = places.boxes(), places.ids
    pages = {name: [f"{path}?bbox={box}&limit={PAGE}" for box in boxes] for name, path in ITEMS.items()}
    yield Question("items, 100 by bbox", pages, "4 x tipg", times_tipg=4)
    tag = urllib.request.urlopen(url + pages[OURS][0]).headers["ETag"]  # noqa: S310  our own server
    known = (f"If-None-Match: {tag}",)
    yield Question("items, known (304)", {OURS: pages[OURS][:1]}, headers=known, status=304)
    single = {name: [f"{path}/{one}" for one in ids] for name, path in ITEMS.items()}
    yield Question("single feature", single, "3 x tipg", times_tipg=3)
    far, near = places.tiles(14), places.tiles(16)
    yield Question("tile z14", {OURS: _ours(far), TIPG: _tipg(far)}, "not behind tipg", times_tipg=1)
    days = [timezone.localdate() - timedelta(days=day) for day in range(1, (timezone.localdate() - places.since).days)]
    cold = [f"{path}?datetime={day}" for day in days[:200] for path in _ours(near)]
    yield Question("tile z16, cold", {OURS: cold, TIPG: _tipg(near)}, "not behind tipg", times_tipg=1)
    hot = _ours(near[:50])
    yield Question("tile z16, hot", {OURS: hot}, "500 a second", a_second=500)
    tag = urllib.request.urlopen(url + hot[0]).headers["ETag"]  # noqa: S310  our own server
    known = (f"If-None-Match: {tag}",)
    yield Question("tile z16, known (304)", {OURS: hot[:1]}, "500 a second", a_second=500, headers=known, status=304)


def _ours(places: Sequence[tiles.Place]) -> list[str]:
    return [f"{TILES_OURS}/{z}/{y}/{x}" for z, x, y in places]


def _tipg(places: Sequence[tiles.Place]) -> list[str]:
    return [f"{TILES_TIPG}/{z}/{x}/{y}" for z, x, y in places]


def _layer() -> Any:
    return layers.layer_named("parcels")


def _check_same(servers: Mapping[str, Server], places: Places) -> None:
    """Every server finds the same parcels in the same box."""
    for box in places.boxes()[:3]:
        found = {name: _ids(one.port, f"{ITEMS[name]}?bbox={box}&limit=10000") for name, one in servers.items()}
        assert all(ids == found[OURS] for ids in found.values()), {name: len(ids) for name, ids in found.items()}


def _ids(port: int, path: str) -> set[str]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}") as answer:
        return {str(one["id"]) for one in json.load(answer)["features"]}


def _print_export(server: served, municipality: Municipality, folder: Path, *, runs: int) -> None:
    ours, theirs = folder / "ours.geojson", folder / "theirs.geojson"
    before_mb = server.size_mb()
    server.forget_peak()
    fetch(f"{server.url}/layers/parcels.geojson", ours)
    print(f"the first export took the server from {before_mb} MB to at most {server.peak_mb()} MB")
    before_mb = server.size_mb()
    server.forget_peak()
    compare(
        Way("GeoJSON of the whole layer over HTTP", lambda: fetch(f"{server.url}/layers/parcels.geojson", ours)),
        Way("ogr2ogr to GeoJSON", lambda: ogr2ogr(municipality, theirs), lambda: theirs.unlink(missing_ok=True)),
        runs=runs,
        facts=lambda: {"growth of the server": f"{server.peak_mb() - before_mb} MB (aim: {GROWTH_MB_MOST})"},
    )


def _asked_in_turn(question: Question, servers: Mapping[str, Server], *, runs: int) -> dict[str, Figures]:
    found: dict[str, list[Figures]] = {name: [] for name in servers if name in question.paths}
    for turn in range(runs + 1):
        for name, figures in found.items():
            told = _loaded(question, name, servers[name], seconds=SECONDS if turn else WARM_S, turn=turn, of=runs + 1)
            assert set(told["statuses"]) == {str(question.status)}, (question.name, name, told["statuses"])
            if turn:
                figures.append(told)
    return {name: _median(figures) for name, figures in found.items()}


def _loaded(question: Question, name: str, server: Server, *, seconds: float, turn: int, of: int) -> Figures:
    """Each turn asks from another place in the list, so that what is asked cold stays so."""
    paths = question.paths[name]
    start = len(paths) * turn // of
    command = [sys.executable, "-m", "benchmarks.serve_load", "--port", str(server.port), "--seconds", str(seconds)]
    command += ["--connections", str(CONNECTIONS), *(f"--header={line}" for line in question.headers)]
    told = "\n".join([*paths[start:], *paths[:start]])
    before_s, database_before_s = processor_s(server.pid), database_processor_s()
    done = subprocess.run(command, input=told, capture_output=True, text=True, check=True)
    figures: Figures = json.loads(done.stdout)
    worked_s, database_s = processor_s(server.pid) - before_s, database_processor_s() - database_before_s
    asked = sum(figures["statuses"].values())
    return figures | {"server_ms": 1000 * worked_s / asked, "database_ms": 1000 * database_s / asked}


def _median(rounds: Sequence[Figures]) -> Figures:
    return {key: statistics.median(one[key] for one in rounds) for key in FIGURES}


def _print(question: Question, found: Mapping[str, Figures]) -> None:
    print(question.name)
    for name, told in found.items():
        ratio = f"   ours is {found[OURS]['a_second'] / told['a_second']:.1f} x" if name != OURS else ""
        worked = f"{told['server_ms']:.2f} + {told['database_ms']:.2f} ms"
        print(
            f"  {name:<9} {told['a_second']:8.0f} a second, p50 {told['p50_ms']:7.1f} ms, p95 {told['p95_ms']:7.1f} ms,"
            f" {told['mean_bytes'] / 1000:6.1f} kB, processor {worked}{ratio}"
        )
    if question.aim:
        print(f"  aim: {question.aim}: {'met' if _is_met(question, found) else 'MISSED'}", flush=True)


def _is_met(question: Question, found: Mapping[str, Figures]) -> bool:
    ours, tipg = found[OURS], found.get(TIPG)
    if tipg is None:
        return bool(ours["a_second"] >= question.a_second)
    is_quick = ours["a_second"] >= question.times_tipg * tipg["a_second"]
    return bool(is_quick and ours["p95_ms"] <= tipg["p95_ms"])


if __name__ == "__main__":
    main()
