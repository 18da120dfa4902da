"""Writing parcel versions: a new version ends the one in force, nothing is edited, all in one transaction."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from gis_assets import bulk, sql_files
from gis_assets.facts import LandUse
from gis_assets.models import Municipality, ParcelVersion
from gis_assets.refusals import Refusal
from gis_assets.templatetags import town

TABLE = ParcelVersion._meta.db_table
STAGE = f"stage_{TABLE}"
# The order in which `supersede` takes its rows; geometries as EWKB hexadecimal text.
FACTS = (
    "code", "document_type", "document_number", "utmmap1", "utmmap2", "utmmap3", "utmmap4", "utm_scale", "land_number",
    "survey_page", "deed_area_wah", "measured_area_m2", "agriculture_wah", "residential_wah", "other_wah", "vacant_wah",
    "vacant_since_be", "accuracy_class", "measured_shape", "shape",
)  # fmt: skip
COLUMNS = ("parcel_id", "municipality_id", "valid", "source_id", "recorded_at", *FACTS)


class WouldChangeThePast(Refusal):
    """A version in force starts on or after the day from which the new one should hold."""


@dataclass(frozen=True)
class Restated:
    """Another use of a parcel's land; keys are primary keys."""

    parcel: int
    source: int
    use: LandUse


def supersede(rows: Iterable[Sequence[Any]], *, municipality: Municipality, on: date) -> int:
    """Put new versions (rows in the order of `COLUMNS`) in force from `on` and end those they replace on that day.

    Raises WouldChangeThePast when a parcel already has a version that begins on or after `on`.
    """
    with transaction.atomic(), bulk.staged(TABLE, COLUMNS, rows):
        return supersede_staged(municipality=municipality, on=on)


@transaction.atomic
def supersede_staged(*, municipality: Municipality, on: date) -> int:
    """The same for the rows of the temporary table or view `STAGE`, with the names of `COLUMNS`."""
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("gis_assets", "later_parcel_versions"), {"on": on})
        _refuse_if_later(cursor.fetchone(), on)
        cursor.execute(sql_files.load("gis_assets", "end_parcel_versions"), {"on": on})
    return bulk.insert_staged(TABLE, COLUMNS, STAGE)


@transaction.atomic
def restate(changes: Sequence[Restated], *, municipality: Municipality, on: date, at: datetime) -> int:
    """Put other uses of land in force from the day and return how many versions were written; all else is carried over.

    The parcels must be in force on the day. Raises WouldChangeThePast.
    """
    if not changes:
        return 0
    values: dict[str, Any] = {
        "municipality": municipality.pk,
        "parcels": [change.parcel for change in changes],
        "on": on,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("gis_assets", "parcel_versions_in_force"), values)
        versions = dict(cursor.fetchall())
        end_versions(values["parcels"], municipality=municipality, on=on)
        rows = [
            {"version": versions[change.parcel], "source": change.source, **asdict(change.use)} for change in changes
        ]
        written: dict[str, Any] = {"rows": json.dumps(rows, default=str), "on": on, "at": at}
        cursor.execute(sql_files.load("gis_assets", "restate_parcels"), written)
        return int(cursor.rowcount)


@transaction.atomic
def retire(parcels: Sequence[int], *, municipality: Municipality, on: date) -> int:
    """End the versions and the rights of parcels that are no more from `on`, and return how many versions ended.

    Raises WouldChangeThePast when one has a version that begins on or after `on`.
    """
    ended = end_versions(parcels, municipality=municipality, on=on)
    end_rights(parcels, municipality=municipality, on=on)
    return ended


def end_versions(parcels: Sequence[int], *, municipality: Municipality, on: date) -> int:
    """End the versions of parcels on the day; raises WouldChangeThePast like `retire`."""
    values: dict[str, Any] = {"municipality": municipality.pk, "parcels": list(parcels), "on": on}
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("gis_assets", "later_versions_of_parcels"), values)
        _refuse_if_later(cursor.fetchone(), on)
        cursor.execute(sql_files.load("gis_assets", "retire_parcels"), values)
        return int(cursor.rowcount)


def end_rights(parcels: Sequence[int], *, municipality: Municipality, on: date) -> int:
    """End the rights in parcels on the day and return how many ended."""
    values: dict[str, Any] = {"municipality": municipality.pk, "parcels": list(parcels), "on": on}
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("gis_assets", "end_rights_of_parcels"), values)
        return int(cursor.rowcount)


def refuse_later(count: int, code: str, *, on: date) -> None:
    """Say that so many parcels, one of them with that code, have a version from the day or later."""
    raise WouldChangeThePast(
        _("%(count)s parcels (such as %(code)s) already have a version from %(day)s or later. Choose a later day.")
        % {"count": count, "code": code, "day": town.thai_date(on)}
    )


def _refuse_if_later(found: Sequence[Any] | None, on: date) -> None:
    count, example = found or (0, "")
    if count:
        refuse_later(count, example, on=on)
