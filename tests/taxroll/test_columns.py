"""Columns go out of the database and into it as they are."""

from collections.abc import Callable

import numpy as np
import psycopg
import pytest
from django.db import connection

from config import environment
from gis_assets.models import ParcelVersion
from taxroll import columns
from taxroll.models import Roll


@pytest.mark.django_db
def test_columns_come_back_as_they_were_staged() -> None:
    numbers = np.array([1, -2, 2**62], dtype=np.int64)

    columns.stage("staged_numbers", {"number": numbers, "again": -numbers})

    read = columns.read("SELECT number, again FROM staged_numbers", {}, names=("number", "again"))
    assert read["number"].tolist() == numbers.tolist()
    assert read["again"].tolist() == (-numbers).tolist()


@pytest.mark.django_db
def test_rows_come_in_the_order_asked_for_and_none_from_an_empty_query() -> None:
    many = "SELECT n::int8, -n::int8 FROM generate_series(1, 5000) AS n WHERE n <= %(most)s ORDER BY n %% 7, n DESC"

    some, none = (columns.read(many, {"most": most}, names=("n", "minus")) for most in (5000, 0))

    assert some["n"].tolist() == sorted(range(1, 5001), key=lambda n: (n % 7, -n))
    assert (some["n"] == -some["minus"]).all()
    assert none["n"].tolist() == none["minus"].tolist() == []


@pytest.mark.django_db
def test_few_rows_are_found_by_one_kept_plan_whatever_the_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    connection.ensure_connection()
    monkeypatch.setattr(connection.connection, "prepare_threshold", environment.ONLY_WHEN_ASKED)
    query = "SELECT n::int8, (2 * n)::int8 FROM unnest(%(keys)s::int8[]) AS n ORDER BY n"

    found = [columns.read_few(query, {"keys": keys}, names=("n", "double")) for keys in ([], [1], [3, 2**40])]

    assert [each["double"].tolist() for each in found] == [[], [2], [6, 2**41]]
    with connection.cursor() as cursor:
        cursor.execute("SELECT generic_plans, custom_plans FROM pg_prepared_statements")
        assert cursor.fetchall() == [(3, 0)]


@pytest.mark.django_db
def test_query_is_refused_when_its_columns_are_not_those_named() -> None:
    with pytest.raises(psycopg.errors.SyntaxError, match="same number of columns"):
        columns.read("SELECT 1::int8, 2::int8, 3::int8", {}, names=("one", "two"))


@pytest.mark.django_db
def test_query_is_refused_when_it_gives_nulls() -> None:
    with pytest.raises(ValueError, match="without nulls"):
        columns.read("SELECT NULL::int8", {}, names=("one",))


def test_roll_is_built_under_the_cursor_that_logs(shop: ParcelVersion, build: Callable[..., Roll]) -> None:
    connection.force_debug_cursor = True
    try:
        assert build().line_count == 1
    finally:
        connection.force_debug_cursor = False
