"""Jobs of publishing: a few lines each, ids only, safe to run twice."""

import logging
from contextlib import suppress
from datetime import date, timedelta

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate import RetryStrategy, exceptions
from procrastinate.contrib.django import app

from gis_assets import nights, stalled_jobs, tenancy
from gis_assets.models import Municipality
from opendata import changes, checkqueue, gate, layers, premade, snapshotqueue, snapshots, tilequeue
from opendata.ckan import pushing
from opendata.models import Snapshot

log = logging.getLogger(__name__)

# A database that is restarted is back within that time; anything else is a fault and is not tried again.
_AGAIN = RetryStrategy(max_attempts=5, exponential_wait=3, retry_exceptions=[OperationalError])


@app.task(name=snapshotqueue.MAKE, retry=_AGAIN)
def make_snapshot(snapshot_id: int, municipality_id: int) -> None:
    """Write the files of one snapshot; one that breaks off says so instead of being waited for."""
    with tenancy.within(Municipality.objects.get(pk=municipality_id)):
        snapshot = Snapshot.objects.select_related("municipality").filter(pk=snapshot_id).first()
        if snapshot is None:
            return  # nothing had changed when it was made before
        try:
            snapshots.make(snapshot, layer=layers.layer_named(snapshot.layer), at=timezone.now())
        except OperationalError:
            raise  # the database comes back, and the job is tried again
        except Exception:  # a fault of this program: nobody should wait for the files, and the fault goes on
            snapshots.break_off(snapshot, message=_("It broke off by a fault of the program; the log has the reason."))
            raise


@app.periodic(cron=nights.daily("01:23"))
@app.task(name="opendata.publish_nightly", queueing_lock="opendata.publish_nightly")
def publish_nightly(timestamp: int) -> None:
    """Once a night: check every layer, have the files of what changed written, and forget old ones."""
    now = timezone.localtime()
    for municipality in Municipality.objects.all():
        with tenancy.within(municipality):
            for layer in layers.everything().values():
                gate.check(layer, municipality=municipality, on=now.date())
            snapshotqueue.ask_all(municipality, on=now.date(), at=now)
            snapshots.forget(municipality, before=now.date() - timedelta(days=settings.OPEN_FILES_DAYS))


@app.periodic(cron="* * * * *")
@app.task(name="opendata.check_changed", queueing_lock="opendata.check_changed")
def check_changed(timestamp: int) -> None:
    """Every minute: check the layers that changed, so that a value that must not be open is not open for long."""
    for municipality in Municipality.objects.all():
        with tenancy.within(municipality):
            gate.check_changed(municipality=municipality, on=timezone.localdate())


@app.task(name=checkqueue.CHECK, retry=_AGAIN)
def check_layer(layer: str, municipality_id: int) -> None:
    """Check a large layer that somebody asked for before it was checked."""
    municipality = Municipality.objects.get(pk=municipality_id)
    with tenancy.within(municipality):
        gate.check_waiting(layers.layer_named(layer), municipality=municipality, on=timezone.localdate())


@app.periodic(cron="* * * * *")
@app.task(name="opendata.take_up_stalled", queueing_lock="opendata.take_up_stalled")
async def take_up_stalled(timestamp: int) -> None:
    """Put the jobs of dead workers back into the queue; say of snapshots whose job is gone that they broke off."""
    await stalled_jobs.take_up(snapshotqueue.MAKE, checkqueue.CHECK, tilequeue.BUILD)
    await sync_to_async(snapshotqueue.break_off_forgotten)()


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


@app.periodic(cron=nights.daily("03:53"))
@app.task(name="opendata.forget_tiles", queueing_lock="opendata.forget_tiles")
def forget_tiles(timestamp: int) -> None:
    """Once a night: remove tiles of former days."""
    for municipality in Municipality.objects.all():
        with tenancy.within(municipality):
            premade.forget(municipality, on=timezone.localdate(), at=timezone.now())


@app.periodic(cron=nights.daily("02:40"))
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
