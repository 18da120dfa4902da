"""The queue behind the rasters: copies to be made, parcels to be sampled; the state that people see is our own row."""

from collections.abc import Iterable

from procrastinate import jobs
from procrastinate.contrib.django import app

from landsurvey.models import Raster, TerrainRun

MAKE, SAMPLE = "landsurvey.make_raster", "landsurvey.sample_terrain"
# A worker shows every 10 s that it lives; three times silent is dead, as procrastinate itself holds.
SILENT_SECONDS = 30
MOST_ATTEMPTS = 3


def make(raster: Raster) -> int:
    """Have the copy of a raster made; two makings of one raster run one after the other, never at once."""
    job = app.configure_task(MAKE, lock=f"{MAKE}:{raster.pk}")
    return job.defer(raster_id=raster.pk, municipality_id=raster.municipality_id)


def sample(run: TerrainRun) -> int:
    """Have the parcels sampled."""
    job = app.configure_task(SAMPLE, lock=f"{SAMPLE}:{run.pk}")
    return job.defer(run_id=run.pk, municipality_id=run.municipality_id)


async def take_up_stalled(*, silent_seconds: float = SILENT_SECONDS) -> list[jobs.Job]:
    """Give back the jobs whose worker has died; return those that killed too many workers and are ended."""
    ended = []
    for name in (MAKE, SAMPLE):
        for job in await _stalled(name, silent_seconds):
            if job.attempts + 1 < MOST_ATTEMPTS:
                await app.job_manager.retry_job(job)
                continue
            await app.job_manager.finish_job(job, status=jobs.Status.FAILED, delete_job=False)
            ended.append(job)
    return ended


async def _stalled(name: str, silent_seconds: float) -> Iterable[jobs.Job]:
    return list(await app.job_manager.get_stalled_jobs(task_name=name, seconds_since_heartbeat=silent_seconds))
