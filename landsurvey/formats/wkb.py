"""From the WKB that a driver hands over to flat, finite shapes, and a word on every row where that is not possible."""

import numpy as np
import numpy.typing as npt
import shapely

from landsurvey.formats import features
from landsurvey.formats.features import Column, Malformed
from landsurvey.words import Sentence, gettext_noop

HEIGHTS_DROPPED = gettext_noop(
    "The shapes carry heights or measures (Z, M); they were set aside, the register is flat."
)
_FINITE_LIMIT = 1e12  # metres or degrees; beyond it figures are chance bytes, and squaring them overflows


def shapes(wkb: Column) -> tuple[Column, tuple[Malformed, ...], tuple[Sentence, ...]]:
    """Return the shapes, the rows that have none though something is written there, and what was done to them."""
    measured = np.asarray(shapely.from_wkb(wkb, on_invalid="ignore"), dtype=object)
    lost = np.flatnonzero(shapely.is_missing(measured) & (wkb != None))  # noqa: E711 - asked of each element
    malformed = [Malformed(int(index), _reason(wkb[index])) for index in lost]
    flat, notes = flattened(measured)
    sound, endless = finite(flat)
    return sound, (*malformed, *endless), notes


def flattened(measured: Column) -> tuple[Column, tuple[Sentence, ...]]:
    """Return the shapes without heights and measures, and the note that says so."""
    if not bool((shapely.has_z(measured) | shapely.has_m(measured)).any()):
        return measured, ()
    return np.asarray(shapely.force_2d(measured), dtype=object), (Sentence(HEIGHTS_DROPPED),)


def finite(measured: Column) -> tuple[Column, tuple[Malformed, ...]]:
    """Take out shapes with a coordinate that is no number, or one that no grid on earth has."""
    xy, index = shapely.get_coordinates(measured, return_index=True)
    wrong = np.unique(index[~_is_figure(xy)])
    if len(wrong) == 0:
        return measured, ()
    kept = measured.copy()
    kept[wrong] = None
    return kept, tuple(Malformed(int(row), features.NO_NUMBERS) for row in wrong)


def _is_figure(xy: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    return np.asarray((np.abs(xy) <= _FINITE_LIMIT).all(axis=1))


def _reason(wkb: bytes) -> str:
    try:
        shapely.from_wkb(wkb)
    except shapely.errors.GEOSException as error:
        told = str(error)
        if "closed" in told:
            return features.NOT_CLOSED
        if "Invalid number of points in LinearRing" in told:
            return features.TOO_FEW_CORNERS
        if "point array must contain" in told:
            return features.TOO_SHORT
    return features.UNREADABLE_SHAPE
