"""A layer as a plain table for a CKAN's DataStore: the open columns and a place within each thing.

Whole shapes stay in the files: a table of them is no use to who filters rows, and large.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

from django.db import connection, transaction
from psycopg import sql

from gis_assets import sql_files, tenancy
from gis_assets.models import Municipality
from gis_assets.publication import Kind, Layer
from opendata import layers

ROWS_AT_ONCE = 2_000
TYPES: dict[Kind, str] = {
    "text": "text",
    "integer": "int",
    "number": "float8",
    "boolean": "bool",
    "date": "date",
    "datetime": "timestamp",
}
KEY = "id"

Row = dict[str, Any]


def columns(layer: Layer) -> list[dict[str, Any]]:
    """The fields as `datastore_create` takes them, with their words."""
    open_columns = [
        {"id": column.name, "type": TYPES[column.kind], "info": {"label": str(column.title), "notes": column.unit}}
        for column in layer.open_columns
    ]
    places = [{"id": name, "type": "float8", "info": {"label": name}} for name in ("longitude", "latitude")]
    return [{"id": KEY, "type": "text", "info": {"label": KEY}}, *open_columns, *places]


def rows(layer: Layer, *, municipality: Municipality, on: date) -> Iterator[list[Row]]:
    """The rows by the thousand in the order of their ids, read from the server piece by piece."""
    statement = sql.SQL(sql_files.load("opendata", "dataset_table")).format(
        columns=sql.SQL(", ").join(sql.Identifier("feature", column.name) for column in layer.open_columns),
        layer=layers.statement_of(layer),
    )
    with tenancy.within(municipality), transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(cast(Any, statement), {"municipality": municipality.pk, "on": on})
        names = None
        while found := cursor.fetchmany(ROWS_AT_ONCE):
            names = names or [column.name for column in cursor.description]
            yield [{name: _plain(value) for name, value in zip(names, row, strict=True)} for row in found]


def fingerprint(layer: Layer, *, municipality: Municipality, on: date) -> str:
    """The same for the same columns and rows, whoever asks and whenever."""
    digest = hashlib.sha256(json.dumps(columns(layer), sort_keys=True, ensure_ascii=False).encode())
    for piece in rows(layer, municipality=municipality, on=on):
        digest.update(json.dumps(piece, sort_keys=True, ensure_ascii=False).encode())
    return digest.hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value
