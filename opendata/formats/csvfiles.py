"""CSV (RFC 4180) in UTF-8 with a byte order mark, without which Excel reads Thai as noise.

Points as two columns of degrees, other shapes as well-known text.
"""

from pathlib import Path

import numpy as np
import pyarrow
import pyarrow.csv
import shapely

from opendata.formats.extracts import GEOMETRY, Extract

BYTE_ORDER_MARK = "\ufeff".encode()
DECIMALS = 7


def write(extract: Extract, path: Path) -> None:
    """The rows in the order of the extract."""
    with extract.batches() as reader, path.open("wb") as file:
        file.write(BYTE_ORDER_MARK)
        has_head = True
        for batch in reader:
            pyarrow.csv.write_csv(_flat(batch), file, pyarrow.csv.WriteOptions(include_header=has_head))
            has_head = False
        if has_head:
            pyarrow.csv.write_csv(_flat(reader.schema.empty_table()), file)


def _flat(rows: pyarrow.RecordBatch | pyarrow.Table) -> pyarrow.Table:
    """The rows with their geometry as text or degrees in its place."""
    shapes = shapely.from_wkb(rows.column(GEOMETRY).to_numpy(zero_copy_only=False))
    plain = pyarrow.table(rows).drop_columns([GEOMETRY])
    if shapes.size and (shapely.get_type_id(shapes) == shapely.GeometryType.POINT).all():
        plain = plain.append_column("lon", pyarrow.array(np.round(shapely.get_x(shapes), DECIMALS)))
        return plain.append_column("lat", pyarrow.array(np.round(shapely.get_y(shapes), DECIMALS)))
    texts = shapely.to_wkt(shapes, rounding_precision=DECIMALS)
    return plain.append_column("wkt", pyarrow.array(texts, type=pyarrow.string()))
