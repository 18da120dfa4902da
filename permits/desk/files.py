"""Issued papers in the private store: named by their content, so that a second try finds the file of the first."""

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from gis_assets.models import Municipality


class PaperDamaged(Exception):
    """A stored paper is no longer the one that was issued, or is gone."""


def sha256(document: bytes) -> str:
    return hashlib.sha256(document).hexdigest()


def keep(document: bytes, *, municipality: Municipality, kind: str) -> str:
    """Store a paper and return its name; one half-written by a process that died is written anew."""
    name = f"permits/{municipality.dla_code}/{kind}/{sha256(document)}.pdf"
    if default_storage.exists(name):
        if _read(name) == document:
            return name
        default_storage.delete(name)
    return default_storage.save(name, ContentFile(document))


def kept(name: str, *, sha256: str) -> bytes:
    """A stored paper, which must still be the one that was issued; raises PaperDamaged."""
    document = _read(name) if name and default_storage.exists(name) else b""
    if hashlib.sha256(document).hexdigest() != sha256:
        raise PaperDamaged(name)
    return document


def _read(name: str) -> bytes:
    with default_storage.open(name, "rb") as stored:
        return bytes(stored.read())
