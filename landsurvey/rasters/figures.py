"""Reads every cell of a raster once, piece by piece: what values occur, how often, and what stands at the rim.

That every cell can be read is part of the result: a file that was cut short does not pass.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from rasterio.io import DatasetReader
from rasterio.windows import Window

_CELLS_AT_ONCE = 4_000_000
# Values that programs write where they know nothing.
_USUAL = (0.0, -9999.0, -32768.0, -32767.0, 32767.0, 255.0, 65535.0, float(np.finfo(np.float32).min))

Cells = npt.NDArray[np.generic]
Mask = npt.NDArray[np.bool_]


@dataclass
class Suspect:
    """How often a value stands in the cells, and how often at the rim."""

    cells: int = 0
    at_rim: int = 0


@dataclass
class Figures:
    """Counts over all cells; `least`, `most` and `sum` are of the cells that are neither missing nor suspect.

    `missing` counts cells that the file itself names as missing or that are not a number; colours count as one cell
    and are suspect only where all bands agree.
    """

    cells: int = 0
    rim: int = 0
    missing: int = 0
    usual: int = 0
    sum: float = 0.0
    least: float = np.inf
    most: float = -np.inf
    suspects: dict[float, Suspect] = field(default_factory=dict)

    def without(self, nodata: float | None) -> dict[str, float | int]:
        """Return count, min, max and mean of the cells that have a value when `nodata` names the missing ones."""
        values = {value: found for value, found in self.suspects.items() if found.cells and value != nodata}
        count = self.usual + sum(found.cells for found in values.values())
        if not count:
            return {"cells": 0, "missing": self.cells}
        total = self.sum + sum(value * found.cells for value, found in values.items())
        least, most = min([self.least, *values]), max([self.most, *values])
        return {"cells": count, "missing": self.cells - count, "min": least, "max": most, "mean": total / count}


def read(raster: DatasetReader, *, progress: Callable[[int, int], None] = lambda done, total: None) -> Figures:
    """Read all cells of the first band (of the colours together, where there are three) and count."""
    bands = [1, 2, 3] if raster.count >= 3 else [1]
    found = Figures(suspects={value: Suspect() for value in _USUAL})
    for window in _strips(raster):
        cells = raster.read(bands, window=window)
        _count(found, cells, raster.dataset_mask(window=window) == 0, _rim(raster, window))
        progress(window.row_off + window.height, raster.height)
    return found


def _strips(raster: DatasetReader) -> Iterator[Window]:
    """Full-width strips, whole blocks high, so that each block is unpacked once."""
    block = raster.block_shapes[0][0]
    high = max(block, _CELLS_AT_ONCE // max(raster.width, 1) // block * block)
    for top in range(0, raster.height, high):
        yield Window(0, top, raster.width, min(high, raster.height - top))


def _rim(raster: DatasetReader, window: Window) -> Mask:
    rim = np.zeros((window.height, window.width), dtype=bool)
    rim[:, [0, -1]] = True
    if window.row_off == 0:
        rim[0] = True
    if window.row_off + window.height == raster.height:
        rim[-1] = True
    return rim


def _count(found: Figures, cells: Cells, missing: Mask, rim: Mask) -> None:
    first = cells[0].astype(np.float64)
    missing = missing | ~np.isfinite(first)
    plain = ~missing
    for value, suspect in found.suspects.items():
        is_value = ~missing & (cells == value).all(axis=0)
        suspect.cells += int(is_value.sum())
        suspect.at_rim += int((is_value & rim).sum())
        plain &= ~is_value
    found.cells += missing.size
    found.rim += int(rim.sum())
    found.missing += int(missing.sum())
    usual = first[plain]
    found.usual += usual.size
    if usual.size:
        found.sum += float(usual.sum())
        found.least = min(found.least, float(usual.min()))
        found.most = max(found.most, float(usual.max()))
