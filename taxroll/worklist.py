"""What stands in the way of a year's roll, and what should be looked at: read from the register as it is now.

Nothing is stored here: an item is on the list while the register says so, and gone the moment it is mended.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

import numpy as np
from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gis_assets import sql_files
from gis_assets.models import Municipality
from taxroll import columns, properties
from taxroll.columns import Int64
from taxroll.models import GapReason
from taxroll.properties import USES, Bool, Register

PAGE = 50
MOST_DRAWN = 5_000
MOST_FOUND = 50
PERCENT = 100
SQUARE_WAH_M2 = 4


class Doubt(StrEnum):
    """What does not block the roll and should be looked at before it is published."""

    VACANT_UNDATED = "vacant_undated"
    MEASURED_OFF = "measured_off"
    USES_OFF = "uses_off"
    CLAIM_ENDS = "claim_ends"


DOUBTS: dict[Doubt, Promise] = {
    Doubt.VACANT_UNDATED: _("Unused, and since when is not recorded"),
    Doubt.MEASURED_OFF: _("The measured area is far from the deed's"),
    Doubt.USES_OFF: _("The recorded uses do not add up to the area"),
    Doubt.CLAIM_ENDS: _("An exemption or reduction ends this year"),
}


class Remedy(StrEnum):
    """What mends a group in place, for one or many properties at once."""

    USE = "use"
    YEAR_BUILT = "year_built"
    VACANT_SINCE = "vacant_since"
    PRICE = "price"
    DEED_AREA = "deed_area"
    OWNERS = "owners"


REMEDIES: dict[str, Remedy] = {
    GapReason.NO_OWNER: Remedy.OWNERS,
    GapReason.SHARES_WRONG: Remedy.OWNERS,
    GapReason.NO_USE: Remedy.USE,
    GapReason.NO_YEAR_BUILT: Remedy.YEAR_BUILT,
    GapReason.NO_LAND_PRICE: Remedy.PRICE,
    GapReason.SEVERAL_LAND_PRICES: Remedy.PRICE,
    GapReason.NO_BUILDING_PRICE: Remedy.PRICE,
    GapReason.NO_CONDO_PRICE: Remedy.PRICE,
    GapReason.ABSURD_PRICE: Remedy.PRICE,
    GapReason.NO_DEED_AREA: Remedy.DEED_AREA,
    GapReason.ABSURD_AREA: Remedy.DEED_AREA,
    Doubt.VACANT_UNDATED: Remedy.VACANT_SINCE,
    Doubt.MEASURED_OFF: Remedy.DEED_AREA,
    Doubt.USES_OFF: Remedy.USE,
}


@dataclass(frozen=True)
class Group:
    """Properties with one trouble; `rows` are their places in the register read."""

    key: str
    title: str | Promise
    blocks: bool
    rows: Int64

    @property
    def count(self) -> int:
        return int(self.rows.size)

    @property
    def remedy(self) -> Remedy | None:
        return REMEDIES.get(self.key)

    @property
    def may_be_acknowledged(self) -> bool:
        """Whether a reason is enough to take a property off this group."""
        return self.key == Doubt.MEASURED_OFF


@dataclass(frozen=True)
class Item:
    """One property as the list shows it; `name` finds its version again when it is mended."""

    kind: str
    uid: uuid.UUID
    version: int
    code: str
    document_number: str
    house_number: str
    unit: str
    area: Decimal | None
    measured_m2: Decimal | None
    lon: float | None
    lat: float | None

    @property
    def name(self) -> str:
        return f"{self.kind}:{self.version}"


@dataclass(frozen=True)
class Worklist:
    """The whole list of one day: groups that are not empty, those that block the roll first."""

    register: Register
    groups: tuple[Group, ...]

    def group(self, key: str) -> Group | None:
        return next((group for group in self.groups if group.key == key), None)


def read(*, municipality: Municipality, on: date) -> Worklist:
    """What is wrong on that day; raises LawIsSilent for a year without law."""
    register = properties.read(municipality=municipality, on=on)
    listed = np.zeros(register.columns["owner"].size, dtype=np.bool_)
    groups = []
    for reason, holds in register.reason_of.items():
        groups.append(Group(reason.value, reason.label, True, np.flatnonzero(holds & ~listed)))
        listed |= holds
    doubts = _doubts(register, municipality, on)
    groups += [Group(doubt.value, DOUBTS[doubt], False, np.flatnonzero(holds)) for doubt, holds in doubts.items()]
    return Worklist(register, tuple(group for group in groups if group.count))


def items(worklist: Worklist, group: Group, *, page: int) -> list[Item]:
    """One page of a group, from 1."""
    rows = group.rows[(page - 1) * PAGE : page * PAGE]
    return _items(**_versions(worklist.register, rows))


def shapes(worklist: Worklist, group: Group) -> str:
    """A group as GeoJSON text, at most MOST_DRAWN outlines."""
    with connection.cursor() as cursor:
        asked = _versions(worklist.register, group.rows[:MOST_DRAWN])
        cursor.execute(sql_files.load("taxroll", "worklist_shapes"), asked)
        return str((cursor.fetchone() or ("",))[0])


def search(
    *, municipality: Municipality, on: date, owner: str = "", code: str = "", deed: str = "", house: str = ""
) -> list[Item]:
    """Properties by part of an owner's name, start of a code, deed or house number; one more than is shown."""
    words = {"owner": owner.strip(), "code": code.strip(), "deed": deed.strip(), "house": house.strip()}
    asked: dict[str, Any] = {**words, "municipality": municipality.pk, "on": on, "most": MOST_FOUND + 1}
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("taxroll", "search_properties"), asked)
        found = cursor.fetchall()
    names = ("kinds", "parcel_versions", "building_versions", "unit_versions")
    return _items(**{name: [row[place] for row in found] for place, name in enumerate(names)})


def _items(**asked: Sequence[int]) -> list[Item]:
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("taxroll", "worklist_items"), {name: list(ids) for name, ids in asked.items()})
        return [Item(*row) for row in cursor.fetchall()]


def _versions(register: Register, rows: Int64) -> dict[str, Any]:
    found = register.columns
    kinds = found["is_building"][rows] + 2 * found["is_unit"][rows]
    return {
        "kinds": kinds.tolist(),
        "parcel_versions": found["parcel_version"][rows].tolist(),
        "building_versions": found["building_version"][rows].tolist(),
        "unit_versions": found["unit_version"][rows].tolist(),
    }


def _doubts(register: Register, municipality: Municipality, on: date) -> dict[Doubt, Bool]:
    found, limits = register.columns, register.settings.areas.value
    is_land = (found["is_building"] == 0) & (found["is_unit"] == 0)
    used = sum((found[name] for name in USES), np.zeros_like(found["area"]))
    deed_m2 = found["area"] * SQUARE_WAH_M2
    measured_off = np.abs(found["measured"] - deed_m2) * PERCENT > limits.measured_off_percent * deed_m2
    uses_off = np.abs(used - found["area"]) * PERCENT > limits.uses_off_percent * found["area"]
    has_both = (used > 0) & (found["area"] > 0)
    return {
        Doubt.VACANT_UNDATED: (found["vacant"] > 0) & (found["vacant_since_be"] == 0),
        Doubt.MEASURED_OFF: is_land & (found["area"] > 0) & measured_off & ~_acknowledged(register, municipality, on),
        Doubt.USES_OFF: has_both & uses_off,
        Doubt.CLAIM_ENDS: _claim_ends(register, municipality, on),
    }


def _acknowledged(register: Register, municipality: Municipality, on: date) -> Bool:
    """Parcels whose two areas an officer has found right, as long as both stand as they did then."""
    asked = {"municipality": municipality.pk, "on": on}
    known = columns.read(sql_files.load("taxroll", "acknowledged_parcels"), asked, names=("version",))
    return np.asarray(np.isin(register.columns["parcel_version"], known["version"]), dtype=np.bool_)


def _claim_ends(register: Register, municipality: Municipality, on: date) -> Bool:
    asked = {"municipality": municipality.pk, "on": on, "next": on.replace(year=on.year + 1)}
    ending = columns.read(sql_files.load("taxroll", "expiring_claims"), asked, names=("kind", "version"))
    found = register.columns
    result = np.zeros(found["owner"].size, dtype=np.bool_)
    of_kind = ("parcel_version", "building_version", "unit_version")
    kinds = found["is_building"] + 2 * found["is_unit"]
    for kind, name in enumerate(of_kind):
        result |= (kinds == kind) & np.isin(found[name], ending["version"][ending["kind"] == kind])
    return result
