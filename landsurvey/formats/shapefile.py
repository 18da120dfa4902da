"""Reads one unpacked shapefile: geometry through GDAL, attributes from the table's own bytes.

GDAL would turn `07` into 7 and guess the encoding in silence; the text here is what stands in the file.
"""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyogrio
import pyogrio.errors
import shapely

from landsurvey.formats import dbf, encoding
from landsurvey.formats.features import Column, Features, Provenance
from landsurvey.words import FileRefused, Sentence, gettext_noop

INDEX_REBUILT = gettext_noop("The index file (.shx) was missing; it was rebuilt from the .shp.")
HEIGHTS_DROPPED = gettext_noop(
    "The shapes carry heights or measures (Z, M); they were set aside, the register is flat."
)


class UnreadableShapes(FileRefused):
    msgid = gettext_noop(
        "The shapes (.shp) of %(layer)s cannot be read. Export the shapefile again and send the new zip."
    )


class RowsDoNotMatch(FileRefused):
    msgid = gettext_noop(
        "%(layer)s holds %(shapes)s shapes but %(rows)s attribute rows, so it is not certain which belong together. "
        "Export the shapefile again and send the new zip."
    )


def read(path: Path, table: dbf.Table, *, layer: str, codec: str) -> Features:
    """Read shapes and attributes; `codec` is the decided encoding of the table.

    Raises `UnreadableShapes` or `RowsDoNotMatch`.
    """
    has_index = path.with_suffix(".shx").exists()
    geometry_type, wkb = _read_shapes(path, layer)
    if len(wkb) != len(table):
        raise RowsDoNotMatch(layer=layer, shapes=len(wkb), rows=len(table))
    kept = np.flatnonzero(~table.is_deleted)
    measured = shapely.from_wkb(wkb[kept], on_invalid="ignore")
    notes = []
    if not has_index:
        notes.append(Sentence(INDEX_REBUILT))
    if bool((shapely.has_z(measured) | shapely.has_m(measured)).any()):
        notes.append(Sentence(HEIGHTS_DROPPED))
    return Features(
        geometry=np.asarray(shapely.force_2d(measured), dtype=object),
        attributes=_attributes(table, kept, codec=codec),
        rows=kept + 1,
        provenance=Provenance(
            layer=layer,
            encoding=codec,
            geometry_type=geometry_type,
            reader=f"pyogrio {pyogrio.__version__}, GDAL {pyogrio.__gdal_version_string__}",
            notes=tuple(notes),
        ),
    )


def _read_shapes(path: Path, layer: str) -> tuple[str, Column]:
    """Return the type of the layer and the shapes as WKB, None where a row has none, in the order of the file."""
    pyogrio.set_gdal_config_options({"SHAPE_RESTORE_SHX": True})
    try:
        meta, _, wkb, _ = pyogrio.raw.read(path, columns=[])
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pyogrio.errors.FeatureError) as error:
        raise UnreadableShapes(layer=layer) from error
    finally:  # the option holds for the whole process, and other drivers stumble over it
        pyogrio.set_gdal_config_options({"SHAPE_RESTORE_SHX": None})
    if wkb is None:
        raise UnreadableShapes(layer=layer)
    return str(meta["geometry_type"]), wkb


def _attributes(table: dbf.Table, kept: npt.NDArray[np.intp], *, codec: str) -> dict[str, Column]:
    """Return heading -> text; a heading that occurs twice keeps both columns, the second with `_2`."""
    columns: dict[str, Column] = {}
    for field in table.fields:
        name = encoding.decode([field.name], encoding=codec)[0]
        texts = np.empty(len(table), dtype=object)
        texts[:] = encoding.decode(table.cells(field), encoding=codec)
        columns[_unused(name, columns)] = texts[kept]
    return columns


def _unused(name: str, columns: dict[str, Column]) -> str:
    candidate, count = name, 1
    while candidate in columns:
        count += 1
        candidate = f"{name}_{count}"
    return candidate
