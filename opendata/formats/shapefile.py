"""A zipped shapefile, for programs that read nothing newer.

Its names have ten letters at most: `columns.txt` in the archive says what each stands for. `.cpg` names UTF-8.
"""

import tempfile
import zipfile
from pathlib import Path

import pyarrow
import pyogrio

from opendata.formats.extracts import GEOMETRY, Extract
from opendata.formats.ogr import CRS84

LONGEST_NAME = 10
# dBase knows neither truth values nor instants: they become numbers and texts.
_STANDINS = {pyarrow.bool_(): pyarrow.int16()}


def write(extract: Extract, path: Path) -> None:
    """The parts of the shapefile, stored in one archive as GDAL and QGIS open it without unpacking."""
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".shape-") as folder:
        name = extract.layer.name
        _write_parts(extract, Path(folder, f"{name}.shp"))
        Path(folder, "columns.txt").write_text(_explained(extract), encoding="utf-8")
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for part in sorted(Path(folder).iterdir()):
                archive.write(part, part.name)


def short_names(names: list[str]) -> list[str]:
    """Names of at most ten letters, none twice."""
    found: list[str] = []
    for name in names:
        short, number = name[:LONGEST_NAME], 1
        while short in found:
            number += 1
            short = f"{name[: LONGEST_NAME - len(str(number)) - 1]}_{number}"
        found.append(short)
    return found


def _write_parts(extract: Extract, path: Path) -> None:
    with extract.batches() as reader:
        schema = _schema(reader.schema)
        rows = pyarrow.RecordBatchReader.from_batches(schema, (_cast(batch, schema) for batch in reader))
        pyogrio.write_arrow(
            rows,
            path,
            driver="ESRI Shapefile",
            geometry_name=GEOMETRY,
            geometry_type="Polygon" if extract.layer.geometry == "polygon" else extract.geometry_type,
            crs=CRS84,
            encoding="UTF-8",
        )


def _schema(schema: pyarrow.Schema) -> pyarrow.Schema:
    names = [name for name in schema.names if name != GEOMETRY]
    fields = [
        pyarrow.field(short, _standin(schema.field(name).type))
        for name, short in zip(names, short_names(names), strict=True)
    ]
    return pyarrow.schema([*fields, schema.field(GEOMETRY)])


def _standin(kind: pyarrow.DataType) -> pyarrow.DataType:
    return pyarrow.string() if pyarrow.types.is_timestamp(kind) else _STANDINS.get(kind, kind)


def _cast(batch: pyarrow.RecordBatch, schema: pyarrow.Schema) -> pyarrow.RecordBatch:
    columns = [column.cast(field.type) for column, field in zip(batch.columns, schema, strict=True)]
    return pyarrow.record_batch(columns, schema=schema)


def _explained(extract: Extract) -> str:
    names = ["id", *(column.name for column in extract.columns)]
    titles = ["id", *(str(column.title) for column in extract.columns)]
    lines = [f"{short}\t{name}\t{title}" for short, name, title in zip(short_names(names), names, titles, strict=True)]
    return "\n".join([f"{extract.layer.title} ({extract.version})", *lines, ""])
