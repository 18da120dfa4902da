"""GeoParquet 1.1: WKB with the rectangle of each feature beside it, by which readers leave out whole row groups."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow
import pyarrow.parquet
import shapely

from opendata.formats.extracts import GEOMETRY, Extract, schema_of

BBOX = "bbox"
_SIDES = ("xmin", "ymin", "xmax", "ymax")
_RECTANGLE = pyarrow.struct([(side, pyarrow.float64()) for side in _SIDES])


def write(extract: Extract, path: Path) -> None:
    """Row groups follow the extract's pieces, whose features lie near each other."""
    plain = schema_of(extract.layer)
    schema = plain.append(pyarrow.field(BBOX, _RECTANGLE)).with_metadata({"geo": json.dumps(_geo(extract))})
    with (
        extract.batches() as reader,
        pyarrow.parquet.ParquetWriter(path, schema, compression="zstd", write_page_index=True) as file,
    ):
        for batch in reader:
            columns = [*batch.columns, _rectangles(batch.column(GEOMETRY))]
            file.write_batch(pyarrow.record_batch(columns, schema=schema))


def _geo(extract: Extract) -> dict[str, Any]:
    """The `geo` metadata; without a CRS the coordinates are longitude and latitude (OGC:CRS84)."""
    column: dict[str, Any] = {
        "encoding": "WKB",
        "geometry_types": [extract.geometry_type],
        "orientation": "counterclockwise",
        "covering": {BBOX: {side: [BBOX, side] for side in _SIDES}},
    }
    if extract.bbox:
        column["bbox"] = list(extract.bbox)
    return {"version": "1.1.0", "primary_column": GEOMETRY, "columns": {GEOMETRY: column}}


def _rectangles(geometries: pyarrow.Array) -> pyarrow.StructArray:
    bounds = shapely.bounds(shapely.from_wkb(geometries.to_numpy(zero_copy_only=False)))
    missing = np.isnan(bounds).any(axis=1)
    sides = [pyarrow.array(bounds[:, place]) for place in range(len(_SIDES))]
    return pyarrow.StructArray.from_arrays(sides, fields=list(_RECTANGLE), mask=pyarrow.array(missing))
