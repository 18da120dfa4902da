"""Whether the publishing check of a layer still holds, and whether a new one is work for a request or for a job.

Changes are checked by a job within a minute. Should no job come, the check of what changed longer ago than
`OPEN_UNCHECKED_S` no longer holds: nothing that nobody has searched stays open for long.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, cast

from django.conf import settings
from django.db import connection
from psycopg import sql

from gis_assets import sql_files, tenancy
from gis_assets.models import Municipality
from gis_assets.publication import Layer
from opendata import changes, layers
from opendata.models import Publication


def holds(row: Publication | None, layer: Layer, *, digests: Mapping[str, int], at: datetime) -> bool:
    """Whether what is declared was checked, and no change of longer ago than is allowed was missed.

    `digests` are those of `changes.digests` now.
    """
    if row is None or not is_declared_so(row, layer):
        return False
    allowed = at - timedelta(seconds=settings.OPEN_UNCHECKED_S)
    if changes.is_older_by_the_clock(row.version, layer, than=allowed):
        return False
    return changes.is_same_data(row.version, layer, digests=digests) or _missed_since(row, layer) > allowed


def is_large(layer: Layer, *, municipality: Municipality) -> bool:
    """Whether the planner expects the layer's statement to look at more rows than a request may check."""
    statement = sql.SQL("EXPLAIN (FORMAT JSON) ") + layers.statement_of_any_day(layer)
    # The statement for all days knows the parameter still, though no row depends on it.
    facts: dict[str, Any] = {"municipality": municipality.pk, "on": "2000-01-01"}
    with tenancy.within(municipality), connection.cursor() as cursor:
        cursor.execute(cast(Any, statement), facts)
        ((plan,),) = cursor.fetchall()
    told = json.loads(plan) if isinstance(plan, str) else plan
    return max(_rows(told[0]["Plan"])) > int(settings.OPEN_CHECK_AT_ONCE_ROWS)


def is_declared_so(row: Publication, layer: Layer) -> bool:
    """Whether the layer was declared at its check as it is now."""
    return row.declaration == declaration_of(layer)


def declaration_of(layer: Layer) -> str:
    """A digest of all that decides which values are open and how they are searched."""
    columns = [[column.name, column.kind, column.content, sorted(column.values)] for column in layer.open_columns]
    told = json.dumps([columns, layer.has_history, sql_files.load(layer.app, layer.sql)])
    return hashlib.sha256(told.encode()).hexdigest()


def _missed_since(row: Publication, layer: Layer) -> datetime:
    """When the first change came that the check has not seen; a change that it overlapped counts from the check on."""
    checked_at: datetime = row.last_check.checked_at
    first = changes.first_since(checked_at, layer, municipality_id=row.municipality_id)
    return first or checked_at


def _rows(plan: Mapping[str, Any]) -> Iterator[float]:
    """How many rows each step of a plan is expected to give."""
    yield plan["Plan Rows"]
    for step in plan.get("Plans", ()):
        yield from _rows(step)
