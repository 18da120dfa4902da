"""Where a survey meets registered parcels that it does not replace, worked out once for all rules on it.

A survey replaces the parcels whose code, deed or land number it brings.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from landsurvey.attributes.columns import Parcels
from landsurvey.formats.features import Column
from landsurvey.rules.coverage import Floats, Rows, width_m
from landsurvey.rules.known import KnownParcels


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


NOWHERE = Meeting(*(np.empty(0, dtype=np.intp),) * 2, *(np.empty(0),) * 4)


def met(shapes: Column, parcels: Parcels, known: KnownParcels) -> Meeting:
    """`shapes` in the municipality's grid, None where a row has no sound one there."""
    standing = np.flatnonzero(~_is_replaced(parcels, known))
    standing = standing[shapely.is_valid(known.shape[standing])]
    found, left = shapely.STRtree(shapes).query(known.shape[standing], predicate="intersects")
    right = standing[found]
    common = np.asarray(shapely.intersection(shapes[left], known.shape[right]), dtype=object)
    area, mine, theirs = shapely.area(common), shapely.area(shapes[left]), shapely.area(known.shape[right])
    return Meeting(
        left, right, area, width_m(common, 1.0), np.minimum(area / theirs, 1.0), area / (mine + theirs - area)
    )


def _is_replaced(parcels: Parcels, known: KnownParcels) -> npt.NDArray[np.bool_]:
    """Whether the survey brings the code of each registered parcel, or else its deed or its land number."""
    codes = set(parcels.text["code"].tolist()) - {""}
    is_replaced = np.array([code in codes for code in known.code.tolist()], dtype=np.bool_)
    rest = np.flatnonzero(~is_replaced)
    if len(rest) == 0:
        return is_replaced
    text = parcels.text
    titles = {key for key in deeds(parcels.document_type, text["document_number"]) if key[1]}
    plots = {key for key in _lands(text, parcels.utm_scale, text["land_number"]) if key[5]}
    theirs = {f"utmmap{part}": getattr(known, f"utmmap{part}")[rest] for part in (1, 2, 3, 4)}
    named = zip(
        deeds(known.document_type[rest], known.document_number[rest]),
        _lands(theirs, known.utm_scale[rest], known.land_number[rest]),
        strict=True,
    )
    is_replaced[rest] = [deed in titles or plot in plots for deed, plot in named]
    return is_replaced


def deeds(kinds: Column, numbers: Column) -> Iterator[tuple[str, str]]:
    """Kind and number, as a number is given per kind of document."""
    return zip(kinds.tolist(), numbers.tolist(), strict=True)


def _lands(text: Mapping[str, Column], scales: Column, lands: Column) -> Iterator[tuple[object, ...]]:
    """How the Department of Lands knows a parcel: UTMMAP1..4, scale and land number."""
    return zip(*(text[f"utmmap{part}"].tolist() for part in (1, 2, 3, 4)), scales.tolist(), lands.tolist(), strict=True)
