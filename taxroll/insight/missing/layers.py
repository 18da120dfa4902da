"""What a municipality loads: footprints as GeoPackage, GeoJSON or zipped shapefile; a surface and a terrain model.

Only these formats are opened, whatever a file calls itself, and rasters are read no finer than MOST_CELLS allow, so
that a large file costs time and not the machine.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import geopandas
import numpy as np
import pyogrio
import rasterio
import rasterio.errors
import rasterio.features
import rasterio.warp
import shapely
from django.utils.translation import gettext_lazy as _
from exactextract import exact_extract
from numpy.typing import NDArray
from rasterio.enums import Resampling

from gis_assets.refusals import Refusal
from taxroll.insight.missing.detection import Floats, Shapes

MOST_CELLS = 25_000_000
MOST_FOOTPRINTS = 500_000
BEGINNINGS = {b"SQLite format 3\x00": ".gpkg", b"PK\x03\x04": ".zip"}
DRIVERS = {"GPKG", "GeoJSON", "ESRI Shapefile"}
# Outlines from cells go up stairs; half a cell of tolerance takes the stairs away and little else.
STAIRS_OF_CELLS = 0.75


class NotReadable(Refusal):
    def __init__(self, name: str) -> None:
        sentence = _("“%(name)s” could not be read. Send a GeoPackage, GeoJSON or zipped shapefile, or a GeoTIFF.")
        super().__init__(sentence % {"name": name})


class NoPlace(Refusal):
    def __init__(self, name: str) -> None:
        sentence = _("“%(name)s” does not say in which coordinate system it is. Save it with one and send it again.")
        super().__init__(sentence % {"name": name})


class TooMany(Refusal):
    def __init__(self, name: str) -> None:
        sentence = _("“%(name)s” holds more than %(most)s outlines. Cut it to the municipality.")
        super().__init__(sentence % {"name": name, "most": MOST_FOOTPRINTS})


class DoNotMeet(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The surface model and the terrain model do not cover the same ground. Send two that do."))


@dataclass(frozen=True)
class Heights:
    """Height above ground in metres on a grid of the municipality's system; NaN where either model is silent."""

    above_m: NDArray[np.float32]
    transform: rasterio.Affine
    epsg: int


def footprints(path: Path, *, epsg: int) -> Shapes:
    """Every outline of a layer as single polygons in the system; raises NotReadable, NoPlace or TooMany."""
    name = f"/vsizip/{path}" if _ending(path) == ".zip" else str(path)
    try:
        facts = pyogrio.read_info(name)
        if facts["driver"] not in DRIVERS:
            raise NotReadable(path.name)
        if facts["features"] > MOST_FOOTPRINTS:
            raise TooMany(path.name)
        frame = geopandas.read_file(name, columns=[])
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError) as wrong:
        raise NotReadable(path.name) from wrong
    if frame.crs is None:
        raise NoPlace(path.name)
    drawn = np.asarray(frame.to_crs(epsg).geometry.to_numpy(), dtype=object)
    whole = shapely.make_valid(shapely.force_2d(drawn[~shapely.is_missing(drawn)]))
    parts = shapely.get_parts(shapely.get_parts(whole))
    return np.asarray(parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON], dtype=object)


def heights(surface: Path, terrain: Path, *, epsg: int) -> Heights:
    """Surface less terrain; the terrain is brought onto the surface's grid. Raises NotReadable, NoPlace, DoNotMeet."""
    try:
        with rasterio.open(surface, driver="GTiff") as upper, rasterio.open(terrain, driver="GTiff") as lower:
            if upper.crs is None or lower.crs is None:
                raise NoPlace((surface if upper.crs is None else terrain).name)
            transform, width, height = _grid(upper, epsg)
            above = _brought(upper, transform, (height, width), epsg) - _brought(
                lower, transform, (height, width), epsg
            )
    except rasterio.errors.RasterioIOError as wrong:
        raise NotReadable(surface.name) from wrong
    if np.isnan(above).all():
        raise DoNotMeet
    return Heights(above, transform, epsg)


def high_things(found: Heights, *, least_height_m: float, least_area_m2: float) -> Shapes:
    """Outlines of what stands at least so high on at least so much ground; trees among them."""
    with np.errstate(invalid="ignore"):
        is_high = (found.above_m >= least_height_m).astype(np.uint8)
    cell = abs(found.transform.a)
    least_cells = max(int(least_area_m2 / cell**2), 1)
    sieved = rasterio.features.sieve(is_high, size=least_cells, connectivity=4) if least_cells > 1 else is_high
    drawn = [
        shapely.geometry.shape(outline)
        for outline, value in rasterio.features.shapes(
            sieved, mask=sieved == 1, connectivity=4, transform=found.transform
        )
        if value == 1
    ]
    shapes = np.empty(len(drawn), dtype=object)
    shapes[:] = drawn
    return np.asarray(shapely.simplify(shapes, STAIRS_OF_CELLS * cell), dtype=object)


def mean_heights(shapes: Shapes, found: Heights, *, progress: Callable[[int], None] = lambda _done: None) -> Floats:
    """Mean height above ground under each outline in metres, cells counted by their share; NaN where there is none."""
    if shapes.size == 0:
        return np.zeros(0)
    height, width = found.above_m.shape
    profile = {"driver": "GTiff", "height": height, "width": width, "count": 1, "dtype": "float32", "nodata": np.nan}
    with rasterio.MemoryFile() as memory:
        with memory.open(**profile, crs=f"EPSG:{found.epsg}", transform=found.transform) as grid:
            grid.write(found.above_m, 1)
        with memory.open() as grid:
            frame = geopandas.GeoDataFrame(geometry=list(shapes), crs=found.epsg)
            told = exact_extract(grid, frame, ["mean"])
    progress(shapes.size)
    values = [feature["properties"]["mean"] for feature in told]
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def _ending(path: Path) -> str:
    """The kind of file by how it begins, not by its name."""
    with path.open("rb") as file:
        head = file.read(16)
    return next((kind for beginning, kind in BEGINNINGS.items() if head.startswith(beginning)), ".geojson")


def _grid(raster: rasterio.DatasetReader, epsg: int) -> tuple[rasterio.Affine, int, int]:
    """The raster's grid in the system, coarser where it would have more than MOST_CELLS."""
    transform, width, height = rasterio.warp.calculate_default_transform(
        raster.crs, f"EPSG:{epsg}", raster.width, raster.height, *raster.bounds
    )
    coarser = max(1.0, (width * height / MOST_CELLS) ** 0.5)
    return transform * rasterio.Affine.scale(coarser), max(int(width / coarser), 1), max(int(height / coarser), 1)


def _brought(
    raster: rasterio.DatasetReader, transform: rasterio.Affine, shape: tuple[int, int], epsg: int
) -> NDArray[np.float32]:
    out = np.full(shape, np.nan, dtype=np.float32)
    rasterio.warp.reproject(
        rasterio.band(raster, 1),
        out,
        dst_transform=transform,
        dst_crs=f"EPSG:{epsg}",
        dst_nodata=np.nan,
        resampling=Resampling.bilinear,
    )
    return out
