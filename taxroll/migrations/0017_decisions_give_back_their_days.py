"""What a decision about property ended, so that its withdrawal gives the days back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("taxroll", "0016_decisions_about_signs")]

    operations = [
        migrations.AddField(name, "former_periods", models.JSONField(blank=True, default=dict))
        for name in ("approvedprice", "exemptuse", "oldtax", "reduction")
    ]
