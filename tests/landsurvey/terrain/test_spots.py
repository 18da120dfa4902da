"""What ready rasters say of one shape, against planes whose answer is known."""

import numpy as np
import pytest
import shapely
from django.core.files.storage import default_storage

from gis_assets.models import Municipality
from landsurvey.models import Raster, WorkState
from landsurvey.terrain import spots
from tests.gis_assets.builders import EAST, NORTH

pytestmark = pytest.mark.django_db


def a_shape(east: float = 0, north: float = 0, side_m: float = 40) -> shapely.Polygon:
    return shapely.box(EAST + east, NORTH + north, EAST + east + side_m, NORTH + north + side_m)


def test_heights_and_slope_are_those_of_the_plane(municipality: Municipality, raster: Raster) -> None:
    told = spots.of_shape(municipality, shape=a_shape())

    assert told is not None
    assert (told["source"], told["share_under_water"]) == (raster.title, None)
    assert told["low_m"] == pytest.approx(300 + 0.4 * 200, abs=4.1)
    assert told["high_m"] == pytest.approx(300 + 0.4 * 240, abs=4.1)
    assert told["slope_percent"] == pytest.approx(40, abs=0.1)


def test_share_under_water_is_that_of_the_flood(municipality: Municipality, flood: Raster) -> None:
    told = spots.of_shape(municipality, shape=a_shape())

    assert told is not None
    assert told["share_under_water"] == pytest.approx(0.5, abs=0.11)
    assert "low_m" not in told


def test_nothing_is_told_when_no_raster_covers_the_shape(municipality: Municipality, raster: Raster) -> None:
    assert spots.of_shape(municipality, shape=a_shape(east=5000)) is None


def test_nothing_is_told_of_another_municipalitys_raster(
    municipality: Municipality, other_municipality: Municipality, raster: Raster
) -> None:
    assert spots.of_shape(other_municipality, shape=a_shape()) is None


def test_nothing_is_told_when_the_file_is_gone(municipality: Municipality, raster: Raster) -> None:
    default_storage.delete(raster.file.name)

    assert spots.of_shape(municipality, shape=a_shape()) is None


def test_nothing_is_told_when_the_raster_is_not_ready(municipality: Municipality, raster: Raster) -> None:
    Raster.objects.filter(pk=raster.pk).update(state=WorkState.FAILED)

    assert spots.of_shape(municipality, shape=a_shape()) is None


@pytest.mark.parametrize(
    "shape",
    [shapely.Polygon(), shapely.Polygon([(EAST, NORTH), (EAST + 9, NORTH + 9), (EAST + 9, NORTH), (EAST, NORTH + 9)])],
    ids=["empty", "crosses itself"],
)
def test_odd_shape_breaks_nothing(municipality: Municipality, raster: Raster, shape: shapely.Polygon) -> None:
    told = spots.of_shape(municipality, shape=shape)

    assert told is None or np.isfinite(told["low_m"])
