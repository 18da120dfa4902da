"""Areas as deeds, tables and people write them, read into square wah (1 rai = 4 ngan = 400 square wah = 1,600 m2).

An area stands in one text (`1-2-34.5`, `1 ไร่ 2 งาน 34 5/10 ตารางวา`), in three or four columns, or as a plain number
under a heading that names its unit. What names no unit is no area: it is reported, not guessed.
"""

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Decimal

import numpy as np
import numpy.typing as npt

from gis_assets import units
from landsurvey.formats import cells
from landsurvey.formats.features import Column

MAX_AREA_WAH = 10**9
FIELDS = ("rai", "ngan", "wah", "subwah", "area_text", "area_m2")

_HUNDREDTH = Decimal("0.01")
_NUMBER = re.compile(r"\d+(?:\.\d+)?|\.\d+")
_FRACTION = re.compile(r"(?:0?\.)?(\d+)")
_DASHED = re.compile(r"(\d+)\s*[-–/:]\s*(\d+)\s*[-–/:]\s*(\d+(?:\.\d+)?)\s*(?:ไร่|RAI)?")
_WAH_NAMES = r"(?:ตารางวา|ตร\s?\.?\s?วา|ตร\s?\.?\s?ว\s?\.?|วา|ว\s?\.|SQ\.?\s?WAH?|SQ\.?\s?W\.?|WAH?|T\.?W\.?)"
_M2_NAMES = r"(?:ตารางเมตร|ตร\s?\.?\s?เมตร|ตร\s?\.?\s?ม\s?\.?|SQ\.?\s?M(?:ETRES?|ETERS?)?\.?|M2|M²)"
_WORDED = re.compile(
    r"(?:(?P<rai>\d+(?:\.\d+)?)\s*(?:ไร่|RAI))?\s*"
    r"(?:(?P<ngan>\d+(?:\.\d+)?)\s*(?:งาน|NGAN))?\s*"
    rf"(?:(?P<wah>\d+(?:\.\d+)?)(?:\s*(?:เศษ)?\s*(?P<over>\d+)\s*(?:/|ส่วน)\s*(?P<under>10|100|1000))?\s*{_WAH_NAMES})?"
)
_METRED = re.compile(rf"(\d+(?:\.\d+)?)\s*{_M2_NAMES}")
_UNITS_IN_HEADINGS = (
    (re.compile(r"M2|SQM|ตรม|ตารางเมตร|ตรเมตร"), Decimal(1) / units.SQUARE_WAH_M2),
    (re.compile(r"WAH?$|SQW|ตรว|ตารางวา|ตรวา|วา$"), Decimal(1)),
    (re.compile(r"RAI$|ไร่$"), Decimal(units.WAH_PER_RAI)),
)


def from_parts(rai: str, ngan: str, wah: str, fraction: str = "") -> Decimal | None:
    """Read an area given in parts; None when all parts are blank or nought.

    `fraction` of a square wah (`subwa`, `เศษ`): one digit is read as tenths, two as hundredths, as the deeds write it;
    no source confirms the unit. Raises `ValueError` for parts that are no numbers or out of range.
    """
    whole_rai, whole_ngan = _number(rai), _number(ngan)
    if whole_rai != whole_rai.to_integral_value() or whole_ngan != whole_ngan.to_integral_value():
        raise ValueError(f"{rai}-{ngan} are no whole rai and ngan")
    return _kept(units.wah_from_rai_ngan_wah(int(whole_rai), int(whole_ngan), _number(wah) + _tail(fraction)))


def from_text(text: str, *, wah_per_unit: Decimal | None = None) -> Decimal | None:
    """Read an area in one text, already plain (`cells.present`); None when blank or nought.

    `wah_per_unit`: what a plain number counts, as its heading says. Raises `ValueError` for what is no area.
    """
    cleaned = text.replace(",", "").upper()
    if not cleaned:
        return None
    if match := _DASHED.fullmatch(cleaned):
        return from_parts(*match.groups())
    if match := _METRED.fullmatch(cleaned):
        return _kept(Decimal(match[1]) / units.SQUARE_WAH_M2)
    if (match := _WORDED.fullmatch(cleaned)) and any(match.groups()):
        return _worded(match)
    if wah_per_unit is not None and _NUMBER.fullmatch(cleaned):
        return _kept(Decimal(cleaned) * wah_per_unit)
    raise ValueError(f"{text} is no area")


def unit_in(heading: str) -> Decimal | None:
    """Return how many square wah a plain number under this heading counts, None when the heading does not say."""
    key = cells.key(heading).strip("()")
    return next((factor for pattern, factor in _UNITS_IN_HEADINGS if pattern.search(key)), None)


def read(
    raw: Mapping[str, Column], headings: Mapping[str, str], unread: list[tuple[int, str, str]]
) -> npt.NDArray[np.object_]:
    """Return Decimals of square wah, None where nothing usable stands; what cannot be read is added to `unread`.

    One text that holds the whole area goes before parts; a column of square metres counts only when there is no other.
    """
    if "area_text" in headings:
        whole = _whole(raw["area_text"], headings["area_text"], unit_in(headings["area_text"]), unread)
        return np.where(raw["area_text"] != "", whole, _parts(raw, headings, unread))
    if not any(field in headings for field in ("rai", "ngan", "wah")) and "area_m2" in headings:
        return _whole(raw["area_m2"], headings["area_m2"], Decimal(1) / units.SQUARE_WAH_M2, unread)
    return _parts(raw, headings, unread)


def _whole(column: Column, heading: str, factor: Decimal | None, unread: list[tuple[int, str, str]]) -> Column:
    def area(text: str) -> Decimal | ValueError | None:
        try:
            return from_text(text, wah_per_unit=factor)
        except ValueError as error:
            return error

    answers = cells.each(column, area)
    is_unread = cells.each(answers, lambda answer: isinstance(answer, ValueError)).astype(bool)
    unread += [(int(index), heading, column[index]) for index in np.flatnonzero(is_unread)]
    answers[is_unread] = None
    return answers


def _parts(raw: Mapping[str, Column], headings: Mapping[str, str], unread: list[tuple[int, str, str]]) -> Column:
    """Add up whole columns in hundredths of a square wah; -1 marks a part that is no number."""
    rai, ngan = (_hundredths(raw[field], is_whole=True) for field in ("rai", "ngan"))
    wah, tail = _hundredths(raw["wah"]), _hundredths(raw["subwah"], is_tail=True)
    is_wah_alone = "rai" not in headings and "ngan" not in headings  # the column then holds the whole area
    total = rai * units.WAH_PER_RAI + ngan * units.WAH_PER_NGAN + wah + tail
    is_wrong = (rai < 0) | (ngan < 0) | (wah < 0) | (tail < 0) | (total > MAX_AREA_WAH * 100)
    is_wrong |= (ngan > 300) | ((wah + tail >= units.WAH_PER_NGAN * 100) & (not is_wah_alone))
    heading = next((headings[field] for field in ("rai", "wah", "ngan") if field in headings), "")
    unread += [(int(index), heading, _shown(raw, int(index))) for index in np.flatnonzero(is_wrong)]
    return cells.each(np.where(is_wrong, 0, total).astype(object), _in_wah)


def _in_wah(hundredths: int) -> Decimal | None:
    return Decimal(hundredths).scaleb(-2) if hundredths else None


def _shown(raw: Mapping[str, Column], index: int) -> str:
    parts = [str(raw[field][index]) for field in ("rai", "ngan", "wah", "subwah")]
    return "-".join(parts if parts[3] else parts[:3])


def _hundredths(column: Column, *, is_whole: bool = False, is_tail: bool = False) -> npt.NDArray[np.int64]:
    def hundredths(text: str) -> int:
        try:
            number = _tail(text) if is_tail else _number(text)
        except ValueError:
            return -1
        if number > MAX_AREA_WAH or (is_whole and number != number.to_integral_value()):
            return -1
        return int((number * 100).quantize(Decimal(1), ROUND_HALF_EVEN))

    return cells.each(column, hundredths).astype(np.int64)


def _worded(match: re.Match[str]) -> Decimal | None:
    named = match.groupdict()
    rai, ngan, wah = (_number(named[part] or "") for part in ("rai", "ngan", "wah"))
    if named["over"]:
        wah += Decimal(named["over"]) / Decimal(named["under"])
    if not (named["rai"] or named["ngan"]):
        return _kept(wah)
    if named["ngan"] is None and named["wah"] is None:
        return _kept(rai * units.WAH_PER_RAI)  # "1.5 ไร่"
    return from_parts(str(rai), str(ngan), str(wah))


def _number(text: str) -> Decimal:
    cleaned = text.replace(",", "") or "0"
    if not _NUMBER.fullmatch(cleaned):
        raise ValueError(f"{text} is no number")
    return Decimal(cleaned)


def _tail(fraction: str) -> Decimal:
    if not fraction:
        return Decimal(0)
    match = _FRACTION.fullmatch(cells.whole_number(fraction))
    if match is None:
        raise ValueError(f"{fraction} is no part of a square wah")
    return Decimal(f"0.{match[1]}")


def _kept(area: Decimal) -> Decimal | None:
    if area > MAX_AREA_WAH:
        raise ValueError(f"{area} square wah is larger than any parcel")
    return area.quantize(_HUNDREDTH) if area else None
