"""The search graph: its states are arcs just driven (and what must be remembered), its moves are turns into the next
arc.

Turning back is a move only where nothing else leaves a junction. The moves are kept backwards in compressed rows: a
row is the state turned into, its entries are the states one can turn from, and all of them cost what driving the
row's arc costs. So an arc is closed in place by one number. Driving against a one-way costs infinity; its states are
there all the same, for a stop at the very junction touches the one-way's end without driving it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from incidents.network import restrictions
from incidents.network.arrays import Flags, Floats, Ints, Shorts
from incidents.network.roads import Arcs, Roads, Turn, arcs_of


@dataclass(frozen=True, slots=True, eq=False)
class Graph:
    """Moves backwards (`starts`, `sources`) and forwards (`ahead_starts`, `ahead`), in rows by state."""

    arcs: Arcs
    seconds: Floats
    """Cost of each arc."""
    arc_of: Ints
    """The arc of each state; states below the number of arcs are the arcs themselves."""
    remembering: Mapping[int, tuple[int, ...]]
    """The states that remember how an arc was reached, by that arc."""
    starts: Shorts
    """Where each row begins in `sources`; one more than there are rows."""
    sources: Shorts
    """The states one can turn from, row by row."""
    ahead_starts: Shorts
    ahead: Shorts
    """The same moves forwards: the states that come after each state."""
    heads: Shorts
    """The node at the end of each state's arc, numbered so that what is near in the roads is near in memory."""
    tails: Shorts
    """The node where each arc begins, by the same numbers."""
    starts_in: Shorts
    """Where the arcs that end at each node begin in `arcs_in`."""
    arcs_in: Shorts
    entries_most: int
    """How many moves at most lead into one segment."""
    component: Shorts
    """Number of the weak component of each node: between two of them there is no way whatever is open."""
    lost: tuple[Turn, ...]
    """Restrictions that name a road or junction which is not in the network."""

    def rows_of(self, arc: int) -> list[int]:
        """The rows of an arc: its own and those of states that remember how it was reached."""
        return [arc, *self.remembering.get(arc, ())]


def graph_of(roads: Roads, turns: Sequence[Turn] = ()) -> Graph:
    """The graph of the roads under the turn restrictions."""
    arcs = arcs_of(roads)
    here, there = _turns(arcs)
    rules, lost = restrictions.rules_of(turns, things=roads.things, arcs=arcs)
    here, there, arc_of = _under_rules(rules, here=here, there=there, count=len(arcs))
    seconds = np.where(arcs.exists, np.repeat(roads.seconds, 2), np.inf)
    starts, sources = _rows(there, here, states=len(arc_of))
    ahead_starts, ahead = _rows(here, there, states=len(arc_of))
    rows = (_short(starts), _short(sources), _short(ahead_starts), _short(ahead))
    heads, tails = _near(arcs)
    starts_in, arcs_in = _rows(heads, np.arange(len(arcs)), states=len(arcs.nodes))
    ends = (_short(heads[arc_of]), _short(tails), _short(starts_in), _short(arcs_in))
    return Graph(
        arcs,
        seconds,
        arc_of,
        _remembering(arc_of, len(arcs)),
        *rows,
        *ends,
        _entries_most(starts, arc_of),
        _components(arcs),
        lost,
    )


def _near(arcs: Arcs) -> tuple[Ints, Ints]:
    """Heads and tails of the arcs with nodes numbered as they first appear among the arcs."""
    _nodes, first = np.unique(arcs.tail, return_index=True)
    number = np.empty(len(first), dtype=np.int64)
    number[np.argsort(first)] = np.arange(len(first))
    return number[arcs.head], number[arcs.tail]


def _turns(arcs: Arcs) -> tuple[Ints, Ints]:
    """All turns without rules: from which arc into which, those against one-ways included."""
    order = np.argsort(arcs.tail, kind="stable")
    begins = np.searchsorted(arcs.tail[order], np.arange(len(arcs.nodes) + 1))
    count = begins[arcs.head + 1] - begins[arcs.head]
    here = np.repeat(np.arange(len(arcs)), count)
    place = np.arange(len(here)) - np.repeat(np.cumsum(count) - count, count)
    there = order[np.repeat(begins[arcs.head], count) + place]
    leaving = np.bincount(arcs.tail[arcs.exists], minlength=len(arcs.nodes))
    is_ahead: Flags = (there != here ^ 1) | (leaving[arcs.head[here]] == 1)
    return here[is_ahead], there[is_ahead]


def _under_rules(rules: restrictions.Rules, *, here: Ints, there: Ints, count: int) -> tuple[Ints, Ints, Ints]:
    """The moves between states and the arc of each state, when the rules are kept."""
    plain = np.arange(count, dtype=np.int64)
    touched = restrictions.touched(rules) | {way[-1] for way in rules.memories}
    if not touched:
        return here, there, plain
    follows = {arc: there[slice(*np.searchsorted(here, [arc, arc + 1]))].tolist() for arc in touched}
    moves = restrictions.restricted(rules, follows=follows)
    number = {memory: count + at for at, memory in enumerate(rules.memories)}
    changed = np.array([[number.get(way, way[-1]) for way in move] for move in moves], dtype=np.int64).reshape(-1, 2)
    keeps = ~np.isin(here, list(restrictions.touched(rules)))
    arc_of = np.append(plain, [way[-1] for way in rules.memories]).astype(np.int64)
    return np.append(here[keeps], changed[:, 0]), np.append(there[keeps], changed[:, 1]), arc_of


def _remembering(arc_of: Ints, count: int) -> dict[int, tuple[int, ...]]:
    found: dict[int, tuple[int, ...]] = {}
    for state, arc in enumerate(arc_of[count:].tolist(), count):
        found[arc] = (*found.get(arc, ()), state)
    return found


def _rows(of: Ints, others: Ints, *, states: int) -> tuple[Ints, Ints]:
    """Compressed rows, written by hand: turning COO into CSR would add up entries of one place."""
    order = np.argsort(of, kind="stable")
    starts = np.zeros(states + 1, dtype=np.int64)
    np.cumsum(np.bincount(of, minlength=states), out=starts[1:])
    return starts, others[order]


def _entries_most(starts: Ints, arc_of: Ints) -> int:
    return int(np.bincount(arc_of // 2, weights=np.diff(starts)).max(initial=0))


def _components(arcs: Arcs) -> Shorts:
    size = len(arcs.nodes)
    links = coo_array((np.ones(len(arcs), dtype=np.int8), (arcs.tail, arcs.head)), shape=(size, size))
    return cast(Shorts, connected_components(csr_array(links), directed=False)[1])


def _short(values: Ints) -> Shorts:
    return values.astype(np.int32)
