"""The jobs of publishing: checked within a minute, written in the night, taken up when a worker dies."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import ConnectorException

from gis_assets import tenancy
from gis_assets.models import Municipality, RoadSegmentVersion
from opendata import formats, gate, layers, snapshotqueue, snapshots, tasks
from opendata.models import PublicationCheck, Snapshot, SnapshotState
from tests.opendata.builders import a_road

ON = date(2024, 6, 1)
ID = "1101700203450"


@pytest.fixture(autouse=True)
def few_files(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    monkeypatch.setattr(snapshots, "FORMATS", (formats.BY_EXTENSION["csv"],))


def jobs() -> list[str]:
    ours = ProcrastinateJob.objects.filter(task_name=snapshotqueue.MAKE, status="todo")
    return sorted(Snapshot.objects.get(pk=args["snapshot_id"]).layer for args in ours.values_list("args", flat=True))


def a_waiting_snapshot(municipality: Municipality) -> Snapshot:
    layer = gate.require("roads", municipality=municipality)
    return snapshotqueue.ask(layer, municipality=municipality, on=ON, at=timezone.now())


@pytest.mark.usefixtures("no_queue")
def test_snapshot_without_its_job_is_not_asked_for(municipality: Municipality) -> None:
    tasks.check_changed(0)

    with pytest.raises(ConnectorException):
        a_waiting_snapshot(municipality)

    assert not Snapshot.objects.exists()


def test_value_that_came_in_closes_its_layer_at_the_next_minute(municipality: Municipality) -> None:
    tasks.check_changed(0)
    a_road(municipality, f"ซอย {ID}")

    tasks.check_changed(0)

    with tenancy.within(municipality):
        assert "roads" not in gate.open_layers(municipality=municipality)
        assert "poles" in gate.open_layers(municipality=municipality)


def test_only_what_changed_is_checked_again(municipality: Municipality) -> None:
    tasks.check_changed(0)
    before = PublicationCheck.objects.count()
    a_road(municipality, "ซอย 1")

    tasks.check_changed(0)
    tasks.check_changed(0)

    again = PublicationCheck.objects.order_by("pk")[before:]
    assert [check.layer for check in again] == ["roads"]


def test_files_of_the_night_are_written_after_what_somebody_waits_for(municipality: Municipality) -> None:
    tasks.check_changed(0)
    a_waiting_snapshot(municipality)

    tasks.publish_nightly(0)

    ours = ProcrastinateJob.objects.filter(task_name=snapshotqueue.MAKE)
    first, *others = ours.order_by("-priority", "pk")
    assert Snapshot.objects.get(pk=first.args["snapshot_id"]).layer == "roads"
    assert {job.priority < first.priority for job in others} == {True}


def test_every_open_layer_is_written_in_the_night(municipality: Municipality) -> None:
    road = a_road(municipality, f"ซอย {ID}")

    tasks.publish_nightly(0)

    assert jobs() == sorted(set(layers.all_layers()) - {"roads"})
    RoadSegmentVersion.objects.filter(pk=road.pk).update(name_th="ซอย 1")
    tasks.publish_nightly(0)
    assert jobs() == sorted(layers.all_layers())


def test_job_writes_the_files_and_does_no_harm_when_it_runs_twice(municipality: Municipality) -> None:
    snapshot = a_waiting_snapshot(municipality)

    for _ in range(2):
        tasks.make_snapshot(snapshot.pk, municipality.pk)

    assert Snapshot.objects.get().state == SnapshotState.DONE
    assert [file.extension for file in snapshot.files.all()] == ["csv"]


def test_job_of_a_snapshot_that_is_gone_ends_quietly(municipality: Municipality) -> None:
    first = a_waiting_snapshot(municipality)
    tasks.make_snapshot(first.pk, municipality.pk)
    second = a_waiting_snapshot(municipality)
    for _ in range(2):
        tasks.make_snapshot(second.pk, municipality.pk)

    assert list(Snapshot.objects.values_list("pk", flat=True)) == [first.pk]


def test_fault_of_the_program_is_said_and_goes_on(municipality: Municipality, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = a_waiting_snapshot(municipality)

    def fails(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(snapshots, "FORMATS", (formats.Format("csv", "CSV", "text/csv", fails),))
    with pytest.raises(ZeroDivisionError):
        tasks.make_snapshot(snapshot.pk, municipality.pk)

    snapshot.refresh_from_db()
    assert snapshot.state == SnapshotState.BROKEN
    assert snapshot.message


def test_snapshot_whose_job_is_gone_is_not_waited_for(municipality: Municipality) -> None:
    layer = gate.require("roads", municipality=municipality)
    without = snapshots.ask(layer, municipality=municipality, on=ON, at=timezone.now())
    alive = snapshotqueue.ask(
        gate.require("poles", municipality=municipality), municipality=municipality, on=ON, at=timezone.now()
    )

    count = snapshotqueue.break_off_forgotten()

    without.refresh_from_db()
    alive.refresh_from_db()
    assert count == 1
    assert (without.state, alive.state) == (SnapshotState.BROKEN, SnapshotState.WAITING)


def test_old_files_go_in_the_night(municipality: Municipality, settings: Any) -> None:
    today = timezone.localdate()
    first = today.replace(day=1) - timedelta(days=200)
    days = [first.replace(day=1), first.replace(day=2), today]
    for number, day in enumerate(days):
        a_road(municipality, f"ซอย {number}")
        layer = gate.require("roads", municipality=municipality)
        made = snapshots.ask(layer, municipality=municipality, on=day, at=timezone.now())
        snapshots.make(made, layer=layer, at=timezone.now())

    tasks.publish_nightly(0)

    kept = Snapshot.objects.filter(layer="roads", state="done").order_by("on")
    assert [snapshot.on for snapshot in kept] == [days[0], days[2]]
