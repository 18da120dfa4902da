"""The order in which papers are carried: what a Thai address says of village, road and house, and how that sorts.

Addresses are free text, so the order is a help and never a rule: what cannot be read stands together at the end.
"""

import re
from collections.abc import Set
from dataclasses import dataclass
from enum import StrEnum

from gis_assets import digits

_HOUSE = re.compile(r"(?:บ้านเลขที่|เลขที่)?\s*(\d+)(?:\s*/\s*(\d+))?")
_VILLAGE = re.compile(r"(?:หมู่ที่|หมู่|ม\.)\s*(\d+)")
_SOI = re.compile(r"(?:ซอย|ซ\.)\s*(\S+(?:\s+\d+(?:/\d+)?)?)")
_ROAD = re.compile(r"(?:ถนน|ถ\.)\s*(\S+)")
_TAMBON = re.compile(r"(?:ตำบล|แขวง|ต\.)\s*(\S+)")


class Basis(StrEnum):
    """What the place in the order was taken from."""

    ADDRESS = "address"
    PARCEL = "parcel"
    OUTSIDE = "outside"


@dataclass(frozen=True)
class Stop:
    """A door on the deliverer's way; `key` sorts as text: village, road, lane, house number."""

    basis: Basis
    key: str
    house_number: str = ""


def stop(address: str, *, parcel_code: str, tambons: Set[str]) -> Stop:
    """Where a paper for this address goes.

    `tambons`: the sub-districts of the municipality by name, where they are known; an address in another is posted.
    `parcel_code` gives the order where the address names no house.
    """
    text = " ".join(digits.arabic(address).split())
    tambon = _found(_TAMBON, text)
    if tambons and tambon and tambon not in tambons:
        return Stop(Basis.OUTSIDE, f"3 {text}")
    house = _HOUSE.match(text)
    if not house:
        return Stop(Basis.PARCEL, f"2 {parcel_code}")
    main, part = int(house[1]), int(house[2] or 0)
    village = int(_found(_VILLAGE, text) or 0)
    number = house[1] + (f"/{house[2]}" if house[2] else "")
    # The space sorts before every letter and digit: houses of a road come before those of its lanes.
    way = f"{tambon} {village:04d} {_found(_ROAD, text)} {_found(_SOI, text)}"
    return Stop(Basis.ADDRESS, f"1 {way} {main:06d}/{part:06d}", number)


def _found(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[1] if found else ""
