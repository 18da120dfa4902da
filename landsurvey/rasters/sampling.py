"""What an elevation model says of each parcel: heights, slope, the share that is steep or under water.

Cells count by the share of them that lies in the parcel, so that a parcel smaller than a cell has a value too. It is a
hint for valuation and no legal measure: how good it is depends on the model, whose cells may be larger than a parcel
and whose heights may be those of roofs and trees.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import rasterio
import shapely
from rasterio.crs import CRS
from rasterio.io import DatasetReader
from rasterio.transform import Affine, array_bounds
from rasterio.windows import Window, from_bounds
from rasterio.windows import transform as transform_of

from landsurvey.rasters import slope

_CHUNK = 1024  # cells; parcels of one square of so many cells are read together
_MAX_CELLS = 40_000_000  # read at once; a larger part is read coarser, from the overviews
_MARGIN = 2  # cells around the parcels, so that slopes at their edge are known

Column = npt.NDArray[np.float64]
Shapes = npt.NDArray[np.object_]


@dataclass(frozen=True)
class Terrain:
    """One value for each shape; NaN where the raster has none, as a raster of water has no heights.

    `cells`: area with values, in cells; `share_known`: that area's share of the shape; `min_m` and `max_m` are of the
    cells that lie in the shape by half or more (of all that it touches, when there is none); `share_steep` and
    `share_under_water` are shares of the area for which slope, and height or water, are known.
    """

    cells: Column
    share_known: Column
    mean_m: Column
    min_m: Column
    max_m: Column
    slope_deg: Column
    share_steep: Column
    share_under_water: Column

    def __len__(self) -> int:
        return len(self.cells)

    def columns(self) -> tuple[Column, ...]:
        """All columns, in the order in which they are declared."""
        return tuple(getattr(self, field.name) for field in fields(self))


def sample(
    model: Path,
    shapes: Shapes,
    *,
    steep_percent: float,
    water_level_m: float | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Terrain:
    """Sample an elevation model on a grid of metres; `shapes` are polygons on the same grid.

    A cell is steep when it rises by more than `steep_percent` of its run, and under water when it lies lower than
    `water_level_m` (None: not asked, NaN).
    """
    found = _nothing(len(shapes))
    done = 0
    with rasterio.Env(GDAL_DISABLE_READDIR_ON_OPEN="EMPTY_DIR"), rasterio.open(model) as raster:
        for members in _chunks(raster, shapes):
            part = _read(raster, shapes[members])
            if part.heights.size:
                measured = _measured(part, shapes[members], steep_percent, water_level_m)
                for column, values in zip(found.columns(), measured, strict=True):
                    column[members] = values
            done += len(members)
            progress(done, len(shapes))
    return found


def submerged(
    water: Path,
    shapes: Shapes,
    *,
    above: float = 0.0,
    is_dry_where_missing: bool = True,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Terrain:
    """The share of each shape on which water stands: cells of a depth or a mask of more than `above`.

    Of the part that the raster covers, whose `cells` and `share_known` are told beside it; a cell without a value is
    dry there or, where `is_dry_where_missing` is false, left out of the count. Shapes lie on the raster's own grid of
    metres.
    """
    found = _nothing(len(shapes))
    done = 0
    with rasterio.Env(GDAL_DISABLE_READDIR_ON_OPEN="EMPTY_DIR"), rasterio.open(water) as raster:
        for members in _chunks(raster, shapes):
            part = _read(raster, shapes[members])
            if part.heights.size:
                if is_dry_where_missing:
                    part = replace(part, heights=np.nan_to_num(part.heights, nan=-np.inf))
                cells = _cells(part, shapes[members])  # to it, cells without a value are no cells
                depth = part.heights.ravel()[cells.index]
                known = ~np.isnan(depth)
                found.cells[members], found.share_known[members] = _covered(part, shapes[members], cells, known)
                found.share_under_water[members] = cells.mean(depth > above, known)
            done += len(members)
            progress(done, len(shapes))
    return found


def _nothing(count: int) -> Terrain:
    """Of so many shapes nothing is known."""
    table = np.full((len(Terrain.__annotations__), count), np.nan)
    table[:2] = 0
    return Terrain(*table)


def _chunks(raster: DatasetReader, shapes: Shapes) -> Iterator[npt.NDArray[np.int64]]:
    """Rows of the shapes, grouped by the square of the raster in which their middle lies."""
    west, south, east, north = shapely.bounds(shapes).T  # NaN of an empty shape
    columns, rows = ~raster.transform @ ((west + east) / 2, (south + north) / 2)
    known = np.flatnonzero(np.isfinite(columns))
    key = np.column_stack([columns[known] // _CHUNK, rows[known] // _CHUNK])
    _, group = np.unique(key, axis=0, return_inverse=True)
    order = np.argsort(group, kind="stable")
    starts = np.flatnonzero(np.diff(group[order])) + 1
    yield from (part for part in np.split(known[order], starts) if len(part))


@dataclass(frozen=True)
class _Part:
    """A part of the model: its heights (NaN where missing), the way from cell to coordinates, their system."""

    heights: slope.Grid
    transform: Affine
    crs: CRS


def _read(raster: DatasetReader, shapes: Shapes) -> _Part:
    """Heights around some shapes; coarser than the model's own where that would be too much."""
    wanted = from_bounds(*shapely.total_bounds(shapes), transform=raster.transform)
    left, top = max(math.floor(wanted.col_off) - _MARGIN, 0), max(math.floor(wanted.row_off) - _MARGIN, 0)
    right = min(math.ceil(wanted.col_off + wanted.width) + _MARGIN, raster.width)
    bottom = min(math.ceil(wanted.row_off + wanted.height) + _MARGIN, raster.height)
    if right <= left or bottom <= top:
        return _Part(np.empty((0, 0), dtype=np.float32), raster.transform, raster.crs)
    window = Window(left, top, right - left, bottom - top)
    step = math.ceil(math.sqrt(max(1.0, window.width * window.height / _MAX_CELLS)))
    shape = (math.ceil(window.height / step), math.ceil(window.width / step))
    cells = raster.read(1, window=window, out_shape=shape, masked=True)
    scale = Affine.scale(window.width / shape[1], window.height / shape[0])
    heights = cells.astype(np.float32).filled(np.nan)
    return _Part(heights, transform_of(window, raster.transform) @ scale, raster.crs)


def _measured(
    part: _Part, shapes: Shapes, steep_percent: float, water_level_m: float | None
) -> npt.NDArray[np.float64]:
    """The columns of `Terrain`, one row for each."""
    cells = _cells(part, shapes)
    height = part.heights.ravel()[cells.index]
    steepness = slope.steepness(part.heights, abs(part.transform.a)).ravel()[cells.index]
    known, sloping = np.isfinite(height), np.isfinite(steepness)
    wet = np.full(len(shapes), np.nan) if water_level_m is None else cells.mean(height < water_level_m, known)
    return np.stack(
        [
            *_covered(part, shapes, cells, known),
            cells.mean(height, known),
            *cells.extremes(height, known),
            cells.mean(slope.degrees(steepness), sloping),
            cells.mean(steepness > steep_percent / 100, sloping),
            wet,
        ]
    )


def _covered(part: _Part, shapes: Shapes, cells: "_Cells", known: npt.NDArray[np.bool_]) -> tuple[Column, Column]:
    """The area with values in cells, and its share of each shape."""
    count = cells.sum(known)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = count * abs(part.transform.a * part.transform.e) / shapely.area(shapes)
    return count, np.clip(np.nan_to_num(share), 0, 1)


@dataclass(frozen=True)
class _Cells:
    """Which cells each shape touches, one row a cell: the shape, the cell's number, the share of it in the shape."""

    count: int
    owner: npt.NDArray[np.int64]
    index: npt.NDArray[np.int64]
    share: Column

    def sum(self, chosen: npt.NDArray[np.bool_]) -> Column:
        return np.bincount(self.owner[chosen], self.share[chosen], minlength=self.count).astype(np.float64)

    def mean(self, values: npt.NDArray[np.bool_ | np.float32], chosen: npt.NDArray[np.bool_]) -> Column:
        weighted = self.share[chosen] * values[chosen]
        total = np.bincount(self.owner[chosen], weighted, minlength=self.count)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(total / self.sum(chosen), dtype=np.float64)

    def extremes(self, values: slope.Grid, known: npt.NDArray[np.bool_]) -> tuple[Column, Column]:
        """Least and most; a cell that is mostly a neighbour's counts only where there is no better one."""
        most_inside = known & (self.share >= 0.5)
        has_better = np.bincount(self.owner[most_inside], minlength=self.count) > 0
        chosen = most_inside | (known & ~has_better[self.owner])
        low, high = np.full(self.count, np.inf), np.full(self.count, -np.inf)
        np.minimum.at(low, self.owner[chosen], values[chosen])
        np.maximum.at(high, self.owner[chosen], values[chosen])
        return np.where(np.isinf(low), np.nan, low), np.where(np.isinf(high), np.nan, high)


def _cells(part: _Part, shapes: Shapes) -> _Cells:
    """Find the cells of each shape and the share of each cell that it covers."""
    import geopandas  # loaded by the job that samples; no page does
    from exactextract import exact_extract
    from exactextract.raster import NumPyRasterSource

    west, south, east, north = array_bounds(*part.heights.shape, part.transform)
    source = NumPyRasterSource(part.heights, west, south, east, north, srs_wkt=part.crs.to_wkt())
    frame = geopandas.GeoDataFrame(geometry=shapes, crs=part.crs)
    found = exact_extract(source, frame, ["cell_id", "coverage"], output="pandas")
    lengths = found["cell_id"].map(len).to_numpy(dtype=np.int64)
    index = np.concatenate(found["cell_id"].to_list()) if len(found) else np.empty(0)
    share = np.concatenate(found["coverage"].to_list()) if len(found) else np.empty(0)
    owner = np.repeat(np.arange(len(shapes)), lengths)
    return _Cells(len(shapes), owner, index.astype(np.int64), share.astype(np.float64))
