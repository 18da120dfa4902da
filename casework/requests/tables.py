"""Rows of a file as texts: CSV with whatever delimiter and encoding, GeoJSON, and what GDAL reads beyond them."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from gis_assets.refusals import Refusal

DELIMITERS = ",;\t|"
ENCODINGS = ("utf-8-sig", "cp874")
MOST_BYTES = 500_000_000
Row = dict[str, str]


class TableRefused(Refusal):
    """A refusal whose words are put together when they are read, for the command says them in two languages."""

    def __init__(self, sentence: object, **values: object) -> None:
        super().__init__(sentence)
        self.values = values

    def __str__(self) -> str:
        return str(self.sentence) % self.values


class FileRefused(TableRefused):
    """The file cannot be read as a table of requests."""


class UnknownColumn(TableRefused):
    """The file has no column of this name."""

    def __init__(self, name: str, *, known: Sequence[str]) -> None:
        sentence = _("The file has no column “%(name)s”. Its columns are: %(known)s.")
        super().__init__(sentence, name=name, known=", ".join(known))


@dataclass(frozen=True)
class Table:
    """Column names and rows; a missing value is an empty text."""

    columns: tuple[str, ...]
    rows: Sequence[Row]


def read(path: Path, *, delimiter: str | None = None, encoding: str | None = None) -> Table:
    """The rows of a file, in its order; raises FileRefused."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise FileRefused(_("%(file)s is larger than 500 MB. Cut it into parts."), file=path.name)
        suffix = path.suffix.lower()
        if suffix in (".geojson", ".json"):
            return _geojson(path)
        return _csv(path, delimiter, encoding) if suffix in (".csv", ".tsv", ".txt") else _by_gdal(path)
    except OSError as failure:
        raise FileRefused(_("%(file)s cannot be read."), file=path.name) from failure


def require(table: Table, *names: str | None) -> None:
    """Raises UnknownColumn for the first name that the table lacks."""
    for name in names:
        if name is not None and name not in table.columns:
            raise UnknownColumn(name, known=table.columns)


def _geojson(path: Path) -> Table:
    try:
        found = json.loads(path.read_bytes())
        features = found["features"]
        records = [feature.get("properties") or {} for feature in features]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as failure:
        raise FileRefused(_("%(file)s is no GeoJSON collection of features."), file=path.name) from failure
    return _table(records)


def _table(records: Sequence[dict[str, Any]]) -> Table:
    columns = tuple(dict.fromkeys(name for record in records for name in record))
    return Table(columns, [{name: _text(record.get(name)) for name in columns} for record in records])


def _csv(path: Path, delimiter: str | None, encoding: str | None) -> Table:
    text = _decoded(path, encoding)
    header, _line, _rest = text.partition("\n")
    between = delimiter or max(DELIMITERS, key=header.count)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=between, strict=True))
    except csv.Error as failure:
        raise FileRefused(
            _("%(file)s breaks off in the middle of a row or has a stray quotation mark: %(failure)s."),
            file=path.name,
            failure=failure,
        ) from failure
    if not lines or not any(lines[0]):
        raise FileRefused(_("%(file)s has no line of column names."), file=path.name)
    columns = tuple(name.strip() for name in lines[0])
    if len(set(columns)) < len(columns):
        raise FileRefused(_("%(file)s names a column twice. Rename one of them."), file=path.name)
    for number, cells in enumerate(lines[1:], start=2):
        if cells and len(cells) != len(columns):
            raise FileRefused(
                _("Row %(row)s of %(file)s has %(cells)s cells, its heading %(columns)s."),
                row=number,
                file=path.name,
                cells=len(cells),
                columns=len(columns),
            )
    return Table(columns, [dict(zip(columns, map(str.strip, cells), strict=True)) for cells in lines[1:] if cells])


def _decoded(path: Path, encoding: str | None) -> str:
    """UTF-8 with or without its mark, else the Thai code page of Windows, unless the encoding is said."""
    data = path.read_bytes()
    for name in (encoding,) if encoding else ENCODINGS:
        try:
            return data.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    raise FileRefused(
        _("The encoding of %(file)s is neither UTF-8 nor Thai (874). Say it with --encoding."), file=path.name
    )


def _by_gdal(path: Path) -> Table:
    """Anything else that GDAL reads: spreadsheets with one sheet, GeoPackage, shapefile."""
    import pyogrio

    try:
        frame = pyogrio.read_dataframe(path, read_geometry=False)
    except Exception as failure:  # GDAL raises what it likes for a file it cannot read
        raise FileRefused(_("%(file)s is no table that can be read here."), file=path.name) from failure
    return _table([{name: value for name, value in row.items() if value == value} for row in frame.to_dict("records")])


def _text(value: Any) -> str:
    """Times as ISO texts, everything else as it is written."""
    if value is None:
        return ""
    return str(value.isoformat()) if hasattr(value, "isoformat") else str(value).strip()
