"""How the parcels of a survey lie on and beside one another, worked out once for all rules on it.

GEOS finds in one pass every outline that does not fit its neighbours; only those few are then looked at pair by pair.
So a sound town costs one pass, and a faulty one a little more for each fault.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from landsurvey.formats.features import Column

# Intersections smaller than a square millimetre are the arithmetic of floating point.
NOISE_M2 = 1e-6

Rows = npt.NDArray[np.intp]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Pairs:
    """Pairs of rows, `left` < `right`, that lie on one another: what they have in common, in the grid's units."""

    left: Rows
    right: Rows
    common: Column
    area_m2: Floats
    width_m: Floats
    share: Floats  # of the smaller of the two

    def where(self, wanted: npt.NDArray[np.bool_]) -> "Pairs":
        return Pairs(
            left=self.left[wanted],
            right=self.right[wanted],
            common=self.common[wanted],
            area_m2=self.area_m2[wanted],
            width_m=self.width_m[wanted],
            share=self.share[wanted],
        )

    def __len__(self) -> int:
        return len(self.left)


@dataclass(frozen=True)
class Coverage:
    """The sound areas among the shapes (None elsewhere) and where they do not fit.

    `misfit`: for each row the edges that no neighbour shares though one should; `strip`: edges beside a gap narrower
    than `gap_m`. `twins`: groups of rows with the same shape. `overlaps` leaves twins out.
    """

    shapes: Column
    metres_per_unit: float
    gap_m: float
    misfit: Column
    strip: Column
    twins: tuple[tuple[int, ...], ...]
    overlaps: Pairs


def examined(shapes: Column, *, is_sound: npt.NDArray[np.bool_], metres_per_unit: float, gap_m: float) -> Coverage:
    """Look at all shapes at once; `is_sound` says which are valid areas, the others are left out."""
    areas = shapes.copy()
    areas[~is_sound] = None
    flagged = _edges(areas, np.flatnonzero(is_sound), gap=gap_m / metres_per_unit)
    suspects = np.flatnonzero(~shapely.is_missing(flagged))
    misfit, strip = _parted(areas, flagged, suspects)
    twins = identical(shapes)
    overlaps = _pairs(areas, suspects, metres_per_unit)
    is_twin = _same_group(twins, len(areas), overlaps.left, overlaps.right)
    kept = ~is_twin & (overlaps.area_m2 > NOISE_M2)
    return Coverage(areas, metres_per_unit, gap_m, misfit, strip, twins, overlaps.where(kept))


def identical(shapes: Column) -> tuple[tuple[int, ...], ...]:
    """Groups of two and more rows with the same shape, whatever corner each was drawn from."""
    present = np.flatnonzero(~(shapely.is_missing(shapes) | shapely.is_empty(shapes)))
    if len(present) < 2:
        return ()
    bounds = shapely.bounds(shapes[present])
    order = np.lexsort(bounds.T)
    same = np.all(bounds[order[1:]] == bounds[order[:-1]], axis=1)
    alike = np.sort(present[order[np.append(same, False) | np.append(False, same)]])
    keys = shapely.to_wkb(shapely.normalize(shapes[alike]))
    groups: dict[bytes, list[int]] = {}
    for row, key in zip(alike.tolist(), keys.tolist(), strict=True):
        groups.setdefault(key, []).append(row)
    return tuple(tuple(group) for group in groups.values() if len(group) > 1)


def neighbours(shapes: Column, rows: Rows) -> tuple[Rows, Rows]:
    """Pairs of different rows that meet, at least one of them among the given rows; the smaller row left."""
    asked, found = shapely.STRtree(shapes).query(shapes[rows], predicate="intersects")
    pair = np.sort(np.column_stack([rows[asked], found]), axis=1)
    pair = np.unique(pair[pair[:, 0] != pair[:, 1]], axis=0)
    return pair[:, 0], pair[:, 1]


def width_m(shape: Column, metres_per_unit: float) -> Floats:
    """Mean width of long thin shapes: twice the area over the outline."""
    length = shapely.length(shape)
    return np.asarray(np.divide(2 * shapely.area(shape), length, out=np.zeros_like(length), where=length > 0)) * (
        metres_per_unit
    )


def _edges(areas: Column, rows: Rows, *, gap: float) -> Column:
    """The invalid edges of each row as GEOS finds them, None where there are none."""
    edges = np.full(len(areas), None, dtype=object)
    if len(rows):
        edges[rows] = shapely.coverage_invalid_edges(areas[rows], gap_width=gap)
    edges[shapely.is_empty(edges)] = None
    return edges


def _parted(areas: Column, flagged: Column, suspects: Rows) -> tuple[Column, Column]:
    """Part the flagged edges into those that do not fit and those that lie beside a gap."""
    left, right = neighbours(areas, suspects)
    misfit = _edges(areas, np.union1d(suspects, np.union1d(left, right)), gap=0.0)
    strip = flagged.copy()
    both = ~shapely.is_missing(misfit) & ~shapely.is_missing(flagged)
    strip[both] = shapely.difference(flagged[both], misfit[both])
    strip[shapely.is_empty(strip)] = None
    return misfit, strip


def _pairs(areas: Column, suspects: Rows, metres_per_unit: float) -> Pairs:
    left, right = neighbours(areas, suspects)
    common = np.asarray(shapely.intersection(areas[left], areas[right]), dtype=object)
    smaller = np.minimum(shapely.area(areas[left]), shapely.area(areas[right]))
    area = shapely.area(common)
    return Pairs(left, right, common, area * metres_per_unit**2, width_m(common, metres_per_unit), area / smaller)


def _same_group(groups: tuple[tuple[int, ...], ...], count: int, left: Rows, right: Rows) -> npt.NDArray[np.bool_]:
    group_of = np.full(count, -1, dtype=np.intp)
    for number, group in enumerate(groups):
        group_of[list(group)] = number
    return np.asarray((group_of[left] == group_of[right]) & (group_of[left] >= 0))
