"""Our GeoJSON stream over HTTP against `ogr2ogr` from the same tables, both written to a file."""

import argparse
import shutil
import subprocess
import tempfile
import urllib.request
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from benchmarks.pairing import Way, compare  # sets Django up, hence first
from benchmarks.serving import served
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
