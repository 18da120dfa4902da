"""What happens around the money of a notice; rows are added, and only the columns of what comes later are filled in."""

import uuid

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

from gis_assets import sql_files

ADDED_ONLY = (
    "calendarextension",
    "instalmentplan",
    "instalment",
    "remission",
    "reversal",
    "bankfile",
    "dailyclosing",
    "closingcount",
    "arrearsreport",
    "arrearsentry",
    "ledgercheck",
)
FILLED_IN = {
    "warningletter": "received_on, received_how, received_recorded_at, received_recorded_by_id",
    "bankline": "state, remark, proposed_id, payment_id",
    "refund": "state, decision_number, decision_reason, decided_at, decided_by_id, channel, payment_reference, paid_at, paid_by_id",
}


def _run(statement: str) -> migrations.RunSQL:
    return migrations.RunSQL(statement, migrations.RunSQL.noop)


class Migration(migrations.Migration):
    dependencies = [
        ("gis_assets", "0005_lineage"),
        ("taxroll", "0004_the_ledger"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ArrearsEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("parcel_code", models.CharField(max_length=30, verbose_name="parcel code")),
                ("document_type", models.CharField(blank=True, max_length=10, verbose_name="document")),
                ("document_number", models.CharField(blank=True, max_length=30, verbose_name="document number")),
                ("owner_name", models.CharField(max_length=300, verbose_name="owner")),
                ("tax_satang", models.BigIntegerField(verbose_name="tax (satang)")),
            ],
            options={
                "verbose_name": "entry of a report",
                "verbose_name_plural": "entries of reports",
                "ordering": ["report", "parcel_code", "id"],
            },
        ),
        migrations.CreateModel(
            name="ArrearsReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("tax_year_be", models.PositiveIntegerField(verbose_name="tax year (B.E.)")),
                (
                    "kind",
                    models.CharField(
                        choices=[("arrears", "Arrears"), ("retraction", "Retraction")],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("number", models.CharField(max_length=20, verbose_name="number")),
                ("made_at", models.DateTimeField(verbose_name="made at")),
            ],
            options={
                "verbose_name": "report to the land office",
                "verbose_name_plural": "reports to the land office",
                "ordering": ["-made_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="BankFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("format", models.CharField(max_length=40, verbose_name="format")),
                ("name", models.CharField(max_length=200, verbose_name="file")),
                ("file", models.FileField(max_length=200, upload_to="", verbose_name="file")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("line_count", models.PositiveIntegerField(verbose_name="lines")),
                ("total_satang", models.BigIntegerField(verbose_name="sum (satang)")),
                ("received_at", models.DateTimeField(verbose_name="received at")),
            ],
            options={
                "verbose_name": "bank file",
                "verbose_name_plural": "bank files",
                "ordering": ["-received_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="BankLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.PositiveIntegerField(verbose_name="line")),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("cash", "Cash at the counter"),
                            ("transfer", "Bank transfer"),
                            ("qr", "QR payment"),
                            ("cheque", "Cheque"),
                        ],
                        max_length=10,
                        verbose_name="channel",
                    ),
                ),
                ("paid_at", models.DateTimeField(verbose_name="paid at")),
                ("amount_satang", models.BigIntegerField(verbose_name="amount (satang)")),
                ("ref1", models.CharField(blank=True, max_length=40, verbose_name="reference 1")),
                ("ref2", models.CharField(blank=True, max_length=40, verbose_name="reference 2")),
                ("bank_reference", models.CharField(max_length=60, verbose_name="reference of the bank")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Being matched"),
                            ("matched", "Matched"),
                            ("suspense", "Not matched"),
                            ("returned", "Given back"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("remark", models.CharField(blank=True, max_length=300, verbose_name="why")),
            ],
            options={
                "verbose_name": "line of a bank file",
                "verbose_name_plural": "lines of bank files",
                "ordering": ["file", "number"],
            },
        ),
        migrations.CreateModel(
            name="CalendarExtension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("tax_year_be", models.PositiveIntegerField(verbose_name="tax year (B.E.)")),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("list", "Post the list of land and buildings"),
                            ("notice", "Send the notices"),
                            ("pay", "Pay"),
                            ("instalment_1", "First instalment"),
                            ("instalment_2", "Second instalment"),
                            ("instalment_3", "Third instalment"),
                            ("warning", "Send the warning letters"),
                            ("land_office", "Report arrears to the land office"),
                        ],
                        max_length=20,
                        verbose_name="step",
                    ),
                ),
                ("last_date", models.DateField(verbose_name="last day")),
                ("document_number", models.CharField(max_length=100, verbose_name="document number")),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("recorded_at", models.DateTimeField(verbose_name="recorded at")),
            ],
            options={
                "verbose_name": "extension of a last day",
                "verbose_name_plural": "extensions of last days",
                "ordering": ["tax_year_be", "recorded_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="ClosingCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("account_kind", models.CharField(max_length=20, verbose_name="money")),
                ("booked_satang", models.BigIntegerField(verbose_name="by the books (satang)")),
                ("counted_satang", models.BigIntegerField(verbose_name="counted (satang)")),
                ("explanation", models.CharField(blank=True, max_length=300, verbose_name="explanation")),
            ],
            options={
                "verbose_name": "count",
                "verbose_name_plural": "counts",
                "ordering": ["closing", "id"],
            },
        ),
        migrations.CreateModel(
            name="DailyClosing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("on", models.DateField(verbose_name="day")),
                ("closed_at", models.DateTimeField(verbose_name="closed at")),
                ("pdf", models.FileField(max_length=200, upload_to="", verbose_name="document")),
                ("pdf_sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
            ],
            options={
                "verbose_name": "daily closing",
                "verbose_name_plural": "daily closings",
                "ordering": ["-on"],
            },
        ),
        migrations.CreateModel(
            name="Instalment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="instalment")),
                ("due_date", models.DateField(verbose_name="pay by")),
                ("amount_satang", models.BigIntegerField(verbose_name="amount (satang)")),
            ],
            options={
                "verbose_name": "instalment",
                "verbose_name_plural": "instalments",
                "ordering": ["plan", "number"],
            },
        ),
        migrations.CreateModel(
            name="InstalmentPlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("requested_on", models.DateField(verbose_name="requested on")),
                ("document_number", models.CharField(max_length=100, verbose_name="number of the request")),
                ("granted_at", models.DateTimeField(verbose_name="granted at")),
            ],
            options={
                "verbose_name": "instalment plan",
                "verbose_name_plural": "instalment plans",
                "ordering": ["-granted_at"],
            },
        ),
        migrations.CreateModel(
            name="LedgerCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("checked_at", models.DateTimeField(verbose_name="checked at")),
                ("faults", models.JSONField(default=list, verbose_name="faults")),
            ],
            options={
                "verbose_name": "check of the books",
                "verbose_name_plural": "checks of the books",
                "ordering": ["-checked_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Refund",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("amount_satang", models.BigIntegerField(verbose_name="amount (satang)")),
                ("requested_on", models.DateField(verbose_name="requested on")),
                ("request_number", models.CharField(max_length=100, verbose_name="number of the request")),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("recorded_at", models.DateTimeField(verbose_name="recorded at")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("requested", "Requested"),
                            ("granted", "Granted, to be paid out"),
                            ("refused", "Refused"),
                            ("paid", "Paid out"),
                        ],
                        default="requested",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "decision_number",
                    models.CharField(blank=True, max_length=100, verbose_name="number of the decision"),
                ),
                (
                    "decision_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="reason of the decision"),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided at")),
                (
                    "channel",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("cash", "Cash at the counter"),
                            ("transfer", "Bank transfer"),
                            ("qr", "QR payment"),
                            ("cheque", "Cheque"),
                        ],
                        max_length=10,
                        verbose_name="channel",
                    ),
                ),
                ("payment_reference", models.CharField(blank=True, max_length=60, verbose_name="payment reference")),
                ("paid_at", models.DateTimeField(blank=True, null=True, verbose_name="paid at")),
            ],
            options={
                "verbose_name": "refund",
                "verbose_name_plural": "refunds",
                "ordering": ["-recorded_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Remission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("waiver", "Penalty or surcharge waived"), ("write_off", "Debt written off")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("tax_satang", models.BigIntegerField(default=0, verbose_name="tax (satang)")),
                ("penalty_satang", models.BigIntegerField(default=0, verbose_name="penalty (satang)")),
                ("surcharge_satang", models.BigIntegerField(default=0, verbose_name="surcharge (satang)")),
                ("decided_on", models.DateField(verbose_name="decided on")),
                ("document_number", models.CharField(max_length=100, verbose_name="number of the decision")),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("recorded_at", models.DateTimeField(verbose_name="recorded at")),
            ],
            options={
                "verbose_name": "remission",
                "verbose_name_plural": "remissions",
                "ordering": ["recorded_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Reversal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("reversed_at", models.DateTimeField(verbose_name="reversed at")),
            ],
            options={
                "verbose_name": "reversal",
                "verbose_name_plural": "reversals",
                "ordering": ["-reversed_at"],
            },
        ),
        migrations.CreateModel(
            name="WarningLetter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.CharField(max_length=20, verbose_name="letter number")),
                ("issued_at", models.DateTimeField(verbose_name="issued at")),
                ("days_to_pay", models.PositiveSmallIntegerField(verbose_name="days to pay")),
                ("tax_satang", models.BigIntegerField(verbose_name="tax (satang)")),
                ("penalty_satang", models.BigIntegerField(verbose_name="penalty (satang)")),
                ("surcharge_satang", models.BigIntegerField(verbose_name="surcharge (satang)")),
                ("pdf", models.FileField(max_length=200, upload_to="", verbose_name="document")),
                ("pdf_sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("received_on", models.DateField(blank=True, null=True, verbose_name="received on")),
                ("received_how", models.CharField(blank=True, max_length=200, verbose_name="proof of receipt")),
                ("received_recorded_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "warning letter",
                "verbose_name_plural": "warning letters",
                "ordering": ["-issued_at", "-id"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="payment",
            name="payment_parts_are_not_negative",
        ),
        migrations.RemoveConstraint(
            model_name="payment",
            name="payment_parts_add_up",
        ),
        migrations.AddField(
            model_name="payment",
            name="surplus_satang",
            field=models.BigIntegerField(default=0, verbose_name="paid too much (satang)"),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("penalty_satang__gte", 0),
                    ("surcharge_satang__gte", 0),
                    ("surplus_satang__gte", 0),
                    ("tax_satang__gte", 0),
                ),
                name="payment_parts_are_not_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "amount_satang",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    models.F("tax_satang"), "+", models.F("penalty_satang")
                                ),
                                "+",
                                models.F("surcharge_satang"),
                            ),
                            "+",
                            models.F("surplus_satang"),
                        ),
                    )
                ),
                name="payment_parts_add_up",
            ),
        ),
        migrations.AddField(
            model_name="arrearsentry",
            name="municipality",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="gis_assets.municipality"),
        ),
        migrations.AddField(
            model_name="arrearsentry",
            name="notice",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="arrears_entries", to="taxroll.notice"
            ),
        ),
        migrations.AddField(
            model_name="arrearsreport",
            name="made_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="arrearsreport",
            name="municipality",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="gis_assets.municipality"),
        ),
        migrations.AddField(
            model_name="arrearsentry",
            name="report",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="taxroll.arrearsreport"
            ),
        ),
        migrations.AddField(
            model_name="bankfile",
            name="municipality",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="gis_assets.municipality"),
        ),
        migrations.AddField(
            model_name="bankfile",
            name="received_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="bankline",
            name="file",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="taxroll.bankfile"
            ),
        ),
        migrations.AddField(
            model_name="bankline",
            name="municipality",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="gis_assets.municipality"),
        ),
        migrations.AddField(
            model_name="bankline",
            name="payment",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="bank_line",
                to="taxroll.payment",
            ),
        ),
        migrations.AddField(
            model_name="bankline",
            name="proposed",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="taxroll.notice",
                verbose_name="proposed notice",
            ),
        ),
        migrations.AddField(
            model_name="calendarextension",
            name="municipality",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="gis_assets.municipality"),
        ),
        migrations.AddField(
            model_name="calendarextension",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="closingcount",
            name="municipality",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="gis_assets.municipality"),
        ),
        migrations.AddField(
            model_name="dailyclosing",
            name="closed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="dailyclosing",
            name="municipality",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="gis_assets.municipality"),
        ),
        migrations.AddField(
            model_name="closingcount",
            name="closing",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="counts", to="taxroll.dailyclosing"
            ),
        ),
        migrations.AddField(
            model_name="instalment",
            name="municipality",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="gis_assets.municipality"),
        ),
        migrations.AddField(
            model_name="instalmentplan",
            name="granted_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="instalmentplan",
            name="municipality",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="gis_assets.municipality"),
        ),
        migrations.AddField(
            model_name="instalmentplan",
            name="notice",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="plan", to="taxroll.notice"
            ),
        ),
        migrations.AddField(
            model_name="instalment",
            name="plan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="parts", to="taxroll.instalmentplan"
            ),
        ),
        migrations.AddField(
            model_name="ledgercheck",
            name="municipality",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="gis_assets.municipality"),
        ),
        migrations.AddField(
            model_name="refund",
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
            model_name="refund",
            name="line",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="refunds",
                to="taxroll.bankline",
            ),
        ),
        migrations.AddField(
            model_name="refund",
            name="municipality",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="gis_assets.municipality"),
        ),
        migrations.AddField(
            model_name="refund",
            name="notice",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="refunds",
                to="taxroll.notice",
            ),
        ),
        migrations.AddField(
            model_name="refund",
            name="paid_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="refund",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="remission",
            name="municipality",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="gis_assets.municipality"),
        ),
        migrations.AddField(
            model_name="remission",
            name="notice",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="remissions", to="taxroll.notice"
            ),
        ),
        migrations.AddField(
            model_name="remission",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="reversal",
            name="municipality",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="gis_assets.municipality"),
        ),
        migrations.AddField(
            model_name="reversal",
            name="payment",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="reversal", to="taxroll.payment"
            ),
        ),
        migrations.AddField(
            model_name="reversal",
            name="reversed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="warningletter",
            name="issued_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="warningletter",
            name="municipality",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="gis_assets.municipality"),
        ),
        migrations.AddField(
            model_name="warningletter",
            name="notice",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="warning", to="taxroll.notice"
            ),
        ),
        migrations.AddField(
            model_name="warningletter",
            name="received_recorded_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="arrearsreport",
            constraint=models.UniqueConstraint(
                models.F("municipality"), models.F("number"), name="report_number_stands_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="arrearsentry",
            constraint=models.UniqueConstraint(
                models.F("report"), models.F("notice"), models.F("parcel_code"), name="property_stands_once_in_a_report"
            ),
        ),
        migrations.AddConstraint(
            model_name="bankfile",
            constraint=models.UniqueConstraint(
                models.F("municipality"), models.F("sha256"), name="bank_file_is_taken_once"
            ),
        ),
        migrations.AddIndex(
            model_name="bankline",
            index=models.Index(fields=["municipality", "state"], name="bank_line_by_state"),
        ),
        migrations.AddConstraint(
            model_name="bankline",
            constraint=models.UniqueConstraint(
                models.F("file"), models.F("number"), name="bank_line_stands_once_in_a_file"
            ),
        ),
        migrations.AddConstraint(
            model_name="bankline",
            constraint=models.UniqueConstraint(
                models.F("municipality"), models.F("bank_reference"), name="bank_reference_is_taken_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="bankline",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_satang__gt", 0)), name="bank_line_is_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="bankline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("payment__isnull", False), ("state", "matched")),
                    models.Q(models.Q(("state", "matched"), _negated=True), ("payment", None)),
                    _connector="OR",
                ),
                name="matched_line_has_its_payment",
            ),
        ),
        migrations.AddConstraint(
            model_name="calendarextension",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("document_number", ""), _negated=True), models.Q(("reason", ""), _negated=True)
                ),
                name="extension_names_document_and_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="dailyclosing",
            constraint=models.UniqueConstraint(models.F("municipality"), models.F("on"), name="day_is_closed_once"),
        ),
        migrations.AddConstraint(
            model_name="closingcount",
            constraint=models.UniqueConstraint(
                models.F("closing"), models.F("account_kind"), name="money_is_counted_once_a_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="closingcount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("booked_satang", models.F("counted_satang")),
                    models.Q(("explanation", ""), _negated=True),
                    _connector="OR",
                ),
                name="difference_is_explained",
            ),
        ),
        migrations.AddConstraint(
            model_name="instalment",
            constraint=models.UniqueConstraint(
                models.F("plan"), models.F("number"), name="instalment_stands_once_in_a_plan"
            ),
        ),
        migrations.AddConstraint(
            model_name="instalment",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_satang__gt", 0)), name="instalment_is_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(condition=models.Q(("amount_satang__gt", 0)), name="refund_is_positive"),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("line", None), ("notice__isnull", False)),
                    models.Q(("line__isnull", False), ("notice", None)),
                    _connector="OR",
                ),
                name="refund_is_of_a_notice_or_a_line",
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("paid_at", None), ("state", "requested")),
                    models.Q(("decided_at__isnull", False), ("paid_at", None), ("state__in", ["granted", "refused"])),
                    models.Q(("decided_at__isnull", False), ("paid_at__isnull", False), ("state", "paid")),
                    _connector="OR",
                ),
                name="refund_is_decided_before_it_is_paid",
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.UniqueConstraint(
                models.F("line"),
                condition=models.Q(("state", "refused"), _negated=True),
                name="bank_line_is_given_back_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="remission",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("penalty_satang__gte", 0),
                    ("surcharge_satang__gte", 0),
                    ("tax_satang__gte", 0),
                    models.Q(
                        ("tax_satang__gt", 0), ("penalty_satang__gt", 0), ("surcharge_satang__gt", 0), _connector="OR"
                    ),
                ),
                name="remission_remits_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="remission",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "write_off"), ("tax_satang", 0), _connector="OR"),
                name="tax_is_never_waived",
            ),
        ),
        migrations.AddConstraint(
            model_name="remission",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("document_number", ""), _negated=True), models.Q(("reason", ""), _negated=True)
                ),
                name="remission_names_document_and_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="reversal",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="reversal_names_its_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="warningletter",
            constraint=models.UniqueConstraint(
                models.F("municipality"), models.F("number"), name="warning_number_stands_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="warningletter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("received_on", None), ("received_recorded_at", None), ("received_recorded_by", None)),
                    models.Q(
                        ("received_on__isnull", False),
                        ("received_recorded_at__isnull", False),
                        ("received_recorded_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="receipt_of_warning_names_who_and_when",
            ),
        ),
        *[_run(f"SELECT protect_municipality_rows('taxroll_{table}')") for table in (*ADDED_ONLY, *FILLED_IN)],
        *[
            _run(statement)
            for table in ADDED_ONLY
            for statement in (
                f"CREATE TRIGGER {table}_is_never_changed BEFORE UPDATE OR DELETE ON taxroll_{table} FOR EACH ROW EXECUTE FUNCTION refuse_change_of_issued()",
                f"REVOKE UPDATE, DELETE, TRUNCATE ON taxroll_{table} FROM town_app",
            )
        ],
        *[
            _run(statement)
            for table, columns in FILLED_IN.items()
            for statement in (
                f"REVOKE UPDATE, DELETE, TRUNCATE ON taxroll_{table} FROM town_app",
                f"GRANT UPDATE ({columns}) ON taxroll_{table} TO town_app",
            )
        ],
        migrations.RunSQL(
            sql_files.load("taxroll", "refuse_money_on_closed_day"),
            "DROP FUNCTION refuse_money_on_closed_day() CASCADE",
        ),
        _run(
            "CREATE TRIGGER closed_day_takes_no_money AFTER INSERT ON taxroll_transfer REFERENCING NEW TABLE AS added"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_money_on_closed_day()"
        ),
    ]
