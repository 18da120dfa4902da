"""The price files themselves: kept from the first look on, untouched, under their hash."""

from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from gis_assets.models import Municipality

_SALT = "taxroll.prices.shelf"


def keep(content: bytes, *, sha256: str, municipality: Municipality) -> None:
    """Store a file once."""
    name = _name(sha256, municipality)
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(content))


def kept(sha256: str, *, municipality: Municipality) -> bytes:
    """A file of this municipality by its hash; raises FileNotFoundError."""
    with default_storage.open(_name(sha256, municipality)) as stored:
        content: bytes = stored.read()
    return content


def ticket(facts: dict[str, str], *, municipality: Municipality) -> str:
    """What was looked at, signed, so that a page can carry it to the second step."""
    return signing.dumps(facts | {"municipality": municipality.dla_code}, salt=_SALT, compress=True)


def of_ticket(text: str, *, municipality: Municipality) -> dict[str, str]:
    """The facts of a ticket; raises signing.BadSignature for a forged one or one of another municipality."""
    facts: dict[str, str] = signing.loads(text, salt=_SALT, max_age=24 * 3600)
    if facts.pop("municipality") != municipality.dla_code:
        raise signing.BadSignature
    return facts


def _name(sha256: str, municipality: Municipality) -> str:
    return f"taxroll/{municipality.dla_code}/prices/{sha256}"
