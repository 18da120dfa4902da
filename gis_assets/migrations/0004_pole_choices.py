from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("gis_assets", "0003_statistics"),
    ]

    operations = [
        migrations.AlterField(
            model_name="utilitypoleversion",
            name="lamp_kind",
            field=models.CharField(
                blank=True,
                choices=[
                    ("led", "LED"),
                    ("sodium", "Sodium vapour"),
                    ("fluorescent", "Fluorescent"),
                    ("other", "Other"),
                ],
                max_length=30,
                verbose_name="lamp",
            ),
        ),
        migrations.AlterField(
            model_name="utilitypoleversion",
            name="material",
            field=models.CharField(
                blank=True,
                choices=[("concrete", "Concrete"), ("steel", "Steel"), ("wood", "Wood"), ("other", "Other")],
                max_length=30,
                verbose_name="material",
            ),
        ),
    ]
