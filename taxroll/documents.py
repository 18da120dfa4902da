"""Official documents as PDF: a Typst template from `templates/taxroll/`, data as JSON, bytes out.

The same data always give the same bytes, so that the digest kept beside a document means something.
"""

import hashlib
from datetime import date
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models.fields.files import FieldFile
from django.utils import translation

from gis_assets.models import Municipality
from gis_assets.templatetags import town
from taxroll.papers import setter


class DocumentDamaged(Exception):
    """A stored document is no longer the one that was issued."""


def pdf(template: str, data: dict[str, Any]) -> bytes:
    """Set a document by `templates/taxroll/<template>.typ`."""
    return setter.set_pages(template, data)


def sha256(document: bytes) -> str:
    return hashlib.sha256(document).hexdigest()


def keep(document: bytes, *, municipality: Municipality, kind: str, number: str) -> str:
    """Store a document and return its name. A file left behind by a transaction that failed does no harm."""
    name = f"taxroll/{municipality.dla_code}/{kind}/{number}.pdf"
    return default_storage.save(name, ContentFile(document))


def kept(file: FieldFile, *, sha256: str) -> bytes:
    """A stored document, which must still be the one that was issued; raises DocumentDamaged."""
    with file.open("rb") as stored:
        document: bytes = stored.read()
    if hashlib.sha256(document).hexdigest() != sha256:
        raise DocumentDamaged(file.name)
    return document


def thai_date(day: date) -> str:
    """A day in Thai words and B.E., whatever the language of the page that asked for the document."""
    with translation.override("th"):
        return town.thai_date(day)
