"""The queue behind the figures of campaigns: one counting of a municipality waits at a time, whatever lands."""

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from gis_assets.models import Municipality

RECOUNT = "landsurvey.recount_campaigns"


def recount(municipality: Municipality) -> None:
    """Have the campaigns counted that are behind; does nothing when that waits in the queue already."""
    job = app.configure_task(RECOUNT, lock=f"{RECOUNT}:{municipality.pk}", queueing_lock=f"{RECOUNT}:{municipality.pk}")
    try:
        with transaction.atomic():
            job.defer(municipality_id=municipality.pk)
    except AlreadyEnqueued:
        return  # the waiting one will see what landed
