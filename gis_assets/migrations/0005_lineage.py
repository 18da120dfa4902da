import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("gis_assets", "0004_pole_choices"),
    ]

    operations = [
        migrations.AddField(
            model_name="right",
            name="awaits_confirmation",
            field=models.BooleanField(
                db_default=False, default=False, verbose_name="to be confirmed by the land office"
            ),
        ),
        migrations.CreateModel(
            name="ParcelLineage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("split", "Split off"),
                            ("merge", "Merged into"),
                            ("continuation", "Continued by"),
                            ("restored", "Restored from"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("effective_date", models.DateField(verbose_name="in force from")),
                ("share_of_parent", models.FloatField(blank=True, null=True, verbose_name="share of the parent")),
                ("share_of_child", models.FloatField(blank=True, null=True, verbose_name="share of the child")),
                ("evidence", models.JSONField(blank=True, default=dict, verbose_name="evidence")),
                (
                    "child",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="parents", to="gis_assets.parcel"
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="gis_assets.municipality"),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="children", to="gis_assets.parcel"
                    ),
                ),
                ("source", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="gis_assets.source")),
            ],
            options={
                "verbose_name": "lineage of a parcel",
                "verbose_name_plural": "lineage of parcels",
                "constraints": [
                    models.UniqueConstraint(
                        models.F("parent"),
                        models.F("child"),
                        models.F("source"),
                        name="lineage_step_is_written_once_per_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("parent", models.F("child")), _negated=True),
                        name="parcel_is_not_its_own_parent",
                    ),
                ],
            },
        ),
        migrations.RunSQL("SELECT protect_municipality_rows('gis_assets_parcellineage')", migrations.RunSQL.noop),
        migrations.RunSQL("REVOKE UPDATE, DELETE ON gis_assets_parcellineage FROM town_app", migrations.RunSQL.noop),
    ]
