import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A raster names the campaign it was made for; the free text that stood there before named none."""

    dependencies = [
        ("landsurvey", "0010_lean_statistics"),
    ]

    operations = [
        migrations.RemoveField(model_name="raster", name="campaign"),
        migrations.AddField(
            model_name="raster",
            name="campaign",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rasters",
                to="landsurvey.campaign",
                verbose_name="campaign",
            ),
        ),
    ]
