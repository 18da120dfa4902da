"""One page of a long list: the rows, where it stands, and its neighbours."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet

SIZE = 50
MOST_DIGITS = 6
RowT = TypeVar("RowT", bound=Model)


@dataclass(frozen=True)
class Page(Generic[RowT]):
    """Some rows of a list in its order; pages count from 1."""

    rows: Sequence[RowT]
    number: int
    last: int

    @property
    def previous_number(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next_number(self) -> int | None:
        return self.number + 1 if self.number < self.last else None


def number_in(text: str) -> int:
    """The number of a page as it stands in an address, 1 for anything else."""
    return max(1, int(text)) if text.isdecimal() and len(text) <= MOST_DIGITS else 1


def page(rows: QuerySet[RowT], number: int, *, count: int | None = None) -> Page[RowT]:
    """The page of that number, or the nearest there is; `count` where the number of rows is known without asking."""
    last = max(1, -(-(rows.count() if count is None else count) // SIZE))
    number = min(max(number, 1), last)
    return Page(list(rows[(number - 1) * SIZE : number * SIZE]), number, last)
