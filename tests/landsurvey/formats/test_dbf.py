"""Cells of a dBASE table: decoded column by column, each exactly as it would be alone."""

import pytest

from landsurvey.formats import dbf
from tests.landsurvey.formats.test_encoding import a_table

NAMES = ["แม่เหียะ", "", "07", "ศรีภูมิ", "01A001"]


@pytest.mark.parametrize("codec", ["cp874", "utf-8"])
@pytest.mark.parametrize("count", [1, 5, 400])
def test_texts_are_those_of_each_cell_by_itself(codec: str, count: int) -> None:
    texts = [f"{NAMES[number % len(NAMES)]}{number if number > 4 else ''}" for number in range(count)]
    table = a_table(*(text.encode(codec) for text in texts), width=60)

    assert table.texts(table.fields[0], codec=codec).tolist() == texts


def test_texts_of_a_constant_column_are_one_text() -> None:
    table = a_table(*[b"50"] * 100)

    assert set(table.texts(table.fields[0], codec="cp874").tolist()) == {"50"}


def test_letter_that_the_width_cut_in_two_is_marked() -> None:
    table = a_table("แม่เหียะ".encode(), *[str(number).encode() for number in range(9)], width=10)

    assert table.texts(table.fields[0], codec="utf-8")[0] == "แม่\ufffd"


def test_distinct_cells_beyond_ascii_come_in_the_order_of_the_file() -> None:
    table = a_table(b"a", b"\xa1\xa2", b"b", b"\xa3", b"\xa1\xa2")

    assert table.cells_beyond_ascii(table.fields[0]) == [b"\xa1\xa2", b"\xa3"]


def test_refused_when_shorter_than_promised() -> None:
    with pytest.raises(dbf.TableIsDamaged):
        dbf.parse(bytes(20))


def test_texts_stay_in_their_rows_when_cells_hold_line_breaks() -> None:
    texts = ["a\nb", *(str(number) for number in range(20)), "c\n\nd"]
    table = a_table(*(text.encode() for text in texts), width=10)

    assert table.texts(table.fields[0], codec="cp874").tolist() == texts
