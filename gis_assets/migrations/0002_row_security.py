from django.db import migrations

from gis_assets import sql_files

PROTECTED = (
    "building", "buildingversion", "gridnode", "gridnodeversion", "journalentry", "landcover", "membership", "municipalitycode",
    "parcel", "parcelversion", "party", "partyversion", "right", "roadsegment", "roadsegmentversion", "source", "tambon",
    "utilitypole", "utilitypoleversion",
)  # fmt: skip
UTM_SHAPES = (
    "parcelversion",
    "buildingversion",
    "gridnodeversion",
    "roadsegmentversion",
    "utilitypoleversion",
)


class Migration(migrations.Migration):
    dependencies = [("gis_assets", "0001_register")]

    operations = [
        migrations.RunSQL(
            sql_files.load("gis_assets", "current_municipality"),
            "DROP FUNCTION current_municipality()",
        ),
        migrations.RunSQL(
            sql_files.load("gis_assets", "protect_municipality_rows"),
            "DROP FUNCTION protect_municipality_rows(regclass)",
        ),
        *[
            migrations.RunSQL(
                f"SELECT protect_municipality_rows('gis_assets_{table}')",
                migrations.RunSQL.noop,
            )
            for table in PROTECTED
        ],
        migrations.RunSQL(sql_files.load("gis_assets", "protect_memberships"), migrations.RunSQL.noop),
        migrations.RunSQL(
            "REVOKE UPDATE, DELETE ON gis_assets_journalentry FROM town_app",
            migrations.RunSQL.noop,
        ),
        *[
            migrations.RunSQL(
                f"ALTER TABLE gis_assets_{table} ADD CONSTRAINT {table}_lies_in_utm_47_or_48 CHECK (ST_SRID(shape) IN (32647, 32648))",
                f"ALTER TABLE gis_assets_{table} DROP CONSTRAINT {table}_lies_in_utm_47_or_48",
            )
            for table in UTM_SHAPES
        ],
    ]
