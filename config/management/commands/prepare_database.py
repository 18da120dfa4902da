"""Makes a database ready: the application's role, its rights, and every migration. Safe to run twice."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from psycopg import sql

from config import environment


class Command(BaseCommand):
    help = "Create the application's database role and run all migrations (as the owner)."

    def handle(self, *args: Any, **options: Any) -> None:
        password = environment.secret("APP_DATABASE_PASSWORD", kept_in=settings.LOCAL_DIR / "secrets")
        with connection.cursor() as cursor:
            for statement in role_statements(environment.APP_ROLE, password, connection.settings_dict["NAME"]):
                cursor.execute(statement.as_string(connection.connection))
        call_command("migrate", verbosity=options["verbosity"], interactive=False)


def role_statements(role: str, password: str, database: str) -> list[sql.Composed]:
    """What gives a role that cannot bypass row-level security the use of tables it does not own."""
    name, owned = (
        sql.Identifier(role),
        sql.SQL("ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {} TO {}"),
    )
    return [
        sql.SQL(
            "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = {}) "
            "THEN CREATE ROLE {} LOGIN; END IF; END $$"
        ).format(sql.Literal(role), name),
        sql.SQL("ALTER ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD {}").format(
            name, sql.Literal(password)
        ),
        sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(sql.Identifier(database), name),
        sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(name),
        owned.format(sql.SQL("SELECT, INSERT, UPDATE, DELETE ON TABLES"), name),
        owned.format(sql.SQL("USAGE, SELECT ON SEQUENCES"), name),
        owned.format(sql.SQL("EXECUTE ON FUNCTIONS"), name),
    ]
