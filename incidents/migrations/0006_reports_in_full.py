"""Contacts stand apart from reports; photos, held reports, blocks of senders, verdicts, and other channels' numbers."""

import uuid

import django.contrib.gis.db.models.fields
import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from gis_assets import sql_files

PROTECTED = ("contact", "heldreport", "lookup", "photo", "senderblock", "verdict")


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0003_notice_deliverer"),
        ("gis_assets", "0009_condominium_units"),
        ("incidents", "0005_live_events"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="telephone")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
            ],
            options={
                "verbose_name": "contact",
                "verbose_name_plural": "contacts",
            },
        ),
        migrations.CreateModel(
            name="HeldReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("tracking", models.CharField(max_length=16, unique=True, verbose_name="tracking code")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("power_out", "Power out"),
                            ("lamp_out", "Street lamp out"),
                            ("wire_down", "Wire down"),
                            ("leaning_pole", "Leaning or broken pole"),
                            ("road", "Damaged road"),
                            ("flood", "Flood"),
                            ("tree", "Fallen tree"),
                            ("other", "Something else"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("words", models.TextField(blank=True, max_length=2000, verbose_name="in the reporter's words")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="telephone")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("point", django.contrib.gis.db.models.fields.PointField(srid=4326, verbose_name="place")),
                ("submitted_at", models.DateTimeField(verbose_name="submitted at")),
                ("idempotency_key", models.UUIDField(verbose_name="key of the form sent")),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("qr", "QR code on the pole"),
                            ("web", "Web page"),
                            ("phone", "Telephone"),
                            ("counter", "Counter"),
                            ("traffy", "Traffy Fondue"),
                        ],
                        max_length=8,
                        verbose_name="channel",
                    ),
                ),
                (
                    "sender_digest",
                    models.CharField(blank=True, max_length=64, verbose_name="keyed digest of the sender's address"),
                ),
                (
                    "device_digest",
                    models.CharField(blank=True, max_length=64, verbose_name="keyed digest of the phone's own number"),
                ),
                (
                    "reasons",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("night_burst", "Many at night from one sender"),
                                ("same_text", "The same words for many places"),
                                ("impossible_place", "Too far from the sender's last place"),
                                ("blocked", "The sender is blocked"),
                            ],
                            max_length=20,
                        ),
                        size=None,
                        verbose_name="reasons",
                    ),
                ),
                ("discarded_at", models.DateTimeField(blank=True, null=True, verbose_name="discarded at")),
            ],
            options={
                "verbose_name": "held report",
                "verbose_name_plural": "held reports",
                "ordering": ["submitted_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Lookup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sender_digest", models.CharField(max_length=64, verbose_name="keyed digest of the sender's address")),
                ("tried_at", models.DateTimeField(verbose_name="tried at")),
            ],
            options={
                "verbose_name": "try of a tracking code",
                "verbose_name_plural": "tries of tracking codes",
            },
        ),
        migrations.CreateModel(
            name="Photo",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "moment",
                    models.CharField(
                        choices=[("before", "Before the repair"), ("after", "After the repair")],
                        max_length=6,
                        verbose_name="moment",
                    ),
                ),
                ("file", models.FileField(max_length=200, upload_to="", verbose_name="file")),
                ("sent_sha256", models.CharField(max_length=64, verbose_name="SHA-256 of what was sent")),
                ("width", models.PositiveIntegerField(verbose_name="width (pixels)")),
                ("height", models.PositiveIntegerField(verbose_name="height (pixels)")),
                (
                    "position",
                    django.contrib.gis.db.models.fields.PointField(
                        blank=True, null=True, srid=4326, verbose_name="place said by the camera"
                    ),
                ),
                ("kept_at", models.DateTimeField(verbose_name="kept at")),
            ],
            options={
                "verbose_name": "photo",
                "verbose_name_plural": "photos",
                "ordering": ["kept_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="SenderBlock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64, verbose_name="keyed digest")),
                ("since", models.DateTimeField(verbose_name="since")),
                ("until", models.DateTimeField(verbose_name="until")),
            ],
            options={
                "verbose_name": "block of a sender",
                "verbose_name_plural": "blocks of senders",
                "ordering": ["-since", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Verdict",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_mended", models.BooleanField(verbose_name="mended")),
                ("stars", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="stars")),
                ("note", models.TextField(blank=True, max_length=500, verbose_name="note")),
                ("said_at", models.DateTimeField(verbose_name="said at")),
            ],
            options={
                "verbose_name": "verdict",
                "verbose_name_plural": "verdicts",
                "ordering": ["said_at", "pk"],
            },
        ),
        migrations.AddField(
            model_name="report",
            name="device_digest",
            field=models.CharField(blank=True, max_length=64, verbose_name="keyed digest of the phone's own number"),
        ),
        migrations.AddField(
            model_name="report",
            name="entered_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="entered at"),
        ),
        migrations.AddField(
            model_name="report",
            name="entered_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="report",
            name="external_id",
            field=models.CharField(blank=True, max_length=60, verbose_name="number in the other channel"),
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
                ],
                max_length=8,
                verbose_name="channel",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.UniqueConstraint(
                condition=models.Q(("external_id", ""), _negated=True),
                fields=("municipality", "channel", "external_id"),
                name="ticket_of_a_channel_is_one_report",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("entered_at__isnull", True), ("entered_by__isnull", True)),
                    models.Q(("entered_at__isnull", False), ("entered_by__isnull", False)),
                    _connector="OR",
                ),
                name="report_entered_for_a_citizen_says_by_whom_and_when",
            ),
        ),
        migrations.AddField(
            model_name="contact",
            name="municipality",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="gis_assets.municipality"
            ),
        ),
        migrations.AddField(
            model_name="contact",
            name="report",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="contact", to="incidents.report"
            ),
        ),
        migrations.AddField(
            model_name="heldreport",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="heldreport",
            name="municipality",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="gis_assets.municipality"
            ),
        ),
        migrations.AddField(
            model_name="heldreport",
            name="pole",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="gis_assets.utilitypole",
            ),
        ),
        migrations.AddField(
            model_name="heldreport",
            name="report",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="held_as",
                to="incidents.report",
            ),
        ),
        migrations.AddField(
            model_name="lookup",
            name="municipality",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="gis_assets.municipality"
            ),
        ),
        migrations.AddField(
            model_name="photo",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="photo",
            name="held",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="photos",
                to="incidents.heldreport",
            ),
        ),
        migrations.AddField(
            model_name="photo",
            name="incident",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="photos",
                to="incidents.incident",
            ),
        ),
        migrations.AddField(
            model_name="photo",
            name="municipality",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="gis_assets.municipality"
            ),
        ),
        migrations.AddField(
            model_name="photo",
            name="report",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="photos",
                to="incidents.report",
            ),
        ),
        migrations.AddField(
            model_name="senderblock",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="senderblock",
            name="municipality",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="gis_assets.municipality"
            ),
        ),
        migrations.AddField(
            model_name="verdict",
            name="municipality",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="gis_assets.municipality"
            ),
        ),
        migrations.AddField(
            model_name="verdict",
            name="report",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="verdicts", to="incidents.report"
            ),
        ),
        migrations.AddField(
            model_name="verdict",
            name="step",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="casework.step"),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(("email", ""), ("phone", ""), _negated=True),
                name="contact_holds_a_way_to_reach_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="heldreport",
            constraint=models.UniqueConstraint(
                fields=("municipality", "idempotency_key"), name="form_sent_twice_is_one_held_report"
            ),
        ),
        migrations.AddConstraint(
            model_name="heldreport",
            constraint=models.CheckConstraint(
                condition=models.Q(("report__isnull", True), ("discarded_at__isnull", True), _connector="OR"),
                name="held_report_is_let_through_or_discarded",
            ),
        ),
        migrations.AddIndex(
            model_name="lookup",
            index=models.Index(fields=["municipality", "sender_digest", "tried_at"], name="lookup_by_sender_and_time"),
        ),
        migrations.AddConstraint(
            model_name="photo",
            constraint=models.UniqueConstraint(
                fields=("report", "sent_sha256"), name="photo_sent_twice_is_one_of_the_report"
            ),
        ),
        migrations.AddConstraint(
            model_name="photo",
            constraint=models.UniqueConstraint(
                fields=("held", "sent_sha256"), name="photo_sent_twice_is_one_of_the_held_report"
            ),
        ),
        migrations.AddConstraint(
            model_name="photo",
            constraint=models.UniqueConstraint(
                fields=("incident", "moment", "sent_sha256"), name="photo_sent_twice_is_one_of_the_incident"
            ),
        ),
        migrations.AddConstraint(
            model_name="photo",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("held__isnull", True), ("incident__isnull", True), ("report__isnull", False)),
                    models.Q(("held__isnull", False), ("incident__isnull", True), ("report__isnull", True)),
                    models.Q(("held__isnull", True), ("incident__isnull", False), ("report__isnull", True)),
                    _connector="OR",
                ),
                name="photo_belongs_to_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="senderblock",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__gte", models.F("since"))), name="block_ends_after_its_start"
            ),
        ),
        migrations.AddConstraint(
            model_name="verdict",
            constraint=models.UniqueConstraint(fields=("report", "step"), name="repair_is_judged_once_by_a_report"),
        ),
        migrations.AddConstraint(
            model_name="verdict",
            constraint=models.CheckConstraint(
                condition=models.Q(("stars__isnull", True), ("stars__range", (1, 5)), _connector="OR"),
                name="verdict_has_one_to_five_stars",
            ),
        ),
        migrations.RunSQL(sql_files.load("incidents", "move_phones_to_contacts"), migrations.RunSQL.noop),
        migrations.RemoveField(
            model_name="report",
            name="phone",
        ),
        migrations.RunSQL(
            "CREATE INDEX incident_open_place ON incidents_incident USING gist ((point::geography)) WHERE state <> 'resolved'",
            "DROP INDEX incident_open_place",
        ),
        *[
            migrations.RunSQL(f"SELECT protect_municipality_rows('incidents_{table}')", migrations.RunSQL.noop)
            for table in PROTECTED
        ],
    ]
