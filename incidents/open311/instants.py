"""Instants as GeoReport v2 writes them: the W3C's subset of ISO 8601, always with a time zone. Pure.

What the town tells of a citizen's doing it tells to the hour, as its public map does: a minute may tell who it was.
"""

import re
from datetime import datetime, timedelta

_WRITTEN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)")


def is_instant(text: str) -> bool:
    """Whether it is such an instant."""
    return read(text) is not None


def read(text: str) -> datetime | None:
    """The instant, or None for anything else; a plus that a query string turned into a space is put back."""
    text = text.strip().replace(" ", "+")
    if not _WRITTEN.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def written(at: datetime) -> str:
    """The instant to the second, with its zone."""
    return at.isoformat(timespec="seconds")


def hour(at: datetime) -> datetime:
    """The hour it lies in."""
    return at.replace(minute=0, second=0, microsecond=0)


def hour_up(at: datetime) -> datetime:
    """The first full hour that is not before it."""
    begun = hour(at)
    return begun if begun == at else begun + timedelta(hours=1)
