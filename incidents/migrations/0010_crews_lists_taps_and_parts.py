"""A crew has a list and accepts; its taps come in once, its parts are counted."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from gis_assets import sql_files


class Migration(migrations.Migration):
    dependencies = [
        ("gis_assets", "0014_numbers_of_owners"),
        ("incidents", "0009_outage_events_and_ways_between"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Part",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40, verbose_name="code")),
                ("name_th", models.CharField(max_length=120, verbose_name="name (Thai)")),
                ("name_en", models.CharField(max_length=120, verbose_name="name (English)")),
                ("unit_th", models.CharField(max_length=30, verbose_name="unit (Thai)")),
                ("unit_en", models.CharField(max_length=30, verbose_name="unit (English)")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                ("is_in_use", models.BooleanField(default=True, verbose_name="in use")),
            ],
            options={
                "verbose_name": "part",
                "verbose_name_plural": "parts",
                "ordering": ["position", "code"],
            },
        ),
        migrations.CreateModel(
            name="PartUse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("quantity", models.PositiveSmallIntegerField(verbose_name="quantity")),
                ("at", models.DateTimeField(verbose_name="at")),
            ],
            options={
                "verbose_name": "use of a part",
                "verbose_name_plural": "uses of parts",
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Tap",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(verbose_name="key")),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("accept", "Accepted"),
                            ("set_out", "On the way"),
                            ("arrive", "There"),
                            ("photo", "Photo of the repair"),
                            ("done", "Done"),
                            ("give_back", "Given back"),
                        ],
                        max_length=10,
                        verbose_name="act",
                    ),
                ),
                ("said_at", models.DateTimeField(verbose_name="said by the phone")),
                ("taken_at", models.DateTimeField(verbose_name="taken as")),
                ("received_at", models.DateTimeField(verbose_name="received at")),
                ("note", models.TextField(blank=True, max_length=2000, verbose_name="note")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("taken", "Taken into the case"),
                            ("known", "The case stood there already"),
                            ("refused", "Not taken"),
                        ],
                        max_length=8,
                        verbose_name="outcome",
                    ),
                ),
                ("refusal", models.TextField(blank=True, verbose_name="why not")),
            ],
            options={
                "verbose_name": "tap of a crew",
                "verbose_name_plural": "taps of crews",
                "ordering": ["received_at", "pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="assignment",
            name="responder_has_one_open_assignment",
        ),
        migrations.AddField(
            model_name="assignment",
            name="is_turn_chosen",
            field=models.BooleanField(default=False, verbose_name="turn chosen by a person"),
        ),
        migrations.AddField(
            model_name="assignment",
            name="started_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="under way since"),
        ),
        migrations.AddField(
            model_name="assignment",
            name="turn",
            field=models.PositiveSmallIntegerField(default=1, verbose_name="turn in the crew's list"),
        ),
        migrations.AlterField(
            model_name="incident",
            name="state",
            field=models.CharField(
                choices=[
                    ("reported", "Reported"),
                    ("assigned", "Crew assigned"),
                    ("accepted", "Accepted by the crew"),
                    ("on_the_way", "Crew on the way"),
                    ("on_scene", "Crew on scene"),
                    ("resolved", "Resolved"),
                    ("reopened", "Reopened"),
                    ("merged", "Joined to another incident"),
                ],
                default="reported",
                max_length=12,
                verbose_name="state",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("released_at__isnull", True), ("started_at__isnull", False)),
                fields=("responder",),
                name="responder_is_under_way_to_one_incident",
            ),
        ),
        migrations.AddField(
            model_name="part",
            name="municipality",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="gis_assets.municipality"
            ),
        ),
        migrations.AddField(
            model_name="partuse",
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
            model_name="partuse",
            name="incident",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="parts_used", to="incidents.incident"
            ),
        ),
        migrations.AddField(
            model_name="partuse",
            name="municipality",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="gis_assets.municipality"
            ),
        ),
        migrations.AddField(
            model_name="partuse",
            name="part",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="uses", to="incidents.part"
            ),
        ),
        migrations.AddField(
            model_name="tap",
            name="assignment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="taps", to="incidents.assignment"
            ),
        ),
        migrations.AddField(
            model_name="tap",
            name="municipality",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="gis_assets.municipality"
            ),
        ),
        migrations.AddField(
            model_name="tap",
            name="responder",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="taps", to="incidents.responder"
            ),
        ),
        migrations.AddConstraint(
            model_name="part",
            constraint=models.UniqueConstraint(fields=("municipality", "code"), name="part_code_means_one_part"),
        ),
        migrations.AddConstraint(
            model_name="partuse",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gte", 1), ("quantity__lte", 999)), name="some_of_a_part_are_used"
            ),
        ),
        migrations.AddConstraint(
            model_name="tap",
            constraint=models.UniqueConstraint(fields=("municipality", "key"), name="tap_sent_twice_is_one"),
        ),
        migrations.AddConstraint(
            model_name="tap",
            constraint=models.CheckConstraint(
                condition=models.Q(("taken_at__lte", models.F("received_at"))), name="tap_is_not_of_the_future"
            ),
        ),
        migrations.RunSQL(sql_files.load("incidents", "declare_accepted"), migrations.RunSQL.noop),
        *[
            migrations.RunSQL(f"SELECT protect_municipality_rows('incidents_{table}')", migrations.RunSQL.noop)
            for table in ("part", "partuse", "tap")
        ],
    ]
