"""The files of a layer in the program for which people download them: Debian's QGIS opens each by itself."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from gis_assets.models import Municipality
from opendata import gate, snapshots
from tests.clients.conftest import Qgis
from tests.opendata.ogc.town import COUNTS, furnish

pytestmark = pytest.mark.django_db
ON, AT = date(2026, 11, 21), datetime(2026, 11, 21, 18, tzinfo=UTC)
LAYERS = ("parcels", "poles", "roads")
# QGIS 3.22 with GDAL 3.6 has no driver for GeoParquet and for PMTiles; `tests/opendata/test_snapshots.py` reads those.
READ = ("gpkg", "fgb", "shp.zip", "geojson", "geojsons")


@pytest.fixture
def written(municipality: Municipality, tmp_path: Path, settings: Any) -> Iterator[dict[tuple[str, str], Path]]:
    """The files of three layers, one of each sort of shape, by layer and extension."""
    settings.MEDIA_ROOT = tmp_path
    furnish(municipality)
    files = {}
    for name in LAYERS:
        layer = gate.require(name, municipality=municipality)
        asked = snapshots.ask(layer, municipality=municipality, on=ON, at=AT)
        made = snapshots.make(asked, layer=layer, at=AT)
        assert made
        files |= {(name, file.extension): snapshots.path_of(file) for file in made.files.all()}
    yield files


def test_qgis_reads_the_same_from_every_format(written: dict[tuple[str, str], Path], qgis: Qgis) -> None:
    for name in LAYERS:
        read = {}
        for extension in READ:
            (layer,) = qgis.ask("package", written[name, extension])["layers"].values()
            assert layer["is_valid"], (name, extension)
            assert layer["crs"] in ("EPSG:4326", "OGC:CRS84"), (name, extension)
            read[extension] = sorted(feature["id"] for feature in layer["features"])

        assert read == dict.fromkeys(READ, read["gpkg"])
        assert len(read["gpkg"]) == COUNTS[name]


def test_qgis_reads_thai_titles_and_values(written: dict[tuple[str, str], Path], qgis: Qgis) -> None:
    for extension in READ:
        (layer,) = qgis.ask("package", written["roads", extension])["layers"].values()
        assert layer["features"]
        assert qgis.muttered().count("recode") == 0
