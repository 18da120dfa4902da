"""What layers are made of tells of its changes; tiles that are made ahead follow them."""

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

OF_A_TOWN = models.ForeignKey(
    db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="gis_assets.municipality"
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
                        db_constraint=False,
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
        migrations.CreateModel(
            name="TileBuild",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("layer", models.CharField(max_length=40, verbose_name="layer")),
                ("on", models.DateField(verbose_name="as of")),
                ("version", models.CharField(max_length=80, verbose_name="version")),
                ("seconds", models.FloatField(verbose_name="seconds it took")),
                ("built_at", models.DateTimeField(verbose_name="built at")),
                ("municipality", OF_A_TOWN),
            ],
            options={
                "verbose_name": "tiles of a layer",
                "verbose_name_plural": "tiles of layers",
                "constraints": [
                    models.UniqueConstraint(
                        models.F("municipality"), models.F("layer"), models.F("on"), name="layer_is_tiled_once_a_day"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StoredTile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("z", models.PositiveSmallIntegerField()),
                ("x", models.PositiveIntegerField()),
                ("y", models.PositiveIntegerField()),
                ("body", models.BinaryField(verbose_name="tile")),
                (
                    "build",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tiles",
                        to="opendata.tilebuild",
                    ),
                ),
                ("municipality", OF_A_TOWN),
            ],
            options={
                "verbose_name": "stored tile",
                "verbose_name_plural": "stored tiles",
                "constraints": [
                    models.UniqueConstraint(
                        models.F("build"),
                        models.F("z"),
                        models.F("x"),
                        models.F("y"),
                        name="build_has_one_tile_a_place",
                    )
                ],
            },
        ),
        *[
            migrations.RunSQL(f"SELECT protect_municipality_rows('opendata_{table}')", migrations.RunSQL.noop)
            for table in ("change", "tilebuild", "storedtile")
        ],
        made("note_change", "opendata_note_change()"),
        made("watch_table", "watch_table(regclass, text)"),
        *[migrations.RunSQL(f"SELECT watch_table('{table}')", migrations.RunSQL.noop) for table in WATCHED],
        migrations.RunSQL("SELECT watch_table('gis_assets_municipality', 'id')", migrations.RunSQL.noop),
    ]
