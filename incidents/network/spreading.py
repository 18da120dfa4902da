"""The first loop of a search: from the goal backwards over the junctions, as if every turn were allowed.

So it looks at a third of what a search over turns looks at, and what it finds is never more than the true cost: the
bound from below by which `incidents.network.steering` then goes straight to the goal. SciPy's `dijkstra` was taken
first. It prepares a record for every state of the network at each call and can only be bounded by a limit guessed
beforehand. Here only what is reached is touched, and put back before the next search.
"""

import numpy as np

from incidents.network.arrays import Flags, Floats, Ints, Shorts
from incidents.network.heap import compiled, pop, push


@compiled
def _mark(flags: Flags, nodes: Ints, value: bool) -> None:
    for node in nodes:
        flags[node] = value


@compiled
def _lowered(best: Floats, node: int, here: float, wanted: Ints, wanted_of: Ints, wanted_seconds: Floats) -> float:
    """Lower the costs of the starts that leave over this node; gives the greatest cost that is left."""
    for number in range(len(wanted)):
        if wanted[number] == node:
            start = wanted_of[number]
            best[start] = min(best[start], here + wanted_seconds[number])
    return float(best.max())


@compiled
def spread(
    begins: Shorts,
    arcs_in: Shorts,
    tail: Shorts,
    cost: Floats,
    wanted: Ints,
    wanted_of: Ints,
    wanted_seconds: Floats,
    best: Floats,
    seconds: Floats,
    is_wanted: Flags,
    touched: Ints,
    keys: Floats,
    heap: Shorts,
    reached: int,
    size: int,
    most: int,
) -> tuple[int, int]:
    """Lower `seconds` of the nodes (to the goal), from the heap on, until no start can gain or `most` were touched.

    `wanted*`: nodes over which starts leave, whose start, and what it costs to there; `best` holds each start's cost as
    known so far, and is lowered. Gives how many nodes were touched (the first of `touched`) and the size of the heap.
    At the end every node that costs less than the greatest of `best` is known for good, and no other costs less.

    Where two roads meet there is but one way on: one goes on at once, and only junctions wait in the heap.
    """
    _mark(is_wanted, wanted, True)
    bound = best.max() if len(best) else -1.0
    while size > 0 and keys[0] < bound and reached < most:
        here, junction = keys[0], heap[0]
        size = pop(keys, heap, size)
        if here > seconds[junction]:
            continue
        if is_wanted[junction]:
            bound = _lowered(best, junction, here, wanted, wanted_of, wanted_seconds)
        for place in range(begins[junction], begins[junction + 1]):
            arc = arcs_in[place]
            node, there = tail[arc], here + cost[arc]
            while there < seconds[node] and there < bound:
                if seconds[node] == np.inf:
                    touched[reached] = node
                    reached += 1
                seconds[node] = there
                if is_wanted[node]:
                    bound = _lowered(best, node, there, wanted, wanted_of, wanted_seconds)
                first, end = begins[node], begins[node + 1]
                if end - first != 2 or reached >= most:
                    size = push(keys, heap, size, there, node)
                    break
                arc = arcs_in[first] if arcs_in[first] // 2 != arc // 2 else arcs_in[first + 1]
                node, there = tail[arc], there + cost[arc]
    _mark(is_wanted, wanted, False)
    return reached, size


@compiled
def put_back(touched: Ints, reached: int, seconds: Floats) -> None:
    """Make the array of the network as it was before a search."""
    for place in range(reached):
        seconds[touched[place]] = np.inf
