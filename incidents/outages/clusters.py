"""Reports that lie together in place and time, for poles of which nobody knows what feeds them.

Pure. DBSCAN (Ester et al., 1996) with a cylinder in place of a ball: neighbours are near in metres *and* in minutes.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

Numbers = NDArray[np.float64]


def together(xy_m: Numbers, minutes: Numbers, *, near_m: float, near_minutes: float, least: int) -> list[list[int]]:
    """Groups of row numbers, each of at least `least` reports; reports that belong to none are left out.

    `xy_m` has shape (n, 2) in metres, `minutes` shape (n,). A report with `least` others near (itself counted) is a
    core; cores near one another are one group, and a report near a core joins the nearest one's.
    """
    if len(minutes) == 0:
        return []
    pairs = _pairs(xy_m, minutes, near_m=near_m, near_minutes=near_minutes)
    degree = 1 + np.bincount(pairs.ravel(), minlength=len(minutes))
    is_core = degree >= least
    groups = _groups_of_cores(pairs, is_core)
    for a, b in _from_nearest(pairs, xy_m):
        for border, core in ((a, b), (b, a)):
            if not is_core[border] and is_core[core] and groups[border] < 0:
                groups[border] = groups[core]
    return _listed(groups)


def _pairs(xy_m: Numbers, minutes: Numbers, *, near_m: float, near_minutes: float) -> NDArray[np.int64]:
    pairs = cKDTree(xy_m).query_pairs(near_m, output_type="ndarray").astype(np.int64)
    return np.asarray(pairs[np.abs(minutes[pairs[:, 0]] - minutes[pairs[:, 1]]) <= near_minutes])


def _groups_of_cores(pairs: NDArray[np.int64], is_core: NDArray[np.bool_]) -> NDArray[np.int64]:
    size = len(is_core)
    joined = pairs[is_core[pairs].all(axis=1)]
    links = coo_array((np.ones(len(joined)), (joined[:, 0], joined[:, 1])), shape=(size, size))
    _count, labels = connected_components(links, directed=False)
    return np.where(is_core, labels, -1).astype(np.int64)


def _from_nearest(pairs: NDArray[np.int64], xy_m: Numbers) -> list[tuple[int, int]]:
    away = np.linalg.norm(xy_m[pairs[:, 0]] - xy_m[pairs[:, 1]], axis=1)
    return [(int(a), int(b)) for a, b in pairs[np.argsort(away, kind="stable")]]


def _listed(groups: Sequence[int] | NDArray[np.int64]) -> list[list[int]]:
    found: dict[int, list[int]] = {}
    for row, group in enumerate(groups):
        if group >= 0:
            found.setdefault(int(group), []).append(row)
    return sorted(found.values(), key=lambda rows: (-len(rows), rows[0]))
