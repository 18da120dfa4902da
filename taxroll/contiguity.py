"""Which plots of one owner adjoin, so that section 42 sums them into one base.

Two plots adjoin when a stretch of their borders runs together; surveys leave gaps of millimetres, so borders
closer than `tolerance_m` count as one. Corners alone do not, unless the policy says so. Pure geometry: no database.
"""

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Shapes = NDArray[np.object_]
Int64 = NDArray[np.int64]

TOLERANCE_M = 0.05
SHARED_EDGE_M = 0.5


def groups(shapes: Shapes, owners: Int64, *, corner_touch_counts: bool) -> Int64:
    """A group number (n,) from 0 for each plot; shapes (n,) are polygons in one projected system, in metres."""
    first, second = _neighbours_of_one_owner(shapes, owners)
    adjoin = _adjoin(shapes, first, second, corner_touch_counts)
    first, second = first[adjoin], second[adjoin]
    size = shapes.size
    graph = coo_array((np.ones(first.size, dtype=np.int8), (first, second)), shape=(size, size))
    _, labels = connected_components(graph, directed=False)
    return np.asarray(labels, dtype=np.int64)


def _neighbours_of_one_owner(shapes: Shapes, owners: Int64) -> tuple[Int64, Int64]:
    """Pairs of plots of one owner whose boxes come within the tolerance."""
    boxes = shapely.bounds(shapes) + np.array([-TOLERANCE_M, -TOLERANCE_M, TOLERANCE_M, TOLERANCE_M])
    first, second = shapely.STRtree(shapes).query(shapely.box(*boxes.T))
    wanted = (first < second) & (owners[first] == owners[second])
    return first[wanted], second[wanted]


def _adjoin(shapes: Shapes, first: Int64, second: Int64, corner_touch_counts: bool) -> NDArray[np.bool_]:
    near = shapely.dwithin(shapes[first], shapes[second], TOLERANCE_M)
    if corner_touch_counts:
        return np.asarray(near, dtype=np.bool_)
    border = shapely.boundary(shapes[first[near]])
    beside = shapely.intersection(border, shapely.buffer(shapes[second[near]], TOLERANCE_M))
    result = np.zeros(first.size, dtype=np.bool_)
    result[near] = shapely.length(beside) >= SHARED_EDGE_M
    return result
