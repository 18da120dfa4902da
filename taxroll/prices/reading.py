"""A price table as rows of text, from CSV (UTF-8 or Thai Windows), an Excel workbook or GeoJSON.

Texts stay as they are written, with their leading zeros. What cannot be read at all is refused with a sentence.
"""

import csv
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.utils.exceptions import InvalidFileException

from gis_assets.refusals import Refusal

ENCODINGS = ("utf-8-sig", "cp874")
DELIMITERS = ",;\t|"
MOST_ROWS = 2_000_000
MOST_EXPANDED_BYTES = 500_000_000


class NotATable(Refusal):
    """The file is no table that can be read; the sentence says what to do."""


@dataclass(frozen=True)
class Table:
    """Headings, and rows with their number in the file (the heading is row 1); `shapes` as GeoJSON text, else empty."""

    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    shapes: tuple[str, ...] = ()
    encoding: str = ""


def read(content: bytes, *, name: str) -> Table:
    """Read a file by what it is, not by its name; raises NotATable."""
    if content.startswith(b"PK"):
        return _of(_workbook(content))
    text, encoding = _decoded(content)
    if text.lstrip().startswith("{"):
        return _features(text)
    return _of(_delimited(text), encoding)


def _of(records: Sequence[Sequence[str]], encoding: str = "") -> Table:
    filled = [(number, row) for number, row in enumerate(records, start=1) if any(cell.strip() for cell in row)]
    if len(filled) < 2:
        raise NotATable(_("The file has no rows below its headings. Choose the file with the prices."))
    if len(filled) > MOST_ROWS:
        raise NotATable(_("The file has more than %(most)s rows. Send one province at a time.") % {"most": MOST_ROWS})
    headings = tuple(cell.strip() for cell in filled[0][1])
    width = len(headings)
    rows = tuple((number, tuple(cell.strip() for cell in (*row, *[""] * width)[:width])) for number, row in filled[1:])
    return Table(headings, rows, encoding=encoding)


def _decoded(content: bytes) -> tuple[str, str]:
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text, encoding
    raise NotATable(
        _("This is no table of text. Save it as CSV (UTF-8) or as an Excel workbook (.xlsx) and send that.")
    )


def _delimited(text: str) -> list[list[str]]:
    first = text.split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=first.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise NotATable(
            _("A quotation mark in the file stands in the wrong place (%(error)s). Save the table again as CSV.")
            % {"error": error}
        ) from error


def _workbook(content: bytes) -> list[list[str]]:
    """The first sheet; formulas count with the value that was last computed."""
    broken = NotATable(_("The workbook cannot be read. Open it in Excel, save it again as .xlsx and send that."))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_EXPANDED_BYTES:
                raise broken
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        try:
            return [[_cell(value) for value in row] for row in book.worksheets[0].iter_rows(values_only=True)]
        finally:
            book.close()
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, IndexError, OSError) as error:
        raise broken from error


def _cell(value: Any) -> str:
    """As a person sees it: 7, not 7.0."""
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _features(text: str) -> Table:
    try:
        features = json.loads(text)["features"]
        names = tuple(dict.fromkeys(str(name) for feature in features for name in feature["properties"]))
        rows = tuple(
            (number, tuple(_cell(feature["properties"].get(name)).strip() for name in names))
            for number, feature in enumerate(features, start=1)
        )
        shapes = tuple(json.dumps(feature["geometry"]) if feature.get("geometry") else "" for feature in features)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotATable(
            _("The file begins like GeoJSON but is none. Export the layer again as GeoJSON (EPSG:4326).")
        ) from error
    if not rows:
        raise NotATable(_("The file has no rows below its headings. Choose the file with the prices."))
    return Table(names, rows, shapes)
