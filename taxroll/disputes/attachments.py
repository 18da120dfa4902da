"""Documents that come with a filing: few, and of what `casework.attachments` takes."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from casework import attachments
from casework.attachments import Attachment
from gis_assets.refusals import Refusal
from taxroll.models import Filing, FilingDocument


class TooManyDocuments(Refusal):
    def __init__(self, most: int) -> None:
        super().__init__(_("Send at most %(most)s documents; bring more to the tax office.") % {"most": most})


def read(files: Iterable[UploadedFile[Any]]) -> list[Attachment]:
    """What was sent, if it is few; raises TooManyDocuments or the refusals of `casework.attachments.read`."""
    files = list(files)
    if len(files) > settings.FILING_DOCUMENTS_MOST:
        raise TooManyDocuments(settings.FILING_DOCUMENTS_MOST)
    return [attachments.read(file, most_mb=settings.FILING_DOCUMENT_MB) for file in files]


def keep(filing: Filing, attachment: Attachment) -> FilingDocument:
    """Store a document under a name of our own and write down whose it is."""
    return FilingDocument.objects.create(
        municipality=filing.municipality,
        filing=filing,
        file=attachments.keep(attachment, folder=f"taxroll/{filing.municipality.dla_code}/filings"),
        name=attachment.name,
        content_type=attachment.content_type,
        size_bytes=len(attachment.content),
        sha256=attachment.sha256,
    )


def content(document: FilingDocument) -> bytes:
    """The document as it was kept; raises attachments.DocumentChanged when the file is not that any more."""
    return attachments.content(str(document.file.name), sha256=document.sha256)
