"""Step 4: accepted rows become parcel versions, all in one transaction.

A row continues the parcel that carries its code on the day, when that is one parcel and one row; where a code is
shared, the pair that covers each other most. Any other row is a new parcel. What the survey does not say (uses of the
land, a deed column that the file lacks) is carried over from the version it replaces. The past is never changed.
"""

from datetime import date, datetime

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.utils.translation import gettext as _

from gis_assets import bulk, journal, parcels, sql_files
from gis_assets.models import Source
from gis_assets.refusals import Refusal
from landsurvey import review
from landsurvey.models import Decision, StagedFeature, Upload, UploadStatus


class AlreadyPromoted(Refusal):
    """The upload is in the register; promoting it again would double it."""


class NothingAccepted(Refusal):
    """No row of the upload has been accepted."""


@transaction.atomic
def promote(upload: Upload, *, effective_date: date, by: User, at: datetime) -> Upload:
    """Put the accepted rows in force from the day on.

    Raises `AlreadyPromoted`, `NothingAccepted`, `review.NotOpenToReview`, or `gis_assets.parcels.WouldChangeThePast`;
    the register is then as it was.
    """
    locked = _locked(upload)
    accepted = locked.features.filter(decision=Decision.ACCEPTED).count()
    if not accepted:
        raise NothingAccepted(_("No row of “%(name)s” has been accepted yet.") % {"name": locked.original_name})
    source = _source(locked, at)
    bulk.refresh_statistics(StagedFeature._meta.db_table)
    matched = _run("match_parcels", upload=locked.pk, municipality=locked.municipality_id, on=effective_date)
    created = _run("create_parcels", upload=locked.pk, municipality=locked.municipality_id)
    rows = _rows("promoted_rows", upload=locked.pk, source=source.pk, on=effective_date, at=at)
    parcels.supersede(rows, municipality=locked.municipality, on=effective_date)
    _mark(locked, source, effective_date, by=by, at=at)
    details = {"effective_date": effective_date.isoformat(), "continued": matched, "new": created, "accepted": accepted}
    journal.append(
        municipality=locked.municipality,
        by=by,
        action="promoted",
        thing_kind="survey_upload",
        thing_uid=locked.uid,
        at=at,
        details=details,
    )
    return locked


def _locked(upload: Upload) -> Upload:
    if Upload.objects.select_for_update().get(pk=upload.pk).status == UploadStatus.PROMOTED:
        raise AlreadyPromoted(_("“%(name)s” is already in the register.") % {"name": upload.original_name})
    return review.open_for_review(upload)


def _source(upload: Upload, at: datetime) -> Source:
    return Source.objects.create(
        municipality=upload.municipality,
        kind="survey_upload",
        reference=upload.original_name,
        sha256=upload.sha256,
        accuracy_class=upload.accuracy_class,
        recorded_at=at,
    )


def _mark(upload: Upload, source: Source, effective_date: date, *, by: User, at: datetime) -> None:
    upload.status = UploadStatus.PROMOTED
    upload.source = source
    upload.effective_date = effective_date
    upload.promoted_by = by
    upload.promoted_at = at
    upload.save(update_fields=["status", "source", "effective_date", "promoted_by", "promoted_at"])


def _run(statement: str, **values: int | date) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("landsurvey", statement), values)
        return int(cursor.rowcount)


def _rows(statement: str, **values: int | date) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("landsurvey", statement), values)
        return list(cursor.fetchall())
