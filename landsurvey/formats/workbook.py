"""Reads the sheets of an Excel workbook (.xlsx) as text, as a person sees them: 7, not 7.0.

A deed number shown as 007 is read as 007. A workbook is a zip and is checked like any other before it is opened.
Formulas count with the value that was last computed; pictures, comments and macros are never looked at.
"""

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml import DefusedXmlException
from openpyxl.utils.exceptions import InvalidFileException

from landsurvey.formats import archive, plain
from landsurvey.formats.sheet import Row
from landsurvey.words import FileRefused, gettext_noop

MAX_ROWS = 1_048_576
READER = f"openpyxl {openpyxl.__version__}"
_OLD_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_INDEX = "xl/workbook.xml"
_ZEROS = re.compile(r'"?(0{2,30})"?')
_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    DefusedXmlException,
    ParseError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    OSError,
    EOFError,
    NotImplementedError,
    RuntimeError,
)


class Unreadable(FileRefused):
    msgid = gettext_noop("The workbook cannot be read: it is damaged. Open it in Excel, save it again and send that.")


class OldWorkbook(FileRefused):
    msgid = gettext_noop(
        "This is a workbook of the old kind (.xls) or one locked with a password. Save it as an Excel workbook (.xlsx) "
        "without a password and send that."
    )


def looks_like(path: Path) -> bool:
    """Whether the file is a workbook, of the present kind or of the old one."""
    with path.open("rb") as file:
        head = file.read(len(_OLD_MARK))
    if head == _OLD_MARK:
        return True
    if not head.startswith(b"PK"):
        return False
    try:
        with zipfile.ZipFile(path) as packed:
            return _INDEX in packed.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return False


def sheets(path: Path, *, max_expanded_bytes: int) -> tuple[str, ...]:
    """Name the visible sheets of cells, empty ones too; all of them when every one is hidden."""
    with _opened(path, max_expanded_bytes) as book:
        shown = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]
        return tuple(shown or [sheet.title for sheet in book.worksheets])


def rows(path: Path, *, sheet: str, max_expanded_bytes: int, first: int | None = None) -> list[Row]:
    """Read the rows of a sheet (only the `first` so many), numbered as Excel shows them.

    Raises `Unreadable`, `OldWorkbook`, or what `archive.entries` raises.
    """
    with _opened(path, max_expanded_bytes) as book:
        found: list[Row] = []
        for number, cells in enumerate(book[sheet].iter_rows(max_row=first or MAX_ROWS), start=1):
            texts = [_text(cell) for cell in cells]
            if any(texts):
                found.append((number, texts))
        return found


@contextmanager
def _opened(path: Path, max_expanded_bytes: int) -> Iterator[Any]:
    with path.open("rb") as file:
        if file.read(len(_OLD_MARK)) == _OLD_MARK:
            raise OldWorkbook
    archive.entries(path, max_expanded_bytes=max_expanded_bytes)
    try:
        # By its name openpyxl would refuse the file: uploads are stored without an extension.
        with path.open("rb") as file, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells of styles and validations that it leaves out
            with closing(openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)) as book:
                for sheet in book.worksheets:
                    sheet.reset_dimensions()  # the size that a sheet claims may be anything
                yield book
    except FileRefused:
        raise
    except _ERRORS as error:
        raise Unreadable from error


def _text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return value.replace("_x000D_", "").replace("\r", "")
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return _number(value, str(cell.number_format or ""))
    if isinstance(value, datetime):
        return plain.moment(value.isoformat())
    if isinstance(value, (date, time)):
        return value.isoformat()
    return str(value)


def _number(value: int | float, shown_as: str) -> str:
    """A number as it is shown: a format of zeros is how deed numbers keep their leading ones."""
    written = plain.text(value)
    zeros = _ZEROS.fullmatch(shown_as)
    return written.zfill(len(zeros[1])) if zeros and written.isdecimal() else written
