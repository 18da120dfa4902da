"""Tries of codes that nobody has are counted for every app in one place."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0007_permit_officers"), ("gis_assets", "0002_row_security")]

    operations = [
        migrations.CreateModel(
            name="FailedTry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.SlugField(max_length=40, verbose_name="kind")),
                ("sender_digest", models.CharField(max_length=64, verbose_name="keyed digest of the sender's address")),
                ("tried_at", models.DateTimeField(verbose_name="tried at")),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="gis_assets.municipality"
                    ),
                ),
            ],
            options={
                "verbose_name": "try of a code that nobody has",
                "verbose_name_plural": "tries of codes that nobody has",
                "indexes": [
                    models.Index(
                        fields=["municipality", "kind", "sender_digest", "tried_at"], name="try_by_sender_and_time"
                    )
                ],
            },
        ),
        migrations.RunSQL("SELECT protect_municipality_rows('casework_failedtry')", migrations.RunSQL.noop),
    ]
