"""Step 1: a file is received as the surveyor has it, and kept untouched with its hash.

A corrected file continues the case of the one it replaces (`cases`). What the file is, nobody asks here: that is found
out when it is read. Files that come in pieces are put together in `parts`.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from gis_assets import journal
from gis_assets.models import Municipality, Source
from gis_assets.models.versions import AccuracyClass
from gis_assets.refusals import Refusal
from gis_assets.templatetags import town
from landsurvey import cases
from landsurvey.models import Upload, UploadKind, UploadStatus
from landsurvey.words import Sentence, gettext_noop

DROPPABLE = (UploadStatus.ASKS, UploadStatus.CHECKED, UploadStatus.REJECTED, UploadStatus.UNDONE)
_MB = 1_000_000
_BROKEN_OFF = gettext_noop(
    "The check broke off through a fault of this program, not of your file. The file is kept; press “Check again”, "
    "and tell the administrator if it happens twice."
)


@dataclass(frozen=True)
class Ending:
    """How a check ended: the state, what was read of the file, and why it cannot be used where that is so."""

    status: UploadStatus
    inspection: Mapping[str, Any] = field(default_factory=dict)
    refusal: Sentence | None = None
    kind: UploadKind | None = None
    rows: int = 0


class TooLarge(Refusal):
    """The file is larger than this installation takes."""


class IsEmpty(Refusal):
    """The file has no content."""


class AlreadyReceived(Refusal):
    """The same bytes came before; `earlier` is the first of them."""

    def __init__(self, earlier: Upload, *, is_correction: bool = False) -> None:
        said = (
            _("The file is byte for byte the one received on %(on)s as “%(name)s”: nothing in it was mended.")
            if is_correction
            else _("This very file was already received on %(on)s as “%(name)s”. Here is what became of it.")
        )
        super().__init__(said % {"on": town.thai_date(earlier.uploaded_at), "name": earlier.original_name})
        self.earlier = earlier


class AlreadyCorrected(Refusal):
    """Another file replaced this one; `successor` is to be corrected instead."""

    def __init__(self, successor: Upload) -> None:
        super().__init__(
            _("That survey was already replaced by “%(name)s” on %(on)s. Correct that one instead.")
            % {"on": town.thai_date(successor.uploaded_at), "name": successor.original_name}
        )
        self.successor = successor


class NotOpenToAnswers(Refusal):
    """The upload is in the register, or a corrected file has replaced it."""


class NotToBeDropped(Refusal):
    """The upload is in the register, replaced, still being checked, or no reason was given."""


class _Hashed(File[bytes]):
    """A file that is hashed and counted while the storage writes it."""

    def __init__(self, file: File[bytes]) -> None:
        super().__init__(file, name=file.name)
        self.sha256 = hashlib.sha256()
        self.size_bytes = 0

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        for chunk in super().chunks(chunk_size):
            self.sha256.update(chunk)
            self.size_bytes += len(chunk)
            yield chunk


def receive(
    *,
    municipality: Municipality,
    file: File[bytes],
    name: str,
    by: User,
    at: datetime,
    accuracy_class: str = AccuracyClass.UNKNOWN,
    corrects: Upload | None = None,
) -> Upload:
    """Keep the file in private storage and register it for checking; `corrects` is the upload that it replaces.

    Raises `TooLarge`, `IsEmpty`, `AlreadyReceived` when the same bytes came before, or `AlreadyCorrected`.
    """
    demand_fitting(name, file.size)
    upload = Upload(municipality=municipality, accuracy_class=accuracy_class, corrects=corrects)
    upload.original_name = name[-255:]
    hashed = _Hashed(file)
    stored_as = default_storage.save(f"survey/{upload.uid}", hashed)
    upload.file.name, upload.size_bytes, upload.sha256 = stored_as, hashed.size_bytes, hashed.sha256.hexdigest()
    try:
        return _register(upload, by=by, at=at)
    except BaseException:
        default_storage.delete(stored_as)
        raise


def demand_fitting(name: str, size_bytes: int) -> None:
    """Raise `TooLarge` or `IsEmpty` for a file of a size that is not taken."""
    limit_mb = settings.SURVEY_UPLOAD_LIMIT_MB
    if size_bytes > limit_mb * _MB:
        raise TooLarge(
            _("The file is %(size)s MB; at most %(limit)s MB are taken. Send the area in several parts.")
            % {"size": size_bytes // _MB, "limit": limit_mb}
        )
    if size_bytes == 0:
        raise IsEmpty(_("The file “%(name)s” is empty. Choose it again.") % {"name": name})


@transaction.atomic
def answer(upload: Upload, *, answers: Mapping[str, Any], by: User, at: datetime) -> Upload:
    """Set down what a person chose, by kind of question, and send the upload to be checked again.

    None takes an answer back, so that the file itself decides again; earlier answers to other questions stay. Rows
    staged before are replaced by that check, with the decisions on them. Raises `NotOpenToAnswers`.
    """
    locked = _locked(upload)
    if not locked.is_open_to_answers:
        raise NotOpenToAnswers(
            _("“%(name)s” is not checked again: it stands at “%(status)s”.")
            % {"name": locked.original_name, "status": locked.get_status_display()}
        )
    before = locked.answers
    locked.answers = {kind: said for kind, said in {**before, **answers}.items() if said is not None}
    locked.status = UploadStatus.RECEIVED
    locked.save(update_fields=["answers", "status"])
    changed = {kind: [before.get(kind), said] for kind, said in answers.items() if before.get(kind) != said}
    _note(locked, "answered" if changed else "checked again", by=by, at=at, details={"answers": changed})
    cases.follow(locked, by=by, at=at)
    return locked


@transaction.atomic
def drop(upload: Upload, *, why: str, by: User, at: datetime) -> Upload:
    """Close a case that nobody goes on with; `answer` opens it again. Raises `NotToBeDropped`."""
    locked = _locked(upload)
    if locked.status not in DROPPABLE:
        raise NotToBeDropped(
            _("“%(name)s” cannot be closed: it stands at “%(status)s”.")
            % {"name": locked.original_name, "status": locked.get_status_display()}
        )
    if not why.strip():
        raise NotToBeDropped(_("Write why nothing of “%(name)s” will be used.") % {"name": locked.original_name})
    locked.status = UploadStatus.DROPPED
    locked.save(update_fields=["status"])
    _note(locked, "dropped", by=by, at=at, why=why.strip())
    cases.follow(locked, by=by, at=at)
    return locked


def status_of(*, is_usable: bool, must_ask: bool) -> UploadStatus:
    """Where a check leaves an upload."""
    if must_ask:
        return UploadStatus.ASKS
    return UploadStatus.CHECKED if is_usable else UploadStatus.REJECTED


@transaction.atomic
def finish(upload: Upload, *, writing: Callable[[Upload], Ending], at: datetime) -> Upload:
    """End the check of an upload: `writing` keeps what was found of the locked upload and says how it ended.

    All of it happens or nothing. When another run of the same job has ended the check first, nothing is written.
    """
    locked = _locked(upload)
    if locked.status != UploadStatus.READING:
        return locked
    ending = writing(locked)
    locked.kind = ending.kind or locked.kind
    locked.status = ending.status
    locked.inspection = dict(ending.inspection)
    locked.refusal = ending.refusal.to_json() if ending.refusal else None
    locked.rows_done = locked.rows_total = ending.rows
    locked.checked_at = at
    locked.save(update_fields=["kind", "status", "inspection", "refusal", "rows_done", "rows_total", "checked_at"])
    cases.follow(locked, by=None, at=at)
    return locked


def enter(locked: Upload, *, source: Source, on: date, by: User, at: datetime) -> Upload:
    """Say of a locked upload that it is in the register by that source from the day, in the caller's transaction."""
    locked.status, locked.source, locked.effective_date = UploadStatus.PROMOTED, source, on
    locked.promoted_by, locked.promoted_at = by, at
    locked.save(update_fields=["status", "source", "effective_date", "promoted_by", "promoted_at"])
    cases.follow(locked, by=by, at=at)
    return locked


@transaction.atomic
def break_off(upload: Upload, *, at: datetime) -> Upload:
    """Say that the check of an upload failed through no fault of the file, so that nobody waits for it.

    Its case stays where it is, with us: a check that nobody repairs runs over its time and is told to the head.
    """
    locked = Upload.objects.select_for_update().get(pk=upload.pk)
    if locked.is_working:
        locked.status = UploadStatus.REJECTED
        locked.refusal = Sentence(_BROKEN_OFF).to_json()
        locked.checked_at = at
        locked.save(update_fields=["status", "refusal", "checked_at"])
    return locked


@transaction.atomic
def _register(upload: Upload, *, by: User, at: datetime) -> Upload:
    """Save a file that was just stored as an upload, unless the same bytes came before."""
    # One at a time in a municipality, or the same file sent twice at once would be kept twice.
    Municipality.objects.select_for_update(no_key=True).get(pk=upload.municipality_id)
    if earlier := Upload.objects.filter(municipality=upload.municipality, sha256=upload.sha256).first():
        raise AlreadyReceived(earlier, is_correction=upload.corrects is not None)
    if upload.corrects:
        _replace(upload.corrects)
    upload.uploaded_by, upload.uploaded_at = by, at
    upload.save(force_insert=True)
    corrected = {"corrects": str(upload.corrects.uid)} if upload.corrects else {}
    told = {"sha256": upload.sha256, "size_bytes": upload.size_bytes} | corrected
    _note(upload, "received", by=by, at=at, details=told)
    cases.follow(upload, by=by, at=at)
    return upload


def _locked(upload: Upload) -> Upload:
    return Upload.objects.select_for_update(of=("self",)).select_related("municipality", "case").get(pk=upload.pk)


def _note(
    upload: Upload, action: str, *, by: User, at: datetime, why: str = "", details: dict[str, Any] | None = None
) -> None:
    journal.append(
        municipality=upload.municipality,
        by=by,
        action=action,
        thing_kind="survey_upload",
        thing_uid=upload.uid,
        at=at,
        why=why,
        details=details,
    )


def _replace(corrected: Upload) -> None:
    """Close the upload that a corrected file replaces; one that is in the register stays there as it is."""
    locked = Upload.objects.select_for_update().get(pk=corrected.pk)
    if successor := Upload.objects.filter(corrects=locked).first():
        raise AlreadyCorrected(successor)
    if locked.status != UploadStatus.PROMOTED:
        locked.status = UploadStatus.CORRECTED
        locked.save(update_fields=["status"])
