"""Rows belong to one municipality; what the checks found and what officers ticked is appended and never changed."""

from django.db import migrations

PROTECTED = (
    "applicant",
    "appointment",
    "askback",
    "checkmark",
    "checkup",
    "decision",
    "document",
    "explanation",
    "fee",
    "numbercounter",
    "permit",
    "petition",
    "planningarea",
    "registeredbuilding",
    "room",
    "session",
    "sitting",
    "visit",
)
APPENDED = ("checkmark", "checkup")


class Migration(migrations.Migration):
    dependencies = [("permits", "0001_petitions"), ("gis_assets", "0002_row_security")]

    operations = [
        *[
            migrations.RunSQL(f"SELECT protect_municipality_rows('permits_{table}')", migrations.RunSQL.noop)
            for table in PROTECTED
        ],
        *[
            migrations.RunSQL(f"REVOKE UPDATE, DELETE ON permits_{table} FROM town_app", migrations.RunSQL.noop)
            for table in APPENDED
        ],
    ]
