"""The corners of all outlines as flat columns, and the rules that look at them: spikes, tiny edges, near misses."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import shapely
from scipy.spatial import cKDTree

from landsurvey.formats.features import Column

_POLYGON = 3


@dataclass(frozen=True)
class Corners:
    """Every corner of every ring once, the closing one left out.

    `xy` (n, 2) in the units of the grid; `row` of the survey; `before`, `after`: the corners next to it on its ring.
    """

    xy: npt.NDArray[np.float64]
    row: npt.NDArray[np.intp]
    before: npt.NDArray[np.intp]
    after: npt.NDArray[np.intp]

    @cached_property
    def edges(self) -> npt.NDArray[np.float64]:
        """Length of the edge from each corner to the next, in the units of the grid."""
        return np.asarray(np.hypot(*(self.xy[self.after] - self.xy).T))

    def edges_m(self, metres_per_unit: float) -> npt.NDArray[np.float64]:
        """The same in metres."""
        return self.edges * metres_per_unit

    def angles_deg(self, at: npt.NDArray[np.intp]) -> npt.NDArray[np.float64]:
        """Angle between the two edges at some corners, 0 to 180; 180 where an edge has no length."""
        here = self.xy[at]
        back, ahead = self.xy[self.before[at]] - here, self.xy[self.after[at]] - here
        turned = np.abs(np.arctan2(_cross(back, ahead), np.einsum("ij,ij->i", back, ahead)))
        has_length = np.any(back != 0, axis=1) & np.any(ahead != 0, axis=1)
        return np.where(has_length, np.degrees(turned), 180.0)


@dataclass(frozen=True)
class Nodes:
    """The distinct corners: `xy` (m, 2), `first` the corner where each stands first, `node` of every corner."""

    xy: npt.NDArray[np.float64]
    first: npt.NDArray[np.intp]
    node: npt.NDArray[np.intp]


def of(shapes: Column) -> Corners:
    """Take the shapes apart; points, lines and missing shapes have no corners here."""
    xy, row, ring = _rings(shapes)
    closing = _is_last(ring)
    xy, row, ring = xy[~closing], row[~closing], ring[~closing]
    last = _is_last(ring)
    first = np.roll(last, 1)
    here = np.arange(len(ring))
    before, after = here - 1, here + 1
    before[first], after[last] = here[last], here[first]
    return Corners(np.ascontiguousarray(xy), row, before, after)


def _rings(shapes: Column) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Coordinates of all rings with row and ring number; shapes of one ring, nearly all, without taking them apart."""
    is_simple = (shapely.get_type_id(shapes) == _POLYGON) & (shapely.get_num_interior_rings(shapes) == 0)
    simple, other = np.flatnonzero(is_simple), np.flatnonzero(~is_simple)
    xy, at = shapely.get_coordinates(shapes[simple], return_index=True)
    parts, part_of = shapely.get_parts(shapes[other], return_index=True)
    rings, ring_of = shapely.get_rings(parts, return_index=True)
    other_xy, ring = shapely.get_coordinates(rings, return_index=True)
    rows = np.concatenate([simple[at], other[part_of[ring_of[ring]]]])
    return np.concatenate([xy, other_xy]), rows, np.concatenate([at, ring + len(simple)])


def _is_last(ring: npt.NDArray[np.intp]) -> npt.NDArray[np.bool_]:
    """Which coordinates are the last of their ring."""
    last = np.ones(len(ring), dtype=bool)
    last[:-1] = ring[:-1] != ring[1:]
    return last


def nodes(xy: npt.NDArray[np.float64]) -> Nodes:
    """Number the distinct points among (n, 2) coordinates."""
    as_one = np.ascontiguousarray(xy + 0.0).view(np.complex128).ravel()
    distinct, first, node = np.unique(as_one, return_index=True, return_inverse=True)
    return Nodes(distinct.view(np.float64).reshape(-1, 2), first, node.ravel())


def near_misses(points: npt.NDArray[np.float64], within: float) -> npt.NDArray[np.intp]:
    """Pairs (k, 2) of distinct points nearer to each other than `within`, in the units of the points."""
    known = np.flatnonzero(np.isfinite(points).all(axis=1))
    if len(known) == 0:
        return np.empty((0, 2), dtype=np.intp)
    tree = cKDTree(points[known], balanced_tree=False, compact_nodes=False)
    pairs = known[tree.query_pairs(within, output_type="ndarray")]
    return np.asarray(np.sort(pairs, axis=1))


def _cross(one: npt.NDArray[np.float64], other: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.asarray(one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0])
