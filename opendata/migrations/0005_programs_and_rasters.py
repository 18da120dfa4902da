"""Questions of programs are counted, and the public layers of rasters are told of their changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("landsurvey", "0016_cases"), ("opendata", "0004_watch_planning_areas")]

    operations = [
        migrations.AddField(
            model_name="datasetuse",
            name="questions",
            field=models.PositiveIntegerField(db_default=0, default=0, verbose_name="questions of programs"),
        ),
        migrations.RunSQL("SELECT watch_table('landsurvey_raster')", migrations.RunSQL.noop),
    ]
