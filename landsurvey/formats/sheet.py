"""A table as people keep it: perhaps a title, then headings in one row or two, then rows; all of it text.

Delimited text and workbooks both become a `Sheet`; what its columns mean is for others.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from landsurvey.formats.features import Column
from landsurvey.words import FileRefused, Sentence, gettext_noop

MAX_COLUMNS = 1_000
_MAX_TITLE_ROWS = 20
_SHOWN_ROWS = 10
_FIGURE = re.compile(r"[-+]?[\d.,]+%?")
_COLUMN_NUMBER = re.compile(r"\(?(\d+)\)?")

_TITLE_PASSED = gettext_noop("The headings stand in row %(row)s; what stands above was read as a title.")
_BLANKS_REMOVED = gettext_noop("Blanks around these headings were removed: %(headings)s.")
_ROWS_FILLED = gettext_noop("Rows with fewer cells than there are headings were filled with blanks: %(rows)s.")
_ROWS_TOO_LONG = gettext_noop(
    "Rows with more cells than there are headings were read without a place, for their cells may have moved: %(rows)s."
)

Row = tuple[int, Sequence[str]]


class NoTable(FileRefused):
    msgid = gettext_noop(
        "The table “%(layer)s” holds no headings with rows under them. Send a table with one row for each thing."
    )


class TooManyColumns(FileRefused):
    msgid = gettext_noop(
        "The table has %(count)s columns; at most %(limit)s are read. Remove those that are not needed."
    )


@dataclass(frozen=True)
class Sheet:
    """Headings with their columns of text; `rows` are numbered as a spreadsheet program shows them, from 1.

    `is_shifted`: rows with more cells than headings, in which no cell can be trusted to stand under its heading.
    """

    columns: dict[str, Column]
    rows: npt.NDArray[np.int64]
    is_shifted: npt.NDArray[np.bool_]
    notes: tuple[Sentence, ...]

    def __len__(self) -> int:
        return len(self.rows)


def arranged(rows: Sequence[Row], *, layer: str) -> Sheet:
    """Find the headings among (row number, cells) and put what stands below into columns.

    Raises `NoTable` or `TooManyColumns`.
    """
    filled = [(number, cells) for number, cells in rows if any(cell.strip() for cell in cells)]
    top = _heading_row(filled)
    if top is None:
        raise NoTable(layer=layer)
    names, first = _headings(filled, top)
    if len(names) > MAX_COLUMNS:
        raise TooManyColumns(count=len(names), limit=MAX_COLUMNS)
    body = filled[first:]
    if not body:
        raise NoTable(layer=layer)
    lengths = [_length(cells) for _, cells in body]
    is_shifted = np.array([length > len(names) for length in lengths], dtype=bool)
    notes = [*_notes_on_headings(filled[top][0], names), *_notes_on_rows(body, is_shifted, len(names))]
    table = _columns(body, [name.strip() for name in names])
    return Sheet(table, np.array([number for number, _ in body], dtype=np.int64), is_shifted, tuple(notes))


def _heading_row(filled: Sequence[Row]) -> int | None:
    """The first row that is as wide as the table and all of words: titles are narrow, data holds figures."""
    sample = filled[:_MAX_TITLE_ROWS]
    widest = max((_count(cells) for _, cells in sample), default=0)
    for index, (_, cells) in enumerate(sample):
        said = [cell.strip() for cell in cells if cell.strip()]
        if len(said) * 2 > widest and not any(_FIGURE.fullmatch(cell) for cell in said):
            return index
    return None


def _headings(filled: Sequence[Row], top: int) -> tuple[list[str], int]:
    """Return the names, and the index of the first row of data.

    Merged headings take two rows (เนื้อที่ over ไร่, งาน, วา): the lower one names the column. A row of column numbers,
    (1) (2) (3), as forms have it, is no data.
    """
    upper = list(filled[top][1])
    names, first = upper, top + 1
    if first < len(filled) and _completes(upper, filled[first][1]):
        names, first = _merged(upper, filled[first][1]), first + 1
    if first < len(filled) and _counts_columns(filled[first][1]):
        first += 1
    width = max((index + 1 for index, name in enumerate(names) if name.strip()), default=0)
    taken: dict[str, None] = {}
    for index, name in enumerate(names[:width]):
        taken[_unused(" ".join(name.split("\n")) if name.strip() else f"column_{index + 1}", taken)] = None
    return list(taken), first


def _completes(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """Whether the row fills the gaps of the headings with words and leaves blank what stands there already."""
    width = max(len(upper), len(lower))
    above, below = _wide(upper, width), _wide(lower, width)
    gaps = [index for index in range(width) if not above[index] and below[index]]
    words = [cell for cell in below if cell]
    repeated = sum(1 for index in range(width) if above[index] and below[index])
    return bool(gaps) and repeated <= len(gaps) and not any(_FIGURE.fullmatch(cell) for cell in words)


def _merged(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    width = max(len(upper), len(lower))
    above, below = _wide(upper, width), _wide(lower, width)
    return [below[index] or above[index] for index in range(width)]


def _wide(cells: Sequence[str], width: int) -> list[str]:
    return [cells[index].strip() if index < len(cells) else "" for index in range(width)]


def _counts_columns(cells: Sequence[str]) -> bool:
    said = [match[1] if (match := _COLUMN_NUMBER.fullmatch(cell.strip())) else "" for cell in cells if cell.strip()]
    return len(said) > 2 and said == [str(number) for number in range(1, len(said) + 1)]


def _unused(name: str, taken: dict[str, None]) -> str:
    stripped = {other.strip() for other in taken}
    if name.strip() not in stripped:
        return name
    count = 2
    while f"{name.strip()}_{count}" in stripped:
        count += 1
    return f"{name.strip()}_{count}"


def _columns(body: Sequence[Row], names: Sequence[str]) -> dict[str, Column]:
    width = len(names)
    table = [[*cells, *[""] * (width - len(cells))][:width] for _, cells in body]
    columns = {}
    for name, cells in zip(names, zip(*table, strict=True), strict=True):
        column = np.empty(len(body), dtype=object)
        column[:] = [cell.strip() for cell in cells]
        columns[name] = column
    return columns


def _count(cells: Sequence[str]) -> int:
    return sum(1 for cell in cells if cell.strip())


def _length(cells: Sequence[str]) -> int:
    """Number of cells up to the last one that is not blank."""
    return next((index + 1 for index in range(len(cells) - 1, -1, -1) if cells[index].strip()), 0)


def _notes_on_headings(row: int, names: Sequence[str]) -> list[Sentence]:
    notes = [Sentence(_TITLE_PASSED, {"row": row})] if row > 1 else []
    spaced = [f"“{name}”" for name in names if name != name.strip()]
    return [*notes, Sentence(_BLANKS_REMOVED, {"headings": ", ".join(spaced[:_SHOWN_ROWS])})] if spaced else notes


def _notes_on_rows(body: Sequence[Row], is_shifted: npt.NDArray[np.bool_], width: int) -> list[Sentence]:
    short = [number for number, cells in body if len(cells) < width]
    long = [body[index][0] for index in np.flatnonzero(is_shifted).tolist()]
    notes = []
    if short:
        notes.append(Sentence(_ROWS_FILLED, {"rows": _listed(short)}))
    if long:
        notes.append(Sentence(_ROWS_TOO_LONG, {"rows": _listed(long)}))
    return notes


def _listed(numbers: Sequence[int]) -> str:
    shown = ", ".join(str(number) for number in numbers[:_SHOWN_ROWS])
    return f"{shown} … ({len(numbers)})" if len(numbers) > _SHOWN_ROWS else shown
