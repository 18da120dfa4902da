"""What a change does to owners, on columns that can be added up in the head."""

import numpy as np

from taxroll.insight import outcomes


def column(*numbers: int) -> np.ndarray:
    return np.array(numbers, dtype=np.int64)


def an_outcome(before: np.ndarray, after: np.ndarray) -> outcomes.Outcome:
    """Every line an owner and a parcel of its own, worth its number."""
    number = np.arange(1, before.size + 1, dtype=np.int64)
    return outcomes.of(before=before, after=after, table=number % 2 + 1, bill=number, parcel=number, value=number)


def test_sums_of_tables_and_tenths_are_the_whole() -> None:
    before = np.arange(100, 120, dtype=np.int64)
    found = an_outcome(before, before * 2)

    assert (found.total.before, found.total.after) == (2190, 4380)
    assert sum(pair.after for pair in found.by_table) == 4380
    assert [one.owners for one in found.deciles] == [2] * 10
    assert sum(one.money.change for one in found.deciles) == 2190
    assert [(one.winners, one.losers) for one in found.deciles] == [(0, 2)] * 10
    assert (found.deciles[0].most_value, found.deciles[9].most_value) == (2, 20)


def test_owner_with_two_lines_is_one_winner() -> None:
    found = outcomes.of(
        before=column(10, 10, 5), after=column(0, 15, 5), table=column(1, 2, 1), bill=column(7, 7, 8),
        parcel=column(1, 2, 2), value=column(1, 1, 1),
    )  # fmt: skip

    assert (found.winners, found.losers) == (1, 0)
    assert found.bill_after.tolist() == [15, 5]
    assert found.parcel_after.tolist() == [0, 20]


def test_every_owner_is_in_one_class_of_change() -> None:
    changes = column(-2_000_000_00, -10_000_00, -1_000_00, -100_00, -1, 0, 1, 100_00, 100_01, 1_000_00, 10_000_01)
    before = np.full(changes.size, 10**10, dtype=np.int64)

    found = an_outcome(before, before + changes)

    assert [(one.low, one.high, one.owners) for one in found.classes] == [
        (None, -10_000_00, 1),
        (-10_000_00, -1_000_00, 1),
        (-1_000_00, -100_00, 1),
        (-100_00, 0, 2),
        (0, 0, 1),
        (0, 100_00, 2),
        (100_00, 1_000_00, 2),
        (1_000_00, 10_000_00, 0),
        (10_000_00, None, 1),
    ]


def test_change_in_percent_is_silent_when_there_was_nothing() -> None:
    assert outcomes.Pair(0, 0, 10).change_percent is None
    assert outcomes.Pair(0, 200, 150).change_percent == -25.0
