from django.db import migrations

# A file's rows are alike and are looked for by upload, row, kind of change and decision: a few thousand of them tell the
# planner enough. It samples 300 rows for each step of the largest target, and read 30,000 wide rows before.
TABLE = "landsurvey_stagedfeature"
TARGET = 10
SAMPLED = (
    "id", "municipality_id", "upload_id", "row", "code", "document_type", "document_number", "utmmap1", "utmmap2", "utmmap3",
    "utmmap4", "utm_scale", "land_number", "survey_page", "deed_area_wah", "measured_area_m2", "surveyed_on", "accuracy_m",
    "has_errors", "change", "suggested_code", "decision", "decided_by_id", "decided_at", "comment", "parcel_id",
    "compared_version", "revision",
)  # fmt: skip


def targets(target: int) -> str:
    return f"ALTER TABLE {TABLE} " + ", ".join(f"ALTER COLUMN {column} SET STATISTICS {target}" for column in SAMPLED)


class Migration(migrations.Migration):
    dependencies = [("landsurvey", "0011_rasters_of_campaigns")]

    operations = [migrations.RunSQL(targets(TARGET), targets(-1))]
