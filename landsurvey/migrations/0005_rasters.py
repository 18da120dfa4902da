import uuid

import django.contrib.gis.db.models.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("gis_assets", "0005_lineage"),
        ("landsurvey", "0007_land_office"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Raster",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("elevation", "Elevation model"),
                            ("orthophoto", "Orthophoto"),
                            ("other", "Other raster"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("campaign", models.CharField(blank=True, max_length=120, verbose_name="campaign")),
                ("surveyed_date", models.DateField(blank=True, null=True, verbose_name="surveyed on")),
                ("source_epsg", models.PositiveIntegerField(verbose_name="coordinate system of the file")),
                ("nodata", models.FloatField(blank=True, null=True, verbose_name="value of missing cells in the file")),
                (
                    "vertical_datum",
                    models.CharField(
                        choices=[
                            ("msl", "mean sea level"),
                            ("ellipsoid", "the ellipsoid (GNSS heights)"),
                            ("unknown", "not known"),
                        ],
                        default="unknown",
                        max_length=10,
                        verbose_name="heights above",
                    ),
                ),
                (
                    "file",
                    models.FileField(blank=True, max_length=200, upload_to="", verbose_name="cloud-optimised file"),
                ),
                ("size_bytes", models.BigIntegerField(default=0, verbose_name="size")),
                ("epsg", models.PositiveIntegerField(verbose_name="coordinate system")),
                ("resolution_m", models.FloatField(blank=True, null=True, verbose_name="size of a cell (m)")),
                ("footprint", django.contrib.gis.db.models.fields.PolygonField(srid=4326, verbose_name="extent")),
                ("low", models.FloatField(blank=True, null=True, verbose_name="colours from")),
                ("high", models.FloatField(blank=True, null=True, verbose_name="colours to")),
                (
                    "state",
                    models.CharField(
                        choices=[("working", "Being worked on"), ("ready", "Ready"), ("failed", "Failed")],
                        default="working",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("done", models.PositiveIntegerField(default=0, verbose_name="done")),
                ("total", models.PositiveIntegerField(default=0, verbose_name="to do")),
                ("refusal", models.JSONField(blank=True, null=True, verbose_name="why it failed")),
                ("is_public", models.BooleanField(default=False, verbose_name="open to everybody")),
                ("registered_at", models.DateTimeField(verbose_name="registered at")),
                ("made_at", models.DateTimeField(blank=True, null=True, verbose_name="made at")),
                (
                    "municipality",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="gis_assets.municipality"),
                ),
                (
                    "registered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="gis_assets.source"
                    ),
                ),
                (
                    "upload",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="raster", to="landsurvey.upload"
                    ),
                ),
            ],
            options={
                "verbose_name": "raster",
                "verbose_name_plural": "rasters",
            },
        ),
        migrations.CreateModel(
            name="ParcelTerrain",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("cells", models.FloatField(verbose_name="cells")),
                ("share_known", models.FloatField(verbose_name="share with heights")),
                ("mean_m", models.FloatField(blank=True, null=True, verbose_name="mean elevation (m)")),
                ("min_m", models.FloatField(blank=True, null=True, verbose_name="lowest (m)")),
                ("max_m", models.FloatField(blank=True, null=True, verbose_name="highest (m)")),
                ("slope_deg", models.FloatField(blank=True, null=True, verbose_name="mean slope (degrees)")),
                ("share_steep", models.FloatField(blank=True, null=True, verbose_name="steep share")),
                ("share_under_water", models.FloatField(blank=True, null=True, verbose_name="share under water")),
                (
                    "municipality",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="gis_assets.municipality"),
                ),
                (
                    "parcel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="gis_assets.parcel"
                    ),
                ),
                (
                    "raster",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parcel_terrain",
                        to="landsurvey.raster",
                    ),
                ),
            ],
            options={
                "verbose_name": "terrain of a parcel",
                "verbose_name_plural": "terrain of parcels",
            },
        ),
        migrations.CreateModel(
            name="TerrainRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("as_of", models.DateField(verbose_name="parcels as of")),
                ("steep_percent", models.FloatField(verbose_name="steep from (%)")),
                ("water_level_m", models.FloatField(blank=True, null=True, verbose_name="water level (m)")),
                (
                    "state",
                    models.CharField(
                        choices=[("working", "Being worked on"), ("ready", "Ready"), ("failed", "Failed")],
                        default="working",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("done", models.PositiveIntegerField(default=0, verbose_name="parcels done")),
                ("total", models.PositiveIntegerField(default=0, verbose_name="parcels to do")),
                ("asked_at", models.DateTimeField(verbose_name="asked at")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="finished at")),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="gis_assets.municipality"),
                ),
                (
                    "raster",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="terrain_run", to="landsurvey.raster"
                    ),
                ),
            ],
            options={
                "verbose_name": "terrain of the parcels",
                "verbose_name_plural": "terrain of the parcels",
            },
        ),
        migrations.AddIndex(
            model_name="raster",
            index=models.Index(fields=["municipality", "kind", "-surveyed_date"], name="raster_newest_of_its_kind"),
        ),
        migrations.AddConstraint(
            model_name="raster",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "ready"), _negated=True),
                    models.Q(models.Q(("file", ""), _negated=True), ("made_at__isnull", False)),
                    _connector="OR",
                ),
                name="raster_that_is_ready_has_its_file",
            ),
        ),
        migrations.AddConstraint(
            model_name="parcelterrain",
            constraint=models.UniqueConstraint(
                models.F("raster"), models.F("parcel"), name="parcel_terrain_once_per_raster"
            ),
        ),
        *[
            migrations.RunSQL(f"SELECT protect_municipality_rows('landsurvey_{table}')", migrations.RunSQL.noop)
            for table in ("raster", "terrainrun", "parcelterrain")
        ],
    ]
