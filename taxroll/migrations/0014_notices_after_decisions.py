"""What a notice asks for stands with it, and a notice may go on with the debt of another that a decision replaced."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from gis_assets import sql_files


def _run(statement):
    return migrations.RunSQL(statement, migrations.RunSQL.noop)


# Notices issued until now asked for what their bills come to. Nobody else may change an issued notice, and nobody may
# read across municipalities: both locks are opened for this one statement.
ASKED_UNTIL_NOW = (
    "ALTER TABLE taxroll_notice NO FORCE ROW LEVEL SECURITY",
    "ALTER TABLE taxroll_bill NO FORCE ROW LEVEL SECURITY",
    "ALTER TABLE taxroll_notice DISABLE TRIGGER issued_notice_is_never_changed",
    "UPDATE taxroll_notice AS notice SET assessed_satang = payable_satang FROM taxroll_bill AS bill WHERE bill.id = bill_id",
    "SET CONSTRAINTS ALL IMMEDIATE",
    "ALTER TABLE taxroll_notice ENABLE TRIGGER issued_notice_is_never_changed",
    "ALTER TABLE taxroll_bill FORCE ROW LEVEL SECURITY",
    "ALTER TABLE taxroll_notice FORCE ROW LEVEL SECURITY",
)


class Migration(migrations.Migration):
    dependencies = [
        ("gis_assets", "0009_condominium_units"),
        ("taxroll", "0013_acknowledged_areas_and_exports"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Redivision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("tax_satang", models.BigIntegerField(verbose_name="tax (satang)")),
                ("penalty_satang", models.BigIntegerField(verbose_name="penalty (satang)")),
                ("surcharge_satang", models.BigIntegerField(verbose_name="surcharge (satang)")),
                ("divided_on", models.DateField(verbose_name="divided on")),
                ("recorded_at", models.DateTimeField(verbose_name="recorded at")),
            ],
            options={
                "verbose_name": "money divided again",
                "verbose_name_plural": "money divided again",
                "ordering": ["recorded_at", "id"],
            },
        ),
        migrations.AddField(
            model_name="notice",
            name="assessed_satang",
            field=models.BigIntegerField(default=0, verbose_name="assessed at (satang)"),
            preserve_default=False,
        ),
        *[_run(statement) for statement in ASKED_UNTIL_NOW],
        migrations.AddField(
            model_name="notice",
            name="continues",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="taxroll.notice",
                verbose_name="goes on with the debt of",
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="decision",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="notices",
                to="taxroll.filing",
                verbose_name="decision",
            ),
        ),
        migrations.AlterField(
            model_name="transfer",
            name="kind",
            field=models.CharField(
                choices=[
                    ("levy", "Notice issued"),
                    ("withdrawal", "Notice cancelled"),
                    ("reduction", "Assessment reduced"),
                    ("tax", "Tax paid"),
                    ("penalty", "Penalty paid"),
                    ("surcharge", "Surcharge paid"),
                    ("surplus", "Paid too much"),
                    ("received", "Received, not yet matched"),
                    ("redivided", "Divided again after a decision"),
                    ("reversal", "Reversed"),
                    ("write_off", "Written off"),
                    ("refund_granted", "Refund granted"),
                    ("refund_paid", "Refund paid out"),
                ],
                max_length=20,
                verbose_name="kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(("assessed_satang__gte", 0)), name="notice_asks_for_no_less_than_0"
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("continues", None),
                    models.Q(("batch", None), ("decision__isnull", False), ("replaces__isnull", False)),
                    _connector="OR",
                ),
                name="notice_goes_on_with_a_debt_by_a_decision",
            ),
        ),
        migrations.AddField(
            model_name="redivision",
            name="municipality",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="gis_assets.municipality"),
        ),
        migrations.AddField(
            model_name="redivision",
            name="notice",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="redivisions", to="taxroll.notice"
            ),
        ),
        migrations.AddField(
            model_name="redivision",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="redivision",
            constraint=models.CheckConstraint(
                condition=models.Q(("penalty_satang", 0), ("surcharge_satang", 0), _negated=True),
                name="redivision_moves_something",
            ),
        ),
        _run("SELECT protect_municipality_rows('taxroll_redivision')"),
        _run(
            "CREATE TRIGGER redivision_is_never_changed BEFORE UPDATE OR DELETE ON taxroll_redivision"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change_of_issued()"
        ),
        _run("REVOKE UPDATE, DELETE, TRUNCATE ON taxroll_redivision FROM town_app"),
        _run(sql_files.load("taxroll", "refuse_second_sealing")),
        _run("DROP TRIGGER sealed_roll_refuses_insert_new ON taxroll_lineseal"),
        _run(
            "CREATE TRIGGER lines_of_a_sealed_roll_are_sealed_once AFTER INSERT ON taxroll_lineseal"
            " REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION refuse_second_sealing()"
        ),
    ]
