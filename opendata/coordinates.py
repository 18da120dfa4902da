"""What somebody typed, read as a place on the ground: degrees, degrees-minutes-seconds, or UTM.

Thai papers write UTM numbers without naming the datum, and WGS 84 and Indian 1975 differ by hundreds of metres: both
readings are given. Indian 1975 goes by the one pipeline of `gis_assets.crs`.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from gis_assets import crs, digits

# Thailand with a margin, in degrees: tells latitude from longitude and a place from any two numbers.
WEST, SOUTH, EAST, NORTH = 96.0, 5.0, 107.0, 21.5
_INDIAN = {4326: 4240, 32647: 24047, 32648: 24048}
_NUMBER = r"\d+(?:\.\d+)?"
_DMS = re.compile(rf"({_NUMBER})\s*[°ºd\s]\s*({_NUMBER})\s*['’′m\s]\s*({_NUMBER})\s*(?:\"|”|″|''|s)?\s*([NSEW])", re.I)
_ZONE = re.compile(r"\b(?:zone|โซน)?\s*(4[78])\s*([C-X])?\b(?!\.)", re.I)


class Reading(NamedTuple):
    """One meaning of the text: the system's name and the place in degrees of WGS 84."""

    system: str
    lon: float
    lat: float


def readings(text: str, *, zone: int) -> list[Reading]:
    """Every meaning that lies in Thailand, the likeliest first; `zone` is the town's own (47 or 48)."""
    plain = digits.arabic(text).strip()
    found = [reading for reading in _all(plain, zone) if _in_thailand(reading.lon, reading.lat)]
    wants_indian, wants_wgs = re.search(r"indian|1975|อินเดีย", plain, re.I), re.search(r"wgs", plain, re.I)
    if bool(wants_indian) == bool(wants_wgs):
        return found if wants_indian or not _is_degrees(found) else found[:1]
    return [reading for reading in found if reading.system.startswith("Indian") == bool(wants_indian)]


def _all(text: str, zone: int) -> Iterator[Reading]:
    bare = re.sub(r"(?i)indian\s*(?:19)?75|indian|wgs\s*-?\s*(?:19)?84|wgs|อินเดีย\w*\s*(?:19)?75|utm", " ", text)
    if degrees := _dms(bare) or _degrees(bare):
        yield from _both(4326, *degrees, name="")
        return
    given = _ZONE.search(bare)
    if pair := _metres(_ZONE.sub(" ", bare, count=1) if given else bare):
        number = int(given.group(1)) if given else zone
        yield from _both(crs.UTM_WGS84[number], *pair, name=f" / UTM {number}")


def _both(epsg: int, x: float, y: float, *, name: str) -> Iterator[Reading]:
    yield Reading(f"WGS 84{name}", *_to_degrees(epsg, x, y))
    yield Reading(f"Indian 1975{name}", *_to_degrees(_INDIAN[epsg], x, y))


def _to_degrees(epsg: int, x: float, y: float) -> tuple[float, float]:
    ((lon, lat),) = crs.transformation(epsg, crs.WGS84).apply(np.array([[x, y]]))
    return float(lon), float(lat)


def _dms(text: str) -> tuple[float, float] | None:
    parts = _DMS.findall(text)
    if len(parts) != 2 or any(float(minutes) >= 60 or float(seconds) >= 60 for _d, minutes, seconds, _side in parts):
        return None
    by_side = {side.upper(): float(d) + float(m) / 60 + float(s) / 3600 for d, m, s, side in parts}
    return (by_side["E"], by_side["N"]) if set(by_side) == {"E", "N"} else None


def _degrees(text: str) -> tuple[float, float] | None:
    pair = _pair(text)
    if pair is None:
        return None
    first, second = pair
    lon, lat = (first, second) if first > second else (second, first)
    return (lon, lat) if WEST <= lon <= EAST and SOUTH <= lat <= NORTH else None


def _metres(text: str) -> tuple[float, float] | None:
    """East and north; a north below 900 km, in the far south, is taken only as the second number."""
    pair = _pair(text)
    if pair is None:
        return None
    east, north = pair if pair[0] < 900_000 else pair[::-1]
    return (east, north) if 100_000 <= east < 900_000 and 500_000 <= north <= 2_400_000 else None


def _pair(text: str) -> tuple[float, float] | None:
    without_signs = re.sub(r"(?<=[\d°º])\s*[NEne]\b|[°º]|\b[NEne]\s*[:=]?\s*(?=\d)|\bm\b|ม\.", " ", text)
    joined = re.sub(r"(?<=\d),(?=\d{3}\b)", "", without_signs)
    numbers = re.fullmatch(rf"\s*({_NUMBER})\s*[,;/\s]\s*({_NUMBER})\s*", joined)
    return (float(numbers.group(1)), float(numbers.group(2))) if numbers else None


def _is_degrees(found: list[Reading]) -> bool:
    return all("UTM" not in reading.system for reading in found)


def _in_thailand(lon: float, lat: float) -> bool:
    return WEST <= lon <= EAST and SOUTH <= lat <= NORTH
