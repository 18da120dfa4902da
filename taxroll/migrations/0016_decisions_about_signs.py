"""The signs of a bill as a decision assessed them anew."""

import django.db.models.deletion
from django.db import migrations, models

TABLE = "taxroll_reassessedsign"


def _run(statement: str) -> migrations.RunSQL:
    return migrations.RunSQL(statement, migrations.RunSQL.noop)


class Migration(migrations.Migration):
    dependencies = [
        ("gis_assets", "0010_signs"),
        ("taxroll", "0015_requests_about_the_list"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReassessedSign",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("owes_nothing", models.BooleanField(default=False, verbose_name="owes nothing")),
                ("periods", models.PositiveSmallIntegerField(verbose_name="periods of the year")),
                ("whole_year_satang", models.BigIntegerField(verbose_name="tax of a whole year (satang)")),
                ("tax_satang", models.BigIntegerField(verbose_name="tax (satang)")),
                ("late_return_satang", models.BigIntegerField(verbose_name="for the late return (satang)")),
                (
                    "filing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sign_lines", to="taxroll.filing"
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reassessed", to="taxroll.signline"
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="gis_assets.municipality"),
                ),
            ],
            options={
                "verbose_name": "sign assessed anew",
                "verbose_name_plural": "signs assessed anew",
                "ordering": ["line__number"],
                "constraints": [
                    models.UniqueConstraint(models.F("filing"), models.F("line"), name="decision_assesses_a_sign_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("late_return_satang__gte", 0),
                                ("owes_nothing", False),
                                ("periods__gt", 0),
                                ("tax_satang__gt", 0),
                            ),
                            models.Q(
                                ("late_return_satang", 0), ("owes_nothing", True), ("periods", 0), ("tax_satang", 0)
                            ),
                            _connector="OR",
                        ),
                        name="reassessed_sign_owes_something_or_nothing",
                    ),
                ],
            },
        ),
        _run(f"SELECT protect_municipality_rows('{TABLE}')"),
        _run(
            f"CREATE TRIGGER reassessedsign_is_never_changed BEFORE UPDATE OR DELETE ON {TABLE}"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change_of_issued()"
        ),
        _run(f"REVOKE UPDATE, DELETE, TRUNCATE ON {TABLE} FROM town_app"),
    ]
