"""Whole columns against their cells one by one."""

import numpy as np
import pytest

from landsurvey.formats import cells

_TEXTS = [
    "",
    "-",
    "—",
    "None",
    "nan",
    "#REF!",
    "07",
    "a b",
    " a ",
    "๑๒",
    "\u200bx",
    "ไม่มี",
    "longer than any",
    "--",
    "nano",
]


@pytest.mark.parametrize("texts", [[], ["07", "08"], ["07", "-"], ["07", "NULL"], _TEXTS, [*_TEXTS, "a\nb"]])
def test_column_says_what_each_cell_says(texts: list[str]) -> None:
    column = np.array(texts, dtype=object)

    assert cells.all_present(column).tolist() == [cells.present(text) for text in texts]


def test_column_stays_itself_when_nothing_in_it_changes() -> None:
    column = np.array(["01A001", "01A002"], dtype=object)

    assert cells.all_present(column) is column
