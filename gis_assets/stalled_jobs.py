"""Jobs whose worker has died are given back to the queue; one that kills worker after worker is ended."""

from procrastinate import jobs
from procrastinate.contrib.django import app

# A worker shows every 10 s that it lives; three times silent is dead, as procrastinate itself holds.
SILENT_SECONDS = 30
# A job that kills its worker so often is not tried again, or no other would ever be done.
MOST_ATTEMPTS = 3


async def take_up(*tasks: str, silent_seconds: float = SILENT_SECONDS) -> list[jobs.Job]:
    """Give back the jobs of dead workers; return those that killed too many workers and are ended."""
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
