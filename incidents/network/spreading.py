"""The inner loop of a search, compiled: Dijkstra backwards from a goal, stopped as soon as every start is known.

SciPy's `dijkstra` was taken first. It prepares a record for every state of the
network at each call and can only be bounded by a limit guessed beforehand, which must be widened where it was too
small: on a million segments that was most of the time. Here only what is reached is touched, and put back before the
next search.
"""

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

import numpy as np
from numba import njit

from incidents.network.arrays import Flags, Floats, Ints, Shorts

P = ParamSpec("P")
T = TypeVar("T")


def _compiled(function: Callable[P, T]) -> Callable[P, T]:
    """Compiled at the first call, and kept beside the source for the next process where that can be written."""
    try:
        return cast("Callable[P, T]", njit(cache=True, nogil=True)(function))
    except RuntimeError:  # no folder to keep it in
        return cast("Callable[P, T]", njit(nogil=True)(function))


@_compiled
def _push(keys: Floats, heap: Shorts, size: int, key: float, state: int) -> int:
    at = size
    while at > 0:
        above = (at - 1) // 2
        if keys[above] <= key:
            break
        keys[at], heap[at] = keys[above], heap[above]
        at = above
    keys[at], heap[at] = key, state
    return size + 1


@_compiled
def _pop(keys: Floats, heap: Shorts, size: int) -> int:
    """Take the first away; what was last sinks to its place."""
    size -= 1
    key, state = keys[size], heap[size]
    at = 0
    while True:
        below = 2 * at + 1
        if below >= size:
            break
        if below + 1 < size and keys[below + 1] < keys[below]:
            below += 1
        if keys[below] >= key:
            break
        keys[at], heap[at] = keys[below], heap[below]
        at = below
    keys[at], heap[at] = key, state
    return size


@_compiled
def _mark(flags: Flags, states: Ints, value: bool) -> None:
    for state in states:
        flags[state] = value


@_compiled
def _lowered(best: Floats, state: int, here: float, wanted: Ints, wanted_of: Ints, wanted_seconds: Floats) -> float:
    """Lower the costs of the starts that leave over this state; gives the greatest cost that is left."""
    for number in range(len(wanted)):
        if wanted[number] == state:
            start = wanted_of[number]
            best[start] = min(best[start], here + wanted_seconds[number])
    return float(best.max())


@_compiled
def spread(
    begins: Shorts,
    sources: Shorts,
    cost: Floats,
    is_lone: Flags,
    entry_states: Ints,
    entry_seconds: Floats,
    wanted: Ints,
    wanted_of: Ints,
    wanted_seconds: Floats,
    best: Floats,
    seconds: Floats,
    onward: Shorts,
    is_wanted: Flags,
    touched: Ints,
    keys: Floats,
    heap: Shorts,
) -> int:
    """Fill `seconds` (to the goal from the end of each state's arc) and `onward` (the next state; -2 - n: by entry n).

    `entry_*`: where the goal is entered from, at which cost. `wanted*`: states of starts, whose start, and what it
    costs to their end; `best` holds each start's cost, given as known so far, and is lowered. The search stops when
    nothing unsettled can lower any of them. Arrays of the size of the network come in as infinite, and false;
    `touched` says what to put back. Gives how many were touched.

    A state with one way on (`is_lone`) is known for good as soon as that way is, so one goes on from it at once: along
    a road of many segments nothing waits in the heap.
    """
    reached, size = 0, 0
    _mark(is_wanted, wanted, True)
    for number in range(len(entry_states)):
        state, there = entry_states[number], entry_seconds[number]
        if there < seconds[state]:
            if seconds[state] == np.inf:
                touched[reached] = state
                reached += 1
            seconds[state], onward[state] = there, -2 - number
            size = _push(keys, heap, size, there, state)
    bound = best.max() if len(best) else -1.0
    while size > 0 and keys[0] < bound:
        here, state = keys[0], heap[0]
        size = _pop(keys, heap, size)
        goes_on = here <= seconds[state]
        while goes_on:
            goes_on = False
            if is_wanted[state]:
                bound = _lowered(best, state, here, wanted, wanted_of, wanted_seconds)
            through = here + cost[state]
            if through >= bound:
                break
            here, after = through, state
            for place in range(begins[after], begins[after + 1]):
                source = sources[place]
                if through >= seconds[source]:
                    continue
                if seconds[source] == np.inf:
                    touched[reached] = source
                    reached += 1
                seconds[source], onward[source] = through, after
                if is_lone[source] and not goes_on:
                    goes_on, state = True, source
                else:
                    size = _push(keys, heap, size, through, source)
    _mark(is_wanted, wanted, False)
    return reached


@_compiled
def put_back(touched: Ints, reached: int, seconds: Floats, onward: Shorts) -> None:
    """Make the arrays of the network as they were before a search."""
    for place in range(reached):
        seconds[touched[place]] = np.inf
        onward[touched[place]] = -1


@_compiled
def arcs_on(first: int, arc_of: Ints, onward: Shorts) -> tuple[Ints, int]:
    """The arcs driven from a state on, with room for the goal's at the end, and the number of the entry taken."""
    count, state = 2, first
    while onward[state] >= 0:
        state = onward[state]
        count += 1
    arcs = np.empty(count, dtype=np.int64)
    state = first
    for place in range(count - 1):
        arcs[place] = arc_of[state]
        state = onward[state]
    return arcs, -2 - state


@_compiled
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
