"""Step 1: a file is received as the surveyor has it, and kept untouched with its hash."""

import hashlib
import uuid
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from gis_assets import journal
from gis_assets.models import Municipality
from gis_assets.models.versions import AccuracyClass
from gis_assets.refusals import Refusal
from gis_assets.templatetags import town
from landsurvey.models import Upload, UploadStatus

_MB = 1_000_000


class TooLarge(Refusal):
    """The file is larger than this installation takes."""


class IsEmpty(Refusal):
    """The file has no content."""


class AlreadyReceived(Refusal):
    """The same bytes came before; `earlier` is the first of them."""

    def __init__(self, earlier: Upload) -> None:
        super().__init__(
            _("This very file was already received on %(on)s as “%(name)s”. Here is what became of it.")
            % {"on": town.thai_date(earlier.uploaded_at), "name": earlier.original_name}
        )
        self.earlier = earlier


class NotOpenToAnswers(Refusal):
    """The upload is already in the register."""


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
) -> Upload:
    """Keep the file in private storage and register it for checking.

    Raises `TooLarge`, `IsEmpty`, or `AlreadyReceived` when the same bytes came before.
    """
    limit_mb = settings.SURVEY_UPLOAD_LIMIT_MB
    if file.size > limit_mb * _MB:
        raise TooLarge(
            _("The file is %(size)s MB; at most %(limit)s MB are taken. Send the area in several parts.")
            % {"size": file.size // _MB, "limit": limit_mb}
        )
    if file.size == 0:
        raise IsEmpty(_("The file “%(name)s” is empty. Choose it again.") % {"name": name})
    uid = uuid.uuid4()
    hashed = _Hashed(file)
    stored_as = default_storage.save(f"survey/{uid}", hashed)
    try:
        return _register(municipality, uid, stored_as, hashed, name=name, by=by, at=at, accuracy_class=accuracy_class)
    except BaseException:
        default_storage.delete(stored_as)
        raise


def answer(upload: Upload, *, answers: Mapping[str, Any]) -> Upload:
    """Set down what a person chose, by kind of question, and send the upload to be checked again.

    Earlier answers to other questions stay. Rows staged before are replaced by that check, with the decisions on them.
    Raises `NotOpenToAnswers`.
    """
    with transaction.atomic():
        locked = Upload.objects.select_for_update().get(pk=upload.pk)
        if locked.status == UploadStatus.PROMOTED:
            raise NotOpenToAnswers(_("“%(name)s” is already in the register.") % {"name": locked.original_name})
        locked.answers = {**locked.answers, **answers}
        locked.status = UploadStatus.RECEIVED
        locked.save(update_fields=["answers", "status"])
    return locked


@transaction.atomic
def _register(
    municipality: Municipality,
    uid: uuid.UUID,
    stored_as: str,
    hashed: _Hashed,
    *,
    name: str,
    by: User,
    at: datetime,
    accuracy_class: str,
) -> Upload:
    sha256 = hashed.sha256.hexdigest()
    # One at a time in a municipality, or the same file sent twice at once would be kept twice.
    Municipality.objects.select_for_update(no_key=True).get(pk=municipality.pk)
    if earlier := Upload.objects.filter(municipality=municipality, sha256=sha256).first():
        raise AlreadyReceived(earlier)
    upload = Upload.objects.create(
        municipality=municipality,
        uid=uid,
        file=stored_as,
        original_name=name[-255:],
        size_bytes=hashed.size_bytes,
        sha256=sha256,
        accuracy_class=accuracy_class,
        uploaded_by=by,
        uploaded_at=at,
    )
    details = {"sha256": sha256, "size_bytes": hashed.size_bytes}
    journal.append(
        municipality=municipality,
        by=by,
        action="received",
        thing_kind="survey_upload",
        thing_uid=uid,
        at=at,
        details=details,
    )
    return upload
