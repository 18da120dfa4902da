from django.db import migrations

from gis_assets import sql_files


class Migration(migrations.Migration):
    dependencies = [("gis_assets", "0002_row_security")]

    operations = [
        migrations.RunSQL(
            sql_files.load("gis_assets", "refresh_statistics"), "DROP FUNCTION refresh_statistics(regclass)"
        ),
    ]
