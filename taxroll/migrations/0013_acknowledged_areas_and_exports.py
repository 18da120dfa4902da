"""Measured areas that were acknowledged, and lists of a roll that are written as files."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("gis_assets", "0010_signs"),
        ("taxroll", "0012_signboards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AcknowledgedArea",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "deed_area_wah",
                    models.DecimalField(decimal_places=2, max_digits=12, verbose_name="deed area (sq wah)"),
                ),
                (
                    "measured_area_m2",
                    models.DecimalField(decimal_places=2, max_digits=14, verbose_name="measured area (m²)"),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("decided_at", models.DateTimeField(verbose_name="decided at")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
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
            ],
            options={
                "verbose_name": "acknowledged area",
                "verbose_name_plural": "acknowledged areas",
                "constraints": [
                    models.UniqueConstraint(
                        models.F("parcel"),
                        models.F("deed_area_wah"),
                        models.F("measured_area_m2"),
                        condition=models.Q(("withdrawn_at", None)),
                        name="area_is_acknowledged_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="acknowledged_area_says_why"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RollExport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("what", models.CharField(max_length=20, verbose_name="list")),
                (
                    "form",
                    models.CharField(
                        choices=[("xlsx", "Workbook (XLSX)"), ("parquet", "GeoParquet")],
                        max_length=10,
                        verbose_name="form",
                    ),
                ),
                ("has_names", models.BooleanField(default=True, verbose_name="with names")),
                ("reason", models.CharField(blank=True, max_length=30, verbose_name="reason")),
                ("least_satang", models.BigIntegerField(default=0, verbose_name="smallest change (satang)")),
                ("language", models.CharField(max_length=5, verbose_name="language")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("working", "Being written"),
                            ("done", "Ready"),
                            ("broken", "Broken off"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("total", models.PositiveIntegerField(default=0, verbose_name="rows to write")),
                ("done", models.PositiveIntegerField(default=0, verbose_name="rows written")),
                ("message", models.CharField(blank=True, max_length=300, verbose_name="why not")),
                ("file", models.FileField(blank=True, max_length=200, upload_to="", verbose_name="file")),
                ("asked_at", models.DateTimeField(verbose_name="asked for at")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="finished at")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "before",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="taxroll.roll",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="gis_assets.municipality"),
                ),
                (
                    "roll",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="exports", to="taxroll.roll"
                    ),
                ),
            ],
            options={
                "verbose_name": "export of a roll",
                "verbose_name_plural": "exports of rolls",
                "ordering": ["-asked_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "done"), _negated=True),
                            models.Q(("file", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="finished_export_has_its_file",
                    )
                ],
            },
        ),
        *[
            migrations.RunSQL(f"SELECT protect_municipality_rows('taxroll_{table}')", migrations.RunSQL.noop)
            for table in ("acknowledgedarea", "rollexport")
        ],
    ]
