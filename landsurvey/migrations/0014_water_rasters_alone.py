from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("landsurvey", "0013_small_samples"),
    ]

    operations = [
        migrations.AlterField(
            model_name="terrainrun",
            name="steep_percent",
            field=models.FloatField(blank=True, null=True, verbose_name="steep from (%)"),
        ),
    ]
