"""Documents that people send: photos and PDF, told by their content and never by their name or claim.

A photo is drawn anew, so that its place, its words and whatever hangs behind it are gone. A PDF is looked through and
kept as it came; one that could run something, is locked, or is something else as well is refused. Both is done in a
process of its own (`darkroom`, `lightbox`). Who may see a document is for the app that keeps it.
"""

import hashlib
import uuid
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.utils.translation import gettext as _

from casework import apart, darkroom, lightbox
from gis_assets.refusals import Refusal

BYTES_OF_A_MB = 1_000_000
LONGEST_NAME = 120
LONGEST_PX = 2400
"""Of a photo's longer side as it is kept: a page of small print can still be read."""
PREVIEW = ".preview.jpg"
PDF = "application/pdf"
PHOTO = "image/jpeg"
_HEAD = 1024
_PHOTOS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF")


class TooLarge(Refusal):
    """The file has more bytes, or the photo more pixels, than are taken."""

    def __init__(self, name: str, most_mb: int) -> None:
        sentence = _("“%(name)s” is larger than %(most)s MB. Take the photo smaller, or send the pages one by one.")
        super().__init__(sentence % {"name": name, "most": most_mb})


class NotADocument(Refusal):
    """The content is neither a photo nor a PDF, whatever the name says."""

    def __init__(self, name: str) -> None:
        sentence = _("“%(name)s” is neither a photo (JPEG, PNG) nor a PDF. Send it as one of these.")
        super().__init__(sentence % {"name": name})


class Damaged(Refusal):
    """The file cannot be opened to its end."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("“%(name)s” is damaged or cut off. Save or photograph it again and send that.") % {"name": name}
        )


class Locked(Refusal):
    """The PDF asks for a password, or is encrypted without one."""

    def __init__(self, name: str) -> None:
        sentence = _("“%(name)s” is protected by a password. Save it without protection, or send photos of its pages.")
        super().__init__(sentence % {"name": name})


class Active(Refusal):
    """The PDF could run something or carries other files."""

    def __init__(self, name: str) -> None:
        sentence = _(
            "“%(name)s” holds a program, a form that runs or other files inside, so it cannot be taken. "
            "Print it to a new PDF, or send photos of its pages."
        )
        super().__init__(sentence % {"name": name})


class Twofold(Refusal):
    """The file is something else as well."""

    def __init__(self, name: str) -> None:
        sentence = _(
            "“%(name)s” is a PDF and something else at once. Print it to a new PDF, or send photos of its pages."
        )
        super().__init__(sentence % {"name": name})


class WrongNumberOfPages(Refusal):
    """The PDF has no page, or more than are taken."""

    def __init__(self, name: str) -> None:
        sentence = _("“%(name)s” must have between 1 and %(most)s pages. Send it in parts.")
        super().__init__(sentence % {"name": name, "most": lightbox.MOST_PAGES})


class TooSmall(Refusal):
    """Nothing can be read on a photo of so few pixels."""

    def __init__(self, name: str, *, width: int, height: int, least_px: int) -> None:
        sentence = _(
            "The photo “%(name)s” is only %(width)s by %(height)s points, too small to be read. "
            "Photograph it closer: at least %(least)s points wide."
        )
        super().__init__(sentence % {"name": name, "width": width, "height": height, "least": least_px})


class DocumentChanged(Exception):
    """A stored document is no longer the one that was sent."""


@dataclass(frozen=True)
class Attachment:
    """A document that was looked at and may be kept; `preview` is a JPEG of a PDF's first page."""

    name: str
    content_type: str
    ending: str
    content: bytes
    pages: int = 1
    preview: bytes = b""

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def read(file: UploadedFile[Any], *, most_mb: int, least_px: int = 0) -> Attachment:
    """What was sent, if it may be kept; raises one of the Refusals above. `least_px` is a photo's least width."""
    name = PurePath(file.name or "").name[-LONGEST_NAME:] or "?"
    if (file.size or 0) > most_mb * BYTES_OF_A_MB:
        raise TooLarge(name, most_mb)
    content = file.read()
    if content.startswith(b"%PDF-"):
        return _pdf(name, content)
    if b"%PDF-" in content[:_HEAD]:
        raise Twofold(name)
    if content.startswith(_PHOTOS):
        return _photo(name, content, most_mb=most_mb, least_px=least_px)
    raise NotADocument(name)


def keep(attachment: Attachment, *, folder: str) -> str:
    """Store a document under a name of our own and return it. A file left by a transaction that failed does no harm."""
    name = default_storage.save(f"{folder}/{uuid.uuid4().hex}.{attachment.ending}", ContentFile(attachment.content))
    if attachment.preview:
        default_storage.save(f"{name}{PREVIEW}", ContentFile(attachment.preview))
    return name


def content(name: str, *, sha256: str) -> bytes:
    """A stored document, which must still be the one that was sent; raises DocumentChanged."""
    with default_storage.open(name, "rb") as stored:
        found: bytes = stored.read()
    if hashlib.sha256(found).hexdigest() != sha256:
        raise DocumentChanged(name)
    return found


def preview(name: str) -> bytes:
    """The picture of a stored PDF's first page; raises FileNotFoundError where none was made."""
    with default_storage.open(f"{name}{PREVIEW}", "rb") as stored:
        found: bytes = stored.read()
    return found


def forget(name: str) -> None:
    """Delete a stored document and its picture; one that is gone already is no error."""
    for each in (name, f"{name}{PREVIEW}"):
        default_storage.delete(each)


def shown(found: bytes, *, content_type: str) -> HttpResponse:
    """The answer that shows a document in the browser; nothing in it may run, and nobody keeps a copy on the way."""
    is_known = content_type in (PDF, PHOTO, "image/png")
    answer = HttpResponse(found, content_type=content_type if is_known else "application/octet-stream")
    answer["Content-Disposition"] = "inline" if is_known else "attachment"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["X-Frame-Options"] = "SAMEORIGIN"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Referrer-Policy"] = "no-referrer"
    answer["Cache-Control"] = "private, no-store"
    return answer


def _photo(name: str, sent: bytes, *, most_mb: int, least_px: int) -> Attachment:
    try:
        facts, drawn = apart.run(darkroom, sent, str(LONGEST_PX))
    except apart.Failed as error:
        raise Damaged(name) from error
    if refused := facts.get("refused"):
        raise {"pixels": TooLarge(name, most_mb), "kind": NotADocument(name)}.get(refused, Damaged(name))
    if facts["width"] < least_px:
        raise TooSmall(name, width=facts["width"], height=facts["height"], least_px=least_px)
    return Attachment(name, PHOTO, "jpg", drawn)


def _pdf(name: str, sent: bytes) -> Attachment:
    try:
        facts, picture = apart.run(lightbox, sent)
    except apart.Failed as error:
        raise Damaged(name) from error
    if refused := facts.get("refused"):
        refusals = {"locked": Locked, "pages": WrongNumberOfPages, "active": Active, "twofold": Twofold}
        raise refusals.get(refused, Damaged)(name)
    return Attachment(name, PDF, "pdf", sent, facts["pages"], picture)
