"""Reads a zipped shapefile: geometry through GDAL, attributes from the table's own bytes.

GDAL would turn `07` into 7 and guess the encoding in silence; the text here is what stands in the file.
"""

import tempfile
from pathlib import Path

import numpy as np
import numpy.typing as npt

from landsurvey.formats import archive, dbf, encoding, gdal, reading, wkb
from landsurvey.formats.archive import Shapefile
from landsurvey.formats.features import Column, Features, Provenance
from landsurvey.formats.reading import Layer, Read, Said
from landsurvey.words import FileRefused, Sentence, gettext_noop

INDEX_REBUILT = gettext_noop("The index file (.shx) was missing; it was rebuilt from the .shp.")
_DRIVER = "ESRI Shapefile"
_MAGIC = (9994).to_bytes(4, "big")
_HEADER_BYTES = 100
_KINDS = {0: "None", 1: "Point", 3: "LineString", 5: "Polygon", 8: "MultiPoint", 31: "MultiPatch"}
_FLAT = 10  # 11, 13, 15, 18 are the same kinds with heights, 21 to 28 with measures
_MULTIPATCH = 31


class UnreadableShapes(FileRefused):
    msgid = gettext_noop(
        "The shapes (.shp) of %(layer)s cannot be read. Export the shapefile again and send the new zip."
    )


class RowsDoNotMatch(FileRefused):
    msgid = gettext_noop(
        "%(layer)s holds %(shapes)s shapes but %(rows)s attribute rows, so it is not certain which belong together. "
        "Export the shapefile again and send the new zip."
    )


def layers(path: Path, *, max_expanded_bytes: int) -> tuple[Layer, ...]:
    """List the shapefiles of the zip with what their headers say."""
    found = archive.shapefiles(path, max_expanded_bytes=max_expanded_bytes)
    return tuple(Layer(shapefile.name, _kind(path, shapefile), _rows(path, shapefile)) for shapefile in found)


def read(path: Path, *, layer: str, codec: str | None, max_expanded_bytes: int) -> Read:
    """Read one shapefile of the zip.

    Raises `UnreadableShapes`, `RowsDoNotMatch`, or what `archive` and `dbf` refuse.
    """
    found = archive.shapefiles(path, max_expanded_bytes=max_expanded_bytes)
    chosen = archive.choose(found, layer=layer)
    with tempfile.TemporaryDirectory(prefix="survey-") as folder:
        shp = archive.unpack(path, chosen, into=Path(folder))
        table = dbf.read(shp.with_name(archive.TABLE_NAME))
        text = encoding.decide(table, cpg=_text_beside(shp, ".cpg"), chosen=codec)
        said = Said(_text_beside(shp, ".prj"), reading.PRJ)
        return Read(_features(shp, table, layer=chosen.name, codec=text.encoding), text, said)


def _features(shp: Path, table: dbf.Table, *, layer: str, codec: str) -> Features:
    has_index = shp.with_suffix(".shx").exists()
    shapes = _shapes(shp, layer)
    if len(shapes.wkb) != len(table):
        raise RowsDoNotMatch(layer=layer, shapes=len(shapes.wkb), rows=len(table))
    kept = np.flatnonzero(~table.is_deleted)
    geometry, malformed, notes = wkb.shapes(shapes.wkb[kept])
    return Features(
        geometry=geometry,
        attributes=_attributes(table, kept, codec=codec),
        rows=kept + 1,
        provenance=Provenance(
            layer=layer,
            encoding=codec,
            geometry_type=shapes.geometry_type,
            reader=gdal.READER,
            notes=notes if has_index else (Sentence(INDEX_REBUILT), *notes),
        ),
        malformed=malformed,
    )


def _shapes(shp: Path, layer: str) -> gdal.Table:
    """Return the shapes in the order of the file."""
    with shp.open("rb") as opened:
        if opened.read(len(_MAGIC)) != _MAGIC:
            raise UnreadableShapes(layer=layer)
    try:
        return gdal.read(shp, layer=None, driver=_DRIVER, columns=[], options={"SHAPE_RESTORE_SHX": True})
    except gdal.Unreadable as error:
        raise UnreadableShapes(layer=layer) from error


def _attributes(table: dbf.Table, kept: npt.NDArray[np.intp], *, codec: str) -> dict[str, Column]:
    """Return heading -> text; a heading that occurs twice keeps both columns, the second with `_2`."""
    columns: dict[str, Column] = {}
    for field in table.fields:
        name = encoding.decode([field.name], encoding=codec)[0]
        texts = table.texts(field, codec=codec)
        columns[unused(name, columns)] = texts if len(kept) == len(texts) else texts[kept]
    return columns


def unused(name: str, columns: dict[str, Column]) -> str:
    """Return the name, or the first of `name_2`, `name_3` and so on that no column has yet."""
    candidate, count = name, 1
    while candidate in columns:
        count += 1
        candidate = f"{name}_{count}"
    return candidate


def _kind(path: Path, shapefile: Shapefile) -> str:
    header = archive.content(path, shapefile.parts["shp"], first_bytes=_HEADER_BYTES)
    kind = int.from_bytes(header[32:36], "little")
    return _KINDS.get(kind if kind == _MULTIPATCH else kind % _FLAT, "")


def _rows(path: Path, shapefile: Shapefile) -> int | None:
    if "dbf" not in shapefile.parts:
        return None
    return int.from_bytes(archive.content(path, shapefile.parts["dbf"], first_bytes=8)[4:8], "little")


def _text_beside(shp: Path, suffix: str) -> str | None:
    beside = shp.with_suffix(suffix)
    return beside.read_text(encoding="utf-8", errors="replace").strip() if beside.exists() else None
