"""Makes the cloud-optimised copy of a raster, in the municipality's own UTM grid.

That grid and not Web Mercator, because slope and area are measured on it: a cell is a square of metres everywhere in
the town, and heights are resampled once only. Tiles for the map are warped from the copy when they are asked for. The
copy appears at once and whole, or not at all; making it again gives the same file.
"""

import math
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import rasterio
from rasterio.enums import ColorInterp, Resampling
from rasterio.io import DatasetReader
from rasterio.transform import Affine
from rasterio.vrt import WarpedVRT
from rasterio.windows import Window, from_bounds
from rio_cogeo.cogeo import cog_translate
from rio_cogeo.profiles import cog_profiles

from gis_assets import crs as grids
from landsurvey.rasters import opening, place
from landsurvey.rasters.meaning import ELEVATION, ORTHOPHOTO, WATER
from landsurvey.rasters.opening import MAX_EXPANDED_BYTES

NODATA = -9999.0  # of elevation models, whatever their file said
_TILE = 512
_WARP_MB = 256
_IN_MEMORY_CELLS = 20_000_000
_PERCENTILES = (2, 98)
_LOOKED_AT = 1_000_000  # cells from which the range of colours is taken
_ENOUGH = 100
_COLOURS = 3
# Kinds whose cells are numbers that are computed with.
_MEASURED = (ELEVATION, WATER)
_GDAL = {"GDAL_NUM_THREADS": "2", "GDAL_TIFF_INTERNAL_MASK": True, "GDAL_TIFF_OVR_BLOCKSIZE": str(_TILE)}

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Recipe:
    """What was found out or answered: the grid, the way from cell to place, the missing value, what the cells are."""

    epsg: int
    transform: Affine
    nodata: float | None
    kind: str


@dataclass(frozen=True)
class Made:
    """The copy's grid and the values between which colours run (None for pictures)."""

    resolution_m: float
    width: int
    height: int
    low: float | None
    high: float | None


def make(
    source: Path,
    target: Path,
    recipe: Recipe,
    *,
    utm_epsg: int,
    bounds: tuple[float, float, float, float] | None = None,
    max_expanded_bytes: int = MAX_EXPANDED_BYTES,
    progress: Progress = lambda done, total: None,
) -> Made:
    """Write the copy of `source` to `target`; `bounds`, on the UTM grid, are those whose values decide the colours.

    Unfinished work stands in a folder `making` beside the target and is cleared away first: a worker killed half-way
    leaves nothing that matters. Raises a `FileRefused` when the source cannot be read to its end; `target` is then as
    it was.
    """
    folder = target.parent / "making"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        with opening.opened(source, max_expanded_bytes=max_expanded_bytes) as raster:
            _warp(raster, folder / "warped.tif", recipe, utm_epsg=utm_epsg, progress=progress)
        _optimise(folder / "warped.tif", folder / "cog.tif", recipe.kind)
        made = describe(folder / "cog.tif", bounds=bounds)
        (folder / "cog.tif").replace(target)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return made


def describe(cog: Path, *, bounds: tuple[float, float, float, float] | None = None) -> Made:
    """Return the size of the copy and the range of its values within the bounds."""
    with rasterio.open(cog) as raster:
        low, high = (None, None) if raster.count >= _COLOURS else _range(raster, bounds)
        return Made(abs(raster.transform.a), raster.width, raster.height, low, high)


def _warp(raster: DatasetReader, target: Path, recipe: Recipe, *, utm_epsg: int, progress: Progress) -> None:
    with _upright(raster, recipe, utm_epsg) as vrt:
        bands = [band for band in vrt.indexes if vrt.colorinterp[band - 1] != ColorInterp.alpha]
        bands = bands[: _COLOURS if len(bands) >= _COLOURS else 1]
        profile = _profile(vrt, count=len(bands), is_measured=recipe.kind in _MEASURED)
        with rasterio.Env(**_GDAL), rasterio.open(target, "w", **profile) as out:
            for window in _windows(vrt, progress):
                out.write(vrt.read(bands, window=window), window=window)
                if out.nodata is None:
                    out.write_mask(vrt.dataset_mask(window=window), window=window)


def _profile(vrt: WarpedVRT, *, count: int, is_measured: bool) -> dict[str, object]:
    """Heights and depths mark missing cells by a value, all else by a mask: compressed colours would lose a value."""
    return {
        "driver": "GTiff",
        "width": vrt.width,
        "height": vrt.height,
        "count": count,
        "dtype": vrt.dtypes[0],
        "crs": vrt.crs,
        "transform": vrt.transform,
        "nodata": NODATA if is_measured else None,
        "tiled": True,
        "blockxsize": _TILE,
        "blockysize": _TILE,
        "compress": "lzw",
        "bigtiff": "IF_SAFER",
    }


@contextmanager
def _upright(raster: DatasetReader, recipe: Recipe, utm_epsg: int) -> Iterator[WarpedVRT]:
    """The raster as it lies on the UTM grid, north up; not resampled when it lies there already."""
    transform, width, height = recipe.transform, raster.width, raster.height
    is_there = recipe.epsg == utm_epsg and not place.is_rotated(transform) and transform.e < 0 < transform.a
    if not is_there:
        transform, width, height = _fitting(recipe, width, height, utm_epsg)
    smooth = Resampling.nearest if is_there or recipe.kind not in (ELEVATION, ORTHOPHOTO) else Resampling.bilinear
    with WarpedVRT(
        raster,
        src_crs=place.system(recipe.epsg),
        src_transform=recipe.transform,
        crs=place.system(utm_epsg),
        transform=transform,
        width=width,
        height=height,
        resampling=smooth,
        warp_mem_limit=_WARP_MB,
        tolerance=1e-3,  # the usual eighth of a cell would leave seams in the slopes
        **_missing(raster, recipe),
    ) as vrt:
        yield vrt


def _missing(raster: DatasetReader, recipe: Recipe) -> dict[str, object]:
    """How missing cells are told to the warper and by it."""
    known = {} if recipe.nodata is None else {"src_nodata": recipe.nodata}
    if recipe.kind in _MEASURED:
        return {**known, "nodata": NODATA, "dtype": "float32"}
    if known:
        return {**known, "nodata": recipe.nodata}
    return {"add_alpha": ColorInterp.alpha not in raster.colorinterp}


def _fitting(recipe: Recipe, width: int, height: int, utm_epsg: int) -> tuple[Affine, int, int]:
    """An upright grid of square cells around the raster, each as large as the raster's own in its middle."""
    way = grids.transformation(recipe.epsg, utm_epsg)
    edge = way.apply(place.edge_of(recipe.transform, width, height))
    (west, south), (east, north) = edge.min(axis=0).tolist(), edge.max(axis=0).tolist()
    column, row = width / 2, height / 2
    corners = [recipe.transform @ at for at in ((column, row), (column + 1, row), (column, row + 1))]
    middle, right, below = way.apply(np.array(corners))
    side = math.sqrt(abs(np.linalg.det(np.array([right - middle, below - middle]))))
    return (
        Affine(side, 0, west, 0, -side, north),
        max(1, math.ceil((east - west) / side - 1e-6)),
        max(1, math.ceil((north - south) / side - 1e-6)),
    )


def _windows(vrt: WarpedVRT, progress: Progress) -> Iterator[Window]:
    for top in range(0, vrt.height, _TILE):
        for left in range(0, vrt.width, _TILE):
            yield Window(left, top, min(_TILE, vrt.width - left), min(_TILE, vrt.height - top))
        progress(min(top + _TILE, vrt.height), vrt.height)


def _optimise(warped: Path, target: Path, kind: str) -> None:
    """Tiles, overviews and header in the order in which they are asked for; colours as JPEG, all else without loss."""
    with rasterio.open(warped) as raster:
        is_picture = kind == ORTHOPHOTO and raster.dtypes[0] == "uint8"
        is_small = raster.width * raster.height < _IN_MEMORY_CELLS
        is_float = raster.dtypes[0].startswith("float")
        has_one_band = raster.count == 1
    profile = dict(cog_profiles["jpeg" if is_picture else "deflate"])
    profile |= {"blockxsize": _TILE, "blockysize": _TILE, "bigtiff": "IF_SAFER"}
    profile |= {"photometric": "MINISBLACK"} if is_picture and has_one_band else {}
    profile |= {"jpeg_quality": 85} if is_picture else {"predictor": 3 if is_float else 2}
    cog_translate(
        warped,
        target,
        profile,
        overview_resampling="average" if kind in (ELEVATION, ORTHOPHOTO) else "nearest",
        in_memory=is_small,
        allow_intermediate_compression=True,
        config=_GDAL,
        quiet=True,
    )


def _range(
    raster: DatasetReader, bounds: tuple[float, float, float, float] | None
) -> tuple[float, float] | tuple[None, None]:
    """The values between which most cells within the bounds lie; of all cells where the bounds hold too few."""
    whole = Window(0, 0, raster.width, raster.height)
    asked = from_bounds(*bounds, transform=raster.transform) if bounds else whole
    for window in (asked, whole):
        values = _values(raster, window, whole)
        if values.size >= (_ENOUGH if window is asked and bounds else 1):
            low, high = np.percentile(values, _PERCENTILES)
            return float(low), float(high)
    return None, None


def _values(raster: DatasetReader, window: Window, whole: Window) -> npt.NDArray[np.float64]:
    """Values within a part of the raster, at most about a million of them, read from the overviews."""
    left, top = max(window.col_off, 0), max(window.row_off, 0)
    right = min(window.col_off + window.width, whole.width)
    bottom = min(window.row_off + window.height, whole.height)
    if right - left < 1 or bottom - top < 1:
        return np.empty(0)
    step = max(1.0, math.sqrt((right - left) * (bottom - top) / _LOOKED_AT))
    part = Window(left, top, right - left, bottom - top)
    shape = (max(1, round(part.height / step)), max(1, round(part.width / step)))
    cells = raster.read(1, window=part, out_shape=shape, masked=True).astype(np.float64)
    values: npt.NDArray[np.float64] = cells.compressed()
    return values[np.isfinite(values)]
