import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("gis_assets", "0005_lineage"),
        ("landsurvey", "0003_intake"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="stagedfeature",
            name="compared_version",
            field=models.BigIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="stagedfeature",
            name="revision",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AlterField(
            model_name="upload",
            name="status",
            field=models.CharField(
                choices=[
                    ("received", "Received"),
                    ("reading", "Being checked"),
                    ("asks", "Waits for an answer"),
                    ("checked", "Checked"),
                    ("rejected", "Cannot be used"),
                    ("corrected", "Replaced by a corrected file"),
                    ("promoted", "In the register"),
                    ("undone", "Taken back"),
                ],
                default="received",
                max_length=10,
                verbose_name="status",
            ),
        ),
        migrations.CreateModel(
            name="GoneParcel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
                ("comment", models.CharField(blank=True, db_default="", max_length=500, verbose_name="comment")),
                ("revision", models.PositiveIntegerField(db_default=0, default=0)),
                (
                    "evidence",
                    models.JSONField(
                        db_default=models.Value({}, models.JSONField()), default=dict, verbose_name="evidence"
                    ),
                ),
                (
                    "decision",
                    models.CharField(
                        choices=[("open", "Not decided"), ("retire", "Ends"), ("keep", "Stays as it is")],
                        db_default="open",
                        default="open",
                        max_length=10,
                        verbose_name="decision",
                    ),
                ),
                (
                    "decided_by",
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
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="gis_assets.municipality"),
                ),
                (
                    "parcel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="gis_assets.parcel"
                    ),
                ),
                (
                    "upload",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="gone", to="landsurvey.upload"
                    ),
                ),
            ],
            options={
                "verbose_name": "parcel that is gone",
                "verbose_name_plural": "parcels that are gone",
                "constraints": [
                    models.UniqueConstraint(
                        models.F("upload"), models.F("parcel"), name="parcel_is_gone_once_per_upload"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decision", "open")),
                            models.Q(
                                models.Q(("decision", "open"), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="gone_decision_says_who_and_when",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LineageProposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
                ("comment", models.CharField(blank=True, db_default="", max_length=500, verbose_name="comment")),
                ("revision", models.PositiveIntegerField(db_default=0, default=0)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("split", "Split off"),
                            ("merge", "Merged into"),
                            ("continuation", "Continued by"),
                            ("restored", "Restored from"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("share_of_parent", models.FloatField(verbose_name="share of the parent")),
                ("share_of_child", models.FloatField(verbose_name="share of the child")),
                ("confidence", models.FloatField(verbose_name="confidence")),
                (
                    "evidence",
                    models.JSONField(
                        db_default=models.Value({}, models.JSONField()), default=dict, verbose_name="evidence"
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[("open", "Not decided"), ("confirmed", "Confirmed"), ("rejected", "Rejected")],
                        db_default="open",
                        default="open",
                        max_length=10,
                        verbose_name="verdict",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "feature",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lineage",
                        to="landsurvey.stagedfeature",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="gis_assets.municipality"),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="gis_assets.parcel"
                    ),
                ),
                (
                    "upload",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lineage", to="landsurvey.upload"
                    ),
                ),
            ],
            options={
                "verbose_name": "proposed lineage",
                "verbose_name_plural": "proposed lineages",
                "constraints": [
                    models.UniqueConstraint(models.F("feature"), models.F("parent"), name="lineage_is_proposed_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("verdict", "open")),
                            models.Q(
                                models.Q(("verdict", "open"), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="lineage_verdict_says_who_and_when",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Promotion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("effective_date", models.DateField(verbose_name="in force from")),
                ("promoted_at", models.DateTimeField(verbose_name="promoted at")),
                ("counts", models.JSONField(default=dict, verbose_name="what it did")),
                ("undone_date", models.DateField(blank=True, null=True, verbose_name="taken back from")),
                ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="taken back at")),
                ("undone_why", models.CharField(blank=True, max_length=500, verbose_name="why it was taken back")),
                (
                    "municipality",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="gis_assets.municipality"),
                ),
                (
                    "promoted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "source",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="promotion", to="gis_assets.source"
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "undone_source",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="undone_promotion",
                        to="gis_assets.source",
                    ),
                ),
                (
                    "upload",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="promotions", to="landsurvey.upload"
                    ),
                ),
            ],
            options={
                "verbose_name": "promotion",
                "verbose_name_plural": "promotions",
                "constraints": [
                    models.UniqueConstraint(
                        models.F("upload"),
                        condition=models.Q(("undone_at", None)),
                        name="upload_is_in_the_register_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReviewAct",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("revision", models.PositiveIntegerField()),
                ("at", models.DateTimeField(verbose_name="at")),
                ("deed", models.CharField(max_length=40, verbose_name="what was decided")),
                ("count", models.PositiveIntegerField(verbose_name="on how many")),
                ("comment", models.CharField(blank=True, max_length=500, verbose_name="comment")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="gis_assets.municipality"),
                ),
                (
                    "upload",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="acts", to="landsurvey.upload"
                    ),
                ),
            ],
            options={
                "verbose_name": "act of review",
                "verbose_name_plural": "acts of review",
                "constraints": [
                    models.UniqueConstraint(
                        models.F("upload"), models.F("revision"), name="review_acts_follow_one_another"
                    )
                ],
            },
        ),
        migrations.RunSQL("SELECT protect_municipality_rows('landsurvey_lineageproposal')", migrations.RunSQL.noop),
        migrations.RunSQL("SELECT protect_municipality_rows('landsurvey_goneparcel')", migrations.RunSQL.noop),
        migrations.RunSQL("SELECT protect_municipality_rows('landsurvey_reviewact')", migrations.RunSQL.noop),
        migrations.RunSQL("SELECT protect_municipality_rows('landsurvey_promotion')", migrations.RunSQL.noop),
    ]
