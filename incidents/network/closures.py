"""What is closed now: the stretches of segments that lie in a closure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stretch:
    """The part of a segment that lies in a closure, as fractions of its length; both may be the same point."""

    row: int
    from_fraction: float
    to_fraction: float


Closed = Mapping[int, tuple[Stretch, ...]]
"""Closed stretches by segment."""


def by_segment(stretches: Iterable[Stretch]) -> Closed:
    """The stretches, ready to be asked by segment."""
    closed: dict[int, tuple[Stretch, ...]] = {}
    for each in stretches:
        closed[each.row] = (*closed.get(each.row, ()), each)
    return closed
