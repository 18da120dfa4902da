from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("landsurvey", "0014_water_rasters_alone"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="stagedfeature",
            name="row_by_decision",
        ),
        migrations.RemoveIndex(
            model_name="stagedfeature",
            name="row_by_parcel",
        ),
        migrations.AddIndex(
            model_name="stagedfeature",
            index=models.Index(
                condition=models.Q(("decision", "accepted"), _negated=True),
                fields=["upload", "decision", "row"],
                include=("municipality",),
                name="row_by_decision",
            ),
        ),
        migrations.AddIndex(
            model_name="stagedfeature",
            index=models.Index(
                condition=models.Q(("parcel__isnull", False)), fields=["upload", "parcel"], name="row_by_parcel"
            ),
        ),
    ]
