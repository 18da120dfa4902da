"""Every change of incidents, crews, assignments, reports, closures and steps is told to open pages by triggers."""

import django.db.models.deletion
from django.db import migrations, models

from gis_assets import sql_files

ANNOUNCED = {
    "incidents_incident": "'incident'",
    "incidents_report": "'report'",
    "incidents_assignment": "'assignment'",
    "incidents_responder": "'unit', 'position'",
    "incidents_closure": "'closure'",
    "casework_step": "'step'",
}


def made(name: str, signature: str) -> migrations.RunSQL:
    """A function of this app and how it is taken away again."""
    return migrations.RunSQL(sql_files.load("incidents", f"{name}_function"), f"DROP FUNCTION {signature} CASCADE")


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0004_grouping_and_outages"),
        ("casework", "0002_protection"),
        ("gis_assets", "0002_row_security"),
    ]

    operations = [
        migrations.CreateModel(
            name="LiveEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20, verbose_name="kind")),
                ("incident_id", models.BigIntegerField(null=True, verbose_name="incident")),
                ("unit_id", models.BigIntegerField(null=True, verbose_name="crew")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("transaction", models.BigIntegerField(verbose_name="transaction")),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="gis_assets.municipality"
                    ),
                ),
            ],
            options={
                "verbose_name": "live event",
                "verbose_name_plural": "live events",
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["municipality", "transaction"], name="live_event_by_transaction")],
            },
        ),
        migrations.RunSQL("SELECT protect_municipality_rows('incidents_liveevent')", migrations.RunSQL.noop),
        made("number_in", "incidents_number_in(text)"),
        made("resting", "incidents_resting(jsonb, text)"),
        made("note_change", "incidents_note_change()"),
        made("announce_changes", "announce_changes(regclass, text, text)"),
        *[
            migrations.RunSQL(f"SELECT announce_changes('{table}', {how})", migrations.RunSQL.noop)
            for table, how in ANNOUNCED.items()
        ],
    ]
