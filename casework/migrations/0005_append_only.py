"""Charges, pauses and escalations belong to one municipality, are appended and never changed; see also 0002."""

from django.db import migrations

from gis_assets import sql_files

APPENDED = {"charge": "charge", "pausemark": "pause", "escalation": "escalation"}


class Migration(migrations.Migration):
    dependencies = [("casework", "0004_pauses_charges_and_escalations")]

    operations = [
        *[
            migrations.RunSQL(f"SELECT protect_municipality_rows('casework_{table}')", migrations.RunSQL.noop)
            for table in (*APPENDED, "pauseground")
        ],
        migrations.RunSQL(
            sql_files.load("casework", "row_is_append_only_function"), "DROP FUNCTION casework_row_is_append_only()"
        ),
        *[
            migrations.RunSQL(
                sql_files.load("casework", f"{name}_is_append_only_trigger"),
                f"DROP TRIGGER {name}_is_append_only ON casework_{table}",
            )
            for table, name in APPENDED.items()
        ],
        *[
            migrations.RunSQL(f"REVOKE UPDATE, DELETE ON casework_{table} FROM town_app", migrations.RunSQL.noop)
            for table in APPENDED
        ],
    ]
