from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("landsurvey", "0005_rasters")]

    operations = [
        migrations.AddField(
            model_name="finding",
            name="proposal",
            field=models.JSONField(blank=True, null=True, verbose_name="proposed repair"),
        ),
    ]
