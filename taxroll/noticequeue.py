"""The queue behind batches of notices; the state that people see is the batch's own row."""

from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from gis_assets import tenancy
from gis_assets.models import Municipality
from taxroll import batches
from taxroll.models import BatchState, NoticeBatch

ISSUE = "taxroll.issue_notices"
_LIVE = ("todo", "doing")


def enqueue(batch: NoticeBatch) -> int:
    """Have a batch issued; two jobs of one batch run one after the other, never at once."""
    job = app.configure_task(ISSUE, lock=f"{ISSUE}:{batch.pk}")
    return job.defer(batch_id=batch.pk, municipality_id=batch.municipality_id)


def break_off_forgotten() -> int:
    """Say of the batches that claim to be worked on while no job of theirs lives that they broke off."""
    count = 0
    for municipality in Municipality.objects.all():
        with tenancy.within(municipality):
            working = (BatchState.WAITING, BatchState.WORKING)
            # Batches first, jobs second: a batch and its job appear together, so none is missed for being new.
            waiting = list(NoticeBatch.objects.filter(municipality=municipality, state__in=working))
            live = _live_batches() if waiting else set()
            for batch in waiting:
                if batch.pk not in live:
                    batches.break_off(batch)
                    count += 1
    return count


def _live_batches() -> set[int]:
    ours = ProcrastinateJob.objects.filter(task_name=ISSUE, status__in=_LIVE)
    return {args["batch_id"] for args in ours.values_list("args", flat=True)}
