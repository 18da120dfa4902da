"""The case behind a survey: opened when its file arrives, gone on with by every corrected file, timed by `casework`.

Where the case stands follows from how the upload stands, its rows and what the land office reported. So nothing moves a
case but `follow`, with which every step of the walk ends.
"""

from datetime import datetime

from django.contrib.auth.models import User
from django.utils import timezone

from casework import steps
from casework.models import Case
from landsurvey import case_types
from landsurvey.models import Decision, TransactionState, Upload, UploadKind, UploadStatus

_STEP_OF_STATUS = {
    UploadStatus.RECEIVED: case_types.RECEIVED,
    UploadStatus.READING: case_types.RECEIVED,
    UploadStatus.ASKS: case_types.ASKED,
    UploadStatus.REJECTED: case_types.RETURNED,
    UploadStatus.PROMOTED: case_types.PROMOTED,
    UploadStatus.UNDONE: case_types.TAKEN_BACK,
    UploadStatus.DROPPED: case_types.DROPPED,
    UploadStatus.CORRECTED: case_types.RECEIVED,  # where the file that replaced it began
}
# In these steps whoever sent the file has the case; in the others whoever takes it up.
_THE_SURVEYORS = (case_types.ASKED, case_types.RETURNED)


def follow(upload: Upload, *, by: User | None, at: datetime) -> Case:
    """Bring the case of a locked upload to the step where the upload stands now, in the caller's transaction.

    An upload that came before there were cases gets one. What happens to a file that a corrected one has replaced does
    not move the case.
    """
    case = upload.case or _begun(upload)
    last, step = steps.last_step(case), step_of(upload)
    if step == last.code or Upload.objects.filter(corrects=upload).exists():
        return case
    if case.kind != upload.kind:  # known only when the file has been read
        case.kind = upload.kind
        case.save(update_fields=["kind"])
    # Whoever waited for the lock read the clock before him who had it.
    at = max(at, last.entered_at)
    steps.advance(case, to=step, by=by, at=at)
    if (step in _THE_SURVEYORS) != (last.code in _THE_SURVEYORS):
        steps.charge(case, officer=upload.uploaded_by if step in _THE_SURVEYORS else None, by=by, at=at)
    return case


def step_of(upload: Upload) -> str:
    """The step of the case that the upload's state stands for."""
    if upload.status == UploadStatus.CHECKED:
        return _of_checked(upload)
    return _STEP_OF_STATUS[UploadStatus(upload.status)]


def _begun(upload: Upload) -> Case:
    """The case of the file that this one corrects, else a new one; set down on the upload."""
    upload.case = upload.corrects.case if upload.corrects and upload.corrects.case else _opened(upload)
    upload.save(update_fields=["case"])
    return upload.case


def _opened(upload: Upload) -> Case:
    at = upload.uploaded_at
    case_types.declared(upload.municipality, on=timezone.localdate(at))
    return steps.open_case(
        upload.municipality,
        case_type=case_types.SURVEY,
        by=upload.uploaded_by,
        at=at,
        note=upload.original_name,
        kind=upload.kind,
    )


def _of_checked(upload: Upload) -> str:
    if upload.kind == UploadKind.RASTER or _has_open_rows(upload):
        return case_types.VALIDATED
    if upload.features.filter(decision=Decision.ACCEPTED).exists():
        return case_types.REVIEWED
    if upload.features.exists():
        return case_types.RETURNED
    return case_types.LANDED if upload.kind == UploadKind.FIELD else case_types.PROMOTED


def _has_open_rows(upload: Upload) -> bool:
    """Whether a row, or something that the land office reported, waits for a decision."""
    if upload.features.filter(decision=Decision.PENDING, has_errors=False).exists():
        return True
    if upload.kind != UploadKind.LAND_OFFICE:
        return False
    still_open = (TransactionState.PROPOSED, TransactionState.QUARANTINED)
    return upload.transactions.filter(state__in=still_open, feature=None).exists()
