"""The queue behind messages; the state that people see is the message's own row."""

from datetime import datetime

from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from casework.models import Message

DELIVER = "casework.deliver_message"
QUEUE = "outbox"
"""A queue of its own, so that a worker may be set aside for it (and slow mail servers keep no other work waiting)."""


def defer(message: Message, *, at: datetime | None = None) -> int:
    """Have a message delivered, now or not before `at`; the job is there when the transaction of its row is."""
    job = app.configure_task(DELIVER, queue=QUEUE, schedule_at=at)
    return job.defer(message_id=message.pk, municipality_id=message.municipality_id)


def with_a_job() -> set[int]:
    """The messages whose job waits for a worker."""
    waiting = ProcrastinateJob.objects.filter(task_name=DELIVER, status="todo")
    return {args["message_id"] for args in waiting.values_list("args", flat=True)}
