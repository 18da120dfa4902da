"""All tables of an empty database: the same migrations in the same order, without the models that Django holds ready.

While it migrates, Django lets an operation ask any model: it makes the changed one anew, and all that are related to
it, however remotely. Here everything belongs to a municipality, so that is nearly every model, at each of eight
hundred operations: a minute of work for tables that take seconds. Making a table asks no rows; it needs to know that
table and those it points at. So the changed model alone is made anew, and all of them where an operation asks for more.
A database that has tables is migrated by Django's own command.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ModelState, ProjectState
from django.db.migrations.utils import field_is_referenced


def is_empty(connection: BaseDatabaseWrapper) -> bool:
    """Whether no migration has ever begun in this database."""
    return not MigrationRecorder(connection).has_table()


def make_tables(connection: BaseDatabaseWrapper) -> None:
    """Run every migration; what follows them (permissions, names of models) is left to `migrate`."""
    connection.prepare_database()
    executor = MigrationExecutor(connection)
    state = TableState(real_apps=executor.loader.unmigrated_apps)
    executor.migrate(executor.loader.graph.leaf_nodes(), state=state)


class TableState(ProjectState):
    """The models between two operations; each knows its columns and whom it points at, but not who points at it."""

    _former: ProjectState | None = None

    def clone(self) -> ProjectState:
        """The state that the coming operation will know as the former one."""
        self._former = super().clone()
        return self._former

    def add_model(self, model_state: ModelState) -> None:
        with self._renewing(model_state.app_label, model_state.name_lower):
            super().add_model(model_state)

    def add_field(self, app_label: str, model_name: str, name: str, field: Any, preserve_default: Any) -> None:
        with self._renewing(app_label, model_name):
            super().add_field(app_label, model_name, name, field, preserve_default)

    def alter_field(self, app_label: str, model_name: str, name: str, field: Any, preserve_default: Any) -> None:
        if field_is_referenced(self, (app_label, model_name), (name, field)):
            self._renew_all()
        with self._renewing(app_label, model_name):
            super().alter_field(app_label, model_name, name, field, preserve_default)

    def remove_field(self, app_label: str, model_name: str, name: str) -> None:
        with self._renewing(app_label, model_name):
            super().remove_field(app_label, model_name, name)

    def reload_model(self, app_label: str, model_name: str, delay: bool = False) -> None:
        """Make the model anew, or all of them where Django does not allow to delay those that are related to it."""
        if not delay and "apps" in self.__dict__:
            self._renew_all()
        with self._renewing(app_label, model_name):
            return

    def reload_models(self, models: list[Any], delay: bool = True) -> None:
        self._renew_all()

    @contextmanager
    def _renewing(self, app_label: str, model_name: str) -> Iterator[None]:
        """Keep the models out of the change within, then make that one anew."""
        apps = self.__dict__.pop("apps", None)
        yield
        if apps is not None:
            self.__dict__["apps"] = apps
            self.is_delayed = True  # a migration that asks rows makes all models anew first
            with apps.bulk_update():
                apps.unregister_model(app_label, model_name)
            apps.render_multiple([self.models[app_label, model_name]])

    def _renew_all(self) -> None:
        """Let both sides of the coming operation make their models when they are asked for one."""
        for state in filter(None, (self, self._former)):
            state.__dict__.pop("apps", None)
