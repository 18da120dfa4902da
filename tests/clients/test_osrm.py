"""OSRM reads the roads that `roads export` writes: its own programs build its tables from the file and find ways.

The way of `deploy/osrm.md`, step by step, on a block of streets that can be drawn by hand.
"""

import io
import json
import subprocess
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.gis.geos import LineString
from django.core.management import call_command
from psycopg.types.range import Range

from gis_assets.models import Municipality, RoadSegmentVersion, Role, TurnRestriction, TurnRestrictionVersion
from incidents import closures
from tests.gis_assets.builders import a_source
from tests.incidents import builders
from tests.incidents.builders import AT, SINCE, Place

PROGRAMS = settings.LOCAL_DIR / "osrm" / "osrm" / "bin"
PROFILE = PROGRAMS.parent / "share" / "profiles" / "car.lua"
WEST, MIDDLE, EAST, NORTH, CORNER = (0.0, 0.0), (500.0, 0.0), (1000.0, 0.0), (500.0, 500.0), (1000.0, 500.0)
Ways = Callable[[Place, Place], float]
Command = list[str | Path]


@pytest.fixture(scope="module")
def programs() -> Path:
    """The programs, fetched once; they run without Python, whose version their wheel does not fit."""
    if not (PROGRAMS / "osrm-routed").exists():
        uv = settings.LOCAL_DIR / "uv" / "bin" / "uv"
        there: Command = ["--target", PROGRAMS.parents[1], "--python-version", "3.12", "--python-platform"]
        wheel = [*there, "x86_64-manylinux_2_28", "--no-deps", "--require-hashes", "--only-binary", ":all:"]
        named: Command = ["-r", Path(__file__).with_name("osrm.txt")]
        subprocess.run([uv, "pip", "install", "--quiet", *wheel, *named], check=True)
    return Path(PROGRAMS)


@pytest.fixture
def streets(municipality: Municipality) -> dict[str, RoadSegmentVersion]:
    """A block: west - middle - east along the main street, and round by the north; from middle to east is one-way."""
    drawn = {
        "west": (WEST, MIDDLE, {}),
        "east": (MIDDLE, EAST, {"is_oneway": True}),
        "up": (MIDDLE, NORTH, {}),
        "along": (NORTH, CORNER, {}),
        "down": (CORNER, EAST, {}),
    }
    return {name: builders.a_road(municipality, here, there, **facts) for name, (here, there, facts) in drawn.items()}


def forbid(municipality: Municipality, here: RoadSegmentVersion, there: RoadSegmentVersion, *, at: Place) -> None:
    TurnRestrictionVersion.objects.create(
        municipality=municipality,
        restriction=TurnRestriction.objects.create(municipality=municipality),
        valid=Range(SINCE, None),
        source=a_source(municipality),
        recorded_at=AT,
        kind="no",
        roads=[here.road_id, there.road_id],
        nodes=[builders.node(at)],
    )


@pytest.fixture
def ways(programs: Path, municipality: Municipality, tmp_path: Path) -> Iterator[Callable[[], Ways]]:
    """Exports the roads as they are when it is called, and gives the metres of OSRM's way from place to place."""
    served: list[subprocess.Popen[str]] = []

    def built() -> Ways:
        file, tables = tmp_path / "roads.osm.pbf", tmp_path / "roads.osrm"
        call_command("roads", "export", str(file), municipality=municipality.dla_code, stdout=io.StringIO())
        run(programs / "osrm-extract", "-p", PROFILE, file)
        run(programs / "osrm-partition", tables)
        closed = tmp_path / "closed.csv"
        call_command("roads", "closed", str(closed), municipality=municipality.dla_code, stdout=io.StringIO())
        run(programs / "osrm-customize", "--segment-speed-file", closed, tables)
        serve: Command = [programs / "osrm-routed", "--algorithm", "mld", "--ip", "127.0.0.1", "--port", "0", tables]
        served.append(subprocess.Popen(serve, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True))
        port = port_of(served[-1])
        return lambda here, there: metres(port, here, there)

    yield built
    for server in served:
        server.terminate()
        server.communicate(timeout=120)


def run(*command: str | Path) -> None:
    subprocess.run(command, check=True, capture_output=True)


def port_of(server: "subprocess.Popen[str]") -> int:
    """Where it listens, as it says itself once it does."""
    assert server.stdout
    said = next(line for line in server.stdout if "Listening on:" in line)
    return int(said.strip().rpartition(":")[2])


def metres(port: int, here: Place, there: Place) -> float:
    places = ";".join(f"{point.x:.7f},{point.y:.7f}" for point in map(builders.point, (here, there)))
    line = HTTPConnection("127.0.0.1", port, timeout=120)
    line.request("GET", f"/route/v1/driving/{places}?overview=false")
    answer: dict[str, Any] = json.load(line.getresponse())
    line.close()
    assert answer["code"] == "Ok", answer
    return float(answer["routes"][0]["distance"])


def test_way_goes_round_the_block_when_the_street_is_one_way(
    streets: dict[str, RoadSegmentVersion], ways: Callable[[], Ways]
) -> None:
    found = ways()

    assert found(WEST, EAST) == pytest.approx(1000, rel=0.01)
    assert found(EAST, WEST) == pytest.approx(2000, rel=0.01)
    assert found(WEST, NORTH) == pytest.approx(1000, rel=0.01)


def test_way_goes_round_the_block_when_the_turn_is_forbidden(
    municipality: Municipality, streets: dict[str, RoadSegmentVersion], ways: Callable[[], Ways]
) -> None:
    forbid(municipality, streets["west"], streets["up"], at=MIDDLE)

    found = ways()

    assert found(WEST, NORTH) == pytest.approx(2000, rel=0.01)
    assert found(NORTH, WEST) == pytest.approx(1000, rel=0.01)


def test_way_goes_round_the_block_when_the_street_is_closed(
    municipality: Municipality,
    streets: dict[str, RoadSegmentVersion],
    officer: Callable[..., User],
    ways: Callable[[], Ways],
) -> None:
    flooded = LineString([builders.point(place).coords for place in ((450, 250), (550, 250))], srid=4326)
    closures.draw(municipality, shape=flooded, reason="flood", by=officer(Role.DISPATCHER), at=AT)

    found = ways()

    assert found(WEST, NORTH) == pytest.approx(2000, rel=0.01)
    assert found(WEST, EAST) == pytest.approx(1000, rel=0.01)
