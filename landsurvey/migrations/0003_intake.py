import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("gis_assets", "0004_pole_choices"),
        ("landsurvey", "0002_answers_and_changes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="upload",
            name="raw_cleared_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="texts of the rows removed at"),
        ),
        migrations.CreateModel(
            name="HeadingMapping",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=255, verbose_name="heading, normalised")),
                ("heading", models.CharField(max_length=255, verbose_name="heading")),
                ("field", models.CharField(blank=True, max_length=40, verbose_name="our field")),
                ("set_at", models.DateTimeField(verbose_name="set at")),
                (
                    "municipality",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="gis_assets.municipality"),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "meaning of a column",
                "verbose_name_plural": "meanings of columns",
                "constraints": [
                    models.UniqueConstraint(
                        models.F("municipality"), models.F("key"), name="heading_means_one_thing_in_a_municipality"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PartialFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=255, verbose_name="file name")),
                ("size_bytes", models.BigIntegerField(verbose_name="size")),
                ("modified_ms", models.BigIntegerField(default=0)),
                ("received_bytes", models.BigIntegerField(default=0, verbose_name="received")),
                (
                    "accuracy_class",
                    models.CharField(
                        choices=[
                            ("rtk", "RTK GNSS"),
                            ("survey", "Ground survey, 1:1000"),
                            ("graphic", "Digitised from 1:4000 sheets"),
                            ("unknown", "Unknown"),
                        ],
                        default="unknown",
                        max_length=10,
                        verbose_name="accuracy",
                    ),
                ),
                ("begun_at", models.DateTimeField(verbose_name="begun at")),
                ("touched_at", models.DateTimeField(verbose_name="last touched at")),
                (
                    "corrects",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="landsurvey.upload",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="gis_assets.municipality"),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "upload",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="landsurvey.upload",
                    ),
                ),
            ],
            options={
                "verbose_name": "arriving file",
                "verbose_name_plural": "arriving files",
                "constraints": [
                    models.UniqueConstraint(
                        models.F("municipality"),
                        models.F("sent_by"),
                        models.F("name"),
                        models.F("size_bytes"),
                        models.F("modified_ms"),
                        condition=models.Q(("upload", None)),
                        name="file_arrives_once_at_a_time_from_a_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("received_bytes__gte", 0), ("received_bytes__lte", models.F("size_bytes"))),
                        name="no_more_arrives_than_was_announced",
                    ),
                ],
            },
        ),
        *[
            migrations.RunSQL(f"SELECT protect_municipality_rows('landsurvey_{table}')", migrations.RunSQL.noop)
            for table in ("headingmapping", "partialfile")
        ],
    ]
