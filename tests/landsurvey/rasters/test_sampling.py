"""Terrain of shapes: exact on planes, whole on shapes smaller than a cell, agreeing with another way on real data."""

from pathlib import Path

import numpy as np
import pyogrio
import pytest
import rasterio
import shapely
from rasterio.features import geometry_mask

from landsurvey.rasters import sampling
from tests.landsurvey.rasters.builders import NORTH_M, WEST_M, a_cog, a_plane, a_raster


@pytest.fixture
def slope_of_40_percent(tmp_path: Path) -> Path:
    """Rises by 40 % towards the east, from 300 m."""
    a_cog(a_raster(tmp_path / "dem.tif", a_plane(100, east=0.4)), tmp_path / "cog.tif")
    return tmp_path / "cog.tif"


def box(west: float, south: float, wide: float, high: float) -> shapely.Polygon:
    return shapely.box(WEST_M + west, NORTH_M - 1000 + south, WEST_M + west + wide, NORTH_M - 1000 + south + high)


def sampled(
    model: Path, *shapes: shapely.Geometry, steep_percent: float = 35, water_level_m: float | None = None
) -> sampling.Terrain:
    column = np.array(shapes, dtype=object)
    return sampling.sample(model, column, steep_percent=steep_percent, water_level_m=water_level_m)


def test_terrain_of_a_plane_is_exact(slope_of_40_percent: Path) -> None:
    found = sampled(slope_of_40_percent, box(200, 200, 100, 50))

    assert found.cells.tolist() == pytest.approx([50])
    assert found.share_known.tolist() == [1]
    assert found.mean_m.tolist() == pytest.approx([300 + 0.4 * 250], abs=1e-3)
    assert (found.min_m[0], found.max_m[0]) == pytest.approx((300 + 0.4 * 205, 300 + 0.4 * 295), abs=1e-3)
    assert found.slope_deg.tolist() == pytest.approx([np.degrees(np.arctan(0.4))], abs=1e-3)
    assert found.share_steep.tolist() == [1]
    assert np.isnan(found.share_under_water).all()


def test_cells_count_by_the_share_that_lies_inside(slope_of_40_percent: Path) -> None:
    found = sampled(slope_of_40_percent, box(205, 200, 10, 10))

    assert found.mean_m.tolist() == pytest.approx([300 + 0.4 * 210], abs=1e-3)


def test_shape_smaller_than_a_cell_has_the_value_of_its_cell(slope_of_40_percent: Path) -> None:
    found = sampled(slope_of_40_percent, box(202, 203, 2, 2))

    assert (found.cells[0], found.share_known[0]) == pytest.approx((0.04, 1))
    assert (found.mean_m[0], found.min_m[0], found.max_m[0]) == pytest.approx((382, 382, 382), abs=1e-3)


@pytest.mark.parametrize(("percent", "share"), [(35, 1), (40.1, 0)])
def test_share_is_steep_above_the_limit(percent: float, share: float, slope_of_40_percent: Path) -> None:
    assert sampled(slope_of_40_percent, box(200, 200, 100, 50), steep_percent=percent).share_steep.tolist() == [share]


def test_share_under_water_is_what_lies_below_its_level(slope_of_40_percent: Path) -> None:
    found = sampled(slope_of_40_percent, box(200, 200, 100, 50), water_level_m=400)

    assert found.share_under_water.tolist() == pytest.approx([0.5])


def test_missing_cells_leave_the_share_that_is_known(tmp_path: Path) -> None:
    cells = a_plane(100)
    cells[:, 25:] = -9999
    a_cog(a_raster(tmp_path / "dem.tif", cells, nodata=-9999), tmp_path / "cog.tif")

    found = sampled(tmp_path / "cog.tif", box(200, 200, 100, 50), box(600, 200, 50, 50), box(5000, 0, 9, 9))

    assert found.share_known.tolist() == pytest.approx([0.5, 0, 0])
    assert found.mean_m[0] == 300
    assert np.isnan(found.mean_m[1:]).all()


def test_shapes_keep_their_order_and_an_empty_one_has_nothing(slope_of_40_percent: Path) -> None:
    lefts = [800, 100, 500, 300]

    found = sampled(slope_of_40_percent, *(box(left, 100, 10, 10) for left in lefts), shapely.Polygon())

    assert found.mean_m[:4].tolist() == pytest.approx([300 + 0.4 * (left + 5) for left in lefts], abs=1e-3)
    assert (found.cells[4], np.isnan(found.mean_m[4])) == (0, True)


def test_shapes_far_apart_are_read_in_parts(tmp_path: Path) -> None:
    a_cog(a_raster(tmp_path / "dem.tif", a_plane(2500, east=0.001)), tmp_path / "cog.tif")
    lefts = [100, 12_000, 24_000]
    seen: list[tuple[int, int]] = []
    shapes = np.array([box(left, -20_000, 20, 20) for left in lefts], dtype=object)

    found = sampling.sample(
        tmp_path / "cog.tif", shapes, steep_percent=35, progress=lambda done, total: seen.append((done, total))
    )

    assert found.mean_m.tolist() == pytest.approx([300 + 0.001 * (left + 10) for left in lefts], abs=1e-2)
    assert seen == [(1, 3), (2, 3), (3, 3)]


@pytest.mark.real_data
def test_real_town_has_the_cells_and_heights_that_others_find(real_data: Path, tmp_path: Path) -> None:
    tambon = pyogrio.read_dataframe(f"/vsizip/{real_data}/01-thai-admin/chiang-mai-tambon.zip")
    mae_hia = tambon[tambon.ADM3_PCODE == "TH500109"].geometry.to_numpy()
    path = real_data / "09-rasters/chiangmai-srtm-dem.tif"
    with rasterio.open(path) as raster:
        inside = ~geometry_mask(list(mae_hia), raster.shape, raster.transform)
        cells = raster.read(1)[inside]

    found = sampling.sample(path, mae_hia, steep_percent=35)

    assert (cells.size, cells.min(), cells.max(), round(float(cells.mean()), 2)) == (20_318, 298, 597, 345.57)
    assert found.cells.tolist() == pytest.approx([20_318], rel=1e-3)
    assert (found.min_m[0], found.max_m[0]) == (298, 597)
    assert found.mean_m.tolist() == pytest.approx([345.57], abs=0.01)


@pytest.mark.real_data
def test_real_zones_agree_with_cells_counted_by_their_centres(real_data: Path) -> None:
    zones = pyogrio.read_dataframe(real_data / "09-rasters/rasterstats_polygons.shp").geometry.to_numpy()
    with rasterio.open(real_data / "09-rasters/rasterstats_slope.tif") as raster:
        cells = raster.read(1, masked=True)
        insides = [~geometry_mask([zone], raster.shape, raster.transform) for zone in zones]

    found = sampling.sample(real_data / "09-rasters/rasterstats_slope.tif", zones, steep_percent=35)

    assert [int(cells[inside].count()) for inside in insides] == [75, 50]
    assert [float(cells[inside].mean()) for inside in insides] == pytest.approx([14.66, 56.61], abs=0.01)
    assert found.cells.tolist() == pytest.approx([75, 50], rel=0.05)
    assert found.mean_m.tolist() == pytest.approx([14.66, 56.61], rel=0.03)


@pytest.fixture
def flood(tmp_path: Path) -> Path:
    """Depths in metres: none in the west, 0.5 from 250 m on, 2 from 300 m on, and no value from 400 m on."""
    depth = np.zeros((100, 100), dtype=np.float32)
    depth[:, 25:], depth[:, 30:], depth[:, 40:] = 0.5, 2.0, -9999
    a_cog(a_raster(tmp_path / "flood.tif", depth, nodata=-9999), tmp_path / "flood-cog.tif", kind="water")
    return tmp_path / "flood-cog.tif"


@pytest.mark.parametrize(("above", "share"), [(0, 0.75), (0.5, 0.5), (1.9, 0.5), (2, 0)])
def test_share_is_under_water_where_a_flood_is_deeper_than_asked(above: float, share: float, flood: Path) -> None:
    shapes = np.array([box(200, 200, 200, 50)], dtype=object)

    assert sampling.submerged(flood, shapes, above=above).share_under_water.tolist() == pytest.approx([share])


@pytest.mark.parametrize(("is_dry", "share"), [(True, 0.5), (False, 1.0)])
def test_cells_without_a_depth_are_dry_or_not_counted(is_dry: bool, share: float, flood: Path) -> None:
    shapes = np.array([box(350, 200, 100, 50)], dtype=object)

    assert sampling.submerged(flood, shapes, is_dry_where_missing=is_dry).share_under_water.tolist() == pytest.approx(
        [share]
    )


def test_nothing_is_said_of_water_beyond_the_raster(flood: Path) -> None:
    shapes = np.array([box(5000, 0, 9, 9), box(500, 200, 9, 9)], dtype=object)

    dry, unknown = (sampling.submerged(flood, shapes, is_dry_where_missing=is_dry) for is_dry in (True, False))

    assert np.isnan(dry.share_under_water).tolist() == [True, False]
    assert np.isnan(unknown.share_under_water).all()


def test_water_tells_of_how_much_of_a_shape_it_knows_and_of_no_heights(flood: Path) -> None:
    shapes = np.array([box(350, 200, 100, 50), box(5000, 0, 9, 9)], dtype=object)

    found = sampling.submerged(flood, shapes, is_dry_where_missing=False)

    assert found.share_known.tolist() == pytest.approx([0.5, 0])
    assert found.cells.tolist() == pytest.approx([25, 0])
    assert np.isnan([found.mean_m, found.slope_deg, found.share_steep]).all()


def test_mask_of_bytes_is_water_where_it_is_one(tmp_path: Path) -> None:
    mask = np.zeros((100, 100), dtype=np.uint8)
    mask[:50] = 1
    a_cog(a_raster(tmp_path / "mask.tif", mask), tmp_path / "mask-cog.tif", kind="water")
    shapes = np.array([box(200, 400, 100, 200)], dtype=object)

    assert sampling.submerged(tmp_path / "mask-cog.tif", shapes).share_under_water.tolist() == pytest.approx([0.5])
