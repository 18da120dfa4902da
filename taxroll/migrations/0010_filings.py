"""What owners file, with documents and the lines of a new assessment; attempts at owners' pages."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

PROTECTED = ("filing", "filingdocument", "reassessedline", "doorknock")
ADDED_ONLY = ("filingdocument", "reassessedline")


def _run(statement: str) -> migrations.RunSQL:
    return migrations.RunSQL(statement, migrations.RunSQL.noop)


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0002_protection"),
        ("gis_assets", "0009_condominium_units"),
        ("taxroll", "0009_scenarios_sales_and_searches"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Filing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("objection", "Objection (Ph.D.S. 10)"),
                            ("appeal", "Appeal to the provincial committee"),
                            ("court", "Action in court"),
                            ("list_correction", "Correction of the list (s. 32)"),
                            ("change_of_use", "Change of use (Ph.D.S. 5)"),
                            ("instalments", "Paying in instalments"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("tracking", models.CharField(max_length=16, unique=True, verbose_name="tracking code")),
                ("key", models.UUIDField(unique=True)),
                (
                    "grounds",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("area", "The area is wrong"),
                            ("use", "The use is wrong"),
                            ("price", "The price or the building is wrong"),
                            ("owner", "I was not the owner on 1 January"),
                            ("relief", "An exemption or reduction is missing"),
                            ("computing", "The computation is wrong"),
                            ("other", "Something else"),
                        ],
                        max_length=20,
                        verbose_name="grounds",
                    ),
                ),
                ("words", models.TextField(verbose_name="in the owner's words")),
                (
                    "parts",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="instalments asked for"),
                ),
                ("happened_on", models.DateField(blank=True, null=True, verbose_name="since")),
                ("received_at", models.DateTimeField(verbose_name="received at")),
                ("notified_on", models.DateField(blank=True, null=True, verbose_name="the owner was told on")),
                ("lodge_by", models.DateField(blank=True, null=True, verbose_name="to be lodged by")),
                ("decide_by", models.DateField(blank=True, null=True, verbose_name="to be decided by")),
                ("is_late", models.BooleanField(default=False, verbose_name="came late")),
                (
                    "channel",
                    models.CharField(
                        choices=[("owner", "Owner's page"), ("counter", "At the counter")],
                        max_length=10,
                        verbose_name="channel",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("granted", "Granted in full"),
                            ("partly", "Granted in part"),
                            ("refused", "Not granted"),
                            ("by_silence", "Granted because the time passed"),
                            ("withdrawn", "Withdrawn by the owner"),
                        ],
                        max_length=12,
                        verbose_name="outcome",
                    ),
                ),
                ("reasons", models.TextField(blank=True, verbose_name="reasons")),
                (
                    "decision_number",
                    models.CharField(blank=True, max_length=100, verbose_name="number of the decision"),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
                ("told_on", models.DateField(blank=True, null=True, verbose_name="decision received on")),
                ("pdf", models.FileField(blank=True, max_length=200, upload_to="", verbose_name="document")),
                ("pdf_sha256", models.CharField(blank=True, max_length=64, verbose_name="SHA-256")),
                (
                    "before_satang",
                    models.BigIntegerField(blank=True, null=True, verbose_name="assessed before (satang)"),
                ),
                ("after_satang", models.BigIntegerField(blank=True, null=True, verbose_name="assessed after (satang)")),
                (
                    "against",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="next",
                        to="taxroll.filing",
                    ),
                ),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="casework.case"
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
                    "line",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="taxroll.rollline",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="gis_assets.municipality"),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="filings", to="taxroll.notice"
                    ),
                ),
                (
                    "recorded_by",
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
                "verbose_name": "filing",
                "verbose_name_plural": "filings",
                "ordering": ["decide_by", "received_at"],
            },
        ),
        migrations.CreateModel(
            name="FilingDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file", models.FileField(max_length=200, upload_to="", verbose_name="document")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("content_type", models.CharField(max_length=40, verbose_name="type")),
                ("size_bytes", models.PositiveIntegerField(verbose_name="size")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                (
                    "filing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="documents", to="taxroll.filing"
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="gis_assets.municipality"),
                ),
            ],
            options={
                "verbose_name": "document of a filing",
                "verbose_name_plural": "documents of filings",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ReassessedLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("property_satang", models.BigIntegerField(verbose_name="value of the whole property (satang)")),
                (
                    "table",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "Agriculture"),
                            (2, "Main home (land and building)"),
                            (3, "Main home (building only)"),
                            (4, "Other residence"),
                            (5, "Other use"),
                            (6, "Left vacant"),
                            (7, "Exempt (s. 8)"),
                        ],
                        verbose_name="use",
                    ),
                ),
                ("vacant_years", models.PositiveSmallIntegerField(default=0, verbose_name="vacant tax years")),
                ("reduction_ppm", models.PositiveIntegerField(default=0, verbose_name="reduction (ppm)")),
                (
                    "area_wah",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="area (sq wah)"
                    ),
                ),
                ("value_satang", models.BigIntegerField(verbose_name="value (satang)")),
                ("exemption_satang", models.BigIntegerField(verbose_name="exemption (satang)")),
                ("net_satang", models.BigIntegerField(verbose_name="net base (satang)")),
                (
                    "slice_base_satang",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None, verbose_name="base by slice (satang)"
                    ),
                ),
                (
                    "slice_tax_satang",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None, verbose_name="tax by slice (satang)"
                    ),
                ),
                ("escalation_ppm", models.PositiveIntegerField(verbose_name="escalation (ppm)")),
                ("tax_satang", models.BigIntegerField(verbose_name="tax (satang)")),
                ("relief_satang", models.BigIntegerField(verbose_name="relief (satang)")),
                ("phase_in_satang", models.BigIntegerField(verbose_name="phase-in (satang)")),
                ("payable_satang", models.BigIntegerField(verbose_name="payable (satang)")),
                (
                    "filing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="taxroll.filing"
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reassessed", to="taxroll.rollline"
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="gis_assets.municipality"),
                ),
            ],
            options={
                "verbose_name": "line assessed anew",
                "verbose_name_plural": "lines assessed anew",
                "ordering": ["line__number"],
            },
        ),
        migrations.CreateModel(
            name="DoorKnock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sender_digest", models.CharField(max_length=64)),
                ("notice_digest", models.CharField(max_length=64)),
                ("tried_at", models.DateTimeField(verbose_name="tried at")),
                (
                    "municipality",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="gis_assets.municipality"),
                ),
            ],
            options={
                "verbose_name": "attempt at an owner's page",
                "verbose_name_plural": "attempts at owners' pages",
                "indexes": [
                    models.Index(fields=["municipality", "sender_digest", "tried_at"], name="knock_by_sender"),
                    models.Index(fields=["municipality", "notice_digest", "tried_at"], name="knock_by_notice"),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="filing",
            index=models.Index(fields=["municipality", "outcome", "decide_by"], name="filing_by_last_day"),
        ),
        migrations.AddConstraint(
            model_name="filing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("outcome", "")),
                    models.Q(
                        models.Q(("outcome", ""), _negated=True),
                        ("decided_at__isnull", False),
                        models.Q(("reasons", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="answered_filing_says_when_and_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="filing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("after_satang", None), ("before_satang", None)),
                    models.Q(("after_satang__gte", 0), ("after_satang__lte", models.F("before_satang"))),
                    _connector="OR",
                ),
                name="filing_never_raises_the_tax",
            ),
        ),
        migrations.AddConstraint(
            model_name="filing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("against__isnull", False), ("kind__in", ["appeal", "court"])),
                    models.Q(models.Q(("kind__in", ["appeal", "court"]), _negated=True), ("against", None)),
                    _connector="OR",
                ),
                name="appeal_names_the_decision_it_is_against",
            ),
        ),
        migrations.AddConstraint(
            model_name="reassessedline",
            constraint=models.UniqueConstraint(
                models.F("filing"), models.F("line"), name="decision_assesses_a_line_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="reassessedline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "payable_satang",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.F("tax_satang"), "-", models.F("relief_satang")
                            ),
                            "-",
                            models.F("phase_in_satang"),
                        ),
                    )
                ),
                name="reassessed_payable_is_tax_less_reliefs",
            ),
        ),
        *[_run(f"SELECT protect_municipality_rows('taxroll_{table}')") for table in PROTECTED],
        *[
            _run(
                f"CREATE TRIGGER {table}_is_never_changed BEFORE UPDATE OR DELETE ON taxroll_{table}"
                " FOR EACH ROW EXECUTE FUNCTION refuse_change_of_issued()"
            )
            for table in ADDED_ONLY
        ],
        *[_run(f"REVOKE UPDATE, DELETE, TRUNCATE ON taxroll_{table} FROM town_app") for table in ADDED_ONLY],
    ]
