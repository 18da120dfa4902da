"""A layer taken out of the database once: as lines of GeoJSON and as an Arrow table, both in the same order."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyarrow
import pyarrow.ipc

from gis_assets.publication import Column, Kind, Layer

ID, GEOMETRY = "id", "geometry"
_TYPES: dict[Kind, pyarrow.DataType] = {
    "text": pyarrow.string(),
    "integer": pyarrow.int64(),
    "number": pyarrow.float64(),
    "boolean": pyarrow.bool_(),
    "date": pyarrow.date32(),
    "datetime": pyarrow.timestamp("ms", tz="UTC"),
}
_GEOMETRIES = {"polygon": "MultiPolygon", "line": "LineString", "point": "Point"}


@dataclass(frozen=True)
class Extract:
    """`features`: a GeoJSON feature in each line; `table`: an Arrow stream of id, open columns and geometry (WKB).

    `bbox` is west, south, east, north in degrees, None when there is no feature.
    """

    layer: Layer
    version: str
    features: Path
    table: Path
    count: int
    bbox: tuple[float, float, float, float] | None

    @property
    def columns(self) -> tuple[Column, ...]:
        return self.layer.open_columns

    @property
    def geometry_type(self) -> str:
        return _GEOMETRIES[self.layer.geometry]

    @contextmanager
    def batches(self) -> Iterator[pyarrow.RecordBatchReader]:
        """The table piece by piece, so that memory does not grow with it."""
        with pyarrow.memory_map(str(self.table)) as file, pyarrow.ipc.open_stream(file) as reader:
            yield reader


def schema_of(layer: Layer) -> pyarrow.Schema:
    """The columns of the table."""
    fields = [pyarrow.field(column.name, _TYPES[column.kind]) for column in layer.open_columns]
    return pyarrow.schema([pyarrow.field(ID, pyarrow.string()), *fields, pyarrow.field(GEOMETRY, pyarrow.binary())])
