"""The queue behind the checks: an upload is put into it, and no upload is left waiting for a worker that died.

The status that people see stands in the upload itself; the queue only carries the work.
"""

from datetime import datetime

from procrastinate import jobs
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from gis_assets import tenancy
from gis_assets.models import Municipality
from landsurvey import uploads
from landsurvey.models import Upload, UploadStatus

VALIDATE = "landsurvey.validate_upload"
# A worker shows every 10 s that it lives; three times silent is dead, as procrastinate itself holds.
SILENT_SECONDS = 30
# A file that kills its worker so often is not tried again, or no other file would ever be checked.
MOST_ATTEMPTS = 3
_LIVE = ("todo", "doing")


def enqueue(upload: Upload) -> int:
    """Have an upload checked; two checks of one upload run one after the other, never at once."""
    job = app.configure_task(VALIDATE, lock=f"{VALIDATE}:{upload.pk}")
    return job.defer(upload_id=upload.pk, municipality_id=upload.municipality_id)


async def take_up_stalled(*tasks: str, silent_seconds: float = SILENT_SECONDS) -> list[jobs.Job]:
    """Give back the jobs whose worker has died; return those that killed too many workers and are ended."""
    ended = []
    for task in tasks:
        stalled = await app.job_manager.get_stalled_jobs(task_name=task, seconds_since_heartbeat=silent_seconds)
        for job in list(stalled):
            if job.attempts + 1 < MOST_ATTEMPTS:
                await app.job_manager.retry_job(job)
                continue
            await app.job_manager.finish_job(job, status=jobs.Status.FAILED, delete_job=False)
            ended.append(job)
    return ended


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
