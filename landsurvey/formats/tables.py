"""Reads plain tables with coordinates or shapes: CSV, TSV and their kin, and the sheets of Excel workbooks.

Every cell stays the text that a person sees; each sheet is a layer. What a heading means beyond coordinates is for the
mapping of headings to decide.
"""

from pathlib import Path

import shapely

from landsurvey.formats import delimited, encoding, placement, sheet, workbook
from landsurvey.formats.features import Features, Provenance
from landsurvey.formats.reading import Layer, Read, named
from landsurvey.formats.sheet import Sheet

TEXT_LAYER = "table"
_HEAD_BYTES = 65_536
_SAMPLE_ROWS = 40
_STORED_AS = "utf-8"  # what is inside a workbook, by its standard (ECMA-376)


def looks_like(path: Path) -> bool:
    """Whether the file is a table of text or a workbook, by its bytes."""
    if workbook.looks_like(path):
        return True
    with path.open("rb") as file:
        return delimited.looks_like(file.read(_HEAD_BYTES))


def layers(path: Path, *, max_expanded_bytes: int) -> tuple[Layer, ...]:
    """List the table, or the sheets of a workbook: those with coordinates, else all that hold anything."""
    if not workbook.looks_like(path):
        return (Layer(TEXT_LAYER),)
    names = workbook.sheets(path, max_expanded_bytes=max_expanded_bytes)
    samples = {name: _sample(path, name, max_expanded_bytes=max_expanded_bytes) for name in names}
    filled = {name: found for name, found in samples.items() if found is not None}
    placeable = [name for name, found in filled.items() if placement.can_place(found.columns)]
    return tuple(Layer(name) for name in placeable or filled or names)


def read(path: Path, *, layer: str, codec: str | None, max_expanded_bytes: int) -> Read:
    """Read one table; raises a `FileRefused` of the modules that take part."""
    found, text, reader = _table(path, layer, codec=codec, max_expanded_bytes=max_expanded_bytes)
    placed = placement.place(found.columns, is_shifted=found.is_shifted)
    kinds = {int(kind) for kind in shapely.get_type_id(placed.geometry) if kind >= 0}
    features = Features(
        geometry=placed.geometry,
        attributes=found.columns,
        rows=found.rows,
        provenance=Provenance(
            layer=layer,
            encoding=text.encoding,
            geometry_type="/".join(shapely.GeometryType(kind).name.title() for kind in sorted(kinds)),
            reader=reader,
            notes=(*found.notes, *placed.notes),
        ),
        malformed=placed.malformed,
    )
    return Read(features, text, placed.said, seems_swapped=placed.seems_swapped)


def _table(
    path: Path, layer: str, *, codec: str | None, max_expanded_bytes: int
) -> tuple[Sheet, encoding.Decision, str]:
    if not workbook.looks_like(path):
        named((Layer(TEXT_LAYER),), layer=layer)
        records, text = delimited.read(path, codec=codec)
        return sheet.arranged(records, layer=layer), text, "csv"
    names = workbook.sheets(path, max_expanded_bytes=max_expanded_bytes)
    named(tuple(Layer(name) for name in names), layer=layer)
    rows = workbook.rows(path, sheet=layer, max_expanded_bytes=max_expanded_bytes)
    text = encoding.Decision(_STORED_AS, (), (), is_certain=True)
    return sheet.arranged(rows, layer=layer), text, workbook.READER


def _sample(path: Path, name: str, *, max_expanded_bytes: int) -> Sheet | None:
    rows = workbook.rows(path, sheet=name, max_expanded_bytes=max_expanded_bytes, first=_SAMPLE_ROWS)
    try:
        return sheet.arranged(rows, layer=name)
    except sheet.NoTable:
        return None
