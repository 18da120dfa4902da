"""Where a survey meets registered parcels that it does not replace, worked out once for all rules on it.

A survey replaces the parcels whose code, deed or land number it brings.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import shapely

from landsurvey.columns import Parcels
from landsurvey.formats.features import Column
from landsurvey.rules.coverage import Floats, Rows, width_m

if TYPE_CHECKING:
    from landsurvey.rules.survey import KnownParcels


@dataclass(frozen=True)
class Meeting:
    """Pairs of a row (`left`) and a registered parcel that stays (`right`), and what they have in common.

    `likeness`: intersection over union.
    """

    left: Rows
    right: Rows
    area_m2: Floats
    width_m: Floats
    share_of_known: Floats
    likeness: Floats


def met(shapes: Column, parcels: Parcels, known: "KnownParcels") -> Meeting:
    """`shapes` in the municipality's grid, None where a row has no sound one there."""
    standing = np.flatnonzero(~_is_replaced(parcels, known) & shapely.is_valid(known.shape))
    found, left = shapely.STRtree(shapes).query(known.shape[standing], predicate="intersects")
    right = standing[found]
    common = np.asarray(shapely.intersection(shapes[left], known.shape[right]), dtype=object)
    area, mine, theirs = shapely.area(common), shapely.area(shapes[left]), shapely.area(known.shape[right])
    return Meeting(
        left, right, area, width_m(common, 1.0), np.minimum(area / theirs, 1.0), area / (mine + theirs - area)
    )


def _is_replaced(parcels: Parcels, known: "KnownParcels") -> npt.NDArray[np.bool_]:
    """Whether the survey brings the code, the deed or the land number of each registered parcel."""
    text = parcels.text
    codes = set(text["code"].tolist()) - {""}
    titles = {key for key in deeds(parcels.document_type, text["document_number"]) if key[1]}
    lands = {key for key in _lands(text, parcels.utm_scale, text["land_number"]) if key[5]}
    theirs = {f"utmmap{part}": getattr(known, f"utmmap{part}") for part in (1, 2, 3, 4)}
    keys = zip(
        known.code.tolist(),
        deeds(known.document_type, known.document_number),
        _lands(theirs, known.utm_scale, known.land_number),
        strict=True,
    )
    return np.array([code in codes or deed in titles or land in lands for code, deed, land in keys], dtype=bool)


def deeds(kinds: Column, numbers: Column) -> Iterator[tuple[str, str]]:
    """Kind and number, as a number is given per kind of document."""
    return zip(kinds.tolist(), numbers.tolist(), strict=True)


def _lands(text: Mapping[str, Column], scales: Column, lands: Column) -> Iterator[tuple[object, ...]]:
    """How the Department of Lands knows a parcel: UTMMAP1..4, scale and land number."""
    return zip(*(text[f"utmmap{part}"].tolist() for part in (1, 2, 3, 4)), scales.tolist(), lands.tolist(), strict=True)
