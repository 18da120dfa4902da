from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("gis_assets", "0005_lineage"),
    ]

    operations = [
        migrations.AddField(
            model_name="buildingversion",
            name="is_sketched",
            field=models.BooleanField(db_default=False, default=False, verbose_name="outline not measured yet"),
        ),
    ]
