"""Columns go out of the database and into it as they are."""

from collections.abc import Callable

import numpy as np
import psycopg
import pytest
from django.db import connection

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
