"""Road segments as columns, and what may not be driven one after the other.

A segment is two arcs: `2 * row` runs along its line, `2 * row + 1` against it. A one-way segment has the first only.
"""

from dataclasses import dataclass

import numpy as np

from incidents.network.arrays import Flags, Floats, Ints, Shapes

NO, ONLY = "no", "only"


@dataclass(frozen=True, slots=True, eq=False)
class Roads:
    """All columns have one value a segment. `things` outlive the versions whose numbers are `ids`.

    Shapes are lines in metres (one projected system); `from_node`, `to_node` are numbers shared where segments meet;
    `class_code` and `name_code` are places in `classes` and `names` (Thai, English); 0 in a limit means none is known.
    """

    ids: Ints
    things: Ints
    from_node: Ints
    to_node: Ints
    is_oneway: Flags
    seconds: Floats
    metres: Floats
    shapes: Shapes
    class_code: Ints
    classes: tuple[str, ...]
    name_code: Ints
    names: tuple[tuple[str, str], ...]
    height_cm: Ints
    width_cm: Ints
    weight_kg: Ints

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Turn:
    """A restriction: after `roads[:-1]` one may not (`no`), or may only (`only`), go on with `roads[-1]`.

    `roads` are things; `nodes` are the junctions between them, one fewer; more than two roads: the way between matters.
    """

    kind: str
    roads: tuple[int, ...]
    nodes: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Arcs:
    """Both directions of every segment: `exists` is false against a one-way; nodes are numbered from 0."""

    tail: Ints
    head: Ints
    exists: Flags
    nodes: Ints
    """The number that each node has in the roads, in rising order."""

    def __len__(self) -> int:
        return len(self.tail)


def arcs_of(roads: Roads) -> Arcs:
    """The arcs of the roads, `2 * row` along and `2 * row + 1` against each line."""
    nodes, numbered = np.unique(np.concatenate([roads.from_node, roads.to_node]), return_inverse=True)
    start, end = numbered[: len(roads)], numbered[len(roads) :]
    exists = np.ones(2 * len(roads), dtype=np.bool_)
    exists[1::2] = ~roads.is_oneway
    return Arcs(_paired(start, end), _paired(end, start), exists, nodes)


def _paired(along: Ints, against: Ints) -> Ints:
    both = np.empty(2 * len(along), dtype=np.int64)
    both[0::2], both[1::2] = along, against
    return both
