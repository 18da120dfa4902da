"""What layers are made of tells of its changes."""

import django.db.models.deletion
from django.db import migrations, models

from gis_assets import sql_files

# The tables named by the declared layers; a test finds one that was forgotten.
WATCHED = (
    "gis_assets_buildingversion",
    "gis_assets_gridnodeversion",
    "gis_assets_landcover",
    "gis_assets_parcelversion",
    "gis_assets_roadsegmentversion",
    "gis_assets_utilitypoleversion",
    "incidents_incident",
)


def made(name: str, signature: str) -> migrations.RunSQL:
    """A function of this app and how it is taken away again."""
    return migrations.RunSQL(sql_files.load("opendata", f"{name}_function"), f"DROP FUNCTION {signature} CASCADE")


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("gis_assets", "0015_parcel_versions_kept_in_one_question"),
        ("incidents", "0010_crews_lists_taps_and_parts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("of_table", models.CharField(max_length=63, verbose_name="table")),
                ("transaction", models.BigIntegerField(verbose_name="transaction")),
                ("digest", models.BigIntegerField(verbose_name="digest")),
                ("at", models.DateTimeField(verbose_name="at")),
                (
                    "municipality",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="gis_assets.municipality",
                    ),
                ),
            ],
            options={
                "verbose_name": "change of a layer",
                "verbose_name_plural": "changes of layers",
                "constraints": [
                    models.UniqueConstraint(
                        models.F("municipality"),
                        models.F("of_table"),
                        models.F("transaction"),
                        name="transaction_changes_a_table_once",
                    )
                ],
            },
        ),
        migrations.RunSQL("SELECT protect_municipality_rows('opendata_change')", migrations.RunSQL.noop),
        made("note_change", "opendata_note_change()"),
        made("watch_table", "watch_table(regclass, text)"),
        *[migrations.RunSQL(f"SELECT watch_table('{table}')", migrations.RunSQL.noop) for table in WATCHED],
        migrations.RunSQL("SELECT watch_table('gis_assets_municipality', 'id')", migrations.RunSQL.noop),
    ]
