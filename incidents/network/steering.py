"""The second loop of a search: each start's quickest way under the turn rules, steered by a bound from below.

A* (Hart, Nilsson and Raphael, IEEE Trans. SSC 4, 1968) over the states of the search graph. The bound of a state is
what `incidents.network.spreading` found for the node where its arc ends, without turn rules: it is never too high, so
the way is exact, and where no rule stands in the way it is the cost itself, so that hardly anything beside the way is
seen.
"""

from typing import NamedTuple

import numpy as np

from incidents.network.arrays import Bytes, Flags, Floats, Ints, Shorts
from incidents.network.heap import compiled, pop, push

UNSEEN, OPEN, SHUT, NEW = 0, 1, 2, 3


class Moves(NamedTuple):
    """The moves forwards, in rows by state; what driving a state's arc costs, and the node where that arc ends."""

    begins: Shorts
    ahead: Shorts
    cost: Floats
    heads: Shorts
    arc_of: Ints


class Outs(NamedTuple):
    """The states in which starts leave their segments, at which cost: those of start n from `begins[n]` on."""

    begins: Ints
    states: Ints
    seconds: Floats


class Ins(NamedTuple):
    """The states from which the goal's segment is entered, by which of its arcs, at which cost."""

    states: Ints
    arcs: Ints
    seconds: Floats


class Slate(NamedTuple):
    """What a search writes on: `seconds` (since the start) infinite and `is_done` false in between.

    `touched` says which of them are to be put back; `behind` tells the state before, -1 first.
    """

    seconds: Floats
    behind: Shorts
    is_done: Flags
    touched: Ints
    keys: Floats
    heap: Shorts


@compiled
def steer(
    moves: Moves, bounds: Floats, floor: float, outs: Outs, start: int, ins: Ins, most: float, slate: Slate
) -> tuple[float, int, int]:
    """The cost of the quickest way that is cheaper than `most`, the entry it takes (-1: none), and the states touched.

    `bounds` by node, or `floor` where that is lower.
    """
    begins, ahead, cost, heads, _arc_of = moves
    seconds, behind, is_done, touched, keys, heap = slate
    best, taken, reached, size = most, -1, 0, 0
    for number in range(outs.begins[start], outs.begins[start + 1]):
        state = outs.states[number]
        seconds[state], behind[state], touched[reached] = outs.seconds[number], -1, state
        reached += 1
        size = push(keys, heap, size, seconds[state] + min(bounds[heads[state]], floor), state)
    while size > 0 and keys[0] < best:
        state = heap[0]
        size = pop(keys, heap, size)
        if is_done[state]:
            continue
        is_done[state] = True
        here = seconds[state]
        for number in range(len(ins.states)):
            if ins.states[number] == state and here + ins.seconds[number] < best:
                best, taken = here + ins.seconds[number], number
        for place in range(begins[state], begins[state + 1]):
            after = ahead[place]
            there = here + cost[after]
            key = there + min(bounds[heads[after]], floor)
            if is_done[after] or there >= seconds[after] or key >= best:
                continue
            if seconds[after] == np.inf:
                touched[reached] = after
                reached += 1
            seconds[after], behind[after] = there, state
            size = push(keys, heap, size, key, after)
    return best, taken, reached


@compiled
def _followed(arcs: Ints, begin: int, last: int, moves: Moves, behind: Shorts) -> tuple[Ints, int]:
    """Write the arcs driven up to a state from a place on, with room for one more; gives them and where they end."""
    count, state = 1, last
    while state >= 0:
        state = behind[state]
        count += 1
    end = begin + count
    if end > len(arcs):
        more = np.empty(2 * end, dtype=np.int64)
        more[:begin] = arcs[:begin]
        arcs = more
    state = last
    for place in range(end - 2, begin - 1, -1):
        arcs[place] = moves.arc_of[state]
        state = behind[state]
    return arcs, end


@compiled
def _put_back(slate: Slate, reached: int) -> None:
    for place in range(reached):
        slate.seconds[slate.touched[place]] = np.inf
        slate.is_done[slate.touched[place]] = False


@compiled
def steer_each(
    moves: Moves, bounds: Floats, floor: float, outs: Outs, ins: Ins, along: Floats, slate: Slate
) -> tuple[Floats, Ints, Ints]:
    """For every start the cost of its way, if cheaper than `along`; where in the arcs it ends; the arcs of all, joined.

    A way that is not cheaper has no arcs. The first ends where the second begins.
    """
    costs, ends, arcs = along.copy(), np.zeros(len(along) + 1, dtype=np.int64), np.empty(4096, dtype=np.int64)
    for start in range(len(along)):
        costs[start], taken, reached = steer(moves, bounds, floor, outs, start, ins, along[start], slate)
        ends[start + 1] = ends[start]
        if taken >= 0:
            arcs, ends[start + 1] = _followed(arcs, ends[start], ins.states[taken], moves, slate.behind)
            arcs[ends[start + 1] - 1] = ins.arcs[taken]
        _put_back(slate, reached)
    return costs, ends, arcs


@compiled
def shut_in(moves: Moves, outs: Outs, asked: Ints, goal_row: int, most: int, seen: Bytes, wave: Ints) -> Flags:
    """Of the asked starts, whether a walk over open turns ends before `most` states, not meeting the goal's segment.

    Who comes to where an earlier walk went on goes on as well. `seen` comes in as unseen and is put back; `wave` has
    room for twice `most` states of each.
    """
    is_shut, total = np.zeros(len(asked), dtype=np.bool_), 0
    for number in range(len(asked)):
        first, is_open = total, False
        for place in range(outs.begins[asked[number]], outs.begins[asked[number] + 1]):
            total, is_open = _walked(outs.states[place], seen, wave, total, is_open)
        here = first
        while here < total < first + most and not is_open:
            state = wave[here]
            here += 1
            for place in range(moves.begins[state], moves.begins[state + 1]):
                after = moves.ahead[place]
                if moves.arc_of[after] // 2 == goal_row:
                    is_open = True
                elif moves.cost[after] < np.inf:
                    total, is_open = _walked(after, seen, wave, total, is_open)
        is_shut[number] = here == total < first + most and not is_open
        for place in range(first, total):
            seen[wave[place]] = SHUT if is_shut[number] else OPEN
    for place in range(total):
        seen[wave[place]] = UNSEEN
    return is_shut


@compiled
def _walked(state: int, seen: Bytes, wave: Ints, total: int, is_open: bool) -> tuple[int, bool]:
    """Go on to a state; gives how many were walked, and whether it is known to lead on."""
    if seen[state] == OPEN:
        return total, True
    if seen[state] == UNSEEN and total < len(wave):
        seen[state] = NEW
        wave[total] = state
        return total + 1, is_open
    return total, is_open
