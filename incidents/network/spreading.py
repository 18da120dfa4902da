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
    """The arcs that end at each node, in rows by node (`begins`, `arcs`); where each starts and what it costs."""

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

    `best` holds each start's cost as known so far, and is lowered. Gives how many nodes were touched and the size of
    the heap. At the end every node that costs less than the greatest of `best` is known for good, and no other costs
    less. Where but two roads meet one goes on at once: only junctions wait in the heap.
    """
    # Unpacked once, and in one piece: passed on within the loop they would be counted each time.
    begins, arcs, tails, cost = junctions
    seconds, touched, is_wanted, keys, heap = found
    bound = best.max() if len(best) else -1.0
    while size > 0 and keys[0] < bound and reached < most:
        here, junction = keys[0], heap[0]
        size = pop(keys, heap, size)
        if here > seconds[junction]:
            continue
        if is_wanted[junction]:
            bound = _lowered(best, junction, here, wanted)
        for place in range(begins[junction], begins[junction + 1]):
            arc = arcs[place]
            node, there = tails[arc], here + cost[arc]
            while there < seconds[node] and there < bound:
                if seconds[node] == np.inf:
                    touched[reached] = node
                    reached += 1
                seconds[node] = there
                if is_wanted[node]:
                    bound = _lowered(best, node, there, wanted)
                first, end = begins[node], begins[node + 1]
                if end - first != 2 or reached >= most:
                    size = push(keys, heap, size, there, node)
                    break
                arc = arcs[first] if arcs[first] // 2 != arc // 2 else arcs[first + 1]
                node, there = tails[arc], there + cost[arc]
    return reached, size


@compiled
def mark(flags: Flags, nodes: Shorts, value: bool) -> None:
    """Say of these nodes that they are wanted, or no longer."""
    for node in nodes:
        flags[node] = value


@compiled
def put_back(touched: Ints, reached: int, seconds: Floats) -> None:
    """Make the array of the network as it was before a search."""
    for place in range(reached):
        seconds[touched[place]] = np.inf
