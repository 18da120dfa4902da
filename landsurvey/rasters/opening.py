"""Opens a raster that came from outside, by its own bytes and nothing beside it.

Only GeoTIFF and ESRI ASCII grids are read, bare or alone in a zip, and only by the driver that the first bytes name:
formats that point to other files or to the network are never tried. What a header promises is weighed before any cell
is read.
"""

import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from warnings import catch_warnings, simplefilter

import rasterio
from rasterio.errors import NotGeoreferencedWarning, RasterioError
from rasterio.io import DatasetReader

from landsurvey.rasters import packed, signature
from landsurvey.words import FileRefused, gettext_noop

MAX_EXPANDED_BYTES = 8_000_000_000
_MAX_PIECE_BYTES = 400_000_000
_MAX_BANDS = 16
_MB = 1_000_000
_ZIP = b"PK"
_BYTES_PER_ASCII_CELL = 2  # a digit and a blank
# No file beside the raster is read or written: no .aux.xml, .ovr, .msk, .tfw, no listing of the folder.
_ALONE = {"GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR", "GDAL_PAM_ENABLED": "NO", "GDAL_CACHEMAX": 128}


class NotARaster(FileRefused):
    msgid = gettext_noop("The file cannot be read as a GeoTIFF or an ESRI ASCII grid. Save it again as GeoTIFF.")


class TooManyCells(FileRefused):
    msgid = gettext_noop(
        "The raster is %(width)s by %(height)s cells and would expand to %(mb)s MB; at most %(limit)s MB are taken. "
        "Send the area in several sheets."
    )


class OnePiece(FileRefused):
    msgid = gettext_noop(
        "The raster is stored in pieces of %(mb)s MB, too large to be read one by one. Save it again in tiles."
    )


class CutShort(FileRefused):
    msgid = gettext_noop("The raster breaks off: part of its cells cannot be read. Copy or export it again.")


class NotReal(FileRefused):
    msgid = gettext_noop("The cells are of the type %(type)s, which is no height and no colour. Save them as numbers.")


class Packed(FileRefused):
    msgid = gettext_noop(
        "The cells are packed (scale %(scale)s, offset %(offset)s). Save the raster with its true values, in metres."
    )


def is_raster(path: Path) -> bool:
    """Whether the first bytes are those of a TIFF or of an ESRI ASCII grid, or it is a zip that holds one."""
    head = _head(path)
    return signature.driver_of(head) is not None or (head.startswith(_ZIP) and packed.holds_raster(path))


def beside(path: Path, *, max_expanded_bytes: int = MAX_EXPANDED_BYTES) -> packed.Beside:
    """What stands beside the raster in its zip; nothing for a bare file. Raises a `FileRefused` of `packed`."""
    if not path.is_file() or not _head(path).startswith(_ZIP):
        return packed.NOTHING
    return packed.beside(path, max_expanded_bytes=max_expanded_bytes)


@contextmanager
def opened(path: Path, *, max_expanded_bytes: int = MAX_EXPANDED_BYTES) -> Iterator[DatasetReader]:
    """The raster, checked against its header's promises; raises a `FileRefused`, also for what goes wrong inside."""
    if path.is_file() and _head(path).startswith(_ZIP):
        with (
            packed.unpacked(path, max_expanded_bytes=max_expanded_bytes) as plain,
            _opened(plain, max_expanded_bytes) as raster,
        ):
            yield raster
    else:
        with _opened(path, max_expanded_bytes) as raster:
            yield raster


@contextmanager
def _opened(path: Path, max_expanded_bytes: int) -> Iterator[DatasetReader]:
    driver = signature.driver_of(_head(path)) if path.is_file() else None
    if driver is None:
        raise NotARaster
    with catch_warnings(), rasterio.Env(**_ALONE):
        simplefilter("ignore", NotGeoreferencedWarning)
        try:
            with rasterio.open(path.resolve(), driver=driver) as raster:
                _demand_bounded(raster, path, max_expanded_bytes)
                yield raster
        except RasterioError as error:
            raise CutShort() if _is_about_reading(error) else NotARaster() from error


def expanded_bytes(raster: DatasetReader) -> int:
    """Size of all cells in memory."""
    return int(raster.width * raster.height) * sum(_item_bytes(name) for name in raster.dtypes)


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(signature.HEAD_BYTES)


def _demand_bounded(raster: DatasetReader, path: Path, limit: int) -> None:
    expanded = expanded_bytes(raster)
    if expanded > limit or raster.count > _MAX_BANDS:
        shape = {"width": raster.width, "height": raster.height}
        raise TooManyCells(**shape, mb=math.ceil(expanded / _MB), limit=limit // _MB)
    cells = raster.width * raster.height
    # The reader of ASCII grids looks for cells that are not there for minutes.
    if raster.driver == "AAIGrid" and cells * _BYTES_PER_ASCII_CELL > path.stat().st_size:
        raise CutShort
    piece = max(rows * columns for rows, columns in raster.block_shapes) * max(map(_item_bytes, raster.dtypes))
    if piece > _MAX_PIECE_BYTES:
        raise OnePiece(mb=math.ceil(piece / _MB))
    _demand_plain_numbers(raster)


def _demand_plain_numbers(raster: DatasetReader) -> None:
    if name := next((name for name in raster.dtypes if "complex" in name), None):
        raise NotReal(type=name)
    for scale, offset in zip(raster.scales, raster.offsets, strict=True):
        if (scale, offset) != (1.0, 0.0):
            raise Packed(scale=f"{scale:g}", offset=f"{offset:g}")


def _item_bytes(name: str) -> int:
    digits = re.search(r"\d+", name)
    return int(digits.group()) // 8 if digits else 8


def _is_about_reading(error: RasterioError) -> bool:
    """GDAL opened the file and failed at its cells, or at the directory behind them."""
    said = str(error)
    return "Read failed" in said or "Failed to read directory" in said or "Cannot read" in said
