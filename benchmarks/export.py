"""Our GeoJSON stream over HTTP against `ogr2ogr` from the same tables, both written to a file."""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from benchmarks.pairing import Way, compare  # sets Django up, hence first
from config import environment
from gis_assets import sql_files, tenancy
from gis_assets.models import Municipality, ParcelVersion

COLUMNS = "id, code, document_type, measured_area_m2, main_use, accuracy_class, in_force_since"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=int, default=1)
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    call_command("load_town", scale=asked.scale)
    municipality = Municipality.objects.get(dla_code=settings.MUNICIPALITY)
    with tenancy.within(municipality):
        parcels = ParcelVersion.objects.as_of(timezone.localdate()).count()
    with tempfile.TemporaryDirectory() as folder, served() as server:
        ours, theirs = Path(folder, "ours.geojson"), Path(folder, "theirs.geojson")
        compare(
            Way("GeoJSON stream over HTTP", lambda: fetch(f"{server.url}/layers/parcels.geojson", ours)),
            Way("ogr2ogr to GeoJSON", lambda: ogr2ogr(municipality, theirs), lambda: theirs.unlink(missing_ok=True)),
            runs=asked.runs,
            facts=lambda: {"parcels": f"{parcels:,}", "peak memory of the server": f"{server.peak_mb()} MB"},
        )


class served:  # noqa: N801  reads as a sentence in the with statement
    """The application under uvicorn on a free port of the loopback."""

    def __enter__(self) -> "served":
        command = [sys.executable, "-m", "uvicorn", "config.asgi:application", "--port", "0", "--no-access-log"]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        for line in self.process.stderr or ():
            if found := re.search(r"running on (http://\S+)", line):
                self.url = found[1]
                return self
        raise RuntimeError("The server did not start.")

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait()

    def peak_mb(self) -> int:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) // 1024  # type: ignore[index]  # Linux always tells


def fetch(url: str, path: Path) -> None:
    with urllib.request.urlopen(url) as answer, path.open("wb") as file:  # noqa: S310  our own server
        shutil.copyfileobj(answer, file)


def ogr2ogr(municipality: Municipality, path: Path) -> None:
    owner = environment.owner(settings.BASE_DIR)
    source = f"PG:host={owner['host']} user={owner['user']} dbname={settings.DATABASES['default']['NAME']}"
    inner = sql_files.load("gis_assets", "layer_parcels") % {"municipality": municipality.pk, "on": "CURRENT_DATE"}
    select = f"SELECT {COLUMNS}, geom FROM ({inner}) AS layer"
    subprocess.run(["ogr2ogr", "-f", "GeoJSON", "-lco", "RFC7946=YES", str(path), source, "-sql", select], check=True)


if __name__ == "__main__":
    main()
