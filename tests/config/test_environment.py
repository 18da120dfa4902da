"""A wrong setting stops the start and is named."""

from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from psycopg_pool import ConnectionPool

from config import environment


@pytest.fixture
def settings_folder(tmp_path: Path) -> Path:
    return tmp_path / "secrets"


def test_flag_that_is_neither_yes_nor_no_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEBUG", "maybe")

    with pytest.raises(ImproperlyConfigured, match="DEBUG='maybe'"):
        environment.flag("DEBUG", default=False)


def test_number_that_is_none_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SURVEY_UPLOAD_LIMIT_MB", "much")

    with pytest.raises(ImproperlyConfigured, match="SURVEY_UPLOAD_LIMIT_MB='much'"):
        environment.whole_number("SURVEY_UPLOAD_LIMIT_MB", default=500)


def test_municipality_code_of_wrong_form_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUNICIPALITY", "Mae Hia")

    with pytest.raises(ImproperlyConfigured, match="MUNICIPALITY='Mae Hia'"):
        environment.text("MUNICIPALITY", default="04500199", pattern=r"\d{8}")


def test_database_url_that_is_none_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://[")

    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        environment.owner(tmp_path)


def test_application_connects_as_its_own_role_and_never_as_the_owner(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://boss:pw@db.example/register")
    monkeypatch.delenv("DATABASE_NAME", raising=False)
    monkeypatch.delenv("DATABASE_AS", raising=False)

    described = environment.database(base_dir=tmp_path)

    assert (described["USER"], described["HOST"], described["NAME"]) == ("town_app", "db.example", "register")
    assert described["PASSWORD"] != "pw"


@pytest.mark.django_db
def test_kept_connection_prepares_what_is_asked_for_and_nothing_else() -> None:
    described = environment.database(base_dir=Path(), kept_open=1)
    login = connection.get_connection_params()
    threshold = described["OPTIONS"]["prepare_threshold"]  # type: ignore[index]  # options are a dict

    with psycopg.connect(**login | {"prepare_threshold": threshold, "cursor_factory": psycopg.Cursor}) as kept:
        for _again in range(7):
            kept.execute("SELECT %s::int8", [1])
        kept.execute("SELECT %s::int8", [2], prepare=True)
        prepared = kept.execute("SELECT statement FROM pg_prepared_statements").fetchall()

    assert prepared == [("SELECT $1::int8",)]


@pytest.mark.django_db
def test_connection_that_comes_back_is_bound_to_nobody_and_holds_no_table_of_its_own() -> None:
    described = environment.database(base_dir=Path(), kept_open=1)
    login = connection.get_connection_params()
    kept: dict[str, Any] = described["OPTIONS"]["pool"] | {"kwargs": login | {"autocommit": True}}  # type: ignore[index]

    with ConnectionPool(**kept) as pool:
        with pool.connection() as lent:
            lent.execute("SELECT set_config('app.municipality', '7', false), set_config('app.user', '8', false)")
            lent.execute("CREATE TEMPORARY TABLE mine (number integer)")
        with pool.connection() as lent:
            bound = lent.execute("SELECT current_setting('app.municipality'), current_setting('app.user')").fetchone()
            tables = lent.execute("SELECT to_regclass('mine')").fetchone()

    assert (bound, tables) == (("", ""), (None,))


def test_each_connection_is_made_anew_where_none_is_kept(tmp_path: Path) -> None:
    assert "OPTIONS" not in environment.database(base_dir=tmp_path)


def test_secret_is_made_once_and_closed_to_others(monkeypatch: pytest.MonkeyPatch, settings_folder: Path) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)

    first = environment.secret("SECRET_KEY", kept_in=settings_folder)

    assert environment.secret("SECRET_KEY", kept_in=settings_folder) == first
    assert len(first) > 40
    assert (settings_folder / "secret_key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("value", "said"), [("10.1.0.0/16 fd00::/8", ""), ("10.1.0.1/16", "10.1.0.1/16"), ("inside", "inside")]
)
def test_network_that_is_none_is_named(value: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUTBOX_INSIDE_NETWORKS", value)

    if not said:
        assert [str(network) for network in environment.networks("OUTBOX_INSIDE_NETWORKS")] == value.split()
    else:
        with pytest.raises(ImproperlyConfigured, match=f"OUTBOX_INSIDE_NETWORKS.*{said}"):
            environment.networks("OUTBOX_INSIDE_NETWORKS")


def test_adapters_are_read_by_their_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUTBOX_ADAPTERS", "sms=town_sms.Sms, line=town_line.Line")

    assert environment.named("OUTBOX_ADAPTERS") == {"sms": "town_sms.Sms", "line": "town_line.Line"}
    monkeypatch.setenv("OUTBOX_ADAPTERS", "sms")
    with pytest.raises(ImproperlyConfigured, match="OUTBOX_ADAPTERS"):
        environment.named("OUTBOX_ADAPTERS")
