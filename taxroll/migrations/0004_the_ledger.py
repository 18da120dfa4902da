"""Accounts and transfers: added to, never changed; the accounts of a transfer belong to its municipality."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def _run(statement: str) -> migrations.RunSQL:
    return migrations.RunSQL(statement, migrations.RunSQL.noop)


class Migration(migrations.Migration):
    dependencies = [
        ("gis_assets", "0005_lineage"),
        ("taxroll", "0003_exempt_use_on_lines"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Account",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("receivable", "Tax receivable"),
                            ("levy_income", "Tax levied"),
                            ("penalty_income", "Penalties received"),
                            ("surcharge_income", "Surcharges received"),
                            ("cash", "Cash at the counter"),
                            ("cheques", "Cheques"),
                            ("bank", "Bank account"),
                            ("qr_clearing", "QR payments"),
                            ("suspense", "Money not yet matched"),
                            ("overpaid", "Paid too much"),
                            ("refunds_payable", "Refunds to be paid out"),
                            ("written_off", "Written off"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("tax_year_be", models.PositiveIntegerField(blank=True, null=True, verbose_name="tax year (B.E.)")),
                (
                    "municipality",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="gis_assets.municipality"),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="accounts",
                        to="taxroll.notice",
                    ),
                ),
            ],
            options={
                "verbose_name": "account",
                "verbose_name_plural": "accounts",
            },
        ),
        migrations.CreateModel(
            name="Transfer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("amount_satang", models.BigIntegerField(verbose_name="amount (satang)")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("levy", "Notice issued"),
                            ("withdrawal", "Notice cancelled"),
                            ("reduction", "Assessment reduced"),
                            ("tax", "Tax paid"),
                            ("penalty", "Penalty paid"),
                            ("surcharge", "Surcharge paid"),
                            ("surplus", "Paid too much"),
                            ("received", "Received, not yet matched"),
                            ("reversal", "Reversed"),
                            ("write_off", "Written off"),
                            ("refund_granted", "Refund granted"),
                            ("refund_paid", "Refund paid out"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "reference",
                    models.UUIDField(
                        help_text="The notice, payment, decision or line that caused it.", verbose_name="caused by"
                    ),
                ),
                ("tax_year_be", models.PositiveIntegerField(blank=True, null=True, verbose_name="tax year (B.E.)")),
                ("happened_on", models.DateField(verbose_name="day of the books")),
                ("recorded_at", models.DateTimeField(verbose_name="recorded at")),
                (
                    "credit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="credits", to="taxroll.account"
                    ),
                ),
                (
                    "debit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="debits", to="taxroll.account"
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="gis_assets.municipality"),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfers",
                        to="taxroll.notice",
                    ),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfers",
                        to="taxroll.payment",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "reverses",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversed_by",
                        to="taxroll.transfer",
                    ),
                ),
            ],
            options={
                "verbose_name": "transfer",
                "verbose_name_plural": "transfers",
                "ordering": ["recorded_at", "id"],
            },
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.UniqueConstraint(
                fields=("municipality", "kind", "notice", "tax_year_be"),
                name="account_stands_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["receivable", "overpaid"]), ("notice__isnull", False)),
                    models.Q(models.Q(("kind__in", ["receivable", "overpaid"]), _negated=True), ("notice", None)),
                    _connector="OR",
                ),
                name="account_of_a_notice_names_it",
            ),
        ),
        migrations.AddIndex(
            model_name="transfer",
            index=models.Index(fields=["municipality", "happened_on"], name="transfer_by_day"),
        ),
        migrations.AddIndex(
            model_name="transfer",
            index=models.Index(fields=["reference"], name="transfer_by_cause"),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_satang__gt", 0)), name="transfer_is_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(("debit", models.F("credit")), _negated=True), name="transfer_goes_elsewhere"
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.UniqueConstraint(
                models.F("notice"), condition=models.Q(("kind", "levy")), name="notice_is_levied_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.UniqueConstraint(
                models.F("notice"), condition=models.Q(("kind", "withdrawal")), name="notice_is_withdrawn_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "reversal"), ("reverses__isnull", False)),
                    models.Q(models.Q(("kind", "reversal"), _negated=True), ("reverses", None)),
                    _connector="OR",
                ),
                name="reversal_names_what_it_reverses",
            ),
        ),
        *[
            _run(statement)
            for table in ("account", "transfer")
            for statement in (
                f"SELECT protect_municipality_rows('taxroll_{table}')",
                f"CREATE TRIGGER {table}_is_never_changed BEFORE UPDATE OR DELETE ON taxroll_{table} FOR EACH ROW EXECUTE FUNCTION refuse_change_of_issued()",
                f"REVOKE UPDATE, DELETE, TRUNCATE ON taxroll_{table} FROM town_app",
            )
        ],
        # A transfer never crosses from one municipality's account to another's.
        _run("CREATE UNIQUE INDEX account_of_municipality ON taxroll_account (municipality_id, id)"),
        *[
            _run(
                f"ALTER TABLE taxroll_transfer ADD CONSTRAINT {side}_belongs_to_its_municipality"
                f" FOREIGN KEY (municipality_id, {side}_id) REFERENCES taxroll_account (municipality_id, id)"
            )
            for side in ("debit", "credit")
        ],
    ]
