"""Statements that the database plans once on a connection."""

import pytest
from django.db import connection

from gis_assets import prepared

PLANNED = "SELECT statement FROM pg_prepared_statements"


@pytest.mark.django_db
def test_statement_is_planned_once_and_no_other_is_kept() -> None:
    asked: dict[str, object] = {"person": 1, "municipality": 1}

    for _ in range(2):
        assert prepared.fetched("gis_assets", "roles_here", asked) == []
    with connection.cursor() as cursor:
        for _ in range(10):
            cursor.execute("SELECT count(*) FROM auth_user")
        cursor.execute(PLANNED)
        planned = [text for (text,) in cursor.fetchall()]

    assert [text.count("FROM gis_assets_membership") for text in planned if "auth_user" not in text] == [1]
    assert not any(text == "SELECT count(*) FROM auth_user" for text in planned)
