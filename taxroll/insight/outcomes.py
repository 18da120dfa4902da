"""What a scenario does to a year's tax: before and after, by category, by tenth of owners, by size of change. Pure."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from taxroll.columns import Int64

DECILES = 10
# Borders of the classes of change, in satang a year; one class more than borders, and "unchanged" in the middle.
STEPS_SATANG = (100_00, 1_000_00, 10_000_00)


@dataclass(frozen=True)
class Pair:
    """Satang before and after."""

    key: int
    before: int
    after: int

    @property
    def change(self) -> int:
        return self.after - self.before

    @property
    def change_percent(self) -> float | None:
        """Change in percent of what was; None where there was nothing."""
        return 100 * self.change / self.before if self.before else None


@dataclass(frozen=True)
class Decile:
    """A tenth of the owners by the value of what they own, the poorest first."""

    number: int
    owners: int
    least_value: int
    most_value: int
    winners: int
    losers: int
    money: Pair

    @property
    def mean_change(self) -> int:
        return round(self.money.change / self.owners) if self.owners else 0


@dataclass(frozen=True)
class ChangeClass:
    """Owners whose tax changes by more than `low` and up to `high` satang (None is unbounded); both 0 is unchanged."""

    low: int | None
    high: int | None
    owners: int


@dataclass(frozen=True)
class Outcome:
    """Before and after, in satang; owner columns are by bill number, parcel columns by parcel."""

    total: Pair
    by_table: tuple[Pair, ...]
    deciles: tuple[Decile, ...]
    classes: tuple[ChangeClass, ...]
    winners: int
    losers: int
    bill_number: Int64
    bill_before: Int64
    bill_after: Int64
    parcel: Int64
    parcel_before: Int64
    parcel_after: Int64


def of(*, before: Int64, after: Int64, table: Int64, bill: Int64, parcel: Int64, value: Int64) -> Outcome:
    """Compare two assessments of the same lines, columns (n,); `value` is the assessed value before the change."""
    bills, owner = np.unique(bill, return_inverse=True)
    own_before, own_after = _summed(owner, before, bills.size), _summed(owner, after, bills.size)
    parcels, plot = np.unique(parcel, return_inverse=True)
    change = own_after - own_before
    return Outcome(
        total=Pair(0, int(before.sum()), int(after.sum())),
        by_table=tuple(
            Pair(int(one), int(before[table == one].sum()), int(after[table == one].sum())) for one in np.unique(table)
        ),
        deciles=_deciles(_summed(owner, value, bills.size), own_before, own_after),
        classes=_classes(change),
        winners=int((change < 0).sum()),
        losers=int((change > 0).sum()),
        bill_number=bills,
        bill_before=own_before,
        bill_after=own_after,
        parcel=parcels,
        parcel_before=_summed(plot, before, parcels.size),
        parcel_after=_summed(plot, after, parcels.size),
    )


def _summed(group: Int64, amount: Int64, size: int) -> Int64:
    total = np.zeros(size, dtype=np.int64)
    np.add.at(total, group, amount)
    return total


def _deciles(value: Int64, before: Int64, after: Int64) -> tuple[Decile, ...]:
    order = np.argsort(value, kind="stable")
    parts: Sequence[Int64] = np.array_split(order, DECILES)
    change = after - before
    return tuple(
        Decile(
            number=number,
            owners=part.size,
            least_value=int(value[part[0]]),
            most_value=int(value[part[-1]]),
            winners=int((change[part] < 0).sum()),
            losers=int((change[part] > 0).sum()),
            money=Pair(number, int(before[part].sum()), int(after[part].sum())),
        )
        for number, part in enumerate(parts, start=1)
        if part.size
    )


def _classes(change: Int64) -> tuple[ChangeClass, ...]:
    """From the largest fall to the largest rise; what does not change at all stands in the middle on its own."""
    falls = [-step for step in reversed(STEPS_SATANG)]
    borders: list[int | None] = [None, *falls, 0]
    down = [
        ChangeClass(low, high, int(((change < 0) & _between(change, low, high)).sum()))
        for low, high in itertools.pairwise(borders)
    ]
    rising: list[int | None] = [0, *STEPS_SATANG, None]
    up = [
        ChangeClass(low, high, int(((change > 0) & _between(-change, _minus(high), _minus(low))).sum()))
        for low, high in itertools.pairwise(rising)
    ]
    return (*down, ChangeClass(0, 0, int((change == 0).sum())), *up)


def _between(change: Int64, low: int | None, high: int | None) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """low <= change < high."""
    above = np.ones(change.size, dtype=np.bool_) if low is None else change >= low
    below = np.ones(change.size, dtype=np.bool_) if high is None else change < high
    return np.asarray(above & below)


def _minus(border: int | None) -> int | None:
    return None if border is None else -border
