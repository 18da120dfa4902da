"""Jobs of publishing: a few lines each, ids only, safe to run twice."""

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from gis_assets import tenancy
from gis_assets.models import Municipality
from opendata import changes


@app.periodic(cron="23 * * * *")
@app.task(name="opendata.fold_changes", queueing_lock="opendata.fold_changes")
def fold_changes(timestamp: int) -> None:
    """Once an hour: fold what was noted of changes, so that versions stay cheap to read."""
    before = timezone.now() - timedelta(minutes=10)
    for municipality in Municipality.objects.all():
        with tenancy.within(municipality):
            changes.fold(municipality, before=before)
