"""The files of a layer in the program for which people download them: Debian's QGIS opens each by itself."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from gis_assets.models import Municipality
from opendata import formats, gate, snapshots
from tests.clients.conftest import Qgis
from tests.gis_assets import builders
from tests.opendata.ogc.town import COUNTS, furnish

pytestmark = pytest.mark.django_db
ON, AT = date(2026, 11, 21), datetime(2026, 11, 21, 18, tzinfo=UTC)
THAI = "01ก001"
LAYERS = {"parcels": COUNTS["parcels"] + 1, "poles": COUNTS["poles"], "roads": COUNTS["roads"]}
# QGIS 3.22 with GDAL 3.6 has no driver for GeoParquet and PMTiles; `tests/opendata/test_snapshots.py` reads those.
READ = ("geojson", "geojsons", "gpkg", "fgb", "shp.zip")


@pytest.fixture
def written(
    municipality: Municipality, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> dict[tuple[str, str], Path]:
    """The files of three layers, one of each sort of shape, by layer and extension."""
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(snapshots, "FORMATS", tuple(formats.BY_EXTENSION[extension] for extension in READ))
    furnish(municipality)
    builders.a_parcel(municipality, code=THAI, shape=builders.square(east=100))
    files: dict[tuple[str, str], Path] = {}
    for name in LAYERS:
        layer = gate.require(name, municipality=municipality)
        made = snapshots.make(snapshots.ask(layer, municipality=municipality, on=ON, at=AT), layer=layer, at=AT)
        assert made
        kept = made.files.select_related("snapshot__municipality")
        files |= {(name, file.extension): snapshots.path_of(file) for file in kept}
    return files


def test_qgis_reads_the_same_from_every_format(written: dict[tuple[str, str], Path], qgis: Qgis) -> None:
    for name, count in LAYERS.items():
        read = {}
        for extension in READ:
            (layer,) = qgis.ask("package", written[name, extension])["layers"].values()
            assert layer["is_valid"], (name, extension)
            assert layer["crs"] in ("EPSG:4326", "OGC:CRS84"), (name, extension)
            read[extension] = sorted((feature["id"], feature.get("code")) for feature in layer["features"])

        assert read == dict.fromkeys(READ, read["gpkg"])
        assert len(read["gpkg"]) == count
        assert name != "parcels" or THAI in {code for _id, code in read["gpkg"]}
