"""The steps of a snapshot: asked for, made by a job, confirmed while nothing changes, and forgotten after a while.

A file is written beside its place, made safe on the disk, moved into its place, and only then told in a row: whoever
breaks off leaves no half file that anybody is sent to. What stands in rows is all that is served.
"""

import gzip
import hashlib
import os
import shutil
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from gis_assets.models import Municipality
from gis_assets.publication import Layer
from opendata import gate
from opendata.formats import FORMATS, Format
from opendata.models import Publication, Snapshot, SnapshotFile, SnapshotState

if TYPE_CHECKING:
    from opendata.extraction import Extracted
    from opendata.formats.extracts import Extract

BLOCK_BYTES = 2**20
PACKING = 6
_WORKING = (SnapshotState.WAITING, SnapshotState.WORKING)


@transaction.atomic
def ask(layer: Layer, *, municipality: Municipality, on: date, at: datetime) -> Snapshot:
    """Open a snapshot of a layer, or give the one that waits or is made already."""
    Publication.objects.select_for_update().get(municipality=municipality, layer=layer.name)  # one asks at a time
    ours = Snapshot.objects.filter(municipality=municipality, layer=layer.name)
    if waiting := ours.filter(state__in=_WORKING).first():
        return waiting
    ours.filter(state=SnapshotState.BROKEN).delete()  # the newest tells how it went; its folder is emptied when made
    return Snapshot.objects.create(
        municipality=municipality, layer=layer.name, version=_free_version(ours, on), on=on, asked_at=at
    )


def make(snapshot: Snapshot, *, layer: Layer, at: datetime) -> Snapshot | None:
    """Write the files of a snapshot and return it; None when nothing has changed since the last, which says so now.

    What is done or broken off is left as it is; what a dead worker left is written anew.
    """
    if not _begin(snapshot):
        return snapshot
    if not _is_open(layer, snapshot):
        return break_off(snapshot, message=_("The layer is not open; see the page of publishing checks."))
    beside = _emptied(folder_of(snapshot).with_name(f".{snapshot.version}.part"))
    try:
        return _make(snapshot, layer=layer, beside=beside, at=at)
    finally:
        shutil.rmtree(beside)


def break_off(snapshot: Snapshot, *, message: str) -> Snapshot:
    """Say that nobody works at a snapshot any more, and why."""
    ours = Snapshot.objects.filter(pk=snapshot.pk, state__in=_WORKING)
    ours.update(state=SnapshotState.BROKEN, message=message[:300])
    snapshot.refresh_from_db()
    return snapshot


def forget(municipality: Municipality, *, before: date) -> int:
    """Remove snapshots of before a day; the first of each month and the last of a layer stay. Returns how many went."""
    done = Snapshot.objects.filter(municipality=municipality, state=SnapshotState.DONE)
    count, kept = 0, set()
    newest = {snapshot.layer: snapshot.pk for snapshot in done.order_by("on", "pk")}
    for snapshot in done.order_by("on", "pk"):
        month = (snapshot.layer, snapshot.on.year, snapshot.on.month)
        if month in kept and snapshot.on < before and snapshot.pk != newest[snapshot.layer]:
            remove(snapshot)
            count += 1
        kept.add(month)
    return count


def remove(snapshot: Snapshot) -> None:
    """Take a snapshot away: the rows first, so that none ever names a file that is gone."""
    folder = folder_of(snapshot)
    snapshot.delete()
    shutil.rmtree(folder, ignore_errors=True)


def folder_of(snapshot: Snapshot) -> Path:
    """Where its files stand."""
    root = Path(settings.MEDIA_ROOT, "opendata", snapshot.municipality.dla_code)
    return root / snapshot.layer / snapshot.version


def path_of(file: SnapshotFile) -> Path:
    """Where one file stands; its compressed twin has `.gz` behind."""
    return folder_of(file.snapshot) / f"{file.snapshot.layer}.{file.extension}"


def packed(path: Path) -> Path:
    """The compressed twin of a file."""
    return path.with_name(f"{path.name}.gz")


def latest(layer: Layer, *, municipality: Municipality) -> Snapshot | None:
    """The newest finished snapshot."""
    done = Snapshot.objects.filter(municipality=municipality, layer=layer.name, state=SnapshotState.DONE)
    return done.order_by("on", "pk").last()


def _free_version(ours: QuerySet[Snapshot], on: date) -> str:
    taken = set(ours.filter(on=on).values_list("version", flat=True))
    numbered = (f"{on}-{number}" for number in range(2, len(taken) + 3))
    return next(version for version in (str(on), *numbered) if version not in taken)


@transaction.atomic
def _begin(snapshot: Snapshot) -> bool:
    locked = Snapshot.objects.select_for_update().get(pk=snapshot.pk)
    if not locked.is_working:
        return False
    locked.files.all().delete()
    locked.state, locked.done, locked.total = SnapshotState.WORKING, 0, len(FORMATS)
    locked.save(update_fields=["state", "done", "total"])
    return True


def _is_open(layer: Layer, snapshot: Snapshot) -> bool:
    gate.check(layer, municipality=snapshot.municipality, on=snapshot.on)
    return gate.is_served(layer.name, municipality=snapshot.municipality)


def _make(snapshot: Snapshot, *, layer: Layer, beside: Path, at: datetime) -> Snapshot | None:
    from opendata import extraction  # with Arrow, which only the job needs

    municipality = snapshot.municipality
    taken = extraction.extract(
        layer, municipality=municipality, on=snapshot.on, version=snapshot.version, folder=beside
    )
    if taken.findings:
        gate.check(layer, municipality=municipality, on=snapshot.on)
        return break_off(snapshot, message=_("A value that looks like personal data came in meanwhile."))
    before = latest(layer, municipality=municipality)
    if before is not None and before.digest == taken.digest and before.files.count() == _count(taken.extract):
        Snapshot.objects.filter(pk=before.pk).update(confirmed_at=at)
        snapshot.delete()
        return None
    for form in FORMATS:
        if taken.extract.count or not form.needs_features:
            _write(snapshot, form, taken.extract, beside=beside)
        Snapshot.objects.filter(pk=snapshot.pk).update(done=FORMATS.index(form) + 1)
    return _finish(snapshot, taken, at=at)


def _count(extract: "Extract") -> int:
    return sum(1 for form in FORMATS if extract.count or not form.needs_features)


def _write(snapshot: Snapshot, form: Format, extract: "Extract", *, beside: Path) -> None:
    """One file and its compressed twin, then its row."""
    made = beside / f"{snapshot.layer}.{form.extension}"
    form.write(extract, made)
    place = folder_of(snapshot) / made.name
    place.parent.mkdir(parents=True, exist_ok=True)
    size, digest = _measured(made)
    packed_bytes = _pack(made, packed(place)) if form.is_text else None
    _move(made, place)
    SnapshotFile.objects.create(
        municipality_id=snapshot.municipality_id,
        snapshot=snapshot,
        extension=form.extension,
        size_bytes=size,
        sha256=digest,
        packed_bytes=packed_bytes,
    )


def _finish(snapshot: Snapshot, taken: "Extracted", *, at: datetime) -> Snapshot:
    snapshot.refresh_from_db()
    snapshot.state, snapshot.made_at, snapshot.confirmed_at = SnapshotState.DONE, at, at
    snapshot.feature_count, snapshot.digest = taken.extract.count, taken.digest
    snapshot.bbox = list(taken.extract.bbox) if taken.extract.bbox else None
    snapshot.save()
    return snapshot


def _emptied(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _measured(path: Path) -> tuple[int, str]:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK_BYTES):
            digest.update(block)
    return path.stat().st_size, digest.hexdigest()


def _pack(path: Path, place: Path) -> int:
    """Compress a file without its name and hour, so that the same packs to the same."""
    made = packed(path)
    with path.open("rb") as plain, made.open("wb") as file, gzip.GzipFile("", "wb", PACKING, file, mtime=0) as small:
        shutil.copyfileobj(plain, small, BLOCK_BYTES)
    size = made.stat().st_size
    _move(made, place)
    return size


def _move(made: Path, place: Path) -> None:
    """Into its place, only when all of it is on the disk."""
    _sync(made)
    made.replace(place)
    _sync(place.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
