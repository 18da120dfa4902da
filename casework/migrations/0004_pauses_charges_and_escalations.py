"""Who has a case, what stops its clocks, which clocks ran out, who changed the holidays; what cases are told apart by."""

import django.contrib.gis.db.models.fields
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0003_notice_deliverer"),
        ("gis_assets", "0012_head_of_engineering"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Charge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("team", models.CharField(blank=True, max_length=60, verbose_name="team")),
                ("at", models.DateTimeField(verbose_name="since")),
            ],
            options={
                "verbose_name": "officer in charge",
                "verbose_name_plural": "officers in charge",
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Escalation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40, verbose_name="step, or the whole case")),
                (
                    "to_role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("surveyor", "Surveyor"),
                            ("survey_reviewer", "Survey reviewer"),
                            ("dispatcher", "Dispatcher"),
                            ("responder", "Responder"),
                            ("tax_officer", "Tax officer"),
                            ("notice_deliverer", "Deliverer of notices"),
                            ("head_of_revenue", "Head of revenue"),
                            ("head_of_engineering", "Head of engineering"),
                            ("data_publisher", "Data publisher"),
                            ("administrator", "Administrator"),
                        ],
                        max_length=20,
                        verbose_name="who is told",
                    ),
                ),
                ("due_at", models.DateTimeField(verbose_name="was due at")),
                ("at", models.DateTimeField(verbose_name="found at")),
            ],
            options={
                "verbose_name": "clock that ran out",
                "verbose_name_plural": "clocks that ran out",
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="PauseGround",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name_th", models.CharField(max_length=120, verbose_name="Thai name")),
                ("name_en", models.CharField(max_length=120, verbose_name="English name")),
                ("citation", models.CharField(blank=True, max_length=300, verbose_name="where it is written")),
                (
                    "citation_en",
                    models.CharField(blank=True, max_length=300, verbose_name="where it is written (English)"),
                ),
                ("doubt", models.CharField(blank=True, max_length=300, verbose_name="what is not certain")),
                (
                    "doubt_en",
                    models.CharField(blank=True, max_length=300, verbose_name="what is not certain (English)"),
                ),
                ("code", models.SlugField(max_length=40, verbose_name="code")),
                (
                    "steps",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="steps in which it may begin",
                    ),
                ),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="in force")),
            ],
            options={
                "verbose_name": "ground for a pause",
                "verbose_name_plural": "grounds for a pause",
                "ordering": ["case_type", "code", "valid"],
            },
        ),
        migrations.CreateModel(
            name="PauseMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("note", models.TextField(blank=True, verbose_name="note")),
            ],
            options={
                "verbose_name": "pause of a clock",
                "verbose_name_plural": "pauses of clocks",
                "ordering": ["at", "pk"],
            },
        ),
        migrations.AlterModelOptions(
            name="holiday",
            options={"ordering": ["on", "recorded_at"], "verbose_name": "holiday", "verbose_name_plural": "holidays"},
        ),
        migrations.RemoveConstraint(
            model_name="holiday",
            name="holiday_is_listed_once",
        ),
        migrations.AddField(
            model_name="case",
            name="kind",
            field=models.CharField(blank=True, max_length=40, verbose_name="kind"),
        ),
        migrations.AddField(
            model_name="case",
            name="place",
            field=models.CharField(blank=True, max_length=80, verbose_name="zone or sub-district"),
        ),
        migrations.AddField(
            model_name="case",
            name="point",
            field=django.contrib.gis.db.models.fields.PointField(
                blank=True, null=True, srid=4326, verbose_name="place"
            ),
        ),
        migrations.AddField(
            model_name="casetype",
            name="head",
            field=models.CharField(
                blank=True,
                choices=[
                    ("surveyor", "Surveyor"),
                    ("survey_reviewer", "Survey reviewer"),
                    ("dispatcher", "Dispatcher"),
                    ("responder", "Responder"),
                    ("tax_officer", "Tax officer"),
                    ("notice_deliverer", "Deliverer of notices"),
                    ("head_of_revenue", "Head of revenue"),
                    ("head_of_engineering", "Head of engineering"),
                    ("data_publisher", "Data publisher"),
                    ("administrator", "Administrator"),
                ],
                max_length=20,
                verbose_name="whose division it is",
            ),
        ),
        migrations.AlterField(
            model_name="holiday",
            name="name",
            field=models.CharField(max_length=300, verbose_name="name"),
        ),
        migrations.AddField(
            model_name="holiday",
            name="name_en",
            field=models.CharField(blank=True, max_length=300, verbose_name="English name"),
        ),
        migrations.AddField(
            model_name="holiday",
            name="recorded_at",
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name="written down at"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="holiday",
            name="recorded_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="holiday",
            name="withdrawn_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at"),
        ),
        migrations.AddField(
            model_name="holiday",
            name="withdrawn_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="stepstandard",
            name="citation_en",
            field=models.CharField(blank=True, max_length=300, verbose_name="where it is written (English)"),
        ),
        migrations.AddField(
            model_name="stepstandard",
            name="doubt_en",
            field=models.CharField(blank=True, max_length=300, verbose_name="what is not certain (English)"),
        ),
        migrations.AddField(
            model_name="stepstandard",
            name="escalate_to",
            field=models.CharField(
                blank=True,
                choices=[
                    ("surveyor", "Surveyor"),
                    ("survey_reviewer", "Survey reviewer"),
                    ("dispatcher", "Dispatcher"),
                    ("responder", "Responder"),
                    ("tax_officer", "Tax officer"),
                    ("notice_deliverer", "Deliverer of notices"),
                    ("head_of_revenue", "Head of revenue"),
                    ("head_of_engineering", "Head of engineering"),
                    ("data_publisher", "Data publisher"),
                    ("administrator", "Administrator"),
                ],
                max_length=20,
                verbose_name="who is told when it runs out",
            ),
        ),
        migrations.AlterField(
            model_name="stepstandard",
            name="role",
            field=models.CharField(
                blank=True,
                choices=[
                    ("surveyor", "Surveyor"),
                    ("survey_reviewer", "Survey reviewer"),
                    ("dispatcher", "Dispatcher"),
                    ("responder", "Responder"),
                    ("tax_officer", "Tax officer"),
                    ("notice_deliverer", "Deliverer of notices"),
                    ("head_of_revenue", "Head of revenue"),
                    ("head_of_engineering", "Head of engineering"),
                    ("data_publisher", "Data publisher"),
                    ("administrator", "Administrator"),
                ],
                max_length=20,
                verbose_name="who does it",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["municipality", "opened_at"], name="case_by_opening"),
        ),
        migrations.AddConstraint(
            model_name="holiday",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at__isnull", True)),
                fields=("municipality", "on"),
                name="holiday_is_listed_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="holiday",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("withdrawn_at__isnull", True), ("withdrawn_at__gte", models.F("recorded_at")), _connector="OR"
                ),
                name="holiday_is_withdrawn_after_it_was_written_down",
            ),
        ),
        migrations.AddField(
            model_name="charge",
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
            model_name="charge",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="charges", to="casework.case"
            ),
        ),
        migrations.AddField(
            model_name="charge",
            name="municipality",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="gis_assets.municipality"
            ),
        ),
        migrations.AddField(
            model_name="charge",
            name="officer",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="escalation",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="escalations", to="casework.case"
            ),
        ),
        migrations.AddField(
            model_name="escalation",
            name="entered",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="casework.step",
                verbose_name="step taken",
            ),
        ),
        migrations.AddField(
            model_name="escalation",
            name="municipality",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="gis_assets.municipality"
            ),
        ),
        migrations.AddField(
            model_name="escalation",
            name="standard",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="casework.stepstandard"
            ),
        ),
        migrations.AddField(
            model_name="pauseground",
            name="case_type",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="pause_grounds", to="casework.casetype"
            ),
        ),
        migrations.AddField(
            model_name="pauseground",
            name="municipality",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="gis_assets.municipality"
            ),
        ),
        migrations.AddField(
            model_name="pausemark",
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
            model_name="pausemark",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="pause_marks", to="casework.case"
            ),
        ),
        migrations.AddField(
            model_name="pausemark",
            name="ends",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="end",
                to="casework.pausemark",
                verbose_name="ends",
            ),
        ),
        migrations.AddField(
            model_name="pausemark",
            name="ground",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="casework.pauseground"
            ),
        ),
        migrations.AddField(
            model_name="pausemark",
            name="municipality",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="gis_assets.municipality"
            ),
        ),
        migrations.AddIndex(
            model_name="charge",
            index=models.Index(fields=["case", "at"], name="charge_by_case_and_time"),
        ),
        migrations.AddConstraint(
            model_name="escalation",
            constraint=models.UniqueConstraint(fields=("entered", "code"), name="clock_of_a_stay_runs_out_once"),
        ),
        migrations.AddConstraint(
            model_name="escalation",
            constraint=models.CheckConstraint(
                condition=models.Q(("at__gte", models.F("due_at"))), name="escalation_is_after_its_due_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="pauseground",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[("case_type", "="), ("code", "="), ("valid", "&&")], name="pause_ground_stands_once_a_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="pauseground",
            constraint=models.CheckConstraint(
                condition=models.Q(("citation", ""), ("doubt", ""), _negated=True),
                name="pause_ground_says_where_it_comes_from_or_its_doubt",
            ),
        ),
        migrations.AddIndex(
            model_name="pausemark",
            index=models.Index(fields=["case", "at"], name="pause_by_case_and_time"),
        ),
    ]
