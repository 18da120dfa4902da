"""What ready rasters say of one shape, against planes whose answer is known."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from django.contrib.auth.models import User
from django.contrib.gis.geos import Polygon
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from gis_assets.models import Municipality
from landsurvey.models import Raster, RasterKind, Upload, WorkState
from landsurvey.terrain import spots
from tests import lasting
from tests.conftest import BOUNDARY
from tests.gis_assets import builders
from tests.gis_assets.builders import EAST, NORTH
from tests.landsurvey.builders import AT
from tests.landsurvey.rasters.builders import a_model

pytestmark = pytest.mark.django_db
FLOOD = np.zeros((100, 100), dtype=np.float32)
FLOOD[:, :22] = 1
"""A metre deep in the west, up to 20 metres into the test ground."""


def a_raster(municipality: Municipality, by: User, folder: Path, *, cells: Any = None, **facts: Any) -> Raster:
    """A raster that is ready, without the walk by which rasters become so."""
    name = default_storage.save(
        "rasters/test/cog.tif", ContentFile(a_model(folder / "m.tif", cells=cells).read_bytes())
    )
    stamp: dict[str, Any] = {"municipality": municipality}
    sent = {"file": "x", "original_name": "m.tif", "size_bytes": 1, "sha256": "0" * 64, "kind": "raster"}
    upload = Upload.objects.create(uploaded_by=by, uploaded_at=AT, **sent, **stamp)
    covered = Polygon.from_ewkt(f"SRID=4326;{BOUNDARY}")
    defaults = {"upload": upload, "source": builders.a_source(municipality), "kind": "elevation", "title": "DEM"}
    defaults |= {"file": name, "epsg": 32647, "source_epsg": 32647, "footprint": covered, "state": WorkState.READY}
    defaults |= {"registered_by": by, "registered_at": AT, "made_at": AT}
    return Raster.objects.create(**stamp, **defaults | facts)


@lasting.fixture
def surveyor(municipality: Municipality) -> User:
    return User.objects.create_user("surveyor")


@lasting.fixture
def model(municipality: Municipality, surveyor: User, tmp_path_factory: pytest.TempPathFactory) -> Raster:
    return a_raster(municipality, surveyor, tmp_path_factory.mktemp("files"))


def a_shape(east: float = 0, north: float = 0, side_m: float = 40) -> shapely.Polygon:
    return shapely.box(EAST + east, NORTH + north, EAST + east + side_m, NORTH + north + side_m)


def test_heights_and_slope_are_those_of_the_plane(municipality: Municipality, model: Raster) -> None:
    told = spots.of_shape(municipality, shape=a_shape())

    assert told is not None
    assert (told["source"], told["share_under_water"]) == ("DEM", None)
    assert told["low_m"] == pytest.approx(300 + 0.4 * 200, abs=4.1)
    assert told["high_m"] == pytest.approx(300 + 0.4 * 240, abs=4.1)
    assert told["slope_percent"] == pytest.approx(40, abs=0.1)


def test_share_under_water_is_that_of_the_flood(municipality: Municipality, surveyor: User, tmp_path: Path) -> None:
    a_raster(municipality, surveyor, tmp_path, cells=FLOOD, kind=RasterKind.WATER, title="Flood 2554")

    told = spots.of_shape(municipality, shape=a_shape())

    assert told is not None
    assert told["share_under_water"] == pytest.approx(0.5, abs=0.11)
    assert (told["source"], "low_m" in told) == ("Flood 2554", False)


def test_nothing_is_told_when_no_raster_covers_the_shape(municipality: Municipality, model: Raster) -> None:
    assert spots.of_shape(municipality, shape=a_shape(east=5000)) is None


def test_nothing_is_told_of_another_municipalitys_raster(
    municipality: Municipality, other_municipality: Municipality, model: Raster
) -> None:
    assert spots.of_shape(other_municipality, shape=a_shape()) is None


def test_nothing_is_told_when_the_file_is_gone(municipality: Municipality, model: Raster) -> None:
    default_storage.delete(str(model.file.name))

    assert spots.of_shape(municipality, shape=a_shape()) is None


def test_nothing_is_told_when_the_raster_is_not_ready(municipality: Municipality, model: Raster) -> None:
    Raster.objects.filter(pk=model.pk).update(state=WorkState.FAILED)

    assert spots.of_shape(municipality, shape=a_shape()) is None


@pytest.mark.parametrize(
    "shape",
    [shapely.Polygon(), shapely.Polygon([(EAST, NORTH), (EAST + 9, NORTH + 9), (EAST + 9, NORTH), (EAST, NORTH + 9)])],
    ids=["empty", "crosses itself"],
)
def test_odd_shape_breaks_nothing(municipality: Municipality, model: Raster, shape: shapely.Polygon) -> None:
    told = spots.of_shape(municipality, shape=shape)

    assert told is None or np.isfinite(told["low_m"])
