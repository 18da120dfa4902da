import uuid

import django.contrib.gis.db.models.fields
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from gis_assets import sql_files


class Migration(migrations.Migration):
    dependencies = [
        ("gis_assets", "0005_lineage"),
        ("landsurvey", "0004_lineage"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Campaign",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("period", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="period")),
                (
                    "area",
                    django.contrib.gis.db.models.fields.MultiPolygonField(
                        blank=True, null=True, srid=4326, verbose_name="outline"
                    ),
                ),
                (
                    "blocks",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=10),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="zones and blocks",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "Under way"), ("closed", "Closed")],
                        default="open",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="created at")),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="gis_assets.municipality"),
                ),
            ],
            options={
                "verbose_name": "survey campaign",
                "verbose_name_plural": "survey campaigns",
            },
        ),
        migrations.CreateModel(
            name="FieldPackage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "blocks",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=10),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="zones and blocks",
                    ),
                ),
                ("parcels", models.PositiveIntegerField(verbose_name="parcels")),
                ("made_at", models.DateTimeField(verbose_name="made at")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="packages", to="landsurvey.campaign"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="gis_assets.municipality"),
                ),
            ],
            options={
                "verbose_name": "field package",
                "verbose_name_plural": "field packages",
            },
        ),
        migrations.CreateModel(
            name="FieldReturn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("visits_taken", models.PositiveIntegerField(default=0, verbose_name="visits taken")),
                ("visits_known", models.PositiveIntegerField(default=0, verbose_name="visits known from before")),
                ("photos_taken", models.PositiveIntegerField(default=0, verbose_name="photos taken")),
                ("edited_parcels", models.PositiveIntegerField(default=0, verbose_name="parcels drawn anew")),
                ("left_out", models.JSONField(blank=True, default=list, verbose_name="left out")),
                ("conflicts", models.JSONField(blank=True, default=list, verbose_name="changed meanwhile")),
                (
                    "municipality",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="gis_assets.municipality"),
                ),
                (
                    "package",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="returns",
                        to="landsurvey.fieldpackage",
                    ),
                ),
                (
                    "upload",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="field_return", to="landsurvey.upload"
                    ),
                ),
            ],
            options={
                "verbose_name": "return from the field",
                "verbose_name_plural": "returns from the field",
            },
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("client_uid", models.UUIDField(editable=False, verbose_name="number given on the phone")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="confirmation")),
                ("visited_at", models.DateTimeField(verbose_name="visited at")),
                ("received_at", models.DateTimeField(verbose_name="received at")),
                (
                    "position",
                    django.contrib.gis.db.models.fields.PointField(
                        blank=True, null=True, srid=4326, verbose_name="position"
                    ),
                ),
                ("accuracy_m", models.FloatField(blank=True, null=True, verbose_name="GNSS accuracy (m)")),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("surveyed", "Surveyed"),
                            ("nobody", "Nobody there"),
                            ("refused", "Entry refused"),
                            ("not_found", "Parcel not found"),
                        ],
                        max_length=12,
                        verbose_name="result",
                    ),
                ),
                ("uses", models.JSONField(blank=True, default=dict, verbose_name="use of the land (%)")),
                ("buildings", models.JSONField(blank=True, default=list, verbose_name="buildings")),
                ("note", models.CharField(blank=True, max_length=1000, verbose_name="note")),
                ("digest", models.CharField(max_length=64, verbose_name="hash of what was sent")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="landsurvey.campaign",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="gis_assets.municipality"),
                ),
                (
                    "parcel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="visits", to="gis_assets.parcel"
                    ),
                ),
                (
                    "seen_version",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="gis_assets.parcelversion",
                    ),
                ),
                (
                    "upload",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="landsurvey.upload",
                    ),
                ),
            ],
            options={
                "verbose_name": "field visit",
                "verbose_name_plural": "field visits",
            },
        ),
        migrations.CreateModel(
            name="VisitPhoto",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("client_uid", models.UUIDField(editable=False, verbose_name="number given on the phone")),
                ("file", models.FileField(max_length=200, upload_to="", verbose_name="file")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256 as sent")),
                ("size_bytes", models.PositiveIntegerField(verbose_name="size")),
                ("width", models.PositiveIntegerField(verbose_name="width (pixels)")),
                ("height", models.PositiveIntegerField(verbose_name="height (pixels)")),
                ("taken_at", models.DateTimeField(blank=True, null=True, verbose_name="taken at")),
                (
                    "position",
                    django.contrib.gis.db.models.fields.PointField(
                        blank=True, null=True, srid=4326, verbose_name="position"
                    ),
                ),
                ("received_at", models.DateTimeField(verbose_name="received at")),
                (
                    "municipality",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="gis_assets.municipality"),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="photos", to="landsurvey.visit"
                    ),
                ),
            ],
            options={
                "verbose_name": "photo of a visit",
                "verbose_name_plural": "photos of visits",
            },
        ),
        migrations.AddIndex(
            model_name="campaign",
            index=models.Index(fields=["municipality", "-created_at"], name="campaign_newest_first"),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.CheckConstraint(
                condition=models.Q(("period__endswith__isnull", False), ("period__startswith__isnull", False)),
                name="campaign_begins_and_ends",
            ),
        ),
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(fields=["parcel", "visited_at"], name="visit_by_parcel"),
        ),
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(fields=["campaign", "-visited_at"], name="visit_newest_first"),
        ),
        migrations.AddIndex(
            model_name="visit",
            index=models.Index(fields=["by", "-received_at"], name="visit_by_sender"),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.UniqueConstraint(
                models.F("municipality"), models.F("client_uid"), name="visit_lands_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(("accuracy_m", None), ("accuracy_m__gte", 0), _connector="OR"),
                name="visit_accuracy_is_not_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="visitphoto",
            constraint=models.UniqueConstraint(
                models.F("municipality"), models.F("client_uid"), name="visit_photo_lands_once"
            ),
        ),
        *[
            migrations.RunSQL(f"SELECT protect_municipality_rows('landsurvey_{table}')", migrations.RunSQL.noop)
            for table in ("campaign", "fieldpackage", "fieldreturn", "visit", "visitphoto")
        ],
        migrations.RunSQL(
            sql_files.load("landsurvey", "campaign_parcels_function"),
            "DROP FUNCTION landsurvey_campaign_parcels(bigint, date, geometry)",
        ),
    ]
