"""The inputs of a roll, frozen: the register of one municipality on one day as a GeoParquet file known by its hash.

It holds whole numbers and, of plots that may adjoin others of their owner, their outlines; no name, no citizen id. Any
computer with the program can compute the roll from it, today or in ten years, and any GeoParquet reader can open it.
"""

import hashlib
import io
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray

from gis_assets.models import Municipality
from gis_assets.refusals import Refusal
from taxroll import properties, valuation
from taxroll.columns import Columns, Int64


class FrozenInputsChanged(Refusal):
    """The file does not have the hash under which it was frozen."""

    def __init__(self, path: Path) -> None:
        sentence = _("The frozen inputs %(file)s are not as they were written. Freeze them again, then build.")
        super().__init__(sentence % {"file": path.name})


@dataclass(frozen=True)
class Frozen:
    """Where the inputs lie, and the SHA-256 of the file."""

    path: Path
    sha256: str


def freeze(municipality: Municipality, *, on: date, folder: Path) -> Frozen:
    """Write the register of that day into the folder, as `<DLA code>-<day>.parquet`; the same facts, the same bytes."""
    register = properties.read_columns(municipality=municipality, on=on)
    outlines = np.full(register["owner"].size, None, dtype=object)
    several = valuation.plots_to_join(register)
    outlines[several] = valuation.shapes_of(register["parcel_version"][several])
    frame = gpd.GeoDataFrame(register, geometry=gpd.GeoSeries(outlines, crs=municipality.utm_epsg))
    written = io.BytesIO()
    frame.to_parquet(written, index=False, compression="zstd")
    path = folder / f"{municipality.dla_code}-{on.isoformat()}.parquet"
    half_written = path.with_suffix(".part")
    half_written.write_bytes(written.getbuffer())
    half_written.replace(path)
    return Frozen(path, hashlib.sha256(written.getbuffer()).hexdigest())


def thaw(frozen: Frozen) -> tuple[Columns, valuation.ShapesOf]:
    """The columns as they were read, and what gives the outlines of plots; raises FrozenInputsChanged."""
    content = frozen.path.read_bytes()
    if hashlib.sha256(content).hexdigest() != frozen.sha256:
        raise FrozenInputsChanged(frozen.path)
    frame = gpd.read_parquet(io.BytesIO(content))
    register = {name: frame[name].to_numpy(dtype=np.int64) for name in frame.columns if name != frame.geometry.name}
    return register, _outlines(register, np.asarray(frame.geometry.to_numpy(), dtype=object))


def _outlines(register: Columns, shapes: NDArray[np.object_]) -> valuation.ShapesOf:
    """What looks the outlines up by the versions of their plots."""
    there = np.flatnonzero(~shapely.is_missing(shapes))
    there = there[np.argsort(register["parcel_version"][there])]
    versions = register["parcel_version"][there]

    def shapes_of(wanted: Int64) -> NDArray[np.object_]:
        found = np.searchsorted(versions, wanted)
        if not np.array_equal(versions[np.minimum(found, versions.size - 1)], wanted):
            raise LookupError("The frozen inputs lack the outline of a plot.")
        return shapes[there[found]]

    return shapes_of
