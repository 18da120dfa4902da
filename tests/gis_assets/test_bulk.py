"""Columns go into tables as they were, whatever stands in them."""

import pytest
from django.db import connection

from gis_assets import bulk

pytestmark = pytest.mark.django_db
TABLE = "gis_assets_source"
COLUMNS = ("kind", "reference")


def copied(*columns: list[str]) -> list[tuple[str | None, str | None]]:
    stage = bulk.create_stage(TABLE, COLUMNS)
    bulk.copy_columns(stage, COLUMNS, [columns])
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT kind, reference FROM {stage} ORDER BY ctid")
        return list(cursor.fetchall())


def test_texts_arrive_as_they_were_when_they_hold_what_copy_uses_itself() -> None:
    texts = ["a\tb", "c\\N", "\\.", "line\r\nbreak", "ก\u0e33", "", "plain"]

    rows = copied(list(bulk.escaped(texts)), ["x"] * len(texts))

    assert [first for first, _ in rows] == texts


def test_null_characters_are_left_out_of_texts() -> None:
    assert copied(list(bulk.escaped(["a\0b"])), ["x"]) == [("ab", "x")]


def test_nothing_is_told_from_a_blank_text() -> None:
    assert copied([bulk.NULL, ""], ["x", "y"]) == [(None, "x"), ("", "y")]


def test_nothing_is_copied_when_there_are_no_rows() -> None:
    assert copied([], []) == []


def test_pieces_follow_one_another() -> None:
    stage = bulk.create_stage(TABLE, COLUMNS)

    bulk.copy_columns(stage, COLUMNS, ([[str(number)], ["x"]] for number in range(3)))

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT kind FROM {stage} ORDER BY ctid")
        assert [kind for (kind,) in cursor.fetchall()] == ["0", "1", "2"]


def test_stage_begins_empty_when_an_earlier_one_was_left_behind() -> None:
    bulk.copy_columns(bulk.create_stage(TABLE, COLUMNS), COLUMNS, [[["old"], ["old"]]])

    assert copied(["new"], ["new"]) == [("new", "new")]
