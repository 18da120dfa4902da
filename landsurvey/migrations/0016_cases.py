"""A survey is a case of `casework`; one that nobody goes on with can be closed."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0006_messages"),
        ("landsurvey", "0015_leaner_indexes_of_rows"),
    ]

    operations = [
        migrations.AddField(
            model_name="upload",
            name="case",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="casework.case",
                verbose_name="case",
            ),
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
                    ("dropped", "Closed without an entry"),
                ],
                default="received",
                max_length=10,
                verbose_name="status",
            ),
        ),
    ]
