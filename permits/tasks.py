"""Jobs of the one-stop service: a few lines each, ids only, safe to run twice."""

from django.utils import timezone
from procrastinate.contrib.django import app

from gis_assets import tenancy
from gis_assets.models import Municipality
from permits.appointments import booking, tidying
from permits.desk import explaining


@app.periodic(cron="* * * * *")
@app.task(name="permits.keep_appointments", queueing_lock="permits.keep_appointments")
def keep_appointments(timestamp: int) -> None:
    """Every minute: give back what was held too long, and mark who did not come."""
    for municipality in Municipality.objects.all():
        with tenancy.within(municipality):
            tidying.tidy(municipality, at=timezone.now())
            booking.miss(municipality, at=timezone.now())


@app.periodic(cron="12 5 * * *")
@app.task(name="permits.write_down_delays", queueing_lock="permits.write_down_delays")
def write_down_delays(timestamp: int) -> None:
    """Every morning: write down whose delay is to be explained."""
    for municipality in Municipality.objects.all():
        with tenancy.within(municipality):
            explaining.write_down_due(municipality, at=timezone.now())
