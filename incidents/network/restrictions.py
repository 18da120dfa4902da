"""Turn restrictions as arcs that may not follow one another, with memory where the way between matters.

A restriction over one or more ways between (a, v, b) must know on v whether one came from a. Such a v is a state of its
own, named by the arcs behind it; states are the prefixes of all such sequences, and one moves to the longest of them
that ends the way driven (as Aho and Corasick search for many words at once, CACM 18, 1975).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from incidents.network.arrays import Ints
from incidents.network.roads import NO, Arcs, Turn

Sequence_ = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """What may not follow: whole forbidden sequences of arcs, and after which arcs only some may come."""

    forbidden: frozenset[Sequence_]
    only: Mapping[Sequence_, frozenset[int]]
    memories: tuple[Sequence_, ...]
    """Sequences of two arcs and more that must be remembered, in rising order."""

    def allows(self, behind: Sequence_, arc: int) -> bool:
        """Whether the arc may follow the arcs behind."""
        way = (*behind, arc)
        if any(way[at:] in self.forbidden for at in range(len(way) - 1)):
            return False
        return all(arc in self.only.get(behind[at:], (arc,)) for at in range(len(behind)))

    def remembered(self, way: Sequence_) -> Sequence_:
        """What must be remembered of the way driven: the longest memory that ends it, else its last arc."""
        known = set(self.memories)
        return next((way[at:] for at in range(len(way) - 1) if way[at:] in known), way[-1:])


def rules_of(turns: Iterable[Turn], *, things: Ints, arcs: Arcs) -> tuple[Rules, tuple[Turn, ...]]:
    """The restrictions on these arcs, and those that could not be placed (a road or a junction is not there)."""
    forbidden: set[Sequence_] = set()
    only: dict[Sequence_, set[int]] = {}
    memories: set[Sequence_] = set()
    lost = []
    row_of = {thing: row for row, thing in enumerate(things.tolist())}
    for turn in turns:
        ways = list(_ways(turn, row_of=row_of, arcs=arcs))
        if not ways:
            lost.append(turn)
        for way in ways:
            memories.update(way[:end] for end in range(2, len(way)))
            if turn.kind == NO:
                forbidden.add(way)
            else:
                only.setdefault(way[:-1], set()).add(way[-1])
    kept = {behind: frozenset(allowed) for behind, allowed in only.items()}
    return Rules(frozenset(forbidden), kept, tuple(sorted(memories))), tuple(lost)


def _ways(turn: Turn, *, row_of: Mapping[int, int], arcs: Arcs) -> Iterator[Sequence_]:
    """The arcs of a restriction, in order; more than one way where a road is a loop."""
    rows = [row_of.get(road) for road in turn.roads]
    numbers = [_numbered(arcs, node) for node in turn.nodes]
    ends = [None, *numbers, None]
    choices = [
        [arc for arc in ((row or 0) * 2, (row or 0) * 2 + 1) if row is not None and _runs(arcs, arc, start, end)]
        for row, start, end in zip(rows, ends, ends[1:], strict=False)
    ]
    if None not in numbers:
        yield from product(*choices)


def _numbered(arcs: Arcs, node: int) -> int | None:
    at = int(np.searchsorted(arcs.nodes, node))
    return at if at < len(arcs.nodes) and arcs.nodes[at] == node else None


def _runs(arcs: Arcs, arc: int, start: int | None, end: int | None) -> bool:
    return bool((start is None or arcs.tail[arc] == start) and (end is None or arcs.head[arc] == end))


def restricted(rules: Rules, *, follows: Mapping[int, Sequence[int]]) -> list[tuple[Sequence_, Sequence_]]:
    """All moves between states that the rules touch, `follows` giving the arcs that may follow an arc without rules.

    States are named by the arcs they remember; those of `touched` lose their plain moves and get these instead.
    """
    behind = [*((arc,) for arc in sorted(touched(rules))), *rules.memories]
    return [
        (state, rules.remembered((*state, arc)))
        for state in behind
        for arc in follows[state[-1]]
        if rules.allows(state, arc)
    ]


def touched(rules: Rules) -> frozenset[int]:
    """Arcs after which something is forbidden, prescribed or remembered."""
    starts = (*rules.forbidden, *rules.memories, *rules.only)
    return frozenset(way[0] for way in starts)
