"""Small rasters whose every cell can be written down by hand."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import rasterio
from django.contrib.auth.models import User
from rasterio.transform import Affine, from_origin

from gis_assets.models import Municipality
from landsurvey import uploads, validation
from landsurvey.models import Upload
from landsurvey.rasters import cog, place
from tests.gis_assets.builders import EAST, NORTH
from tests.landsurvey.builders import AT, checked

# North-west corner, WGS 84 / UTM 47N, of the drawing board: inside the boundary of the test municipality.
WEST_M, NORTH_M = 494_000, 2_074_000
WGS84_UTM = 32647
ANSWERS = {"raster_kind": "elevation", "vertical_datum": "msl"}


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


def a_model(path: Path, *, east: float = 0.4, cells: Any = None, **profile: Any) -> Path:
    """An elevation model of 100 by 100 cells of 10 m around the test ground, rising towards the east from 300 m."""
    corner = from_origin(EAST - 200, NORTH + 800, 10, 10)
    heights = a_plane(100, east=east) if cells is None else cells
    return a_raster(path, heights, transform=corner, **({"nodata": -1} | profile))


def ready(path: Path, municipality: Municipality, by: User, **answers: Any) -> Upload:
    """An upload whose questions are answered and which waits for a reviewer."""
    asked = checked(path, municipality=municipality, by=by)
    return validation.validate(uploads.answer(asked, answers=ANSWERS | answers, by=asked.uploaded_by, at=AT), at=AT)
