"""The feeder tree as arrays: what feeds what, and which stretch of an order lies below each device.

Pure. Whoever builds it numbers poles and devices from 0 on; what feeds nothing and is fed by nothing stands alone.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.int64]
Flags = NDArray[np.bool_]
NONE = -1


class Device(IntEnum):
    """What can fail, from the customer up."""

    POLE = 0
    TRANSFORMER = 1
    FEEDER = 2
    SUBSTATION = 3


@dataclass(frozen=True)
class Tree:
    """A forest; arrays are of one length n.

    `order` lists every node after its parent and each subtree in one stretch: the subtree of `order[i]` is
    `order[i : end[i]]`, and `place[order[i]] == i`. `cut` are nodes taken from their parent since they fed themselves.
    """

    parents: Indices
    kinds: NDArray[np.int8]
    order: Indices
    place: Indices
    end: Indices
    depth: Indices
    cut: Indices

    def below(self, node: int) -> Indices:
        """The node and everything it feeds."""
        at = int(self.place[node])
        return self.order[at : self.end[at]]

    def count_below(self, marked: Flags) -> Indices:
        """For every node, how many marked ones there are in its subtree, itself counted; shape (n,)."""
        summed = np.concatenate([[0], np.cumsum(marked[self.order])])
        return np.asarray(summed[self.end[self.place]] - summed[self.place], dtype=np.int64)


def grow(parents: Indices, kinds: NDArray[np.int8]) -> Tree:
    """A tree from each node's parent (-1: none); a loop is cut at its smallest number."""
    parents = np.array(parents, dtype=np.int64)
    if parents.shape != kinds.shape or (parents >= len(parents)).any() or (parents < NONE).any():
        raise ValueError("parents must be numbers of nodes or -1, one for each kind")
    cut = _cut_loops(parents)
    children: list[list[int]] = [[] for _ in range(len(parents))]
    roots: list[int] = []
    for node, parent in enumerate(parents.tolist()):
        (roots if parent == NONE else children[parent]).append(node)
    order, depth = _walked(roots, children)
    place = np.empty(len(parents), dtype=np.int64)
    place[order] = np.arange(len(order))
    return Tree(parents, kinds, order, place, _ends(order, place, parents), depth, cut)


def _cut_loops(parents: Indices) -> Indices:
    """Take the smallest node of every loop from its parent, in place."""
    seen = np.zeros(len(parents), dtype=np.int64)
    cut = []
    for start in range(len(parents)):
        trail, node = [], start
        while node != NONE and not seen[node]:
            seen[node] = start + 1
            trail.append(node)
            node = int(parents[node])
        if node != NONE and seen[node] == start + 1:
            first = min(trail[trail.index(node) :])
            parents[first] = NONE
            cut.append(first)
    return np.array(cut, dtype=np.int64)


def _walked(roots: list[int], children: list[list[int]]) -> tuple[Indices, Indices]:
    order: list[int] = []
    depth = np.zeros(len(children), dtype=np.int64)
    waiting = roots[::-1]
    while waiting:
        node = waiting.pop()
        order.append(node)
        for child in reversed(children[node]):
            depth[child] = depth[node] + 1
            waiting.append(child)
    return np.array(order, dtype=np.int64), depth


def _ends(order: Indices, place: Indices, parents: Indices) -> Indices:
    """Where each subtree's stretch ends, by giving every node's size to its parent, last node first."""
    sizes = [1] * len(order)
    above = place[parents[order]]
    is_root = parents[order] == NONE
    for at in range(len(order) - 1, -1, -1):
        if not is_root[at]:
            sizes[int(above[at])] += sizes[at]
    return np.arange(len(order)) + np.array(sizes, dtype=np.int64)
