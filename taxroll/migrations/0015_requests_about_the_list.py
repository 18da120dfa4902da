"""A request of an owner about the list names the correction that it became."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0003_notice_deliverer"),
        ("gis_assets", "0009_condominium_units"),
        ("taxroll", "0014_notices_after_decisions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="filing",
            name="correction",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="filing",
                to="taxroll.correction",
                verbose_name="correction of the list",
            ),
        ),
        migrations.AddConstraint(
            model_name="filing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("correction", None), ("kind__in", ["list_correction", "change_of_use"]), _connector="OR"
                ),
                name="only_requests_about_the_list_become_corrections",
            ),
        ),
    ]
