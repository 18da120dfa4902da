"""Whether a layer is still what it was: the one text that ETags and caches of all its forms are made of.

The database itself notes each change (`sql/note_change_function.sql`). Ask for the version BEFORE reading the layer:
then what changes in between is served under the former version and asked for again, never the other way round.
"""

import functools
import hashlib
import operator
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from gis_assets import prepared, sql_files, tenancy
from gis_assets.models import Municipality
from gis_assets.publication import Layer

DECLARATION_LETTERS = 8
# How a layer's statement names the day.
DAY = "%(on)s"


def version(layer: Layer, *, municipality: Municipality, on: date | None = None) -> str:
    """A short text of letters, digits and dashes that is another one after anything of the layer changed.

    It holds the day that is asked for (today unless given) where the layer's statement asks for a day, and for layers
    that change by the clock the hour; and the declaration, so that a column that was closed is not served from a cache.
    """
    with tenancy.within(municipality):
        return version_here(layer, municipality=municipality, on=on)


def version_here(layer: Layer, *, municipality: Municipality, on: date | None = None) -> str:
    """The same where the connection is bound to the municipality already, as in every request of it."""
    return version_of(digest_here(layer, municipality=municipality), layer, on=on)


def digest_here(layer: Layer, *, municipality: Municipality) -> int:
    """One number that is another one after every committed change; the connection is bound to the municipality."""
    facts: dict[str, Any] = {"municipality": municipality.pk, "tables": list(layer.tables)}
    ((digest,),) = prepared.fetched("opendata", "digest_of_changes", facts)
    return int(digest)


def version_of(digest: int, layer: Layer, *, on: date | None = None) -> str:
    """The version where the digest of the changes was read already."""
    return f"{_written(digest)}-{declaration(layer)}{_moment(layer, on, at=timezone.now())}"


def digests(municipality: Municipality) -> dict[str, int]:
    """Of each table that ever changed the number of which versions are made: one question for all layers."""
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("opendata", "digests_of_tables"), {"municipality": municipality.pk})
        return dict(cursor.fetchall())


def is_same_data(version: str, layer: Layer, *, digests: Mapping[str, int]) -> bool:
    """Whether nothing has changed since a version."""
    now = functools.reduce(operator.xor, (digests.get(table, 0) for table in layer.tables), 0)
    return version.partition("-")[0] == _written(now)


def is_older_by_the_clock(version: str, layer: Layer, *, than: datetime) -> bool:
    """Whether a layer that changes by the clock was another one at that instant already, later than the version."""
    if layer.updated not in ("hour", "day"):
        return False
    return _moment(layer, None, at=than) > version[len(_written(0)) + len("-") + DECLARATION_LETTERS :]


def first_since(instant: datetime, layer: Layer, *, municipality_id: int) -> datetime | None:
    """When the layer first changed after an instant."""
    facts: dict[str, Any] = {"municipality": municipality_id, "tables": list(layer.tables), "since": instant}
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("opendata", "first_change_since"), facts)
        found: datetime | None = cursor.fetchone()[0]
    return found


def fold(municipality: Municipality, *, before: datetime) -> None:
    """Fold the rows from before that moment into one a table; every version stays as it is."""
    with tenancy.within(municipality), connection.cursor() as cursor:
        cursor.execute(sql_files.load("opendata", "fold_changes"), {"municipality": municipality.pk, "before": before})


@functools.cache
def declaration(layer: Layer) -> str:
    """Eight letters for the statement and the columns that may be seen."""
    columns = [(column.name, column.kind, column.tile_zoom) for column in layer.open_columns]
    told = (layer.name, sql_files.load(layer.app, layer.sql), columns, layer.min_zoom)
    return hashlib.sha256(repr(told).encode()).hexdigest()[:DECLARATION_LETTERS]


def _written(digest: int) -> str:
    return f"{digest % 2**64:016x}"


def _moment(layer: Layer, on: date | None, *, at: datetime) -> str:
    if layer.updated not in ("hour", "day") and not _asks_for_a_day(layer):
        return ""
    day = f"-{on or timezone.localdate(at):%Y%m%d}"
    return f"{day}t{timezone.localtime(at):%H}" if layer.updated == "hour" else day


def _asks_for_a_day(layer: Layer) -> bool:
    """Whether what it selects depends on the day, be it that it has a history or that it hides what is recent."""
    return DAY in sql_files.load(layer.app, layer.sql)
