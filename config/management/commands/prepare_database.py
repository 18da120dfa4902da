"""Makes a database ready: the application's role, its rights, every migration, and what each municipality needs.

Safe to run twice; run it after every upgrade, and when a municipality was added.
"""

from typing import Any

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError, connection, transaction
from psycopg import sql

from config import empty_database, environment

ROLE_EXISTS = "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = %s)"

HARMLESS = (
    "geometry_overlaps(geometry, geometry)",
    "arrayoverlap(anyarray, anyarray)",
    "arraycontains(anyarray, anyarray)",
    "range_contains_elem(anyrange, anyelement)",
)


class Command(BaseCommand):
    help = "Create the application's database role and run all migrations (as the owner)."

    def handle(self, *args: Any, **options: Any) -> None:
        password = environment.secret("APP_DATABASE_PASSWORD", kept_in=settings.LOCAL_DIR / "secrets")
        with connection.cursor() as cursor:
            cursor.execute(ROLE_EXISTS, [environment.APP_ROLE])
            is_new = not cursor.fetchone()[0]
            for statement in role_statements(environment.APP_ROLE, connection.settings_dict["NAME"]):
                cursor.execute(statement.as_string(connection.connection))
            if is_new:
                set_password = sql.SQL("ALTER ROLE {} PASSWORD {}")
                named = set_password.format(sql.Identifier(environment.APP_ROLE), sql.Literal(password))
                cursor.execute(named.as_string(connection.connection))
        refuse_wrong_password(password)
        if empty_database.is_empty(connection):
            empty_database.make_tables(connection)
        call_command("migrate", verbosity=options["verbosity"], interactive=False)
        let_searches_use_their_index()
        call_command("declare")


def let_searches_use_their_index() -> None:
    """Let “what lies in this rectangle” and “on which bills does she stand” use an index under row-level security.

    PostgreSQL asks an index, or its statistics, only what cannot leak a row that the policy hides, and promises it
    neither of rectangles nor of lists and periods. Comparing them raises no error and says nothing (our lists hold
    numbers and codes, our periods days), so we do. Without it every map and every search for a bill reads every row,
    and the planner takes one row in two hundred to be in force, and joins a town's things one by one. Only a
    superuser may promise it, and a restored database has forgotten it; where we may not, all is slow and right.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            for comparison in HARMLESS:
                cursor.execute(f"ALTER FUNCTION {comparison} LEAKPROOF")
    except ProgrammingError as refused:
        if not isinstance(refused.__cause__, psycopg.errors.InsufficientPrivilege):
            raise


def refuse_wrong_password(password: str) -> None:
    """A role that was there keeps its password, since others may use it; then ours must be the same."""
    login = connection.get_connection_params() | {"user": environment.APP_ROLE, "password": password}
    known = {key: login[key] for key in ("dbname", "host", "port", "user", "password") if login.get(key)}
    try:
        psycopg.connect(**known).close()
    except psycopg.OperationalError as error:
        raise CommandError(
            f"The role {environment.APP_ROLE} exists on this server with another password. "
            f"Set APP_DATABASE_PASSWORD to it, here and wherever else the database is used. ({error})"
        ) from error


def role_statements(role: str, database: str) -> list[sql.Composed]:
    """What gives a role that cannot bypass row-level security the use of tables it does not own."""
    name = sql.Identifier(role)
    owned = sql.SQL("ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {} TO {}")
    return [
        sql.SQL(
            "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = {}) THEN CREATE ROLE {}; END IF; END $$"
        ).format(sql.Literal(role), name),
        sql.SQL("ALTER ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE").format(name),
        sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(sql.Identifier(database), name),
        sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(name),
        owned.format(sql.SQL("SELECT, INSERT, UPDATE, DELETE ON TABLES"), name),
        owned.format(sql.SQL("USAGE, SELECT ON SEQUENCES"), name),
        owned.format(sql.SQL("EXECUTE ON FUNCTIONS"), name),
    ]
