"""The first loop of a search: from the goal backwards over the junctions, as if every turn were allowed.

So it looks at a third of what a search over turns looks at, and what it finds is never more than the true cost: the
bound from below by which `incidents.network.steering` then goes straight to the goal. SciPy's `dijkstra` was taken
first. It prepares a record for every state of the network at each call and can only be bounded by a limit guessed
beforehand. Here only what is reached is touched, and put back before the next search.
"""

from typing import NamedTuple

import numpy as np

from incidents.network.arrays import Flags, Floats, Ints, Shorts
from incidents.network.heap import compiled, pop, push


class Junctions(NamedTuple):
    """The arcs that end at each node, in rows by node (`begins`, `arcs`), where each begins and what driving it costs."""

    begins: Shorts
    arcs: Shorts
    tails: Shorts
    cost: Floats


class Wanted(NamedTuple):
    """The nodes over which starts leave, whose start each is, and what it costs to there."""

    nodes: Shorts
    of: Ints
    seconds: Floats


class Found(NamedTuple):
    """Seconds to the goal by node, infinite in between; the nodes that have some, first come first; those wanted."""

    seconds: Floats
    touched: Ints
    is_wanted: Flags
    keys: Floats
    heap: Shorts


@compiled
def _mark(flags: Flags, nodes: Shorts, value: bool) -> None:
    for node in nodes:
        flags[node] = value


@compiled
def _lowered(best: Floats, node: int, here: float, wanted: Wanted) -> float:
    """Lower the costs of the starts that leave over this node; gives the greatest cost that is left."""
    for number in range(len(wanted.nodes)):
        if wanted.nodes[number] == node:
            start = wanted.of[number]
            best[start] = min(best[start], here + wanted.seconds[number])
    return float(best.max())


@compiled
def spread(
    junctions: Junctions, wanted: Wanted, best: Floats, found: Found, reached: int, size: int, most: int
) -> tuple[int, int]:
    """Find the seconds of more nodes, from the heap on, until no start can gain or `most` were touched.

    `best` holds each start's cost as known so far, and is lowered. Gives how many nodes were touched and the size of the
    heap. At the end every node that costs less than the greatest of `best` is known for good, and no other costs less.
    """
    _mark(found.is_wanted, wanted.nodes, True)
    bound = best.max() if len(best) else -1.0
    while size > 0 and found.keys[0] < bound and reached < most:
        here, junction = found.keys[0], found.heap[0]
        size = pop(found.keys, found.heap, size)
        if here > found.seconds[junction]:
            continue
        if found.is_wanted[junction]:
            bound = _lowered(best, junction, here, wanted)
        for place in range(junctions.begins[junction], junctions.begins[junction + 1]):
            arc = junctions.arcs[place]
            bound, reached, size = _onward(junctions, wanted, best, found, arc, here, bound, reached, size, most)
    _mark(found.is_wanted, wanted.nodes, False)
    return reached, size


@compiled
def _onward(
    junctions: Junctions, wanted: Wanted, best: Floats, found: Found,
    arc: int, here: float, bound: float, reached: int, size: int, most: int,
) -> tuple[float, int, int]:  # fmt: skip
    """Go back over an arc from a node that costs `here`, and on as far as there is but one way on.

    Where two roads meet one goes on at once, so that only junctions wait in the heap.
    """
    begins = junctions.begins
    node, there = junctions.tails[arc], here + junctions.cost[arc]
    while there < found.seconds[node] and there < bound:
        if found.seconds[node] == np.inf:
            found.touched[reached] = node
            reached += 1
        found.seconds[node] = there
        if found.is_wanted[node]:
            bound = _lowered(best, node, there, wanted)
        first = begins[node]
        if begins[node + 1] - first != 2 or reached >= most:
            size = push(found.keys, found.heap, size, there, node)
            break
        back = junctions.arcs[first]
        arc = back if back // 2 != arc // 2 else junctions.arcs[first + 1]
        node, there = junctions.tails[arc], there + junctions.cost[arc]
    return bound, reached, size


@compiled
def put_back(touched: Ints, reached: int, seconds: Floats) -> None:
    """Make the array of the network as it was before a search."""
    for place in range(reached):
        seconds[touched[place]] = np.inf
