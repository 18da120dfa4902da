"""What a phone sent before is found without reading all reports."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0010_crews_lists_taps_and_parts"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                fields=["municipality", "device_digest", "submitted_at"],
                name="report_by_device_and_time",
                condition=models.Q(("device_digest", ""), _negated=True),
            ),
        ),
    ]
