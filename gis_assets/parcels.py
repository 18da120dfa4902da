"""Writing parcel versions: a new version ends the one in force, nothing is edited, all in one transaction."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from gis_assets import bulk, sql_files
from gis_assets.models import Municipality, ParcelVersion
from gis_assets.refusals import Refusal

TABLE = ParcelVersion._meta.db_table
# The order in which `supersede` takes its rows; geometries as EWKB hexadecimal text.
FACTS = (
    "code", "document_type", "document_number", "utmmap1", "utmmap2", "utmmap3", "utmmap4", "utm_scale", "land_number",
    "survey_page", "deed_area_wah", "measured_area_m2", "agriculture_wah", "residential_wah", "other_wah", "vacant_wah",
    "vacant_since_be", "accuracy_class", "measured_shape", "shape",
)  # fmt: skip
COLUMNS = ("parcel_id", "municipality_id", "valid", "source_id", "recorded_at", *FACTS)


class WouldChangeThePast(Refusal):
    """A version in force starts on or after the day from which the new one should hold."""


def supersede(rows: Iterable[Sequence[Any]], *, municipality: Municipality, on: date) -> int:
    """Put new versions (rows in the order of `COLUMNS`) in force from `on` and end those they replace on that day.

    Raises WouldChangeThePast when a parcel already has a version that begins on or after `on`.
    """
    with transaction.atomic(), bulk.staged(TABLE, COLUMNS, rows) as stage, connection.cursor() as cursor:
        cursor.execute(sql_files.load("gis_assets", "later_parcel_versions"), {"on": on})
        (later, example) = cursor.fetchone() or (0, "")
        if later:
            raise WouldChangeThePast(
                _(
                    "%(count)s parcels (such as %(code)s) already have a version from %(day)s or later. "
                    "Choose a later day."
                )
                % {"count": later, "code": example, "day": on.isoformat()}
            )
        cursor.execute(sql_files.load("gis_assets", "end_parcel_versions"), {"on": on})
        return bulk.insert_staged(TABLE, COLUMNS, stage)
