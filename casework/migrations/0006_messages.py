"""What the town tells people outside, each message once by its key."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0005_append_only"),
        ("gis_assets", "0014_numbers_of_owners"),
    ]

    operations = [
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("about", models.CharField(max_length=80, verbose_name="about")),
                ("dedup_key", models.CharField(max_length=160, verbose_name="key")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="message")),
                ("kind", models.CharField(max_length=60, verbose_name="kind")),
                ("channel", models.CharField(max_length=20, verbose_name="way")),
                ("address", models.CharField(blank=True, max_length=500, verbose_name="address")),
                ("subject", models.CharField(blank=True, max_length=300, verbose_name="subject")),
                ("body", models.TextField(blank=True, verbose_name="words")),
                ("facts", models.JSONField(blank=True, default=dict, verbose_name="facts for programs")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("failed", "Not delivered"),
                            ("waiting", "To be sent"),
                            ("delivered", "Delivered"),
                            ("withdrawn", "Called off"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="where it stands",
                    ),
                ),
                ("written_at", models.DateTimeField(verbose_name="written at")),
                ("due_at", models.DateTimeField(verbose_name="next try at")),
                ("tries", models.PositiveSmallIntegerField(default=0, verbose_name="tries")),
                ("tried_at", models.DateTimeField(blank=True, null=True, verbose_name="last tried at")),
                ("answer", models.CharField(blank=True, max_length=80, verbose_name="last answer")),
                ("delivered_at", models.DateTimeField(blank=True, null=True, verbose_name="delivered at")),
                (
                    "forgotten_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="address and words deleted at"),
                ),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="casework.case",
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
                "verbose_name": "message",
                "verbose_name_plural": "messages",
                "ordering": ["-written_at", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")), fields=["due_at"], name="waiting_message_by_time"
                    ),
                    models.Index(fields=["municipality", "state", "written_at"], name="message_by_state_and_time"),
                    models.Index(fields=["municipality", "about"], name="message_by_what_it_is_about"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality", "dedup_key"), name="message_of_a_key_is_written_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "waiting"), _negated=True),
                            models.Q(models.Q(("address", ""), _negated=True), ("forgotten_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="waiting_message_knows_its_address",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("delivered_at__isnull", False), ("state", "delivered")),
                            models.Q(models.Q(("state", "delivered"), _negated=True), ("delivered_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="delivered_message_says_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("forgotten_at__isnull", True),
                            models.Q(("address", ""), ("body", ""), ("subject", "")),
                            _connector="OR",
                        ),
                        name="forgotten_message_holds_nobodys_address",
                    ),
                ],
            },
        ),
        migrations.RunSQL("SELECT protect_municipality_rows('casework_message')", migrations.RunSQL.noop),
    ]
