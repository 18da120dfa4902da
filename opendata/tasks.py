"""Jobs of publishing: a few lines each, ids only, safe to run twice."""

from datetime import date, timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from gis_assets import tenancy
from gis_assets.models import Municipality
from opendata import changes, layers, premade, tilequeue


@app.periodic(cron="23 * * * *")
@app.task(name="opendata.fold_changes", queueing_lock="opendata.fold_changes")
def fold_changes(timestamp: int) -> None:
    """Once an hour: fold what was noted of changes, so that versions stay cheap to read."""
    before = timezone.now() - timedelta(minutes=10)
    for municipality in Municipality.objects.all():
        with tenancy.within(municipality):
            changes.fold(municipality, before=before)


@app.task(name=tilequeue.BUILD)
def build_tiles(layer: str, municipality_id: int, on: str) -> None:
    """Make the tiles from afar of one layer as of one day."""
    found = layers.layer_named(layer)
    municipality = Municipality.objects.get(pk=municipality_id)
    premade.build(found, municipality=municipality, on=date.fromisoformat(on), at=timezone.now())


@app.periodic(cron="53 3 * * *")
@app.task(name="opendata.forget_tiles", queueing_lock="opendata.forget_tiles")
def forget_tiles(timestamp: int) -> None:
    """Once a night: remove tiles of former days."""
    for municipality in Municipality.objects.all():
        with tenancy.within(municipality):
            premade.forget(municipality, on=timezone.localdate(), at=timezone.now())
