"""What the ready rasters of a municipality say of one shape, at once: heights and slope of the newest elevation model,
the share under water of all rasters of water. For who plans to build there; for valuation all parcels are asked in
`asking`.
"""

from pathlib import Path
from typing import Any

import numpy as np
import rasterio
import rasterio.errors
import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.core.files.storage import default_storage
from rasterio.features import geometry_mask
from rasterio.io import DatasetReader
from rasterio.windows import Window, from_bounds
from shapely.geometry.base import BaseGeometry

from gis_assets import crs
from gis_assets.models import Municipality
from landsurvey.models import Raster, RasterKind, WorkState
from landsurvey.rasters import slope

MOST_CELLS = 250_000
"""Of a larger window fewer cells are read, from the overviews."""
MARGIN = 2
"""Cells around the shape, so that slopes at its edge are known."""
DEEP = 0.0
"""Water stands where a cell of a depth or a mask is more than this."""
EVERYWHERE_DRY = 0.0


def of_shape(municipality: Municipality, *, shape: BaseGeometry) -> dict[str, Any] | None:
    """Source, `low_m`, `high_m`, `slope_percent` and `share_under_water` of a shape in the municipality's grid.

    What no raster covers is None, and so is the whole where there is none, or its file is gone. The slope is the mean
    over the shape; of several rasters of water the worst counts, and a cell without a value is dry.
    """
    if shapely.is_empty(shape) or not np.isfinite(shapely.bounds(shape)).all():
        return None
    rasters = _rasters(municipality, shape)
    heights = next(filter(None, (_heights(one, shape) for one in rasters if one.kind == RasterKind.ELEVATION)), {})
    floods = [(one, _under_water(one, shape)) for one in rasters if one.kind == RasterKind.WATER]
    wet = [(share, one.title) for one, share in floods if share is not None]
    if not heights and not wet:
        return None
    sources = [heights.pop("title", ""), *(title for _share, title in wet)]
    share = max((share for share, _title in wet), default=None)
    return {"source": ", ".join(filter(None, sources)), **heights, "share_under_water": share}


def _rasters(municipality: Municipality, shape: BaseGeometry) -> list[Raster]:
    """Those that are ready and meet the shape, the newest first."""
    box = np.array([shapely.box(*shapely.bounds(shape))], dtype=object)
    (degrees,) = crs.reproject(box, municipality.utm_epsg, crs.WGS84)
    place = GEOSGeometry(memoryview(shapely.to_wkb(degrees)), srid=crs.WGS84)
    ready = Raster.objects.filter(municipality=municipality, state=WorkState.READY, footprint__intersects=place)
    kinds = (RasterKind.ELEVATION, RasterKind.WATER)
    return list(ready.filter(kind__in=kinds, epsg=municipality.utm_epsg).order_by("-registered_at", "-pk"))


def _heights(raster: Raster, shape: BaseGeometry) -> dict[str, Any] | None:
    part = _read(raster, shape)
    if part is None:
        return None
    cells, inside, cell_m = part
    steep = slope.steepness(cells, cell_m)[inside]
    known = cells[inside][np.isfinite(cells[inside])]
    if not known.size:
        return None
    return {
        "title": raster.title,
        "low_m": float(known.min()),
        "high_m": float(known.max()),
        "slope_percent": float(np.nanmean(steep)) * 100 if np.isfinite(steep).any() else None,
    }


def _under_water(raster: Raster, shape: BaseGeometry) -> float | None:
    part = _read(raster, shape)
    if part is None:
        return None
    cells, inside, _cell_m = part
    return float((np.nan_to_num(cells[inside], nan=EVERYWHERE_DRY) > DEEP).mean())


def _read(raster: Raster, shape: BaseGeometry) -> tuple[slope.Grid, np.ndarray[Any, np.dtype[np.bool_]], float] | None:
    """Cells around the shape (NaN where missing), which of them it touches, and their size in metres."""
    path = Path(default_storage.path(str(raster.file.name)))
    try:
        with rasterio.Env(GDAL_DISABLE_READDIR_ON_OPEN="EMPTY_DIR"), rasterio.open(path) as opened:
            return _window(opened, shape)
    except rasterio.errors.RasterioIOError:
        return None  # the row outlived its file: as if the raster were not there


def _window(opened: DatasetReader, shape: BaseGeometry) -> tuple[slope.Grid, Any, float] | None:
    wanted = from_bounds(*shapely.bounds(shape), transform=opened.transform)
    left, top = max(int(wanted.col_off) - MARGIN, 0), max(int(wanted.row_off) - MARGIN, 0)
    right = min(int(np.ceil(wanted.col_off + wanted.width)) + MARGIN, opened.width)
    bottom = min(int(np.ceil(wanted.row_off + wanted.height)) + MARGIN, opened.height)
    if right <= left or bottom <= top:
        return None
    window = Window(left, top, right - left, bottom - top)
    step = max(1.0, float(np.sqrt(window.width * window.height / MOST_CELLS)))
    size = (max(1, int(window.height / step)), max(1, int(window.width / step)))
    cells = opened.read(1, window=window, out_shape=size, masked=True).astype(np.float32).filled(np.nan)
    transform = opened.window_transform(window) * rasterio.Affine.scale(window.width / size[1], window.height / size[0])
    outline = shape if shapely.is_valid(shape) else shapely.convex_hull(shape)
    inside = geometry_mask([outline], out_shape=size, transform=transform, all_touched=True, invert=True)
    return (cells, inside, abs(transform.a)) if inside.any() else None
