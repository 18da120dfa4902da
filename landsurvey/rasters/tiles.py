"""Draws map tiles (Web Mercator, z/x/y) from a cloud-optimised raster.

Each tile reads only what it shows, from the overview that is fine enough; the work is bounded whatever is asked.
"""

import math
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import rasterio
from rasterio.enums import ColorInterp, Resampling
from rasterio.errors import RasterioError
from rasterio.io import DatasetReader
from rasterio.transform import Affine
from rasterio.vrt import WarpedVRT
from rasterio.warp import transform_bounds

from landsurvey.rasters import slope
from landsurvey.rasters.meaning import ELEVATION, ORTHOPHOTO

STYLE = 1  # counts up when tiles look different, so that browsers ask again
SIZES = (256, 512)
MAX_ZOOM = 22
_EARTH_M = 6_378_137
_WORLD_M = 2 * math.pi * _EARTH_M
_MARGIN = 1  # cells around a tile, for light that does not break at its edge
_HEIGHT_EXAGGERATION = 2.0
_AMBIENT = 0.45
_PACKED = 4
_GDAL = {"GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR", "GDAL_CACHEMAX": 64}
# Anchors of the viridis scale (Smith and van der Walt, 2015; public domain), readable for colour-blind eyes.
_VIRIDIS = np.array(
    [
        (68, 1, 84), (72, 40, 120), (62, 74, 137), (49, 104, 142), (38, 130, 142),
        (31, 158, 137), (53, 183, 121), (109, 205, 89), (180, 222, 44), (253, 231, 37),
    ]
)  # fmt: skip

Picture = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Style:
    """How cells become colours: kind of the raster, and the values between which the scale runs."""

    kind: str
    low: float | None = None
    high: float | None = None


def exists(z: int, x: int, y: int) -> bool:
    """Whether there is such a tile in the world."""
    return 0 <= z <= MAX_ZOOM and 0 <= x < 2**z and 0 <= y < 2**z


def bounds(z: int, x: int, y: int) -> tuple[float, float, float, float]:
    """West, south, east, north of a tile in EPSG:3857."""
    side = _WORLD_M / 2**z
    west, north = x * side - _WORLD_M / 2, _WORLD_M / 2 - y * side
    return west, north - side, west + side, north


def native_zoom(resolution_m: float, latitude_deg: float) -> int:
    """The first zoom at which a pixel of a 256-pixel tile is no larger than a cell."""
    return math.ceil(math.log2(_WORLD_M * math.cos(math.radians(latitude_deg)) / 256 / resolution_m))


def draw(cog: Path, z: int, x: int, y: int, *, style: Style, size: int = 256) -> bytes | None:
    """Return the tile as PNG, None when the raster has nothing there."""
    west, south, east, north = bounds(z, x, y)
    cell = (east - west) / size
    cell_m = cell * math.cos(math.atan(math.sinh((south + north) / 2 / _EARTH_M)))
    try:
        with (
            rasterio.Env(**_GDAL),
            _coarse_enough(cog, cell_m) as raster,
            _warped(raster, west, north, cell, size, style) as vrt,
        ):
            if not _meets(raster, vrt):
                return None
            picture = _coloured(vrt, style, cell_m)
    except RasterioError:
        return None
    picture = picture[:, _MARGIN:-_MARGIN, _MARGIN:-_MARGIN]
    return _png(picture) if picture[3].any() else None


@contextmanager
def _coarse_enough(cog: Path, cell_m: float) -> Iterator[DatasetReader]:
    """The raster at its coarsest overview that is no coarser than the tile: warping reads whole what it is given."""
    with rasterio.open(cog) as raster:
        factor = cell_m / abs(raster.transform.a)
        fitting = [level for level, coarser in enumerate(raster.overviews(1)) if coarser <= factor]
        if not fitting:
            yield raster
            return
    with rasterio.open(cog, overview_level=fitting[-1]) as overview:
        yield overview


def _warped(raster: DatasetReader, west: float, north: float, cell: float, size: int, style: Style) -> WarpedVRT:
    """The raster on the grid of the tile, with a margin around it."""
    wide = size + 2 * _MARGIN
    return WarpedVRT(
        raster,
        crs="EPSG:3857",
        transform=Affine(cell, 0, west - _MARGIN * cell, 0, -cell, north + _MARGIN * cell),
        width=wide,
        height=wide,
        resampling=Resampling.bilinear if style.kind in (ELEVATION, ORTHOPHOTO) else Resampling.nearest,
        tolerance=0.01,
        add_alpha=raster.nodata is None,
    )


def scale(count: int = 24) -> list[str]:
    """The colours of the scale from low to high, as CSS, for legends."""
    return [f"rgb({r} {g} {b})" for r, g, b in _ramp(np.linspace(0, 1, count)).T.tolist()]


def _meets(raster: DatasetReader, vrt: WarpedVRT) -> bool:
    """Whether the tile and the raster share ground; transforming one rectangle is cheaper than warping nothing."""
    west, south, east, north = transform_bounds(vrt.crs, raster.crs, *vrt.bounds)
    own = raster.bounds
    return bool(west < own.right and east > own.left and south < own.top and north > own.bottom)


def _coloured(vrt: WarpedVRT, style: Style, cell_m: float) -> Picture:
    """Red, green, blue, alpha."""
    bands = [band for band in vrt.indexes if vrt.colorinterp[band - 1] != ColorInterp.alpha]
    alpha = vrt.dataset_mask()
    if len(bands) >= 3:
        return np.concatenate([_as_bytes(vrt.read(bands[:3])), alpha[np.newaxis]])
    values = vrt.read(1).astype(np.float32)
    values[alpha == 0] = np.nan
    if style.kind == ORTHOPHOTO:
        grey = _as_bytes(np.nan_to_num(values), style)
        return np.stack([grey, grey, grey, alpha])
    low, high = _range(style)
    colours = _ramp(np.nan_to_num((values - low) / (high - low)))
    if style.kind == ELEVATION:
        lit = slope.light(values * _HEIGHT_EXAGGERATION, cell_m) / math.sin(math.radians(45))
        colours = np.clip(colours * (_AMBIENT + (1 - _AMBIENT) * lit), 0, 255).astype(np.uint8)
    return np.concatenate([colours, alpha[np.newaxis]])


def _range(style: Style) -> tuple[float, float]:
    low = 0.0 if style.low is None else style.low
    high = low + 1 if style.high is None or style.high <= low else style.high
    return low, high


def _ramp(share: npt.NDArray[np.floating]) -> Picture:
    """Colours of shares 0 to 1; shape (3, *share.shape)."""
    at = np.linspace(0, 1, len(_VIRIDIS))
    clipped = np.clip(share, 0, 1)
    return np.stack([np.interp(clipped, at, channel) for channel in _VIRIDIS.T]).round().astype(np.uint8)


def _as_bytes(values: npt.NDArray[np.generic], style: Style | None = None) -> Picture:
    """Eight bits a colour; finer ones are scaled down."""
    if values.dtype == np.uint8:
        return values.view(np.uint8)
    low, high = _range(style) if style and style.low is not None else (0.0, 65535.0 if values.max() > 255 else 255.0)
    eight: Picture = np.clip((values.astype(np.float32) - low) / (high - low) * 255, 0, 255).astype(np.uint8)
    return eight


def _png(picture: Picture) -> bytes:
    """A PNG of red, green, blue and alpha, each row written as differences to the pixel on its left (filter 1)."""
    _bands, high, wide = picture.shape
    rows = picture.transpose(1, 2, 0)
    left = np.pad(rows[:, :-1], ((0, 0), (1, 0), (0, 0)))
    lines = np.pad((rows - left).reshape(high, wide * 4), ((0, 0), (1, 0)), constant_values=1)
    header = struct.pack(">IIBBBBB", wide, high, 8, 6, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(lines.tobytes(), _PACKED)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, content) for name, content in parts)


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
