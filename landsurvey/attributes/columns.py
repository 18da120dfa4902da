"""From the headings and texts of a survey file to the fields of the register.

Headings are guessed from names seen in real municipal files; texts are read as sheet names, areas (`areas`) and days
(`cells`). What cannot be read becomes a blank, and the rules report it. A saved mapping of a municipality, or a person,
goes before every guess.
"""

import functools
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from landsurvey.attributes import areas, sheets
from landsurvey.formats import cells, mojibake
from landsurvey.formats.cells import NotADate, day, plain, present, whole_number
from landsurvey.formats.features import Column

__all__ = ["NotADate", "Parcels", "day", "guess", "plain", "present", "read", "repaired", "whole_number"]

# Names of columns in files of Nam Phrae, Takhli, LTAX, the land office and contractors; the first that is there wins.
HEADINGS: dict[str, tuple[str, ...]] = {
    "code": (
        "PARCEL_COD",
        "PARCELCODE",
        "PARCEL_CD",
        "PCODE",
        "PARCEL_ID",
        "รหัสแปลงที่ดิน",
        "รหัสแปลง",
        "รหัสแปลงภาษี",
        "รหัสที่ดิน",
    ),
    "zone": ("ZONE_ID", "ZONE", "โซน", "เขต"),
    "block": ("BLOCK_ID", "BLOCK", "บล็อก", "บล๊อก", "บล็อค"),
    "lot": ("LOT", "LOT_NO", "LOT_ID", "ล็อต", "ลำดับแปลง"),
    "document_type": (
        "LAND_TYPE",
        "PARCEL_TYP",
        "PARCELTYPE",
        "DOC_TYPE",
        "DEED_TYPE",
        "ประเภทเอกสารสิทธิ์",
        "ประเภทเอกสารสิทธิ",
        "ประเภทเอกสาร",
        "ประเภทหนังสือสำคัญ",
        "เอกสารสิทธิ์",
        "เอกสารสิทธิ",
    ),
    "document_number": (
        "CHANOD_NO",
        "ID_CHANOD",
        "CHANODE_NO",
        "CHANOTE_NO",
        "DEED_NO",
        "DOC_NO",
        "TITLE_NO",
        "PARCEL_NO",
        "เลขที่โฉนด",
        "โฉนดเลขที่",
        "เลขโฉนด",
        "เลขที่เอกสารสิทธิ์",
        "เลขที่เอกสารสิทธิ",
        "เลขที่เอกสาร",
        "โฉนด",
    ),
    "mapsheet": ("MAPSHEET", "MAP_SHEET", "SHEET", "ระวาง", "ระวางแผนที่", "ระวาง UTM", "หมายเลขระวาง"),
    "utmmap1": ("UTMMAP1", "UTM_MAP1", "UTM1", "ระวาง1"),
    "utmmap2": ("UTMMAP2", "UTM_MAP2", "UTM2", "ระวาง2"),
    "utmmap3": ("UTMMAP3", "UTM_MAP3", "UTM3", "ระวาง3"),
    "utmmap4": ("UTMMAP4", "UTM_MAP4", "UTM4", "ระวาง4", "แผ่นที่"),
    "utm_scale": ("UTMSCALE", "UTM_SCALE", "SCALE", "มาตราส่วน"),
    "land_number": ("LAND_NO", "LANDNO", "LAND_NUM", "เลขที่ดิน"),
    "survey_page": ("SURVEY_NO", "SURVEY", "SURVEYNO", "SURVEY_PG", "หน้าสำรวจ", "เลขหน้าสำรวจ"),
    "rai": ("RAI", "ไร่", "เนื้อที่ไร่", "เนื้อที่(ไร่)"),
    "ngan": ("NGAN", "NGARN", "งาน", "เนื้อที่งาน", "เนื้อที่(งาน)"),
    "wah": ("WA", "WAH", "SQWAH", "วา", "ตารางวา", "ตร.ว.", "ตร.วา", "เนื้อที่วา", "เนื้อที่(วา)", "เนื้อที่(ตร.ว.)", "AREA_WAH"),
    "subwah": ("SUBWA", "SUB_WA", "SUBWAH", "เศษ", "เศษวา", "เศษตารางวา"),
    "area_text": (
        "AREA_RNW",
        "DEED_AREA",
        "เนื้อที่",
        "เนื้อที่ตามโฉนด",
        "เนื้อที่ตามเอกสารสิทธิ์",
        "เนื้อที่ (ไร่-งาน-ตร.ว.)",
        "เนื้อที่ (ไร่-งาน-วา)",
        "ขนาดเนื้อที่",
    ),
    "area_m2": ("AREA_M2", "AREA_SQM", "SQM", "เนื้อที่ (ตร.ม.)", "ตารางเมตร", "พื้นที่ (ตร.ม.)", "AREA"),
    "surveyed_on": (
        "SURV_DATE",
        "SURVEYDATE",
        "SVY_DATE",
        "DATE_SURV",
        "วันที่สำรวจ",
        "วันสำรวจ",
        "วันเดือนปีที่สำรวจ",
        "วันที่รังวัด",
    ),
    "surveyor": ("SURVEYOR", "SURVEY_BY", "SURV_BY", "ผู้สำรวจ", "ผู้รังวัด", "ช่างรังวัด", "เจ้าหน้าที่สำรวจ"),
    "gnss_accuracy_m": (
        "GNSS_ACC",
        "GNSS_ACCURACY",
        "GPS_ACC",
        "HRMS",
        "H_RMS",
        "HACC",
        "H_ACCURACY",
        "HORIZONTAL_ACCURACY",
        "ACCURACY",
        "ACCURACY_M",
        "ค่าความคลาดเคลื่อน",
        "ความคลาดเคลื่อน",
    ),
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
TEXT_FIELDS = ("code", "document_number", "land_number", "survey_page", "zone", "block", "lot", "surveyor")
DOCUMENT_TYPES: dict[str, tuple[str, ...]] = {
    "chanote": ("โฉนด", "โฉนดที่ดิน", "นส4", "นส4จ", "นส4ก", "นส4ข", "นส4ค", "นส4ง", "CHANOTE", "CHANOD", "NS4", "NS4J"),
    "ns3k": ("นส3ก", "NS3K", "NS3A"),
    "ns3": ("นส3", "นส3ข", "NS3"),
    "spk": ("สปก", "สปก401", "SPK", "SPK401"),
}
OTHER = "other"
# No receiver of a survey states an error beyond this; a larger figure is something else.
MAX_ACCURACY_M = 100.0

_DBF_NAME = 10
_SHEET = re.compile(r"(\d{4})[\s-]*(IV|I{1,3}|[1-4])[\s-]+(\d{4})(?:[\s-]+(\d{1,3}))?(?:[\s(]+(?:1:)?(\d{3,4})\)?)?")
_KINDS = {cells.key(name): kind for kind, names in DOCUMENT_TYPES.items() for name in names}


@dataclass(frozen=True)
class Parcels:
    """What the register wants to know, one entry for each row; "" or None where the file does not say.

    `text` holds the text fields and `utmmap1..4`; `deed_area_wah` Decimals; `utm_scale` ints; `surveyed_on` dates;
    `accuracy_m` metres that the receiver stated, NaN where it did not. `unread` are (row index, heading, text) of cells
    that hold something and could not be read, `error_values` of cells where a program left `None` or `NaN` as a word.
    """

    text: dict[str, Column]
    document_type: Column
    utm_scale: Column
    deed_area_wah: Column
    surveyed_on: Column
    accuracy_m: npt.NDArray[np.float64]
    unread: tuple[tuple[int, str, str], ...]
    error_values: tuple[tuple[int, str, str], ...]

    @functools.cached_property
    def named_sheets(self) -> sheets.Named:
        """The map sheets that the rows name."""
        return sheets.Named.of(self.text)


def guess(headings: Iterable[str]) -> dict[str, str]:
    """Return field -> heading for every field whose heading is recognised; the first listed spelling wins.

    A shapefile cuts names at ten characters, so a name of that length is also known by its beginning.
    """
    by_key: dict[str, str] = {}
    for heading in headings:
        by_key.setdefault(cells.key(heading), heading)
    found = {}
    for field, spellings in HEADINGS.items():
        match = next((by_key[key] for name in spellings for key in _keys(name) if key in by_key), None)
        if match is not None:
            found[field] = match
    return found


def read(attributes: Mapping[str, Column], *, headings: Mapping[str, str], count: int) -> Parcels:
    """Read the mapped columns of a file of `count` rows."""
    mapped = {field: heading for field, heading in headings.items() if heading in attributes}
    blank = np.full(count, "", dtype=object)
    raw = {field: cells.all_present(attributes[mapped[field]]) if field in mapped else blank for field in HEADINGS}
    unread: list[tuple[int, str, str]] = []
    named = cells.each(raw["mapsheet"], sheet) if "mapsheet" in mapped else None
    text = {field: raw[field] for field in TEXT_FIELDS} | _sheets(raw, named)
    text |= {field: cells.each(text[field], whole_number) for field in ("land_number", "survey_page")}
    return Parcels(
        text=text,
        document_type=cells.each(raw["document_type"], document_type)
        if "document_type" in mapped
        else _presumed(raw["document_number"]),
        utm_scale=_scales(raw, named),
        deed_area_wah=areas.read(raw, mapped, unread),
        surveyed_on=_dates(raw["surveyed_on"], mapped.get("surveyed_on", ""), unread),
        accuracy_m=_accuracies(raw["gnss_accuracy_m"], mapped.get("gnss_accuracy_m", ""), unread),
        unread=tuple(unread),
        error_values=_error_values(attributes, mapped, raw),
    )


def repaired(attributes: Mapping[str, Column]) -> dict[str, Column]:
    """Return the columns with every proposed repair of spoilt letters made: only when a person has said so."""
    mended = {}
    for heading, column in attributes.items():
        answers = mojibake.answers_for(column)
        mended[heading] = cells.each(column, functools.partial(_answer, answers)) if answers else column
    return mended


def document_type(text: str) -> str:
    """Return our name of a kind of deed; "" when nothing stands there, `other` for what is not recognised."""
    return _KINDS.get(cells.key(text), OTHER) if text else ""


def sheet(text: str) -> tuple[str, str, str, str, str]:
    """Split `4746 I 9878-00 (4000)` into UTMMAP1..4 and scale; blanks for what is not there."""
    match = _SHEET.fullmatch(text)
    if match is None:
        return "", "", "", "", ""
    first, second, third, fourth, scale = (part or "" for part in match.groups())
    return first, second, third, fourth, scale


def _keys(name: str) -> tuple[str, ...]:
    return (cells.key(name), cells.key(name[:_DBF_NAME])) if len(name) > _DBF_NAME else (cells.key(name),)


def _answer(answers: Mapping[str, str], text: str) -> str:
    return answers.get(text, text)


def _presumed(numbers: Column) -> Column:
    """A table with a column of deed numbers and none of deed kinds holds title deeds."""
    return np.where(numbers != "", "chanote", "").astype(object)


def _sheets(raw: Mapping[str, Column], named: Column | None) -> dict[str, Column]:
    """The four parts of the sheet's name, each from its own column, else from the whole name (`sheet` of each row)."""
    widths = {"utmmap1": 4, "utmmap2": 0, "utmmap3": 4, "utmmap4": 2}
    columns = {}
    for place, (field, width) in enumerate(widths.items()):
        padded = functools.partial(_padded, width=width)
        columns[field] = _rather(cells.each(raw[field], padded), named, place, padded)
    columns["utmmap2"] = cells.each(columns["utmmap2"], _quadrant)
    return columns


def _rather(own: Column, named: Column | None, place: int, read: Callable[[str], str]) -> Column:
    """What stands in a column of its own, else that part of the whole name."""
    if named is None:
        return own
    return np.where(own != "", own, cells.each(_part(named, place), read))


def _part(split: Column, place: int) -> Column:
    return cells.each(split, lambda parts: parts[place])


def _padded(text: str, *, width: int) -> str:
    """Give back the zeros that a column of numbers has lost."""
    return whole_number(text).zfill(width) if text else ""


def _quadrant(text: str) -> str:
    """The quadrant as the register writes it, 1 to 4; unreadable text stays for the rules to name."""
    number = sheets.quadrant_number(text)
    return str(number) if number else text


def _scales(raw: Mapping[str, Column], named: Column | None) -> Column:
    return cells.each(_rather(cells.each(raw["utm_scale"], whole_number), named, 4, str), _scale)


def _scale(text: str) -> int | None:
    digits = text.replace(" ", "").removeprefix("1:").replace(",", "")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 6 else None


def _dates(column: Column, heading: str, unread: list[tuple[int, str, str]]) -> Column:
    days = cells.each(column, _day_or_none)
    unread += [(int(index), heading, column[index]) for index in np.flatnonzero((days == None) & (column != ""))]  # noqa: E711
    return days


def _day_or_none(text: str) -> date | None:
    try:
        return day(text)
    except NotADate:
        return None


def _accuracies(column: Column, heading: str, unread: list[tuple[int, str, str]]) -> npt.NDArray[np.float64]:
    metres = cells.each(column, _accuracy).astype(np.float64)
    unread += [(int(index), heading, column[index]) for index in np.flatnonzero(np.isnan(metres) & (column != ""))]
    return metres


def _accuracy(text: str) -> float:
    try:
        metres = cells.metres(text)
    except ValueError:
        return float("nan")
    return metres if metres <= MAX_ACCURACY_M else float("nan")


def _error_values(
    attributes: Mapping[str, Column], mapped: Mapping[str, str], raw: Mapping[str, Column]
) -> tuple[tuple[int, str, str], ...]:
    """Find words such as `None` in the columns that matter; in others they do no harm."""
    found = []
    for field, heading in mapped.items():
        column = attributes[heading]
        blank = np.flatnonzero(raw[field] == "") if field in raw else np.arange(0)
        wrong = {text for text in set(column[blank].tolist()) if cells.is_error_value(plain(text))}
        if wrong:
            found += [(int(index), heading, column[index]) for index in blank if column[index] in wrong]
    return tuple(found)
