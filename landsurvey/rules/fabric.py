"""The parcels as one fabric, and how to have it looked at while the caller does something else.

It depends on the shapes alone, and GEOS and NumPy let other threads run: it is worked out beside the reading of texts.
"""

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from landsurvey.formats.features import Column
from landsurvey.rules import coverage, faces
from landsurvey.rules.coverage import Coverage

_AREAL = (3, 6)  # polygon, multipolygon


@dataclass(frozen=True)
class Fabric:
    """How the parcels lie on and beside one another, and the ground that they enclose and none covers."""

    coverage: Coverage
    enclosed: Column


@dataclass(frozen=True)
class Begun:
    """The fabric of these very shapes, asked for in time; which of them are sound is known first."""

    shapes: Column
    sound: Future[npt.NDArray[np.bool_]]
    answer: Future[Fabric]


def begun(shapes: Column, *, metres_per_unit: float, line_m: float) -> Begun:
    """Let a thread look at the shapes; they must not be changed afterwards."""
    shapely.bounds(shapes)  # GEOS keeps what it works out at the first call: not for two threads to do at once
    beside = ThreadPoolExecutor(max_workers=1)
    sound = beside.submit(is_sound, shapes)
    answer = beside.submit(lambda: examined(shapes, sound.result(), metres_per_unit=metres_per_unit, line_m=line_m))
    beside.shutdown(wait=False)
    return Begun(shapes, sound, answer)


def examined(shapes: Column, sound: npt.NDArray[np.bool_], *, metres_per_unit: float, line_m: float) -> Fabric:
    """Look at all shapes at once; `sound` is of `is_sound`, `line_m`: how far drawings of a line may lie apart."""
    laid = coverage.examined(shapes, is_sound=sound, metres_per_unit=metres_per_unit, gap_m=line_m)
    return Fabric(laid, faces.enclosed(laid))


def is_sound(shapes: Column) -> npt.NDArray[np.bool_]:
    """Which shapes are valid areas with something inside."""
    areal = np.isin(shapely.get_type_id(shapes), _AREAL) & ~shapely.is_empty(shapes)
    return np.asarray(areal & shapely.is_valid(shapes))
