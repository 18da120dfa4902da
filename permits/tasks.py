"""Jobs of the one-stop service: a few lines each, ids only, safe to run twice."""

from django.utils import timezone
from procrastinate.contrib.django import app

from gis_assets import tenancy
from gis_assets.models import Municipality
from permits.appointments import booking, tidying


@app.periodic(cron="* * * * *")
@app.task(name="permits.keep_appointments", queueing_lock="permits.keep_appointments")
def keep_appointments(timestamp: int) -> None:
    """Every minute: give back what was held too long, and mark who did not come."""
    for municipality in Municipality.objects.all():
        with tenancy.within(municipality):
            tidying.tidy(municipality, at=timezone.now())
            booking.miss(municipality, at=timezone.now())
