"""Makes the search ready before anybody asks: its loops are compiled, or read from where they were kept."""

import numpy as np
import shapely

from incidents.network.network import network_of
from incidents.network.roads import Roads


def warm_up() -> None:
    """Search once over three roads in a row, and from behind a closure: all that the compiled loops are called with."""
    network = network_of(_three_roads())
    start, goal = network.stops(np.array([[5.0, 0.0], [25.0, 0.0]]))
    searcher = network.searcher()
    with searcher.lock:
        searcher.close({})
        searcher.ways(goal, [start])
        searcher.shut_in(searcher.exits([start], goal=goal), np.array([0]), goal=goal)


def _three_roads() -> Roads:
    at = np.arange(3, dtype=np.int64)
    none = np.zeros(3, dtype=np.int64)
    lines = [shapely.LineString([(10 * each, 0), (10 * each + 10, 0)]) for each in range(3)]
    return Roads(
        ids=at,
        things=at,
        from_node=at,
        to_node=at + 1,
        is_oneway=np.zeros(3, dtype=np.bool_),
        seconds=np.ones(3),
        metres=np.full(3, 10.0),
        shapes=np.array(lines, dtype=object),
        class_code=none,
        classes=("street",),
        name_code=none,
        names=(("", ""),),
        height_cm=none,
        width_cm=none,
        weight_kg=none,
    )
