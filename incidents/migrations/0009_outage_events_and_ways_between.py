"""Outages, planned works and words of power are told to open pages; pgRouting keeps restrictions over ways between."""

from django.db import migrations

from gis_assets import sql_files

ANNOUNCED = {"outage": "outage", "plannedwork": "planned", "powerreport": "power"}
TRIGGERS = ("change_is_told", "real_change_is_told")
STATES = "incidents_road_states(bigint, date, timestamptz, jsonb, geometry, jsonb)"


class Migration(migrations.Migration):
    dependencies = [("incidents", "0008_open311_and_announcements")]

    operations = [
        *[
            migrations.RunSQL(
                f"SELECT announce_changes('incidents_{table}', '{kind}')",
                [f"DROP TRIGGER {trigger} ON incidents_{table}" for trigger in TRIGGERS],
            )
            for table, kind in ANNOUNCED.items()
        ],
        migrations.RunSQL(
            "DROP FUNCTION incidents_road_turns(bigint, date, timestamptz, jsonb, geometry, jsonb)",
            sql_files.load("incidents", "road_turns_function"),
        ),
        migrations.RunSQL(sql_files.load("incidents", "arc_of_function"), "DROP FUNCTION incidents_arc_of(bigint)"),
        migrations.RunSQL(sql_files.load("incidents", "road_states_function"), f"DROP FUNCTION {STATES}"),
    ]
