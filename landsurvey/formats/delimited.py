"""Reads text tables (CSV, TSV, semicolons), believing neither the name of the file nor a promise in it.

The delimiter is what makes rows of equal length; the encoding is weighed by the same evidence as a dBASE table's. A
file that ends in the middle of a record is refused: half a survey must not look like a whole one.
"""

import codecs
import csv
import re
from collections.abc import Sequence
from pathlib import Path

from landsurvey.formats import encoding
from landsurvey.formats.sheet import Row
from landsurvey.words import FileRefused, Sentence, gettext_noop

DELIMITERS = (",", ";", "\t", "|")
_SAMPLE_LINES = 200
_HEAD_BYTES = 65_536
_LONGEST_CELL = 50_000_000
_TOKENS = re.compile(rb'[,;\t|"\r\n]+')
_WIDE_MARKS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
# A coordinate system in words (.prj) is full of commas.
_SYSTEM = re.compile(rb"\s*(?:PROJ|GEOG|GEOD|BOUND|COMPD|LOCAL|VERT)[A-Z]*\[")
_BYTE_ORDER_MARK = "\ufeff"

_MARK_FOUND = gettext_noop("The file begins with the mark of %(encoding)s (BOM).")
_NO_MARK = gettext_noop("The file begins with no mark of an encoding (BOM).")


class IsNotText(FileRefused):
    msgid = gettext_noop("This file is not a table of text: it holds control characters. Save it again as CSV (UTF-8).")


class NoDelimiter(FileRefused):
    msgid = gettext_noop(
        "No delimiter (comma, semicolon, tab or |) divides the rows of this file into columns. Save it again as CSV."
    )


class CutOff(FileRefused):
    msgid = gettext_noop(
        "The file ends in the middle of record %(row)s: it was cut off on its way. "
        "Export it again and send the whole file."
    )


class BadQuotes(FileRefused):
    msgid = gettext_noop(
        "Record %(row)s has a quotation mark in the wrong place, so its cells cannot be told apart. "
        "Correct it, or export the table again."
    )


def looks_like(head: bytes) -> bool:
    """Whether the first bytes of a file are text that a delimiter divides into columns."""
    if head.startswith(tuple(_WIDE_MARKS)):
        return True
    if (
        not head.strip()
        or _CONTROLS.search(head)
        or _SYSTEM.match(head)
        or head.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in (b"{", b"[", b"<")
    ):
        return False
    return _delimiter(_lines(head.decode("latin-1"))) is not None


def read(path: Path, *, codec: str | None) -> tuple[list[Row], encoding.Decision]:
    """Read all records, numbered from 1, and say in which encoding they are; `codec` is a person's choice.

    Raises `IsNotText`, `NoDelimiter`, `CutOff` or `BadQuotes`.
    """
    content = path.read_bytes()
    decision = _decided(content, codec)
    text = content.decode(decision.encoding, errors="replace").removeprefix(_BYTE_ORDER_MARK)
    delimiter = _delimiter(_lines(text[:_HEAD_BYTES]))
    if delimiter is None:
        raise NoDelimiter
    records = _records(text, delimiter)
    is_ended = text.endswith(("\n", "\r"))
    if not is_ended and len(records) > 1 and len(records[-1]) < _usual_length(records):
        raise CutOff(row=len(records))
    return list(enumerate(records, start=1)), decision


def _decided(content: bytes, chosen: str | None) -> encoding.Decision:
    wide = next((codec for mark, codec in _WIDE_MARKS.items() if content.startswith(mark)), None)
    if wide is not None:
        evidence = (Sentence(_MARK_FOUND, {"encoding": wide}),)
        return encoding.Decision(wide, evidence, (), is_certain=True)
    if _CONTROLS.search(content):
        raise IsNotText
    is_marked = content.startswith(codecs.BOM_UTF8)
    said = "utf-8" if is_marked else None
    evidence = (Sentence(_MARK_FOUND, {"encoding": "utf-8"}) if is_marked else Sentence(_NO_MARK),)
    beyond_ascii = () if content.isascii() else _TOKENS.split(content.removeprefix(codecs.BOM_UTF8))
    cells = list(dict.fromkeys(cell.strip() for cell in beyond_ascii if not cell.isascii()))
    return encoding.decide_cells(cells, said=said, evidence=evidence, chosen=chosen)


def _lines(text: str) -> list[str]:
    """The first lines, without the last one, which the limit may have cut."""
    lines = text.splitlines(keepends=True)
    return (
        lines[:_SAMPLE_LINES] if len(lines) <= _SAMPLE_LINES and len(text) < _HEAD_BYTES else lines[:_SAMPLE_LINES][:-1]
    )


def _delimiter(lines: Sequence[str]) -> str | None:
    """The delimiter by which most records are as wide as the widest; among equals, the one that gives most columns."""
    best: tuple[float, int] = (0.0, 0)
    found = None
    for delimiter in DELIMITERS:
        widths = _widths(lines, delimiter)
        usual = max(set(widths), key=widths.count, default=0)
        if usual < 2:
            continue
        score = (round(widths.count(usual) / len(widths), 1), usual)
        if score > best:
            best, found = score, delimiter
    return found


def _widths(lines: Sequence[str], delimiter: str) -> list[int]:
    csv.field_size_limit(_LONGEST_CELL)
    return [len(record) for record in csv.reader(lines, delimiter=delimiter) if any(record)]


def _records(text: str, delimiter: str) -> list[list[str]]:
    csv.field_size_limit(_LONGEST_CELL)
    records: list[list[str]] = []
    try:
        records.extend(csv.reader(text.splitlines(keepends=True), delimiter=delimiter, strict=True))
    except csv.Error as error:
        row = len(records) + 1
        raise (CutOff(row=row) if "unexpected end" in str(error) else BadQuotes(row=row)) from error
    return records


def _usual_length(records: Sequence[Sequence[str]]) -> int:
    """How many cells most records have; the one that may be cut does not count."""
    lengths = [len(record) for record in records[:-1] if any(record)]
    return max(set(lengths), key=lengths.count, default=0)
