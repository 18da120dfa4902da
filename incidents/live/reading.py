"""Looks at the live events with the connection of a request: for a page that opens, and one without a stream."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from gis_assets import sql_files
from gis_assets.models import Municipality
from incidents.live import looks
from incidents.live.changes import Change, without_old_positions


@dataclass(frozen=True)
class Seen:
    """What came after a look; `is_whole` is False where some of it may be forgotten, so that all must be read anew."""

    changes: list[Change]
    upto: str
    is_whole: bool


def now() -> str:
    """A look at what is visible now; read before the facts of a page, it lets no change slip between."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_snapshot()::text")
        [(text,)] = cursor.fetchall()
    return str(text)


def since(municipality: Municipality, *, look: looks.Look | None) -> Seen:
    """What came after that look."""
    upto = now()
    if look is None or not is_known(municipality, look):
        return Seen([], upto, is_whole=False)
    parameters: dict[str, int | str] = {"municipality": municipality.pk, "since": look.text, "upto": upto}
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("incidents", "live_changes"), parameters)
        changes = [Change(*row) for row in cursor.fetchall()]
    return Seen(without_old_positions(changes), upto, is_whole=True)


def is_known(municipality: Municipality, look: looks.Look) -> bool:
    """Whether all that came after the look is still kept."""
    parameters = {"municipality": municipality.pk, "oldest": look.oldest, "newest": look.newest}
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("incidents", "live_is_known"), parameters)
        [(known,)] = cursor.fetchall()
    return bool(known)


def forget(municipality: Municipality, *, before: datetime) -> int:
    """Remove the events up to that instant and say how many; pages that slept longer read everything anew."""
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("incidents", "live_forget"), {"municipality": municipality.pk, "before": before})
        return int(cursor.rowcount)
