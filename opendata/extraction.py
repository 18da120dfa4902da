"""A layer out of the database into files that every format is written from.

One statement gives both the GeoJSON lines and the table, so that all formats hold the same moment.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, cast

import numpy as np
import pyarrow
import pyarrow.ipc
import shapely
from django.db import connection
from psycopg import sql

from gis_assets import sql_files
from gis_assets.models import Municipality
from gis_assets.publication import Column, Kind, Layer
from opendata import gate, layers
from opendata.formats import extracts

ROWS_AT_ONCE = 5_000
_CASTS: dict[Kind, sql.SQL] = {
    "text": sql.SQL("text"),
    "integer": sql.SQL("bigint"),
    "number": sql.SQL("double precision"),
    "boolean": sql.SQL("boolean"),
    "date": sql.SQL("date"),
    "datetime": sql.SQL("timestamptz"),
}


@dataclass(frozen=True)
class Extracted:
    """What was taken out, the digest of its lines, and what of it looks like a person's."""

    extract: extracts.Extract
    digest: str
    findings: tuple[gate.Finding, ...]


def extract(layer: Layer, *, municipality: Municipality, on: date, version: str, folder: Path) -> Extracted:
    """Take a layer out into a folder. The texts are searched as they pass: what is written is what was searched."""
    features, table = folder / "features.jsonl", folder / "table.arrow"
    schema, judge = extracts.schema_of(layer), gate.Judge(layer, municipality=municipality)
    digest, extent, count = hashlib.sha256(), _Extent(), 0
    findings: list[gate.Finding] = []
    with features.open("wb") as lines, pyarrow.ipc.new_stream(str(table), schema) as rows:
        for portion in _portions(layer, municipality=municipality, on=on):
            text, *columns = zip(*portion, strict=True)
            written = "".join(f"{line}\n" for line in text).encode()
            lines.write(written)
            digest.update(written)
            batch = pyarrow.record_batch([*columns[:1], *columns[2:], columns[1]], schema=schema)
            rows.write_batch(batch)
            extent.add(columns[1])
            count += len(portion)
            findings += _findings(batch, layer, judge)
    taken = extracts.Extract(layer, version, features, table, count, extent.bbox)
    return Extracted(taken, digest.hexdigest(), tuple(findings))


class _Extent:
    """The rectangle of all shapes so far."""

    def __init__(self) -> None:
        self.bbox: tuple[float, float, float, float] | None = None

    def add(self, shapes: Sequence[bytes | None]) -> None:
        own = shapely.total_bounds(shapely.from_wkb(np.array(shapes, dtype=object)))
        if np.isnan(own).any():
            return
        west, south, east, north = self.bbox or tuple(own.tolist())
        self.bbox = (
            round(min(west, own[0].item()), 7),
            round(min(south, own[1].item()), 7),
            round(max(east, own[2].item()), 7),
            round(max(north, own[3].item()), 7),
        )


def _portions(layer: Layer, *, municipality: Municipality, on: date) -> Iterator[list[tuple[Any, ...]]]:
    statement = sql.SQL(sql_files.load("opendata", "extract")).format(
        columns=sql.SQL(", ").join(_identifier(column) for column in layer.open_columns),
        cells=sql.SQL(", ").join(
            sql.SQL("{}::{}").format(_identifier(column), _CASTS[column.kind]) for column in layer.open_columns
        ),
        layer=layers.statement_of(layer),
    )
    facts: dict[str, Any] = {"municipality": municipality.pk, "on": on, "is_polygon": layer.geometry == "polygon"}
    with connection.chunked_cursor() as cursor:
        cursor.execute(cast(Any, statement), facts)
        while portion := cursor.fetchmany(ROWS_AT_ONCE):
            yield portion


def _identifier(column: Column) -> sql.Identifier:
    return sql.Identifier("feature", column.name)


def _findings(batch: pyarrow.RecordBatch, layer: Layer, judge: gate.Judge) -> Iterator[gate.Finding]:
    ids = batch.column(extracts.ID)
    texts = [column for column in layer.open_columns if column.kind == "text"]
    for column in texts:
        listed = set(column.values) if column.content == "choices" else set()
        for value, feature in zip(batch.column(column.name).to_pylist(), ids.to_pylist(), strict=True):
            if value and value not in listed:
                yield from judge.findings(column.name, value, feature=feature)
