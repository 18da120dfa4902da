"""Step 1, for long files on weak lines: a file arrives in pieces, and goes on where the line broke.

Announce a file (`begin`), send its pieces in order, each with the place where it belongs (`append`), ask at any time
how much is here (`received_bytes`), and close it (`finish`), which gives an upload like any other. The row of the
database is the truth: a piece counts once it is safely on the disk and the row says so, and is else written over.
"""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.contrib.auth.models import User
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import OperationalError, transaction
from django.utils.translation import gettext as _

from gis_assets.models import Municipality
from gis_assets.models.versions import AccuracyClass
from gis_assets.refusals import Refusal
from landsurvey import uploads
from landsurvey.models import PartialFile, Upload

PIECE_BYTES = 4 * 2**20
_MOST_OPEN = 20
_BUFFER_BYTES = 2**18


class WrongPlace(Refusal):
    """A piece does not begin where the last one ended; `received_bytes` says where to go on."""

    def __init__(self, received_bytes: int) -> None:
        super().__init__(_("The piece does not continue what has arrived. Go on from where the server says."))
        self.received_bytes = received_bytes


class BeingWritten(Refusal):
    """Another piece of the same file is being written at this moment."""


class MoreThanAnnounced(Refusal):
    """The pieces are larger than the file was said to be, or one piece is larger than a piece may be."""


class Incomplete(Refusal):
    """The file is closed before all of it has arrived."""


class TooManyOpen(Refusal):
    """A person has begun more files than anybody sends at once."""


def begin(
    *,
    municipality: Municipality,
    name: str,
    size_bytes: int,
    by: User,
    at: datetime,
    modified_ms: int = 0,
    accuracy_class: str = AccuracyClass.UNKNOWN,
    corrects: Upload | None = None,
) -> PartialFile:
    """Announce a file, or find what has arrived of it when the same person announced the same file before.

    Raises `uploads.TooLarge`, `uploads.IsEmpty` or `TooManyOpen`.
    """
    uploads.demand_fitting(name, size_bytes)
    is_open = PartialFile.objects.filter(municipality=municipality, sent_by=by, upload=None)
    if is_open.count() >= _MOST_OPEN and not is_open.filter(name=name[-255:], size_bytes=size_bytes).exists():
        raise TooManyOpen(
            _("Too many files were begun and not finished. Finish one of them, or try again in two days.")
        )
    part, _is_new = PartialFile.objects.update_or_create(
        municipality=municipality,
        sent_by=by,
        name=name[-255:],
        size_bytes=size_bytes,
        modified_ms=modified_ms,
        upload=None,
        defaults={"accuracy_class": accuracy_class, "corrects": corrects, "touched_at": at},
        create_defaults={
            "accuracy_class": accuracy_class,
            "corrects": corrects,
            "touched_at": at,
            "begun_at": at,
        },
    )
    return part


@transaction.atomic
def append(part: PartialFile, *, offset: int, piece: BinaryIO, at: datetime) -> PartialFile:
    """Write a piece that begins at `offset` and return the file with what has arrived of it now.

    Raises `BeingWritten`, `WrongPlace` for a gap, an overlap or a finished file, or `MoreThanAnnounced`.
    """
    locked = _locked(part)
    if locked.upload_id is not None or offset != locked.received_bytes:
        raise WrongPlace(locked.received_bytes)
    locked.received_bytes += _write(locked, piece, most=min(PIECE_BYTES, locked.size_bytes - offset))
    locked.touched_at = at
    locked.save(update_fields=["received_bytes", "touched_at"])
    return locked


@transaction.atomic
def finish(part: PartialFile, *, at: datetime) -> tuple[Upload, bool]:
    """Make an upload of a file that has wholly arrived; return it and whether it was made by this call.

    Finishing twice gives the same upload. Raises `BeingWritten`, `Incomplete`, `uploads.AlreadyReceived` or
    `uploads.AlreadyCorrected`.
    """
    locked = _locked(part)
    if locked.upload is not None:
        return locked.upload, False
    if locked.received_bytes != locked.size_bytes:
        raise Incomplete(
            _("“%(name)s” has not arrived wholly: %(here)s of %(all)s bytes are here.")
            % {"name": locked.name, "here": locked.received_bytes, "all": locked.size_bytes}
        )
    with _path(locked).open("rb") as content:
        locked.upload = uploads.receive(
            municipality=locked.municipality,
            file=File(content, name=locked.name),
            name=locked.name,
            by=locked.sent_by,
            at=at,
            accuracy_class=locked.accuracy_class,
            corrects=locked.corrects,
        )
    locked.save(update_fields=["upload"])
    transaction.on_commit(lambda: _path(locked).unlink(missing_ok=True))
    return locked.upload, True


def settle(part: PartialFile, *, upload: Upload) -> None:
    """Tie a file to the upload that has its very bytes already; what arrived of it is not needed any more."""
    PartialFile.objects.filter(pk=part.pk).update(upload=upload)
    _path(part).unlink(missing_ok=True)


@transaction.atomic
def discard(part: PartialFile) -> None:
    """Forget a file that is not wanted any more, and what has arrived of it. Raises `BeingWritten`."""
    locked = _locked(part)
    path = _path(locked)
    locked.delete()
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def expire(municipality: Municipality, *, before: datetime) -> int:
    """Discard what nobody has added to since then, and return how many files that were."""
    abandoned = list(PartialFile.objects.filter(municipality=municipality, touched_at__lt=before))
    for part in abandoned:
        discard(part)
    return len(abandoned)


def _locked(part: PartialFile) -> PartialFile:
    """The row, locked for one writer; whoever comes second is told so at once."""
    rows = PartialFile.objects.select_for_update(nowait=True, of=("self",))
    try:
        with transaction.atomic():
            return rows.select_related("municipality", "sent_by", "corrects", "upload").get(pk=part.pk)
    except OperationalError as busy:
        raise BeingWritten(_("Another piece of this file is just being written. Wait a moment.")) from busy


def _path(part: PartialFile) -> Path:
    return Path(default_storage.path(f"survey/parts/{part.uid}"))


def _write(part: PartialFile, piece: BinaryIO, *, most: int) -> int:
    """Write at most `most` bytes behind what has arrived, safely on the disk; raises `MoreThanAnnounced`."""
    path = _path(part)
    path.parent.mkdir(parents=True, exist_ok=True)
    written = 0
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
        file.seek(part.received_bytes)
        for block in _blocks(piece):
            written += len(block)
            if written > most:
                raise MoreThanAnnounced(_("More arrived than was announced. Choose the file again and send it anew."))
            file.write(block)
        file.truncate()
        file.flush()
        os.fsync(file.fileno())
    return written


def _blocks(piece: BinaryIO) -> Iterator[bytes]:
    while block := piece.read(_BUFFER_BYTES):
        yield block
