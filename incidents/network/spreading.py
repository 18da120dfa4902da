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
def _bound(best: Floats, for_first: bool) -> float:
    """Up to where one has to look: to the least of the starts' costs, or to the greatest."""
    if not len(best):
        return -1.0
    return float(best.min()) if for_first else float(best.max())


@compiled
def _lowered(best: Floats, node: int, here: float, wanted: Wanted, for_first: bool) -> float:
    """Lower the costs of the starts that leave over this node; gives up to where one has to look then."""
    for number in range(len(wanted.nodes)):
        if wanted.nodes[number] == node:
            start = wanted.of[number]
            best[start] = min(best[start], here + wanted.seconds[number])
    return _bound(best, for_first)


@compiled
def spread(
    junctions: Junctions,
    wanted: Wanted,
    best: Floats,
    found: Found,
    reached: int,
    size: int,
    most: int,
    for_first: bool,
) -> tuple[int, int]:
    """Find the seconds of more nodes, from the heap on, until no start can gain or `most` were touched.

    `best` holds each start's cost as known so far, and is lowered. Gives how many nodes were touched and the size of
    the heap. At the end every node that costs less than the greatest of `best` is known for good, and no other costs
    less; `for_first` than the least of them: it ends when no other start can be the first. Where but two roads meet one
    goes on at once: only junctions wait in the heap.
    """
    # Unpacked once, and in one piece: passed on within the loop they would be counted each time.
    begins, arcs, tails, cost = junctions
    seconds, touched, is_wanted, keys, heap = found
    bound = _bound(best, for_first)
    while size > 0 and keys[0] < bound and reached < most:
        here, junction = keys[0], heap[0]
        size = pop(keys, heap, size)
        if here > seconds[junction]:
            continue
        if is_wanted[junction]:
            bound = _lowered(best, junction, here, wanted, for_first)
        for place in range(begins[junction], begins[junction + 1]):
            arc = arcs[place]
            node, there = tails[arc], here + cost[arc]
            # Who wants the first may come back for more: what lies beyond waits in the heap and is not dropped.
            while there < seconds[node] and (there < bound or for_first):
                if seconds[node] == np.inf:
                    touched[reached] = node
                    reached += 1
                seconds[node] = there
                if is_wanted[node]:
                    bound = _lowered(best, node, there, wanted, for_first)
                first, end = begins[node], begins[node + 1]
                if end - first != 2 or reached >= most or there >= bound:
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
