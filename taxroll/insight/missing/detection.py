"""Which of the buildings seen from above are not registered, and on which parcel each stands. Pure; in metres."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree

Shapes = NDArray[np.object_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Terms:
    """Assumptions of a search.

    least_area_m2     smaller footprints are sheds, cars or noise
    least_height_m    lower things above ground are no buildings
    storey_height_m   of a storey, by which heights become storeys
    known_share       a footprint is known when at least this share of it lies under registered buildings
    """

    least_area_m2: float
    least_height_m: float
    storey_height_m: float
    known_share: float


@dataclass(frozen=True)
class Found:
    """Suspects, one column each: place among what was seen, parcel (row, -1 none), footprint (m2), storeys."""

    seen: Ints
    parcel: Ints
    area_m2: Floats
    storeys: Ints


def find(seen: Shapes, *, registered: Shapes, parcels: Shapes, height_m: Floats | None, terms: Terms) -> Found:
    """Compare footprints (n,) with registered buildings and parcels; heights (n,) may be NaN where not known."""
    area = shapely.area(seen)
    large = np.flatnonzero(area >= terms.least_area_m2)
    unknown = large[known_share(seen[large], registered) < terms.known_share]
    heights = np.full(unknown.size, np.nan) if height_m is None else height_m[unknown]
    if height_m is not None:
        is_high = ~(heights < terms.least_height_m)
        unknown, heights = unknown[is_high], heights[is_high]
    return Found(unknown, parcel_of(seen[unknown], parcels), area[unknown], storeys(heights, terms=terms))


def known_share(seen: Shapes, registered: Shapes) -> Floats:
    """Which share of each footprint lies under registered buildings."""
    share = np.zeros(seen.size)
    if registered.size == 0 or seen.size == 0:
        return share
    row, other = STRtree(registered).query(seen, predicate="intersects")
    np.add.at(share, row, shapely.area(shapely.intersection(seen[row], registered[other])))
    return np.asarray(share / np.maximum(shapely.area(seen), 1e-9))


def parcel_of(seen: Shapes, parcels: Shapes) -> Ints:
    """The parcel under the largest part of each footprint; -1 where there is none."""
    best = np.full(seen.size, -1, dtype=np.int64)
    if parcels.size == 0 or seen.size == 0:
        return best
    row, parcel = STRtree(parcels).query(seen, predicate="intersects")
    overlap = shapely.area(shapely.intersection(seen[row], parcels[parcel]))
    order = np.lexsort((-parcel, overlap))
    best[row[order]] = np.where(overlap[order] > 0, parcel[order], -1)
    return best


def storeys(height_m: Floats, *, terms: Terms) -> Ints:
    """Whole storeys by height, at least one; one where no height is known."""
    counted = np.round(np.nan_to_num(height_m, nan=0.0) / terms.storey_height_m)
    return np.maximum(counted, 1).astype(np.int64)
