"""Lines refer to their bill, roll and municipality by one key, bills to their roll and municipality; no index twice."""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

LINE_KEY = """
    ALTER TABLE taxroll_rollline ADD CONSTRAINT line_is_of_its_bill_and_roll
    FOREIGN KEY (bill_id, roll_id, municipality_id) REFERENCES taxroll_bill (id, roll_id, municipality_id)
    DEFERRABLE INITIALLY DEFERRED
"""
BILL_KEY = """
    ALTER TABLE taxroll_bill ADD CONSTRAINT bill_is_of_its_roll
    FOREIGN KEY (roll_id, municipality_id) REFERENCES taxroll_roll (id, municipality_id)
    DEFERRABLE INITIALLY DEFERRED
"""


class Migration(migrations.Migration):
    dependencies = [
        ("gis_assets", "0009_condominium_units"),
        ("taxroll", "0010_filings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="bill",
            name="bill_by_parties",
        ),
        migrations.AlterField(
            model_name="bill",
            name="municipality",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                to="gis_assets.municipality",
            ),
        ),
        migrations.AlterField(
            model_name="bill",
            name="roll",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="bills",
                to="taxroll.roll",
            ),
        ),
        migrations.AlterField(
            model_name="rollline",
            name="bill",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lines",
                to="taxroll.bill",
            ),
        ),
        migrations.AlterField(
            model_name="rollline",
            name="building_version",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="gis_assets.buildingversion",
            ),
        ),
        migrations.AlterField(
            model_name="rollline",
            name="municipality",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                to="gis_assets.municipality",
            ),
        ),
        migrations.AlterField(
            model_name="rollline",
            name="roll",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lines",
                to="taxroll.roll",
            ),
        ),
        migrations.AlterField(
            model_name="rollline",
            name="unit_version",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="gis_assets.unitversion",
            ),
        ),
        migrations.AddIndex(
            model_name="bill",
            index=django.contrib.postgres.indexes.GinIndex(
                fastupdate=False, fields=["parties"], name="bill_by_parties"
            ),
        ),
        migrations.AddIndex(
            model_name="rollline",
            index=models.Index(
                condition=models.Q(("building_version__isnull", False)),
                fields=["building_version"],
                name="roll_line_by_building",
            ),
        ),
        migrations.AddIndex(
            model_name="rollline",
            index=models.Index(
                condition=models.Q(("unit_version__isnull", False)), fields=["unit_version"], name="roll_line_by_unit"
            ),
        ),
        migrations.AddConstraint(
            model_name="bill",
            constraint=models.UniqueConstraint(fields=("id", "roll", "municipality"), name="bill_is_of_one_roll"),
        ),
        migrations.AddConstraint(
            model_name="roll",
            constraint=models.UniqueConstraint(fields=("id", "municipality"), name="roll_is_of_one_municipality"),
        ),
        migrations.RunSQL(BILL_KEY, "ALTER TABLE taxroll_bill DROP CONSTRAINT bill_is_of_its_roll"),
        migrations.RunSQL(LINE_KEY, "ALTER TABLE taxroll_rollline DROP CONSTRAINT line_is_of_its_bill_and_roll"),
    ]
