"""The database that all test databases are copied from is made again when anything it is made of changes."""

import ast
from pathlib import Path

import pytest
from django.conf import settings

from tests import databases


def imported(path: Path) -> set[str]:
    """The project's own modules that a file imports."""
    modules: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            modules |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            modules |= {f"{node.module}.{name.name}" for name in node.names}
    return {module for module in modules if (databases.ROOT / module.split(".")[0]).is_dir()}


def test_all_that_migrations_import_is_counted() -> None:
    counted = {path.relative_to(databases.ROOT).with_suffix("") for path in databases.ingredients()}
    used = {module for path in databases.ROOT.glob("*/migrations/*.py") for module in imported(path)}

    missing = {module for module in used if Path(*module.split(".")) not in counted}

    assert used
    assert missing == set()


def test_digest_changes_when_a_migration_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    migration = tmp_path / "app/migrations/0001_tables.py"
    migration.parent.mkdir(parents=True)
    monkeypatch.setattr(databases, "ROOT", tmp_path)

    migration.write_text("one")
    first = databases.digest()
    migration.write_text("another")

    assert databases.digest() != first


def test_model_is_kept_when_nothing_changed(django_db_setup: None) -> None:
    name = f"{settings.DATABASES['default']['NAME']}_again"
    with databases.owner() as server:
        found, model = "SELECT oid FROM pg_database WHERE datname = %s", f"town_model_{databases.digest()}"
        before = server.execute(found, [model]).fetchone()

        databases.make_anew(name)

        assert before is not None
        assert server.execute(found, [model]).fetchone() == before
        assert server.execute(found, [name]).fetchone() is not None
    databases.drop(name)
