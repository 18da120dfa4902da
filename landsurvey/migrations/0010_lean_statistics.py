from django.db import migrations

# Nobody searches by these, and sampling wide shapes and documents took longer than planning ever gains from it.
NEVER_SEARCHED = (
    ("landsurvey_stagedfeature", ("attributes", "evidence", "measured_shape", "shape")),
    ("gis_assets_parcelversion", ("measured_shape",)),
)


class Migration(migrations.Migration):
    dependencies = [("landsurvey", "0009_lean_staging")]

    operations = [
        migrations.RunSQL(
            f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 0",
            f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS -1",
        )
        for table, columns in NEVER_SEARCHED
        for column in columns
    ]
