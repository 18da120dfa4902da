"""The queue behind snapshots; the state that people see is the snapshot's own row."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from gis_assets import tenancy
from gis_assets.models import Municipality
from gis_assets.publication import Layer
from opendata import gate, snapshots
from opendata.models import Snapshot, SnapshotState

MAKE = "opendata.make_snapshot"
_LIVE = ("todo", "doing")
AFTER_ALL = -1


@transaction.atomic
def ask(layer: Layer, *, municipality: Municipality, on: date, at: datetime, priority: int = 0) -> Snapshot:
    """Have the files of a layer written; the snapshot and its job appear together.

    Jobs of one layer run one after the other, never at once.
    """
    snapshot = snapshots.ask(layer, municipality=municipality, on=on, at=at)
    if snapshot.state == SnapshotState.WAITING and snapshot.pk not in _live_snapshots():
        job = app.configure_task(MAKE, lock=f"{MAKE}:{municipality.pk}:{layer.name}", priority=priority)
        job.defer(snapshot_id=snapshot.pk, municipality_id=municipality.pk)
    return snapshot


def ask_all(municipality: Municipality, *, on: date, at: datetime) -> int:
    """Have the files of every open layer written, after what people wait for; returns how many."""
    open_layers = gate.open_layers(municipality=municipality).values()
    for layer in open_layers:
        ask(layer, municipality=municipality, on=on, at=at, priority=AFTER_ALL)
    return len(open_layers)


def break_off_forgotten() -> int:
    """Say of the snapshots that claim to be worked on while no job of theirs lives that they broke off."""
    count = 0
    for municipality in Municipality.objects.all():
        with tenancy.within(municipality):
            working = (SnapshotState.WAITING, SnapshotState.WORKING)
            # Snapshots first, jobs second: both appear together, so none is missed for being new.
            waiting = list(Snapshot.objects.filter(municipality=municipality, state__in=working))
            live = _live_snapshots() if waiting else set()
            for snapshot in waiting:
                if snapshot.pk not in live:
                    snapshots.break_off(snapshot, message=_("The program that wrote it stopped. Ask for it again."))
                    count += 1
    return count


def _live_snapshots() -> set[int]:
    ours = ProcrastinateJob.objects.filter(task_name=MAKE, status__in=_LIVE)
    return {args["snapshot_id"] for args in ours.values_list("args", flat=True)}
