from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0002_protection"),
    ]

    operations = [
        migrations.AlterField(
            model_name="stepstandard",
            name="role",
            field=models.CharField(
                blank=True,
                choices=[
                    ("surveyor", "Surveyor"),
                    ("survey_reviewer", "Survey reviewer"),
                    ("dispatcher", "Dispatcher"),
                    ("responder", "Responder"),
                    ("tax_officer", "Tax officer"),
                    ("notice_deliverer", "Deliverer of notices"),
                    ("head_of_revenue", "Head of revenue"),
                    ("data_publisher", "Data publisher"),
                    ("administrator", "Administrator"),
                ],
                max_length=20,
                verbose_name="who does it",
            ),
        ),
    ]
