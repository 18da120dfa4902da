"""Jobs of publishing: a few lines each, ids only, safe to run twice."""

import logging
from contextlib import suppress
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from procrastinate import exceptions
from procrastinate.contrib.django import app

from gis_assets import tenancy
from gis_assets.models import Municipality
from opendata import changes, layers, premade, tilequeue
from opendata.ckan import pushing

log = logging.getLogger(__name__)


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


@app.periodic(cron="40 2 * * *")
@app.task(name="opendata.push_to_ckan", queueing_lock="opendata.push_to_ckan")
def push_to_ckan(timestamp: int) -> None:
    """Every night: send the data sets of each municipality that has a catalogue."""
    for municipality in Municipality.objects.exclude(settings__ckan_url=None).exclude(settings__ckan_url=""):
        with tenancy.within(municipality):
            _push(municipality)


@app.task(name="opendata.push_now")
def push_now(municipality_id: int) -> None:
    """The data manager asked for it."""
    municipality = Municipality.objects.get(pk=municipality_id)
    with tenancy.within(municipality):
        _push(municipality)


def ask_for_push(municipality: Municipality) -> None:
    """Once: whoever asks while it waits has asked for the same."""
    with suppress(exceptions.AlreadyEnqueued), transaction.atomic():
        push_now.configure(queueing_lock=f"opendata.push_now:{municipality.pk}").defer(municipality_id=municipality.pk)


def _push(municipality: Municipality) -> None:
    try:
        url, token = pushing.address(municipality), pushing.token_in(pushing.token_file(municipality))
        base = f"{settings.PUBLIC_URL}/"
        pushing.push(municipality, url=url, token=token, base=base, at=timezone.now(), now=timezone.now)
    except pushing.NoCatalogue as refusal:
        log.error("Nothing was sent for %s: %s", municipality.dla_code, refusal)
