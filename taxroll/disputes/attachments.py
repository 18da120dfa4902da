"""Documents that come with a filing: photos and PDF, told by their first bytes and never by their name or claim."""

import hashlib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from gis_assets.refusals import Refusal
from taxroll import documents
from taxroll.models import Filing, FilingDocument

BYTES_OF_A_MB = 1_000_000
TYPES = {
    b"%PDF-": ("application/pdf", "pdf"),
    b"\xff\xd8\xff": ("image/jpeg", "jpg"),
    b"\x89PNG\r\n\x1a\n": ("image/png", "png"),
}
LONGEST_NAME = 120


class TooManyDocuments(Refusal):
    def __init__(self, most: int) -> None:
        super().__init__(_("Send at most %(most)s documents; bring more to the tax office.") % {"most": most})


class TooLarge(Refusal):
    def __init__(self, name: str, most_mb: int) -> None:
        sentence = _("“%(name)s” is larger than %(most)s MB. Take the photo smaller, or send the pages one by one.")
        super().__init__(sentence % {"name": name, "most": most_mb})


class NotADocument(Refusal):
    def __init__(self, name: str) -> None:
        sentence = _("“%(name)s” is neither a photo (JPEG, PNG) nor a PDF. Send it as one of these.")
        super().__init__(sentence % {"name": name})


@dataclass(frozen=True)
class Attachment:
    """A document that was looked at and may be kept."""

    name: str
    content_type: str
    ending: str
    content: bytes


def read(files: Iterable[UploadedFile[Any]]) -> list[Attachment]:
    """What was sent, if it is few, small and of the right kinds; raises one of the Refusals above."""
    files = list(files)
    if len(files) > settings.FILING_DOCUMENTS_MOST:
        raise TooManyDocuments(settings.FILING_DOCUMENTS_MOST)
    return [_read(file) for file in files]


def keep(filing: Filing, attachment: Attachment) -> FilingDocument:
    """Store a document under a name of our own and write down whose it is."""
    folder = f"taxroll/{filing.municipality.dla_code}/filings"
    name = default_storage.save(f"{folder}/{uuid.uuid4().hex}.{attachment.ending}", ContentFile(attachment.content))
    return FilingDocument.objects.create(
        municipality=filing.municipality,
        filing=filing,
        file=name,
        name=attachment.name,
        content_type=attachment.content_type,
        size_bytes=len(attachment.content),
        sha256=hashlib.sha256(attachment.content).hexdigest(),
    )


def content(document: FilingDocument) -> bytes:
    """The document as it came; raises DocumentDamaged when the file is not that any more."""
    return documents.kept(document.file, sha256=document.sha256)


def _read(file: UploadedFile[Any]) -> Attachment:
    name = PurePath(file.name or "").name[-LONGEST_NAME:] or "?"
    if (file.size or 0) > settings.FILING_DOCUMENT_MB * BYTES_OF_A_MB:
        raise TooLarge(name, settings.FILING_DOCUMENT_MB)
    content = file.read()
    for start, (content_type, ending) in TYPES.items():
        if content.startswith(start):
            return Attachment(name, content_type, ending, content)
    raise NotADocument(name)
