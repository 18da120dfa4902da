"""Jobs of the tax office: five lines each, ids only, safe to run twice."""

from asgiref.sync import sync_to_async
from django.db import OperationalError
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from gis_assets import stalled_jobs, tenancy
from gis_assets.models import Municipality
from taxroll import batches, noticequeue
from taxroll.models import NoticeBatch

# A database that is restarted is back within that time; anything else is a fault and is not tried again.
_AGAIN = RetryStrategy(max_attempts=5, exponential_wait=3, retry_exceptions=[OperationalError])


@app.task(name=noticequeue.ISSUE, retry=_AGAIN)
def issue_notices(batch_id: int, municipality_id: int) -> None:
    """Issue what a batch still lacks; one that breaks off says so instead of being waited for."""
    with tenancy.within(Municipality.objects.get(pk=municipality_id)):
        batch = NoticeBatch.objects.select_related("roll__municipality", "municipality", "asked_by").get(pk=batch_id)
        try:
            batches.run(batch, at=timezone.now())
        except OperationalError:
            raise  # the database comes back, and the job is tried again
        except Exception:  # a fault of this program: nobody should wait for the batch, and the fault goes on
            batches.break_off(batch)
            raise


@app.periodic(cron="* * * * *")
@app.task(name="taxroll.take_up_stalled", queueing_lock="taxroll.take_up_stalled")
async def take_up_stalled(timestamp: int) -> None:
    """Put the jobs of dead workers back into the queue; say of batches whose job is gone that they broke off."""
    await stalled_jobs.take_up(noticequeue.ISSUE)
    await sync_to_async(noticequeue.break_off_forgotten)()
