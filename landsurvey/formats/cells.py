"""One cell of a table: its text made plain, its day, its number; and the way to do that for a whole column quickly.

Nothing is guessed here: a text that names no day is refused, and `07` stays `07`.
"""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np

from gis_assets import units
from landsurvey.formats.features import Column

# A dash is a person's "none"; the words are what programs leave behind when they had no value, and are reported.
DELIBERATE_NONE = frozenset({"", "-", "–", "—", "ไม่มี"})
ERROR_VALUES = frozenset(
    {"none", "null", "nan", "nat", "<null>", "(null)", "#n/a", "#ref!", "#value!", "#div/0!", "#name?", "#null!"}
)
_LONGEST_ERROR = 8
# A line that is not plain already, or that may say "nothing".
_DOUBTFUL = re.compile(
    rf"^(?:[!-~]*+[^!-~\n].*|-|(?i:{'|'.join(map(re.escape, sorted(ERROR_VALUES)))}))$", re.MULTILINE
)

_THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789", "\u200b\ufeff")
_ALREADY_PLAIN = re.compile(r"[!-~]+")
_TIME = r"(?:[T ,]+\d{1,2}[:.]\d{2}.*)?"
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d+)" + _TIME)
_YEAR_FIRST = re.compile(r"(\d{4})([-/]?)(\d{2})\2(\d{2})" + _TIME)
_MONTH_NAMED = re.compile(r"(?:วันที่ ?)?(\d{1,2}) ?([ก-๎.]+?) ?(?:พ\.? ?ศ\.? ?)?(\d+)" + _TIME)
_MONTHS = (
    ("ม.ค.", "มกราคม"),
    ("ก.พ.", "กุมภาพันธ์"),
    ("มี.ค.", "มีนาคม"),
    ("เม.ย.", "เมษายน"),
    ("พ.ค.", "พฤษภาคม"),
    ("มิ.ย.", "มิถุนายน"),
    ("ก.ค.", "กรกฎาคม"),
    ("ส.ค.", "สิงหาคม"),
    ("ก.ย.", "กันยายน"),
    ("ต.ค.", "ตุลาคม"),
    ("พ.ย.", "พฤศจิกายน"),
    ("ธ.ค.", "ธันวาคม"),
)
_MONTH_NUMBER = {name.replace(".", ""): number for number, names in enumerate(_MONTHS, start=1) for name in names}
_WHOLE = re.compile(r"(\d+)(?:\.0*)?")
_METRES = re.compile(r"(\d*[.,]?\d+) ?(?:m|ม\.?|เมตร)?", re.IGNORECASE)
# A field survey of a register made in the 20th century or later; two-digit years say nothing certain.
_BE_YEARS = range(2400, 2701)
_CE_YEARS = range(1900, 2101)


class NotADate(ValueError):
    """A text that stands where a date should and names no day."""


def plain(text: str) -> str:
    """Return the text with Thai digits as 0-9 and every run of blanks as one."""
    if _ALREADY_PLAIN.fullmatch(text):
        return text
    return " ".join(text.translate(_THAI_DIGITS).split())


def present(text: str) -> str:
    """Return the plain text, or "" when it is one of the ways in which files say "nothing"."""
    cleaned = plain(text)
    return "" if cleaned in DELIBERATE_NONE or is_error_value(cleaned) else cleaned


def is_error_value(text: str) -> bool:
    """Whether a program left a word for "no value" here (`None`, `NaN`, `#REF!`); a person writes `-`."""
    return len(text) <= _LONGEST_ERROR and text.lower() in ERROR_VALUES


def all_present(column: Column) -> Column:
    """`present` for every cell; it is asked only of those few that are not plain already or may say "nothing"."""
    texts = column.tolist()
    distinct = set(texts)
    lines = "\n".join(distinct)
    doubtful = _DOUBTFUL.findall(lines) if lines.count("\n") == len(distinct) - 1 else distinct
    changed = {text: said for text in doubtful if (said := present(text)) != text}
    return np.fromiter((changed.get(text, text) for text in texts), object, len(texts)) if changed else column


def key(heading: str) -> str:
    """Return a heading as it is compared: capital letters, without blanks, points, dashes and underscores."""
    return re.sub(r"[\s_.\-]", "", plain(heading)).upper()


def day(text: str) -> date | None:
    """Read d/m/yyyy (unpadded), yyyy-mm-dd or `12 ม.ค. 2566`; years 2400-2700 are Buddhist, 1900-2100 common era.

    None when nothing stands there. Raises `NotADate` for two-digit years, years between the ranges, and days that no
    calendar has.
    """
    cleaned = present(text)
    if not cleaned:
        return None
    year, month, number = _parts_of_day(cleaned)
    try:
        return date(_common_era(year), month, number)
    except ValueError as error:
        raise NotADate(cleaned) from error


def whole_number(text: str) -> str:
    """Return "7" for "7.000", as tables of numbers write it; anything else, "07" too, unchanged."""
    if text.isdecimal():
        return text
    match = _WHOLE.fullmatch(text)
    return match[1] if match else text


def metres(text: str) -> float:
    """Read a length in metres, with decimal point or comma; NaN when blank. Raises `ValueError`."""
    if not text:
        return float("nan")
    match = _METRES.fullmatch(text)
    if match is None:
        raise ValueError(f"{text} is no length in metres")
    return float(match[1].replace(",", "."))


def each(column: Column, function: Callable[[Any], object]) -> Column:
    """Apply a function of one value to every cell, each distinct value once; no change, no new column."""
    values = column.tolist()
    answers = {value: function(value) for value in set(values)}
    if all(value is answer for value, answer in answers.items()):
        return column
    return np.fromiter(map(answers.__getitem__, values), dtype=object, count=len(values))


def _parts_of_day(text: str) -> tuple[int, int, int]:
    """Year as it is written, month, day of the month."""
    if match := _YEAR_FIRST.fullmatch(text):
        return int(match[1]), int(match[3]), int(match[4])
    if match := _DAY_FIRST.fullmatch(text):
        return int(match[3]), int(match[2]), int(match[1])
    if match := _MONTH_NAMED.fullmatch(text):
        month = _MONTH_NUMBER.get(match[2].replace(".", ""))
        if month is not None:
            return int(match[3]), month, int(match[1])
    raise NotADate(text)


def _common_era(year: int) -> int:
    if year in _BE_YEARS:
        return units.year_ce(year)
    if year in _CE_YEARS:
        return year
    raise NotADate(str(year))
