"""Slips of transfers, reports of visits sent twice, and buildings taken back out of the register."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("gis_assets", "0016_permit_officers"),
        ("permits", "0002_protection"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="fee",
            name="slip",
            field=models.CharField(blank=True, max_length=40, verbose_name="number on the slip"),
        ),
        migrations.AddField(
            model_name="registeredbuilding",
            name="undone_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="taken out again at"),
        ),
        migrations.AddField(
            model_name="registeredbuilding",
            name="undone_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="registeredbuilding",
            name="undone_why",
            field=models.CharField(blank=True, max_length=500, verbose_name="why it was taken out again"),
        ),
        migrations.AddField(
            model_name="visit",
            name="key",
            field=models.UUIDField(blank=True, editable=False, null=True, unique=True),
        ),
        migrations.AlterField(
            model_name="fee",
            name="paid_by",
            field=models.CharField(
                blank=True,
                choices=[("cash", "Cash"), ("transfer", "Bank transfer"), ("qr", "Thai QR")],
                max_length=20,
                verbose_name="way of payment",
            ),
        ),
        migrations.AlterField(
            model_name="registeredbuilding",
            name="petition",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="registered", to="permits.petition"
            ),
        ),
        migrations.AddConstraint(
            model_name="fee",
            constraint=models.UniqueConstraint(
                condition=models.Q(("slip", ""), _negated=True),
                fields=("municipality", "slip"),
                name="slip_pays_one_fee",
            ),
        ),
        migrations.AddConstraint(
            model_name="registeredbuilding",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undone_at", None)),
                fields=("petition",),
                name="petition_is_one_building_of_the_register",
            ),
        ),
    ]
