"""Rows belong to one municipality; the road network is offered to pgRouting by one function."""

from django.db import migrations

from gis_assets import sql_files

PROTECTED = ("assignment", "incident", "report", "responder")


class Migration(migrations.Migration):
    dependencies = [("incidents", "0001_incidents"), ("gis_assets", "0002_row_security")]

    operations = [
        *[
            migrations.RunSQL(f"SELECT protect_municipality_rows('incidents_{table}')", migrations.RunSQL.noop)
            for table in PROTECTED
        ],
        migrations.RunSQL(
            sql_files.load("incidents", "route_edges_function"),
            "DROP FUNCTION incidents_route_edges(bigint, date, geometry, jsonb)",
        ),
    ]
