"""The second loop of a search: one start's quickest way under the turn rules, steered by a bound from below.

A* (Hart, Nilsson and Raphael, IEEE Trans. SSC 4, 1968) over the states of the search graph. The bound of a state is
what `incidents.network.spreading` found for the node where its arc ends, without turn rules: it is never too high, so
the way is exact, and where no rule stands in the way it is the cost itself, so that hardly anything beside the way is
seen.
"""

import numpy as np

from incidents.network.arrays import Flags, Floats, Ints, Shorts
from incidents.network.heap import compiled, pop, push


@compiled
def steer(
    begins: Shorts,
    ahead: Shorts,
    cost: Floats,
    heads: Shorts,
    bounds: Floats,
    floor: float,
    exits: Ints,
    exit_seconds: Floats,
    entries: Ints,
    entry_seconds: Floats,
    most: float,
    seconds: Floats,
    behind: Shorts,
    is_done: Flags,
    touched: Ints,
    keys: Floats,
    heap: Shorts,
) -> tuple[float, int, int]:
    """The cost of the quickest way that is cheaper than `most`, the entry it takes (-1: none), and the states touched.

    `exits`: the states in which the start's segment is left, at which cost; `entries`: those from which the goal is
    entered, at which cost. `bounds` by node, or `floor` where that is lower. `seconds` (since the start) comes in as
    infinite and `is_done` as false, which `touched` says how to put back; `behind` tells the state before, -1 first.
    """
    best, taken, reached, size = most, -1, 0, 0
    for number in range(len(exits)):
        state = exits[number]
        seconds[state], behind[state] = exit_seconds[number], -1
        touched[reached] = state
        reached += 1
        size = push(keys, heap, size, seconds[state] + min(bounds[heads[state]], floor), state)
    while size > 0 and keys[0] < best:
        state = heap[0]
        size = pop(keys, heap, size)
        if is_done[state]:
            continue
        is_done[state] = True
        here = seconds[state]
        for number in range(len(entries)):
            if entries[number] == state and here + entry_seconds[number] < best:
                best, taken = here + entry_seconds[number], number
        for place in range(begins[state], begins[state + 1]):
            after = ahead[place]
            there = here + cost[after]
            if is_done[after] or there >= seconds[after]:
                continue
            key = there + min(bounds[heads[after]], floor)
            if key < best:
                if seconds[after] == np.inf:
                    touched[reached] = after
                    reached += 1
                seconds[after], behind[after] = there, state
                size = push(keys, heap, size, key, after)
    return best, taken, reached


@compiled
def arcs_to(last: int, arc_of: Ints, behind: Shorts) -> Ints:
    """The arcs driven up to a state, with room for the goal's at the end."""
    count, state = 1, last
    while state >= 0:
        state = behind[state]
        count += 1
    arcs = np.empty(count, dtype=np.int64)
    state = last
    for place in range(count - 2, -1, -1):
        arcs[place] = arc_of[state]
        state = behind[state]
    return arcs


@compiled
def put_back(touched: Ints, reached: int, seconds: Floats, is_done: Flags) -> None:
    """Make the arrays of the network as they were before."""
    for place in range(reached):
        seconds[touched[place]] = np.inf
        is_done[touched[place]] = False


@compiled
def is_pocket(
    begins: Shorts,
    ahead: Shorts,
    cost: Floats,
    arc_of: Ints,
    outs: Ints,
    goal_row: int,
    most: int,
    seen: Flags,
    wave: Ints,
) -> bool:
    """Whether a walk forwards over open states ends before `most` were seen, and without meeting the goal's segment.

    `seen` comes in false and is put back; `wave` has room for `most` states and what follows one of them.
    """
    count, walked, is_met = 0, 0, False
    for state in outs:
        seen[state] = True
        wave[count] = state
        count += 1
    while walked < count and count < most and not is_met:
        state = wave[walked]
        walked += 1
        for place in range(begins[state], begins[state + 1]):
            after = ahead[place]
            if arc_of[after] // 2 == goal_row:
                is_met = True
            if not seen[after] and cost[after] < np.inf and count < len(wave):
                seen[after] = True
                wave[count] = after
                count += 1
    for place in range(count):
        seen[wave[place]] = False
    return walked == count and not is_met and count < most
