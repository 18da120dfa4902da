"""From the headings and texts of a survey file to the fields of the register.

Headings are guessed from names seen in real municipal files; texts are cleaned of Thai digits and odd blanks and read
as sheet names, rai-ngan-wah areas and Buddhist-era dates. What cannot be read becomes a blank, and the rules report it.
"""

import functools
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np

from gis_assets import units
from landsurvey import sheets
from landsurvey.formats.features import Column

HEADINGS: dict[str, tuple[str, ...]] = {
    "code": ("PARCEL_COD", "PARCELCODE", "PARCEL_ID", "รหัสแปลงที่ดิน", "รหัสแปลง"),
    "document_type": ("LAND_TYPE", "PARCEL_TYP", "DOC_TYPE", "ประเภทเอกสารสิทธิ์", "ประเภทเอกสาร"),
    "document_number": ("CHANOD_NO", "ID_CHANOD", "CHANODE_NO", "DEED_NO", "PARCEL_NO", "เลขที่โฉนด", "โฉนดเลขที่", "โฉนด"),
    "mapsheet": ("MAPSHEET", "SHEET", "ระวาง", "ระวางแผนที่"),
    "utmmap1": ("UTMMAP1", "UTM_MAP1", "UTM1", "ระวาง1"),
    "utmmap2": ("UTMMAP2", "UTM_MAP2", "UTM2", "ระวาง2"),
    "utmmap3": ("UTMMAP3", "UTM_MAP3", "UTM3", "ระวาง3"),
    "utmmap4": ("UTMMAP4", "UTM_MAP4", "UTM4", "แผ่นที่"),
    "utm_scale": ("UTMSCALE", "UTM_SCALE", "SCALE", "มาตราส่วน"),
    "land_number": ("LAND_NO", "LANDNO", "เลขที่ดิน"),
    "survey_page": ("SURVEY_NO", "SURVEY", "SURVEYNO", "หน้าสำรวจ"),
    "rai": ("RAI", "ไร่"),
    "ngan": ("NGAN", "งาน"),
    "wah": ("WA", "WAH", "วา", "ตารางวา"),
    "subwah": ("SUBWA", "SUB_WA", "เศษ", "เศษวา"),
    "area_text": ("AREA_RNW", "เนื้อที่"),
    "surveyed_on": ("SURV_DATE", "SURVEYDATE", "SVY_DATE", "วันที่สำรวจ", "วันสำรวจ"),
}
# How many characters the register keeps; longer texts are reported, and their rows kept out.
LIMITS = {
    "code": 30,
    "document_number": 30,
    "land_number": 20,
    "survey_page": 20,
    "utmmap1": 4,
    "utmmap2": 1,
    "utmmap3": 4,
    "utmmap4": 3,
}
MAX_AREA_WAH = 10**9
TEXT_FIELDS = ("code", "document_number", "land_number", "survey_page")
DOCUMENT_TYPES: dict[str, tuple[str, ...]] = {
    "chanote": ("โฉนด", "โฉนดที่ดิน", "นส4", "นส4จ", "CHANOTE", "CHANOD", "NS4", "NS4J"),
    "ns3k": ("นส3ก", "NS3K", "NS3A"),
    "ns3": ("นส3", "นส3ข", "NS3"),
    "spk": ("สปก", "สปก401", "SPK", "SPK401"),
}
OTHER = "other"
ABSENT = frozenset({"", "-", "none", "null", "nan", "<null>"})

_THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789", "\u200b\ufeff")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d+)")
_YEAR_FIRST = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:[T ].*)?")
_SHEET = re.compile(r"(\d{4})[\s-]*(IV|I{1,3}|[1-4])[\s-]+(\d{4})(?:[\s-]+(\d{1,3}))?(?:[\s(]+(?:1:)?(\d{3,4})\)?)?")
_RAI_NGAN_WAH = re.compile(r"(\d+)-(\d+)-(\d+(?:\.\d+)?)")
_WHOLE = re.compile(r"(\d+)(?:\.0*)?")
_BE_YEARS = range(2400, 2701)
_CE_YEARS = range(1900, 2101)


class NotADate(ValueError):
    """A text that stands where a date should and names no day."""


@dataclass(frozen=True)
class Parcels:
    """What the register wants to know, one entry for each row; "" or None where the file does not say.

    `text` holds the text fields and `utmmap1..4`; `deed_area_wah` Decimals; `utm_scale` ints; `surveyed_on` dates.
    `unread` are (row index, heading, text) of cells that hold something and could not be read.
    """

    text: dict[str, Column]
    document_type: Column
    utm_scale: Column
    deed_area_wah: Column
    surveyed_on: Column
    unread: tuple[tuple[int, str, str], ...]


def plain(text: str) -> str:
    """Return the text with Thai digits as 0-9 and every run of blanks as one."""
    return " ".join(text.translate(_THAI_DIGITS).replace("\u00a0", " ").split())


def present(text: str) -> str:
    """Return the plain text, or "" when it is one of the ways in which files say "nothing"."""
    cleaned = plain(text)
    return "" if cleaned.lower() in ABSENT else cleaned


def guess(headings: Iterable[str]) -> dict[str, str]:
    """Return field -> heading for every field whose heading is recognised; the first listed spelling wins."""
    by_key: dict[str, str] = {}
    for heading in headings:
        by_key.setdefault(_key(heading), heading)
    found = {}
    for field, spellings in HEADINGS.items():
        match = next((by_key[_key(name)] for name in spellings if _key(name) in by_key), None)
        if match is not None:
            found[field] = match
    return found


def read(attributes: Mapping[str, Column], *, headings: Mapping[str, str], count: int) -> Parcels:
    """Read the mapped columns of a file of `count` rows."""
    raw = {field: _column(attributes, headings.get(field), count) for field in HEADINGS}
    unread: list[tuple[int, str, str]] = []
    text = {field: raw[field] for field in TEXT_FIELDS} | _sheets(raw)
    text |= {field: _each(text[field], whole_number) for field in ("land_number", "survey_page")}
    return Parcels(
        text=text,
        document_type=_each(raw["document_type"], document_type)
        if "document_type" in headings
        else _presumed(raw["document_number"]),
        utm_scale=_scales(raw),
        deed_area_wah=_areas(raw, headings, unread),
        surveyed_on=_dates(raw["surveyed_on"], headings.get("surveyed_on", ""), unread),
        unread=tuple(unread),
    )


def day(text: str) -> date | None:
    """Read d/m/yyyy (unpadded) or yyyy-mm-dd; years 2400-2700 are Buddhist, 1900-2100 common era.

    Raises `NotADate` for two-digit years, years between the ranges, and days that no calendar has.
    """
    cleaned = present(text)
    if not cleaned:
        return None
    if match := _YEAR_FIRST.fullmatch(cleaned):
        year, month, number = (int(part) for part in match.groups())
    elif match := _DAY_FIRST.fullmatch(cleaned):
        number, month, year = (int(part) for part in match.groups())
    else:
        raise NotADate(cleaned)
    try:
        return date(_common_era(year), month, number)
    except ValueError as error:
        raise NotADate(cleaned) from error


def area_wah(rai: str, ngan: str, wah: str, fraction: str = "") -> Decimal | None:
    """Read an area given in parts; None when all parts are blank.

    `fraction` of a square wah (`subwa`, `เศษ`): one digit is read as tenths, two as hundredths, as the deeds write it;
    no source confirms the unit. Raises `ValueError` for parts that are no numbers or out of range.
    """
    if not any((rai, ngan, wah, fraction)):
        return None
    parts = [_number(part) for part in (rai, ngan, wah)]
    if any(part != part.to_integral_value() for part in parts[:2]):
        raise ValueError(f"{rai}-{ngan} are no whole rai and ngan")
    digits = whole_number(fraction)
    tail = Decimal(f"0.{digits}") if digits else Decimal(0)
    area = units.wah_from_rai_ngan_wah(int(parts[0]), int(parts[1]), parts[2] + tail)
    if area > MAX_AREA_WAH:
        raise ValueError(f"{area} square wah is larger than any parcel")
    return area.quantize(Decimal("0.01")) if area else None


def whole_number(text: str) -> str:
    """Return "7" for "7.000", as tables of numbers write it; anything else, "07" too, unchanged."""
    match = _WHOLE.fullmatch(text)
    return match[1] if match else text


def document_type(text: str) -> str:
    """Return our name of a kind of deed; "" when nothing stands there, `other` for what is not recognised."""
    if not text:
        return ""
    key = _key(text)
    return next(
        (kind for kind, spellings in DOCUMENT_TYPES.items() if key in {_key(name) for name in spellings}), OTHER
    )


def sheet(text: str) -> tuple[str, str, str, str, str]:
    """Split `4746 I 9878-00 (4000)` into UTMMAP1..4 and scale; blanks for what is not there."""
    match = _SHEET.fullmatch(text)
    if match is None:
        return "", "", "", "", ""
    first, second, third, fourth, scale = (part or "" for part in match.groups())
    return first, second, third, fourth, scale


def _key(heading: str) -> str:
    return re.sub(r"[\s_.\-]", "", plain(heading)).upper()


def _column(attributes: Mapping[str, Column], heading: str | None, count: int) -> Column:
    return _each(attributes[heading], present) if heading else np.full(count, "", dtype=object)


def _each(column: Column, function: Callable[[str], object]) -> Column:
    """Apply a function of one text to every cell, each distinct text once."""
    answers = {text: function(text) for text in set(column.tolist())}
    result = np.empty(len(column), dtype=object)
    result[:] = [answers[text] for text in column.tolist()]
    return result


def _presumed(numbers: Column) -> Column:
    """A table with a column of deed numbers and none of deed kinds holds title deeds."""
    return np.where(numbers != "", "chanote", "").astype(object)


def _sheets(raw: Mapping[str, Column]) -> dict[str, Column]:
    split = _each(raw["mapsheet"], sheet)
    widths = {"utmmap1": 4, "utmmap2": 0, "utmmap3": 4, "utmmap4": 2}
    columns = {}
    for place, (field, width) in enumerate(widths.items()):
        own = _each(raw[field], whole_number)
        named = np.array([parts[place] for parts in split.tolist()], dtype=object)
        columns[field] = _each(np.where(own != "", own, named), functools.partial(_padded, width=width))
    columns["utmmap2"] = _each(columns["utmmap2"], _quadrant)
    return columns


def _padded(text: str, *, width: int) -> str:
    """Give back the zeros that a column of numbers has lost."""
    return text.zfill(width) if text else ""


def _quadrant(text: str) -> str:
    """The quadrant as the register writes it, 1 to 4; unreadable text stays for the rules to name."""
    number = sheets.quadrant_number(text)
    return str(number) if number else text


def _scales(raw: Mapping[str, Column]) -> Column:
    own = _each(raw["utm_scale"], whole_number)
    named = np.array([parts[4] for parts in _each(raw["mapsheet"], sheet).tolist()], dtype=object)
    return _each(np.where(own != "", own, named), _scale)


def _scale(text: str) -> int | None:
    digits = text.replace(" ", "").removeprefix("1:").replace(",", "")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 6 else None


def _areas(raw: Mapping[str, Column], headings: Mapping[str, str], unread: list[tuple[int, str, str]]) -> Column:
    areas = np.full(len(raw["rai"]), None, dtype=object)
    parts = zip(raw["rai"], raw["ngan"], raw["wah"], raw["subwah"], raw["area_text"], strict=True)
    heading = headings.get("rai") or headings.get("area_text", "")
    for index, (rai, ngan, wah, fraction, text) in enumerate(parts):
        try:
            match = _RAI_NGAN_WAH.fullmatch(text.replace(" ", ""))
            areas[index] = area_wah(*match.groups()) if match else area_wah(rai, ngan, wah, fraction)
        except ValueError:
            unread.append((index, heading, text or f"{rai}-{ngan}-{wah}"))
    return areas


def _dates(column: Column, heading: str, unread: list[tuple[int, str, str]]) -> Column:
    days = np.full(len(column), None, dtype=object)
    for index, text in enumerate(column.tolist()):
        try:
            days[index] = day(text)
        except NotADate:
            unread.append((index, heading, text))
    return days


def _common_era(year: int) -> int:
    if year in _BE_YEARS:
        return units.year_ce(year)
    if year in _CE_YEARS:
        return year
    raise NotADate(str(year))


def _number(text: str) -> Decimal:
    cleaned = text.replace(",", "") or "0"
    if not re.fullmatch(r"\d+(?:\.\d+)?", cleaned):
        raise ValueError(f"{text} is no number")
    return Decimal(cleaned)
