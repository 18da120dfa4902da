"""The catalogue: what is said of each layer, every version of it, its use by the day, and what was sent elsewhere."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from gis_assets import sql_files


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0006_messages"),
        ("opendata", "0002_snapshots"),
        ("gis_assets", "0015_parcel_versions_kept_in_one_question"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CkanPush",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("url", models.URLField(verbose_name="catalogue")),
                ("started_at", models.DateTimeField(verbose_name="started at")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended at")),
                ("results", models.JSONField(default=list, verbose_name="results")),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="gis_assets.municipality"
                    ),
                ),
            ],
            options={
                "verbose_name": "sending to a catalogue",
                "verbose_name_plural": "sendings to catalogues",
                "ordering": ["-started_at"],
            },
        ),
        migrations.CreateModel(
            name="Dataset",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("layer", models.CharField(max_length=40, verbose_name="layer")),
                ("made_at", models.DateTimeField(verbose_name="made at")),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="gis_assets.municipality"
                    ),
                ),
            ],
            options={
                "verbose_name": "data set",
                "verbose_name_plural": "data sets",
                "ordering": ["layer"],
            },
        ),
        migrations.CreateModel(
            name="DatasetUse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("layer", models.CharField(max_length=40, verbose_name="layer")),
                ("on", models.DateField(verbose_name="day")),
                ("views", models.PositiveIntegerField(default=0, verbose_name="views")),
                ("downloads", models.PositiveIntegerField(default=0, verbose_name="downloads")),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="gis_assets.municipality"
                    ),
                ),
            ],
            options={
                "verbose_name": "use of a data set",
                "verbose_name_plural": "uses of data sets",
                "ordering": ["layer", "-on"],
            },
        ),
        migrations.CreateModel(
            name="DatasetVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="version")),
                ("values", models.JSONField(verbose_name="fields")),
                ("made_at", models.DateTimeField(verbose_name="made at")),
                (
                    "dataset",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="opendata.dataset"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="gis_assets.municipality"
                    ),
                ),
            ],
            options={
                "verbose_name": "version of a data set",
                "verbose_name_plural": "versions of data sets",
                "ordering": ["dataset", "-number"],
            },
        ),
        migrations.AddConstraint(
            model_name="dataset",
            constraint=models.UniqueConstraint(
                models.F("municipality"), models.F("layer"), name="layer_is_one_data_set"
            ),
        ),
        migrations.AddConstraint(
            model_name="datasetuse",
            constraint=models.UniqueConstraint(
                models.F("municipality"), models.F("layer"), models.F("on"), name="use_is_counted_once_a_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="datasetversion",
            constraint=models.UniqueConstraint(
                models.F("dataset"), models.F("number"), name="data_set_has_a_version_once"
            ),
        ),
        *[
            migrations.RunSQL(f"SELECT protect_municipality_rows('opendata_{table}')", migrations.RunSQL.noop)
            for table in ("dataset", "datasetversion", "datasetuse", "ckanpush")
        ],
        migrations.RunSQL(
            sql_files.load("opendata", "dataset_version_is_append_only_trigger"),
            "DROP TRIGGER dataset_version_is_append_only ON opendata_datasetversion",
        ),
        migrations.RunSQL("REVOKE UPDATE, DELETE ON opendata_datasetversion FROM town_app", migrations.RunSQL.noop),
    ]
