from django.db import migrations

from gis_assets import sql_files


class Migration(migrations.Migration):
    dependencies = [("gis_assets", "0014_numbers_of_owners")]

    operations = [
        migrations.RunSQL(sql_files.load("gis_assets", "keep_parcel_versions"), migrations.RunSQL.noop),
    ]
