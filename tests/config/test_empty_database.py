"""The quick way to all tables makes the same tables as Django's own."""

from collections.abc import Callable, Iterator

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.migrations import operations as does
from django.db.migrations.migration import Migration
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models.signals import class_prepared

from config.empty_database import TableState

COLUMNS = """
SELECT relname || '.' || attname FROM pg_attribute JOIN pg_class AS of ON of.oid = attrelid
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND attnum > 0 AND NOT attisdropped
"""
PROMISES = """
SELECT conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION SELECT relname FROM pg_class WHERE relkind = 'i' AND relnamespace = 'public'::regnamespace
"""
KEY = ("id", models.BigAutoField(primary_key=True))
MADE: list[Operation] = [
    does.CreateModel("Town", [KEY, ("name", models.CharField(max_length=10, unique=True))]),
    does.CreateModel("Street", [("code", models.CharField(max_length=9, primary_key=True))]),
    does.CreateModel("House", [KEY, ("doors", models.IntegerField())]),
    does.AddField("street", "town", models.ForeignKey("config.town", models.CASCADE)),
    does.AddField("house", "street", models.ForeignKey("config.street", models.CASCADE, related_name="+")),
    does.AddField("house", "neighbours", models.ManyToManyField("config.house")),
    does.AddField("house", "storeys", models.IntegerField(default=1), preserve_default=False),
    does.AddIndex("house", models.Index(fields=["storeys"], name="house_by_storeys")),
]
CHANGED: list[Operation] = [
    does.AddConstraint("house", models.CheckConstraint(name="house_has_storeys", condition=models.Q(storeys__gte=1))),
    does.AddConstraint("house", models.UniqueConstraint(name="one_house", fields=["street", "storeys"])),
    does.AlterField("house", "storeys", models.BigIntegerField(null=True)),
    # The columns that point at them change their type too.
    does.AlterField("street", "code", models.CharField(max_length=20, primary_key=True)),
    does.AlterField("town", "id", models.UUIDField(primary_key=True)),
    does.AlterField("house", "street", models.ForeignKey("config.street", models.SET_NULL, null=True)),
    does.RenameField("street", "code", "name"),
    does.RemoveConstraint("house", "house_has_storeys"),
    does.AlterModelTable("street", "ways"),
    does.RenameModel("House", "Home"),
    does.RemoveField("home", "street"),
    does.DeleteModel("Home"),
]
pytestmark = pytest.mark.django_db


def statements(state: ProjectState, operations: list[Operation]) -> list[str]:
    migration = type("Streets", (Migration,), {"operations": operations})("0001_streets", "config")
    assert state.apps  # as when the first migration begins
    with connection.schema_editor(collect_sql=True) as editor:
        migration.apply(state, editor)
    return list(editor.collected_sql)


@pytest.mark.parametrize("last", range(len(MADE), len(MADE + CHANGED) + 1))
def test_statements_are_those_of_django_up_to_each_operation(last: int) -> None:
    operations = (MADE + CHANGED)[:last]

    assert statements(TableState(), operations) == statements(ProjectState(), operations)


@pytest.fixture
def made_anew() -> Iterator[list[str]]:
    """The names of the models that are made while the test runs."""
    names: list[str] = []

    def note(sender: type[models.Model], **_facts: object) -> None:
        names.append(sender.__name__)

    class_prepared.connect(note)
    yield names
    class_prepared.disconnect(note)


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        (does.AddIndex("street", models.Index(fields=["town"], name="street_by_town")), ["Street"]),
        (
            does.AddField("house", "town", models.ForeignKey("config.town", models.CASCADE)),
            ["House", "House_neighbours"],
        ),
        (does.AlterField("town", "name", models.CharField(max_length=20, unique=True)), ["Town"]),
    ],
)
def test_only_the_changed_model_is_made_anew(made_anew: list[str], operation: Operation, expected: list[str]) -> None:
    state = TableState()
    statements(state, MADE)
    made_anew.clear()

    statements(state, [operation])

    assert sorted(made_anew) == expected


def declared(of: Callable[[type[models.Model]], list[str]]) -> set[str]:
    ours = (model for model in apps.get_models(include_auto_created=True) if model._meta.managed)
    return {name for model in ours for name in of(model)}


def columns(model: type[models.Model]) -> list[str]:
    return [f"{model._meta.db_table}.{field.column}" for field in model._meta.local_concrete_fields]


def promises(model: type[models.Model]) -> list[str]:
    return [named.name for named in [*model._meta.constraints, *model._meta.indexes]]


def test_database_has_every_column_constraint_and_index_of_the_models() -> None:
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        has_columns = {name for (name,) in cursor.fetchall()}
        cursor.execute(PROMISES)
        has_promises = {name for (name,) in cursor.fetchall()}

    assert declared(columns) - has_columns == set()
    assert declared(promises) - has_promises == set()
