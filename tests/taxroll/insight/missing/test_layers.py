"""What is read of the files that a municipality loads, and what is refused."""

import zipfile
from pathlib import Path

import geopandas
import numpy as np
import pytest
import rasterio
import shapely

from taxroll.insight.missing import layers

BOX = shapely.box(490_000, 2_073_000, 490_010, 2_073_020)


def a_layer(path: Path, *, driver: str = "GPKG", to: int | None = None) -> Path:
    frame = geopandas.GeoDataFrame(geometry=[shapely.MultiPolygon([BOX]), None], crs=32647)
    frame = frame.to_crs(to) if to else frame
    frame.to_file(path, driver=driver)
    return path


def a_grid(path: Path, values: np.ndarray, *, west: float = 490_000.0, crs: str | None = "EPSG:32647") -> Path:
    height, width = values.shape
    facts = {"driver": "GTiff", "height": height, "width": width, "count": 1, "dtype": "float32", "nodata": -9999}
    transform = rasterio.transform.from_origin(west, 2_073_100, 1, 1)
    with rasterio.open(path, "w", **facts, crs=crs, transform=transform) as raster:
        raster.write(values.astype(np.float32), 1)
    return path


@pytest.mark.parametrize(("name", "driver", "to"), [("a.gpkg", "GPKG", None), ("a.geojson", "GeoJSON", 4326)])
def test_outlines_are_read_in_metres(tmp_path: Path, name: str, driver: str, to: int | None) -> None:
    (shape,) = layers.footprints(a_layer(tmp_path / name, driver=driver, to=to), epsg=32647)

    assert shapely.area(shape) == pytest.approx(200, rel=1e-3)


def test_layer_without_a_place_is_refused(tmp_path: Path) -> None:
    a_layer(tmp_path / "a.shp", driver="ESRI Shapefile")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
        for ending in ("shp", "shx", "dbf"):
            packed.write(tmp_path / f"a.{ending}", f"a.{ending}")

    with pytest.raises(layers.NoPlace):
        layers.footprints(tmp_path / "a.zip", epsg=32647)


def test_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.gpkg").write_text("x,y\n1,2\n")

    with pytest.raises(layers.NotReadable):
        layers.footprints(tmp_path / "a.gpkg", epsg=32647)


def test_height_is_surface_less_terrain_and_silent_where_one_is(tmp_path: Path) -> None:
    ground, top = np.full((20, 20), 300.0), np.full((20, 20), 300.0)
    top[5:15, 5:15], top[0, 0] = 306, -9999

    found = layers.heights(a_grid(tmp_path / "s.tif", top), a_grid(tmp_path / "t.tif", ground), epsg=32647)

    assert float(np.nanmax(found.above_m)) == pytest.approx(6.0)
    (thing,) = layers.high_things(found, least_height_m=2.2, least_area_m2=20)
    assert shapely.area(thing) == pytest.approx(100, rel=0.05)
    assert layers.mean_heights(np.array([thing], dtype=object), found)[0] == pytest.approx(6.0, abs=0.1)


def test_models_of_other_ground_are_refused(tmp_path: Path) -> None:
    flat = np.full((5, 5), 1.0)

    with pytest.raises(layers.DoNotMeet):
        layers.heights(a_grid(tmp_path / "s.tif", flat), a_grid(tmp_path / "t.tif", flat, west=600_000), epsg=32647)


def test_small_things_are_no_buildings_to_the_surface(tmp_path: Path) -> None:
    ground, top = np.zeros((20, 20)), np.zeros((20, 20))
    top[2:5, 2:5] = 9

    found = layers.heights(a_grid(tmp_path / "s.tif", top), a_grid(tmp_path / "t.tif", ground), epsg=32647)

    assert layers.high_things(found, least_height_m=2.2, least_area_m2=20).size == 0
