"""Rows belong to one municipality; steps are appended and never changed."""

from django.db import migrations

from gis_assets import sql_files

PROTECTED = ("case", "casecounter", "casetype", "holiday", "step", "stepkind", "stepstandard")


class Migration(migrations.Migration):
    dependencies = [("casework", "0001_cases"), ("gis_assets", "0002_row_security")]

    operations = [
        *[
            migrations.RunSQL(f"SELECT protect_municipality_rows('casework_{table}')", migrations.RunSQL.noop)
            for table in PROTECTED
        ],
        migrations.RunSQL(
            sql_files.load("casework", "step_is_append_only_function"), "DROP FUNCTION casework_step_is_append_only()"
        ),
        migrations.RunSQL(
            sql_files.load("casework", "step_is_append_only_trigger"),
            "DROP TRIGGER step_is_append_only ON casework_step",
        ),
        migrations.RunSQL("REVOKE UPDATE, DELETE ON casework_step FROM town_app", migrations.RunSQL.noop),
    ]
