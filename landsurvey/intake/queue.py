"""The queue behind the checks: an upload is put into it, and no upload is left waiting for a worker that died.

The status that people see stands in the upload itself; the queue only carries the work.
"""

from datetime import datetime

from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from gis_assets import tenancy
from gis_assets.models import Municipality
from landsurvey import uploads
from landsurvey.models import Upload, UploadStatus

VALIDATE = "landsurvey.validate_upload"
_LIVE = ("todo", "doing")


def enqueue(upload: Upload) -> int:
    """Have an upload checked; two checks of one upload run one after the other, never at once."""
    job = app.configure_task(VALIDATE, lock=f"{VALIDATE}:{upload.pk}")
    return job.defer(upload_id=upload.pk, municipality_id=upload.municipality_id)


def break_off_forgotten(*, at: datetime) -> int:
    """Close the uploads that claim to be worked on while no job of theirs lives; return how many."""
    count = 0
    for municipality in Municipality.objects.all():
        with tenancy.within(municipality):
            working = (UploadStatus.RECEIVED, UploadStatus.READING)
            # Uploads first, jobs second: an upload and its job appear together, so none is missed for being new.
            waiting = list(Upload.objects.filter(municipality=municipality, status__in=working).defer("inspection"))
            live = _live_uploads() if waiting else set()
            for upload in waiting:
                if upload.pk not in live:
                    uploads.break_off(upload, at=at)
                    count += 1
    return count


def _live_uploads() -> set[int]:
    jobs_of_ours = ProcrastinateJob.objects.filter(task_name=VALIDATE, status__in=_LIVE)
    return {args["upload_id"] for args in jobs_of_ours.values_list("args", flat=True)}
