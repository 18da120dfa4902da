"""The returns of signs and what they were assessed at; rolls of two taxes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from gis_assets import sql_files


class Migration(migrations.Migration):
    dependencies = [
        ("gis_assets", "0010_signs"),
        ("taxroll", "0011_one_key_to_the_bill"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SignLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="line")),
                ("sign_number", models.CharField(max_length=20, verbose_name="sign number")),
                ("words", models.CharField(max_length=300, verbose_name="words on the sign")),
                ("place", models.CharField(blank=True, max_length=300, verbose_name="place")),
                ("width_cm", models.PositiveIntegerField(verbose_name="width (cm)")),
                ("height_cm", models.PositiveIntegerField(verbose_name="height (cm)")),
                ("faces", models.PositiveSmallIntegerField(verbose_name="faces")),
                (
                    "letters",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "1: Thai letters only"),
                            (2, "2: Thai with foreign letters, pictures or marks"),
                            (3, "3: no Thai, or Thai under or below foreign letters"),
                        ],
                        verbose_name="letters",
                    ),
                ),
                ("is_moving", models.BooleanField(verbose_name="moving or changing")),
                ("shown_from", models.DateField(verbose_name="shown from")),
                ("returned_on", models.DateField(blank=True, null=True, verbose_name="return received on")),
                ("return_by", models.DateField(verbose_name="return due by")),
                ("periods", models.PositiveSmallIntegerField(verbose_name="periods of the year")),
                ("whole_year_satang", models.BigIntegerField(verbose_name="tax of a whole year (satang)")),
                ("tax_satang", models.BigIntegerField(verbose_name="tax (satang)")),
                ("late_return_satang", models.BigIntegerField(verbose_name="for the late return (satang)")),
            ],
            options={
                "verbose_name": "line of signs",
                "verbose_name_plural": "lines of signs",
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="SignReturn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("tax_year_be", models.PositiveIntegerField(verbose_name="tax year (B.E.)")),
                ("received_on", models.DateField(verbose_name="return received on")),
                ("recorded_at", models.DateTimeField(verbose_name="recorded at")),
            ],
            options={
                "verbose_name": "return of a sign",
                "verbose_name_plural": "returns of signs",
            },
        ),
        migrations.RemoveConstraint(
            model_name="roll",
            name="roll_stands_once_in_a_year",
        ),
        migrations.AddField(
            model_name="roll",
            name="tax",
            field=models.CharField(
                choices=[("land", "Land and building tax"), ("signs", "Signboard tax")],
                db_default="land",
                default="land",
                max_length=5,
                verbose_name="tax",
            ),
        ),
        migrations.AlterField(
            model_name="account",
            name="kind",
            field=models.CharField(
                choices=[
                    ("receivable", "Tax receivable"),
                    ("levy_income", "Tax levied"),
                    ("sign_income", "Signboard tax levied"),
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
        migrations.AddConstraint(
            model_name="roll",
            constraint=models.UniqueConstraint(
                models.F("municipality"),
                models.F("tax"),
                models.F("tax_year_be"),
                models.F("sequence"),
                name="roll_stands_once_in_a_year",
            ),
        ),
        migrations.AddField(
            model_name="signline",
            name="bill",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="sign_lines", to="taxroll.bill"
            ),
        ),
        migrations.AddField(
            model_name="signline",
            name="municipality",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="gis_assets.municipality"),
        ),
        migrations.AddField(
            model_name="signline",
            name="roll",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="sign_lines", to="taxroll.roll"
            ),
        ),
        migrations.AddField(
            model_name="signline",
            name="sign_version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="gis_assets.signversion"
            ),
        ),
        migrations.AddField(
            model_name="signreturn",
            name="municipality",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="gis_assets.municipality"),
        ),
        migrations.AddField(
            model_name="signreturn",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="signreturn",
            name="sign",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="returns", to="gis_assets.sign"
            ),
        ),
        migrations.AddConstraint(
            model_name="signline",
            constraint=models.UniqueConstraint(
                models.F("roll"), models.F("number"), name="sign_line_number_stands_once_in_a_roll"
            ),
        ),
        migrations.AddConstraint(
            model_name="signline",
            constraint=models.CheckConstraint(
                condition=models.Q(("late_return_satang__gte", 0), ("periods__gt", 0), ("tax_satang__gt", 0)),
                name="sign_line_owes_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="signreturn",
            constraint=models.UniqueConstraint(
                models.F("sign"), models.F("tax_year_be"), name="sign_is_returned_once_a_year"
            ),
        ),
        migrations.RunSQL(sql_files.load("taxroll", "bills_standing_of_one_tax"), migrations.RunSQL.noop),
        migrations.RunSQL("SELECT guard_sealed_roll('taxroll_signline')", migrations.RunSQL.noop),
        *[
            migrations.RunSQL(f"SELECT protect_municipality_rows('taxroll_{table}')", migrations.RunSQL.noop)
            for table in ("signline", "signreturn")
        ],
    ]
