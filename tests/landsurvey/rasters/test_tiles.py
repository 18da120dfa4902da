"""Tiles: the right pixel at the right place, nothing where there is nothing."""

import math
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from rasterio.io import MemoryFile
from rasterio.warp import transform

from landsurvey.rasters import tiles
from landsurvey.rasters.tiles import Style
from tests.landsurvey.rasters.builders import NORTH_M, WEST_M, a_cog, a_plane, a_raster

pytestmark = pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")


def pixel_of(east: float, north: float, zoom: int) -> tuple[int, int, int, int]:
    """Tile (x, y) and pixel (column, row) of a place on the town's grid."""
    (x,), (y,) = transform("EPSG:32647", "EPSG:3857", [east], [north])
    world = 2 * math.pi * 6_378_137
    column, row = (x + world / 2) / world * 2**zoom * 256, (world / 2 - y) / world * 2**zoom * 256
    return int(column // 256), int(row // 256), int(column % 256), int(row % 256)


def read(png: bytes | None) -> npt.NDArray[np.uint8]:
    assert png is not None
    with MemoryFile(png) as file, file.open() as picture:
        return np.asarray(picture.read())


def test_pixel_has_the_colour_of_its_place(tmp_path: Path) -> None:
    cells = np.full((3, 400, 400), 30, dtype=np.uint8)
    cells[0, 200:240, 100:140] = 220
    a_cog(a_raster(tmp_path / "photo.tif", cells, cell_m=1), tmp_path / "cog.tif", kind="orthophoto")
    x, y, column, row = pixel_of(WEST_M + 120, NORTH_M - 220, 17)

    picture = read(tiles.draw(tmp_path / "cog.tif", 17, x, y, style=Style("orthophoto")))

    assert picture.shape == (4, 256, 256)
    assert picture[:, row, column].tolist() == pytest.approx([220, 30, 30, 255], abs=8)
    assert picture[:, row, (column + 60) % 256].tolist() == pytest.approx([30, 30, 30, 255], abs=8)


def test_level_ground_has_the_colour_of_its_height(tmp_path: Path) -> None:
    a_cog(a_raster(tmp_path / "dem.tif", a_plane(200, base=350)), tmp_path / "cog.tif")
    x, y, column, row = pixel_of(WEST_M + 1000, NORTH_M - 1000, 15)

    low, high = (
        read(tiles.draw(tmp_path / "cog.tif", 15, x, y, style=Style("elevation", low, 350 + (350 - low) / 1000)))
        for low in (349.0, 350.0 - 1e-6)
    )

    assert low[:, row, column].tolist() == pytest.approx([253, 231, 37, 255], abs=3)
    assert high.shape == low.shape


def test_missing_cells_are_transparent(tmp_path: Path) -> None:
    cells = a_plane(200)
    cells[:100] = -9999
    a_cog(a_raster(tmp_path / "dem.tif", cells, nodata=-9999), tmp_path / "cog.tif")
    style = Style("elevation", 200, 400)
    x, y, column, row = pixel_of(WEST_M + 1000, NORTH_M - 500, 15)
    x2, y2, column2, row2 = pixel_of(WEST_M + 1000, NORTH_M - 1500, 15)

    north = tiles.draw(tmp_path / "cog.tif", 15, x, y, style=style)
    south = tiles.draw(tmp_path / "cog.tif", 15, x2, y2, style=style)

    assert north is None or read(north)[3, row, column] == 0
    assert read(south)[3, row2, column2] == 255


def test_there_is_no_tile_where_the_raster_has_nothing(tmp_path: Path) -> None:
    a_cog(a_raster(tmp_path / "dem.tif", a_plane()), tmp_path / "cog.tif")

    assert tiles.draw(tmp_path / "cog.tif", 12, 0, 0, style=Style("elevation", 0, 1)) is None


def test_size_may_be_doubled(tmp_path: Path) -> None:
    a_cog(a_raster(tmp_path / "dem.tif", a_plane(200)), tmp_path / "cog.tif")
    x, y, _, _ = pixel_of(WEST_M + 1000, NORTH_M - 1000, 15)

    picture = read(tiles.draw(tmp_path / "cog.tif", 15, x, y, style=Style("elevation", 0, 400), size=512))

    assert picture.shape == (4, 512, 512)


def test_far_view_reads_an_overview_and_not_every_cell(tmp_path: Path) -> None:
    cells = np.full((3, 2048, 2048), 30, dtype=np.uint8)
    cells[:, ::2, ::2] = 230
    a_cog(a_raster(tmp_path / "photo.tif", cells, cell_m=1), tmp_path / "cog.tif", kind="orthophoto")

    with (
        tiles._coarse_enough(tmp_path / "cog.tif", 4.6) as far,
        tiles._coarse_enough(tmp_path / "cog.tif", 0.9) as near,
    ):
        widths = far.width, near.width

    assert widths == (512, 2048)


@pytest.mark.parametrize("tile", [(-1, 0, 0), (0, 1, 0), (3, 8, 0), (3, 0, 8), (23, 0, 0)])
def test_tile_outside_the_world_does_not_exist(tile: tuple[int, int, int]) -> None:
    assert not tiles.exists(*tile)


def test_native_zoom_is_where_a_pixel_is_no_larger_than_a_cell() -> None:
    assert tiles.native_zoom(30, 18.75) == 13
    assert tiles.native_zoom(0.1, 18.75) == 21
