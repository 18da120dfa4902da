"""What a surveyor notes at a parcel, read from what a phone or a field package sends; every field is checked here.

The same facts come as JSON from the phone page and as rows of a GeoPackage from QField.
"""

import hashlib
import json
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from landsurvey.words import FileRefused, gettext_noop

RESULTS = ("surveyed", "nobody", "refused", "not_found")
USES = ("agriculture", "residential", "other", "vacant")
# The Treasury's three classes of material, as the register keeps them.
MATERIALS = ("masonry", "half", "wood")
OCCUPANCIES = ("occupied", "vacant", "unknown")
MAX_BUILDINGS = 20
MAX_NOTE = 1_000
_MAX_HOUSE_NUMBER = 30
_MAX_STOREYS = 99
_MAX_FLOOR_M2 = 1_000_000
_YEARS_BE = range(2300, 2701)
# Where a phone's clock begins that has forgotten the day; the database cannot give back the first years of our era.
_FIRST_YEAR = 1970
_TREASURY_TYPE = re.compile(r"[0-9]{1,4}(/[0-9]{1,3})?")
# Beyond this a receiver says nothing of where a parcel is.
MAX_ACCURACY_M = 10_000.0


class NotAVisit(FileRefused):
    msgid = gettext_noop("The visit cannot be read: “%(field)s” is missing or not understood (%(value)s).")


@dataclass(frozen=True)
class Visit:
    """One visit as it was noted; `position` is longitude and latitude, `uses` percent by kind of use."""

    client_uid: uuid.UUID
    parcel_uid: uuid.UUID
    visited_at: datetime
    result: str
    campaign_uid: uuid.UUID | None = None
    seen_version: int | None = None
    position: tuple[float, float] | None = None
    accuracy_m: float | None = None
    uses: Mapping[str, int] | None = None
    buildings: Sequence[Mapping[str, Any]] = ()
    note: str = ""

    def digest(self) -> str:
        """Return a hash by which the same visit sent again is known from another one under its number."""
        text = json.dumps(self.__dict__, default=str, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


def read(sent: Mapping[str, Any]) -> Visit:
    """Return the visit. Raises `NotAVisit`, which names the field that is wrong."""
    result = sent.get("result")
    if result not in RESULTS:
        raise _wrong("result", result)
    return Visit(
        client_uid=cast(uuid.UUID, _uid(sent, "client_uid", needed=True)),
        parcel_uid=cast(uuid.UUID, _uid(sent, "parcel_uid", needed=True)),
        campaign_uid=_uid(sent, "campaign_uid"),
        visited_at=_moment(sent.get("visited_at")),
        result=cast(str, result),
        seen_version=_whole(sent, "seen_version", most=2**62),
        position=_position(sent.get("position")),
        accuracy_m=_accuracy(sent.get("accuracy_m")),
        uses=_uses(sent.get("uses")),
        buildings=_buildings(sent.get("buildings")),
        note=_text(sent, "note", most=MAX_NOTE),
    )


def _wrong(field: str, value: object) -> NotAVisit:
    return NotAVisit(field=field, value=str(value)[:40])


def _uid(sent: Mapping[str, Any], field: str, *, needed: bool = False) -> uuid.UUID | None:
    value = sent.get(field)
    if value in (None, "") and not needed:
        return None
    try:
        return uuid.UUID(str(value).strip("{}"))
    except ValueError as error:
        raise _wrong(field, value) from error


def _moment(value: object) -> datetime:
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError as error:
        raise _wrong("visited_at", value) from error
    if moment.tzinfo is None or moment.year < _FIRST_YEAR:
        raise _wrong("visited_at", value)
    return moment


def _number(value: object) -> float | None:
    """Return a finite number, or None for anything else; a truth value is no number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < 1e15 else None


def _whole(sent: Mapping[str, Any], field: str, *, most: int) -> int | None:
    value = sent.get(field)
    if value in (None, ""):
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise _wrong(field, value)
    return value


def _position(value: object) -> tuple[float, float] | None:
    if value is None:
        return None
    numbers = [_number(part) for part in value] if isinstance(value, list | tuple) else []
    if len(numbers) != 2 or None in numbers:
        raise _wrong("position", value)
    longitude, latitude = cast(list[float], numbers)
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise _wrong("position", value)
    return longitude, latitude


def _accuracy(value: object) -> float | None:
    if value is None:
        return None
    metres = _number(value)
    if metres is None or not 0 <= metres <= MAX_ACCURACY_M:
        raise _wrong("accuracy_m", value)
    return metres


def _uses(value: object) -> dict[str, int]:
    """Percent by kind of use; together at most 100, for the rest may be unknown."""
    if value in (None, {}):
        return {}
    if not isinstance(value, Mapping) or not set(value) <= set(USES):
        raise _wrong("uses", value)
    uses = {kind: share for kind in USES if (share := _whole(value, kind, most=100))}
    if sum(uses.values()) > 100:
        raise _wrong("uses", f"{sum(uses.values())} %")
    return uses


def _buildings(value: object) -> tuple[dict[str, Any], ...]:
    if value is None:
        return ()
    if not isinstance(value, list | tuple) or len(value) > MAX_BUILDINGS:
        raise _wrong("buildings", value)
    return tuple(_building(one) for one in value)


def _building(value: object) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise _wrong("buildings", value)
    storeys = value.get("storeys")
    number = _number(storeys)
    if storeys is not None and (number is None or not 0 < number <= _MAX_STOREYS):
        raise _wrong("storeys", storeys)
    known = _uid(value, "building_uid")
    found = {
        "building_uid": str(known) if known else "",
        "is_gone": _flag(value, "is_gone"),
        "house_number": _text(value, "house_number", most=_MAX_HOUSE_NUMBER),
        "storeys": storeys,
        "material_class": _one_of(value, "material_class", MATERIALS),
        "occupancy": _one_of(value, "occupancy", OCCUPANCIES),
        "treasury_type": _treasury_type(value),
        "floor_area_m2": _floor_area(value.get("floor_area_m2")),
        "built_year_be": _year(value),
        "uses": _uses(value.get("uses")),
    }
    return {name: fact for name, fact in found.items() if fact not in (None, "", False, {})}


def _flag(sent: Mapping[str, Any], field: str) -> bool:
    value = sent.get(field)
    if value not in (None, "", False, True, 0, 1):
        raise _wrong(field, value)
    return bool(value)


def _treasury_type(sent: Mapping[str, Any]) -> str:
    """The Treasury's code of a type of building, such as `100` or `520/1`."""
    text = _text(sent, "treasury_type", most=8)
    if text and not _TREASURY_TYPE.fullmatch(text):
        raise _wrong("treasury_type", text)
    return text


def _floor_area(value: object) -> float | None:
    """Square metres to the hundredth; less than one of them is none."""
    if value in (None, ""):
        return None
    area = _number(value)
    if area is None or not 0.01 <= area <= _MAX_FLOOR_M2:
        raise _wrong("floor_area_m2", value)
    return round(area, 2)


def _year(sent: Mapping[str, Any]) -> int | None:
    year = _whole(sent, "built_year_be", most=_YEARS_BE.stop)
    if year is not None and year not in _YEARS_BE:
        raise _wrong("built_year_be", year)
    return year


def _one_of(sent: Mapping[str, Any], field: str, allowed: Sequence[str]) -> str:
    value = sent.get(field) or ""
    if value and value not in allowed:
        raise _wrong(field, value)
    return str(value)


def _text(sent: Mapping[str, Any], field: str, *, most: int) -> str:
    value = sent.get(field) or ""
    if not isinstance(value, str) or len(value) > most:
        raise _wrong(field, value)
    return value.replace("\0", "").strip()
