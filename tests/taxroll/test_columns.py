"""Columns go out of the database and into it as they are."""

from collections.abc import Callable

import numpy as np
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
def test_query_is_refused_when_its_columns_are_not_those_named() -> None:
    with pytest.raises(ValueError, match="2 whole-number columns"):
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
