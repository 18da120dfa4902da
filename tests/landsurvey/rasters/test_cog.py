"""The cloud-optimised copy: on the town's grid, with overviews, whole or not at all."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from rasterio.transform import Affine
from rio_cogeo.cogeo import cog_validate

from gis_assets import crs as grids
from landsurvey.rasters import cog, inspection, opening
from tests.landsurvey.rasters.builders import NORTH_M, WEST_M, a_cog, a_plane, a_raster


def values_at(path: Path, *points: tuple[float, float]) -> list[Any]:
    with rasterio.open(path) as raster:
        return [cell.tolist() for cell in raster.sample(points)]


def test_copy_is_cloud_optimised_with_overviews(tmp_path: Path) -> None:
    source = a_raster(tmp_path / "dem.tif", a_plane(1200), nodata=-1)

    a_cog(source, tmp_path / "cog.tif")

    is_valid, errors, warnings = cog_validate(tmp_path / "cog.tif")
    assert (is_valid, errors, warnings) == (True, [], [])
    with rasterio.open(tmp_path / "cog.tif") as raster:
        assert (raster.overviews(1), raster.nodata, raster.crs.to_epsg()) == ([2, 4], cog.NODATA, 32647)


def test_heights_are_the_same_when_the_raster_lies_on_the_grid_already(tmp_path: Path) -> None:
    cells = a_plane(60, east=0.3)
    cells[:3] = -1

    a_cog(a_raster(tmp_path / "dem.tif", cells, nodata=-1), tmp_path / "cog.tif")

    with rasterio.open(tmp_path / "cog.tif") as raster:
        assert raster.transform == Affine(10, 0, WEST_M, 0, -10, NORTH_M)
        assert (raster.read(1)[3:] == cells[3:]).all()
        assert (raster.read(1)[:3] == cog.NODATA).all()


def test_untagged_missing_value_is_honoured(tmp_path: Path) -> None:
    cells = a_plane(60)
    cells[:3] = 0

    made = a_cog(a_raster(tmp_path / "dem.tif", cells), tmp_path / "cog.tif", nodata=0)

    assert (made.low, made.high) == (300, 300)


def test_indian_1975_lands_where_the_survey_department_puts_it(tmp_path: Path) -> None:
    cells = a_plane(200, base=300)
    cells[100:104, 100:104] = 900
    source = a_raster(tmp_path / "dem.tif", cells, crs="EPSG:24047")

    a_cog(source, tmp_path / "cog.tif", epsg=24047)

    stated = np.array([[WEST_M + 1020.0, NORTH_M - 1020.0]])
    (east, north), *_ = grids.transformation(24047, 32647).apply(stated)
    assert values_at(tmp_path / "cog.tif", (east, north), (east - 40, north), (east, north + 40)) == [
        [pytest.approx(900, abs=0.01)],
        [300],
        [300],
    ]


def test_rotated_raster_is_turned_upright(tmp_path: Path) -> None:
    turned = Affine.translation(WEST_M, NORTH_M) @ Affine.rotation(30) @ Affine.scale(10, -10)
    cells = a_plane(100)
    cells[70:80, 20:30] = 700

    made = a_cog(a_raster(tmp_path / "dem.tif", cells, transform=turned), tmp_path / "cog.tif", transform=turned)

    assert made.resolution_m == pytest.approx(10)
    assert values_at(tmp_path / "cog.tif", turned @ (25, 75), turned @ (75, 25), (WEST_M - 5, NORTH_M + 400)) == [
        [pytest.approx(700)],
        [pytest.approx(300)],
        [cog.NODATA],
    ]


def test_colours_are_kept_and_missing_ones_masked(tmp_path: Path) -> None:
    cells = np.zeros((3, 600, 600), dtype=np.uint8)
    cells[:, 100:, :] = np.array([200, 120, 40], dtype=np.uint8)[:, np.newaxis, np.newaxis]

    made = a_cog(a_raster(tmp_path / "photo.tif", cells, cell_m=1, nodata=0), tmp_path / "cog.tif", kind="orthophoto")

    assert (made.low, made.high) == (None, None)
    with rasterio.open(tmp_path / "cog.tif") as raster:
        mask = raster.dataset_mask()
        colour = raster.read()[:, 400, 300]
        assert raster.compression.name == "jpeg"
    assert (mask[:100].max(), mask[101:].min()) == (0, 255)
    assert colour.tolist() == pytest.approx([200, 120, 40], abs=4)


def test_earlier_copy_stays_when_the_source_breaks_off(tmp_path: Path) -> None:
    source = a_raster(tmp_path / "dem.tif", a_plane(800), compress="deflate", nodata=-1)
    a_cog(source, tmp_path / "cog.tif")
    before = (tmp_path / "cog.tif").read_bytes()
    with rasterio.open(source) as raster:
        recipe = cog.Recipe(32647, raster.transform, -1, "elevation")
    source.write_bytes(source.read_bytes()[: source.stat().st_size // 2])

    with pytest.raises(opening.CutShort):
        cog.make(source, tmp_path / "cog.tif", recipe, utm_epsg=32647)

    assert (tmp_path / "cog.tif").read_bytes() == before
    assert not (tmp_path / "making").exists()


def test_work_starts_over_when_a_worker_was_killed(tmp_path: Path) -> None:
    source = a_raster(tmp_path / "dem.tif", a_plane(60))
    (tmp_path / "making").mkdir()
    (tmp_path / "making" / "warped.tif").write_bytes(b"half a file")

    a_cog(source, tmp_path / "cog.tif")
    once = (tmp_path / "cog.tif").read_bytes()
    a_cog(source, tmp_path / "cog.tif")

    assert (tmp_path / "cog.tif").read_bytes() == once
    assert sorted(file.name for file in tmp_path.iterdir()) == ["cog.tif", "dem.tif"]


@pytest.mark.real_data
def test_real_heights_stay_within_two_metres(real_data: Path, tmp_path: Path) -> None:
    path = real_data / "09-rasters/chiangmai-srtm-dem.tif"
    seen = inspection.inspect(path, answers={"nodata": "0", "vertical_datum": "msl"})

    a_cog(path, tmp_path / "cog.tif", epsg=4326, nodata=float(seen.nodata.value))

    places = np.array([(98.9639, 18.7433), (98.9217, 18.8049), (98.8833, 18.8167)])
    points = grids.transformation(4326, 32647).apply(places)
    found = values_at(tmp_path / "cog.tif", *map(tuple, points.tolist()))
    assert [cell for (cell,) in found] == pytest.approx([310, 1063, 1272], abs=2)
