"""Small rasters whose every cell can be written down by hand."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import rasterio
from rasterio.transform import Affine, from_origin

from landsurvey.rasters import cog, place

# North-west corner, WGS 84 / UTM 47N, of the drawing board: inside the boundary of the test municipality.
WEST_M, NORTH_M = 494_000, 2_074_000
WGS84_UTM = 32647


def a_raster(
    path: Path,
    cells: npt.ArrayLike,
    *,
    cell_m: float = 10,
    epsg: int | None = WGS84_UTM,
    transform: Affine | None = None,
    band: str = "",
    **profile: Any,
) -> Path:
    """Write cells (rows from the north, or bands of rows) as a GeoTIFF on the drawing board."""
    bands = np.atleast_3d(np.asarray(cells)) if np.ndim(cells) < 3 else np.asarray(cells)
    bands = bands if np.ndim(cells) == 3 else bands.transpose(2, 0, 1)
    count, high, wide = bands.shape
    facts = {"driver": "GTiff", "width": wide, "height": high, "count": count, "dtype": bands.dtype.name}
    facts["transform"] = transform or from_origin(WEST_M, NORTH_M, cell_m, cell_m)
    facts |= {"crs": place.system(epsg) if epsg else None}
    with rasterio.open(path, "w", **(facts | profile)) as out:
        out.write(bands)
        if band:
            out.set_band_description(1, band)
    return path


def a_plane(size: int = 40, *, east: float = 0.0, north: float = 0.0, base: float = 300.0, cell_m: float = 10) -> Any:
    """Heights that rise by `east` and `north` metres a metre; float32, `size` cells square."""
    steps = (np.arange(size) + 0.5) * cell_m
    return (base + east * steps[np.newaxis, :] + north * (size * cell_m - steps[:, np.newaxis])).astype(np.float32)


def a_cog(path: Path, target: Path, *, kind: str = "elevation", epsg: int = WGS84_UTM, **facts: Any) -> cog.Made:
    """Make the copy of a raster as it stands."""
    with rasterio.open(path) as raster:
        recipe = cog.Recipe(epsg, facts.pop("transform", raster.transform), facts.pop("nodata", raster.nodata), kind)
    return cog.make(path, target, recipe, utm_epsg=WGS84_UTM, **facts)
