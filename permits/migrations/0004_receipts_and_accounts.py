"""What is printed on a receipt, copied when the money was taken; and petitions that a person keeps in the own account."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("gis_assets", "0017_parcels_by_statement"),
        ("permits", "0003_desk_deeds"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="fee",
            name="receipt",
            field=models.JSONField(blank=True, default=dict, verbose_name="what is printed on the receipt"),
        ),
        migrations.CreateModel(
            name="KeptPetition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kept_at", models.DateTimeField(verbose_name="kept since")),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="gis_assets.municipality"
                    ),
                ),
                (
                    "petition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="kept_by", to="permits.petition"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("user", "petition"), name="account_keeps_a_petition_once")
                ],
            },
        ),
        migrations.RunSQL("SELECT protect_municipality_rows('permits_keptpetition')", migrations.RunSQL.noop),
    ]
