"""Jobs of incidents: five lines each, ids only, safe to run twice."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from gis_assets import nights, tenancy
from gis_assets.models import Municipality
from incidents import contacts, rerouting, responding
from incidents.live import reading


@app.periodic(cron="17 * * * *")
@app.task(name="incidents.forget_live_events", queueing_lock="incidents.forget_live_events")
def forget_live_events(timestamp: int) -> None:
    """Remove old live events of every municipality."""
    before = timezone.now() - timedelta(days=settings.LIVE_EVENTS_DAYS)
    for municipality in Municipality.objects.all():
        with tenancy.within(municipality):
            reading.forget(municipality, before=before)


@app.periodic(cron=nights.daily("03:37"))
@app.task(name="incidents.forget_contacts", queueing_lock="incidents.forget_contacts")
def forget_contacts(timestamp: int) -> None:
    """Once a night: delete telephone numbers and addresses that have served, and what was written to them."""
    now = timezone.now()
    for municipality in Municipality.objects.all():
        with tenancy.within(municipality):
            contacts.forget(municipality, before=now - timedelta(days=settings.REPORT_CONTACT_DAYS), at=now)


@app.periodic(cron="* * * * *")
@app.task(name="incidents.reroute", queueing_lock="incidents.reroute")
def reroute(timestamp: int) -> None:
    """Every minute: another way for crews under way where a closure began or ended by its own time."""
    at = timezone.now()
    for municipality in Municipality.objects.all():
        with tenancy.within(municipality):
            rerouting.renew_by_the_clock(municipality, since=rerouting.last_minutes(at), at=at)


@app.periodic(cron="27 * * * *")
@app.task(name="incidents.forget_positions", queueing_lock="incidents.forget_positions")
def forget_positions(timestamp: int) -> None:
    """Once an hour: delete positions of crews that are older than the setting says."""
    for municipality in Municipality.objects.all():
        with tenancy.within(municipality):
            responding.forget_positions(municipality, at=timezone.now())
