"""The rate tables of the tax and what a slice is."""

from dataclasses import dataclass
from enum import IntEnum

UNBOUNDED_SATANG = 2**62


class Table(IntEnum):
    """Which rate table a line of the roll is charged by (the category of s. 37, homes in their three kinds, s. 8)."""

    AGRICULTURE = 1
    MAIN_HOME = 2
    MAIN_HOME_BUILDING = 3
    OTHER_RESIDENCE = 4
    OTHER_USE = 5
    VACANT = 6
    EXEMPT = 7

    @property
    def key(self) -> str:
        """The table's name in the law files."""
        return self.name.lower()


@dataclass(frozen=True)
class Slice:
    """A part of the net base, above `from_satang` and not exceeding `up_to_satang`, and its rate."""

    from_satang: int
    up_to_satang: int
    rate_ppm: int


RateTable = tuple[Slice, ...]
