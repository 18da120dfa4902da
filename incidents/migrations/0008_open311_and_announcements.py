"""Programs of others with their keys, what they send beside a report, and what the town announces; numbers for everybody."""

import uuid

import django.contrib.postgres.functions
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from gis_assets import sql_files

PROTECTED = ("apiclient", "submission", "announcement")


class Migration(migrations.Migration):
    dependencies = [
        ("gis_assets", "0014_numbers_of_owners"),
        ("incidents", "0007_programs_to_tell"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="heldreport",
            name="public_id",
            field=models.UUIDField(
                db_default=django.contrib.postgres.functions.RandomUUID(),
                default=uuid.uuid4,
                editable=False,
                unique=True,
                verbose_name="number for everybody",
            ),
        ),
        migrations.AddField(
            model_name="report",
            name="public_id",
            field=models.UUIDField(
                db_default=django.contrib.postgres.functions.RandomUUID(),
                default=uuid.uuid4,
                editable=False,
                unique=True,
                verbose_name="number for everybody",
            ),
        ),
        migrations.AlterField(
            model_name="heldreport",
            name="channel",
            field=models.CharField(
                choices=[
                    ("qr", "QR code on the pole"),
                    ("web", "Web page"),
                    ("phone", "Telephone"),
                    ("counter", "Counter"),
                    ("traffy", "Traffy Fondue"),
                    ("open311", "Program of others (Open311)"),
                ],
                max_length=8,
                verbose_name="channel",
            ),
        ),
        migrations.AlterField(
            model_name="heldreport",
            name="words",
            field=models.TextField(blank=True, max_length=4000, verbose_name="in the reporter's words"),
        ),
        migrations.AlterField(
            model_name="report",
            name="channel",
            field=models.CharField(
                choices=[
                    ("qr", "QR code on the pole"),
                    ("web", "Web page"),
                    ("phone", "Telephone"),
                    ("counter", "Counter"),
                    ("traffy", "Traffy Fondue"),
                    ("open311", "Program of others (Open311)"),
                ],
                max_length=8,
                verbose_name="channel",
            ),
        ),
        migrations.AlterField(
            model_name="report",
            name="words",
            field=models.TextField(blank=True, max_length=4000, verbose_name="in the reporter's words"),
        ),
        migrations.CreateModel(
            name="ApiClient",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="name of the program")),
                ("contact", models.CharField(max_length=200, verbose_name="who answers for it")),
                ("key_digest", models.CharField(max_length=64, unique=True, verbose_name="digest of the key")),
                ("key_ends_with", models.CharField(max_length=4, verbose_name="last signs of the key")),
                ("per_hour", models.PositiveIntegerField(verbose_name="reports taken in an hour")),
                ("issued_at", models.DateTimeField(verbose_name="issued at")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="revoked at")),
                (
                    "issued_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="gis_assets.municipality"
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "program with a key",
                "verbose_name_plural": "programs with a key",
                "ordering": ["-issued_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("answers", models.JSONField(blank=True, default=dict, verbose_name="answers")),
                ("address", models.CharField(blank=True, max_length=300, verbose_name="address")),
                ("media_url", models.CharField(blank=True, max_length=500, verbose_name="address of a picture")),
                ("sent_at", models.DateTimeField(verbose_name="sent at")),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="submissions",
                        to="incidents.apiclient",
                    ),
                ),
                (
                    "held",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="submission",
                        to="incidents.heldreport",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="gis_assets.municipality"
                    ),
                ),
                (
                    "report",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="submission",
                        to="incidents.report",
                    ),
                ),
            ],
            options={
                "verbose_name": "what a program sent",
                "verbose_name_plural": "what programs sent",
                "ordering": ["sent_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Announcement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("Alert", "Announced"), ("Update", "Changed"), ("Cancel", "Taken back")],
                        max_length=6,
                        verbose_name="kind",
                    ),
                ),
                ("sender", models.CharField(max_length=200, verbose_name="sender")),
                ("headline_th", models.CharField(max_length=300, verbose_name="headline in Thai")),
                ("headline_en", models.CharField(max_length=300, verbose_name="headline in English")),
                (
                    "severity",
                    models.CharField(
                        choices=[
                            ("Severe", "Severe: a danger to life or property"),
                            ("Moderate", "Moderate: a possible danger"),
                            ("Minor", "Minor: a nuisance"),
                        ],
                        max_length=8,
                        verbose_name="severity",
                    ),
                ),
                ("sent_at", models.DateTimeField(verbose_name="sent at")),
                ("expires_at", models.DateTimeField(verbose_name="holds until")),
                ("message", models.TextField(verbose_name="message")),
                (
                    "closure",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="announcements",
                        to="incidents.closure",
                        verbose_name="closure",
                    ),
                ),
                (
                    "follows",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="followed_by",
                        to="incidents.announcement",
                        verbose_name="follows",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="gis_assets.municipality"
                    ),
                ),
                (
                    "outage",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="announcements",
                        to="incidents.outage",
                        verbose_name="outage",
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "announcement",
                "verbose_name_plural": "announcements",
                "ordering": ["-sent_at", "-pk"],
                "indexes": [models.Index(fields=["municipality", "-sent_at"], name="announcement_by_time")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("outage__isnull", True), ("closure__isnull", True), _connector="XOR"),
                        name="announcement_is_of_one_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("follows__isnull", True), ("kind", "Alert")),
                            models.Q(models.Q(("kind", "Alert"), _negated=True), ("follows__isnull", False)),
                            _connector="OR",
                        ),
                        name="first_announcement_follows_nothing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("sent_at"))),
                        name="announcement_holds_for_a_while",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="apiclient",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("revoked_at__isnull", True), ("revoked_by__isnull", True)),
                    models.Q(("revoked_at__isnull", False), ("revoked_by__isnull", False)),
                    _connector="OR",
                ),
                name="revoked_key_says_by_whom_and_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="apiclient",
            constraint=models.CheckConstraint(
                condition=models.Q(("per_hour__gte", 1)), name="program_may_report_at_all"
            ),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(fields=["client", "sent_at"], name="submission_by_client_and_time"),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.CheckConstraint(
                condition=models.Q(("report__isnull", True), ("held__isnull", True), _connector="XOR"),
                name="submission_belongs_to_one_report",
            ),
        ),
        *[
            migrations.RunSQL(f"SELECT protect_municipality_rows('incidents_{table}')", migrations.RunSQL.noop)
            for table in PROTECTED
        ],
        migrations.RunSQL(
            sql_files.load("incidents", "announcement_is_append_only_trigger"),
            "DROP TRIGGER announcement_is_append_only ON incidents_announcement",
        ),
        migrations.RunSQL("REVOKE UPDATE, DELETE ON incidents_announcement FROM town_app", migrations.RunSQL.noop),
    ]
