from django.db import migrations

# The planner samples 300 rows for each step of a table's largest target; with 100, the usual one, it read 30,000 wide
# rows after each import. Rows of files are alike and are looked for by few columns; of parcels some thousands tell
# enough. Columns that nobody searches by keep no statistics at all (0010).
STAGED = (
    "id", "municipality_id", "upload_id", "row", "code", "document_type", "document_number", "utmmap1", "utmmap2", "utmmap3",
    "utmmap4", "utm_scale", "land_number", "survey_page", "deed_area_wah", "measured_area_m2", "surveyed_on", "accuracy_m",
    "has_errors", "change", "suggested_code", "decision", "decided_by_id", "decided_at", "comment", "parcel_id",
    "compared_version", "revision",
)  # fmt: skip
VERSIONS = (
    "id", "municipality_id", "valid", "recorded_at", "code", "document_type", "document_number", "utmmap1", "utmmap2",
    "utmmap3", "utmmap4", "utm_scale", "land_number", "survey_page", "deed_area_wah", "measured_area_m2", "agriculture_wah",
    "residential_wah", "other_wah", "vacant_wah", "vacant_since_be", "accuracy_class", "shape", "shape_wgs84", "parcel_id",
    "source_id",
)  # fmt: skip
TARGETS = (("landsurvey_stagedfeature", STAGED, 10), ("gis_assets_parcelversion", VERSIONS, 30))


def targets(table: str, columns: tuple[str, ...], target: int) -> str:
    return f"ALTER TABLE {table} " + ", ".join(f"ALTER COLUMN {column} SET STATISTICS {target}" for column in columns)


class Migration(migrations.Migration):
    dependencies = [("gis_assets", "0008_lean_version_days"), ("landsurvey", "0012_visits_into_the_register")]

    operations = [
        migrations.RunSQL(targets(table, columns, target), targets(table, columns, -1))
        for table, columns, target in TARGETS
    ]
