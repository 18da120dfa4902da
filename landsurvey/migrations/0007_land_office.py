import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("gis_assets", "0005_lineage"),
        ("landsurvey", "0006_campaigns"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LandOfficeTransaction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("book", models.CharField(max_length=12, verbose_name="table")),
                ("row", models.PositiveIntegerField(verbose_name="row")),
                (
                    "status",
                    models.CharField(blank=True, max_length=200, verbose_name="status in the land office's words"),
                ),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("transfer", "Transfer"),
                            ("partial_transfer", "Transfer of a share"),
                            ("owner_correction", "Correction of the owner's name"),
                            ("new", "New document"),
                            ("split", "Split"),
                            ("split_to_public", "Part given to the public"),
                            ("merge", "Merger"),
                            ("boundary_change", "Boundary surveyed anew"),
                            ("retired", "Document cancelled"),
                            ("encumbrance", "Mortgage and the like"),
                            ("note", "Note on the index"),
                            ("replacement_deed", "Replacement deed"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("on", models.DateField(blank=True, null=True, verbose_name="day")),
                ("land_key", models.CharField(blank=True, max_length=60, verbose_name="sheet and land number")),
                ("deed_number", models.CharField(blank=True, max_length=30, verbose_name="document number")),
                (
                    "area_wah",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="area (sq wah)"
                    ),
                ),
                ("amount_satang", models.BigIntegerField(blank=True, null=True, verbose_name="amount (satang)")),
                (
                    "holder_kind",
                    models.CharField(
                        choices=[("natural", "Natural person"), ("juristic", "Juristic person")],
                        default="natural",
                        max_length=10,
                    ),
                ),
                ("holder_name", models.CharField(blank=True, max_length=300, verbose_name="holder")),
                ("holder_digest", models.CharField(blank=True, max_length=64)),
                ("holder_tail", models.CharField(blank=True, max_length=3)),
                ("holder_address", models.CharField(blank=True, max_length=500, verbose_name="address")),
                ("cells", models.JSONField(default=dict, verbose_name="the row as it came")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("recorded", "Kept; changes nothing"),
                            ("proposed", "Waits for an officer"),
                            ("quarantined", "Set aside"),
                            ("applied", "In the register"),
                            ("dismissed", "Dismissed"),
                        ],
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("reasons", models.JSONField(blank=True, default=list, verbose_name="reasons")),
                ("candidates", models.JSONField(blank=True, default=list, verbose_name="parcels it may mean")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
                ("comment", models.CharField(blank=True, max_length=500, verbose_name="comment")),
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
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="transactions",
                        to="landsurvey.stagedfeature",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="gis_assets.municipality"),
                ),
                (
                    "parcel",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="gis_assets.parcel",
                    ),
                ),
                (
                    "upload",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="transactions", to="landsurvey.upload"
                    ),
                ),
            ],
            options={
                "verbose_name": "land office transaction",
                "verbose_name_plural": "land office transactions",
                "indexes": [models.Index(fields=["upload", "state", "book", "row"], name="transaction_by_state")],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("upload"),
                        models.F("book"),
                        models.F("row"),
                        name="transaction_is_kept_once_per_upload",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("state__in", ["applied", "dismissed"]),
                            ),
                            models.Q(
                                models.Q(("state__in", ["applied", "dismissed"]), _negated=True), ("decided_at", None)
                            ),
                            _connector="OR",
                        ),
                        name="transaction_decision_says_who_and_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "quarantined"), _negated=True),
                            models.Q(("reasons", []), _negated=True),
                            _connector="OR",
                        ),
                        name="transaction_set_aside_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StatusMeaning",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("status", models.CharField(max_length=200, verbose_name="status in the land office's words")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("transfer", "Transfer"),
                            ("partial_transfer", "Transfer of a share"),
                            ("owner_correction", "Correction of the owner's name"),
                            ("new", "New document"),
                            ("split", "Split"),
                            ("split_to_public", "Part given to the public"),
                            ("merge", "Merger"),
                            ("boundary_change", "Boundary surveyed anew"),
                            ("retired", "Document cancelled"),
                            ("encumbrance", "Mortgage and the like"),
                            ("note", "Note on the index"),
                            ("replacement_deed", "Replacement deed"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("said_at", models.DateTimeField(verbose_name="said at")),
                (
                    "municipality",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="gis_assets.municipality"),
                ),
                (
                    "said_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "meaning of a status",
                "verbose_name_plural": "meanings of statuses",
                "constraints": [
                    models.UniqueConstraint(models.F("municipality"), models.F("status"), name="status_means_one_thing")
                ],
            },
        ),
        *[
            migrations.RunSQL(f"SELECT protect_municipality_rows('landsurvey_{table}')", migrations.RunSQL.noop)
            for table in ("landofficetransaction", "statusmeaning")
        ],
    ]
