"""Jobs of the one-stop service: a few lines each, ids only, safe to run twice."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from gis_assets import nights, tenancy
from gis_assets.models import Municipality
from permits.appointments import booking, tidying
from permits.desk import explaining
from permits.petitions import forgetting


@app.periodic(cron="* * * * *")
@app.task(name="permits.keep_appointments", queueing_lock="permits.keep_appointments")
def keep_appointments(timestamp: int) -> None:
    """Every minute: give back what was held too long, and mark who did not come."""
    for municipality in Municipality.objects.all():
        with tenancy.within(municipality):
            tidying.tidy(municipality, at=timezone.now())
            booking.miss(municipality, at=timezone.now())


@app.periodic(cron=nights.daily("05:12"))
@app.task(name="permits.write_down_delays", queueing_lock="permits.write_down_delays")
def write_down_delays(timestamp: int) -> None:
    """Every morning: write down whose delay is to be explained."""
    for municipality in Municipality.objects.all():
        with tenancy.within(municipality):
            explaining.write_down_due(municipality, at=timezone.now())


@app.periodic(cron=nights.daily("03:43"))
@app.task(name="permits.forget", queueing_lock="permits.forget")
def forget(timestamp: int) -> None:
    """Once a night: delete drafts nobody went on with, and who asked where that has served."""
    now = timezone.now()
    for municipality in Municipality.objects.all():
        with tenancy.within(municipality):
            drafts, people = settings.PETITION_DRAFT_DAYS, settings.PETITION_APPLICANT_DAYS
            forgetting.forget_drafts(municipality, before=now - timedelta(days=drafts), at=now)
            forgetting.forget_applicants(municipality, before=now - timedelta(days=people), at=now)
