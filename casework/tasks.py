"""Jobs of the cases: a few lines each, ids only, safe to run twice."""

from asgiref.sync import sync_to_async
from django.db import OperationalError
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from casework import escalation
from casework.outbox import delivering, queue
from gis_assets import stalled_jobs, tenancy
from gis_assets.models import Municipality

# A database that is restarted is back within that time; a try of ours that failed is no error here.
_AGAIN = RetryStrategy(max_attempts=5, exponential_wait=3, retry_exceptions=[OperationalError])


@app.periodic(cron="*/5 * * * *")
@app.task(name="casework.escalate", queueing_lock="casework.escalate")
def escalate(timestamp: int) -> None:
    """Every five minutes: write down the clocks that ran out."""
    for municipality in Municipality.objects.all():
        with tenancy.within(municipality):
            escalation.escalate(municipality, at=timezone.now())


@app.task(name=queue.DELIVER, queue=queue.QUEUE, retry=_AGAIN)
def deliver_message(message_id: int, municipality_id: int) -> None:
    """Try one message that is due."""
    municipality = Municipality.objects.get(pk=municipality_id)
    with tenancy.within(municipality):
        delivering.deliver(municipality, message_id=message_id, at=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="casework.take_up_messages", queue=queue.QUEUE, queueing_lock="casework.take_up_messages")
async def take_up_messages(timestamp: int) -> None:
    """Every minute: give back the jobs of dead workers, and new ones to messages that lost theirs."""
    await stalled_jobs.take_up(queue.DELIVER)
    await sync_to_async(_take_up_messages)()


def _take_up_messages() -> None:
    for municipality in Municipality.objects.all():
        with tenancy.within(municipality):
            delivering.take_up(municipality, at=timezone.now())
