"""The register of one day in whole-number columns: what there is to value, and what stands in the way.

One read for the whole municipality. `valuation` computes with what can be valued; the work list shows the rest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from gis_assets import sql_files, units
from gis_assets.models import Municipality
from taxroll import columns, landprices
from taxroll.columns import Columns, Int64
from taxroll.law import library
from taxroll.law.facts import LARGEST_VALUE_SATANG
from taxroll.law.rules import OutdoorStructures
from taxroll.models import GapReason
from taxroll.prices import policy
from taxroll.prices.policy import Policy

Bool = NDArray[np.bool_]

HUNDREDTHS = 100
LARGEST_PRICE_SATANG = 10**9
USES = ("agriculture", "residential", "other", "vacant")
# How `sql/properties.sql` numbers what an exempt area is a part of.
WHOLE, FIRST_USE = 1, 2
NAMES = (
    "is_building",
    "is_unit",
    "parcel_version",
    "building_version",
    "unit_version",
    "owner",
    "lead_party",
    "owner_count",
    "is_natural",
    "is_home",
    "is_share_wrong",
    "has_own_right",
    "is_common",
    "approved_price",
    "approved_satang",
    "parcel_price",
    "parcel_satang",
    "street_price",
    "street_satang",
    "front_ppm",
    "rest_percent",
    "table_price",
    "table_satang",
    "table_count",
    "area",
    "measured",
    *USES,
    "vacant_since_be",
    "owned_since_be",
    "material",
    "built_year_be",
    "footprint",
    "exempt_kind",
    "exempt_use",
    "exempt_area",
    "reduction_kind",
    "old_tax_satang",
)


@dataclass(frozen=True)
class Gap:
    """Plots, buildings and units (version ids, 0 for none) that cannot be valued for one reason."""

    reason: GapReason
    parcel_version: Int64
    building_version: Int64
    unit_version: Int64


@dataclass(frozen=True)
class Register:
    """Every property of a day (p,), common property of condominiums left out.

    columns    NAMES, and price, price_satang, price_kind (landprices), exempt (area, hundredths)
    reason_of  for each reason, where (p,) it holds
    settings   the rules of prices and areas of that day
    """

    columns: Columns
    reason_of: dict[GapReason, Bool]
    settings: Policy

    @property
    def is_valued(self) -> Bool:
        """Where nothing stands in the way."""
        blocked = np.zeros(self.columns["owner"].size, dtype=np.bool_)
        for holds in self.reason_of.values():
            blocked |= holds
        return ~blocked

    def only(self, where: Bool) -> "Register":
        """The same register with the properties of a mask (p,)."""
        columns_left = {name: column[where] for name, column in self.columns.items()}
        reasons = {reason: holds[where] for reason, holds in self.reason_of.items()}
        return Register(columns_left, reasons, self.settings)

    def gaps(self) -> tuple[Gap, ...]:
        """What cannot be valued, each property once with its first reason."""
        left = np.ones(self.columns["owner"].size, dtype=np.bool_)
        found = []
        for reason, holds in self.reason_of.items():
            new = holds & left
            versions = (self.columns[name][new] for name in ("parcel_version", "building_version", "unit_version"))
            found.append(Gap(reason, *versions))
            left &= ~holds
        return tuple(gap for gap in found if gap.parcel_version.size)


@dataclass(frozen=True)
class Things:
    """The parcels, buildings and units to read, by their ids."""

    parcels: Sequence[int]
    buildings: Sequence[int]
    units: Sequence[int]


def read(*, municipality: Municipality, on: date, things: Things | None = None) -> Register:
    """The register of one municipality as of a day, or some things of it; raises LawIsSilent for a year without law."""
    return of_columns(read_columns(municipality=municipality, on=on, things=things), on=on)


def read_columns(*, municipality: Municipality, on: date, things: Things | None = None) -> Columns:
    """The same as it stands in the database: NAMES, common property with it. All that is read of the register."""
    law = library.of_year(units.year_be(on.year))
    asked = {
        "municipality": municipality.pk,
        "on": on,
        "parcels": list(things.parcels) if things else None,
        "buildings": list(things.buildings) if things else None,
        "units": list(things.units) if things else None,
        "outdoor_are_taxed": law.outdoor_structures.value is OutdoorStructures.TAXED,
        "exempt_kinds": list(law.exempt_property),
        "reduction_kinds": list(law.type_reductions),
    }
    query = sql_files.load("taxroll", "properties")
    if things is None:
        return columns.read(query, asked, names=NAMES)
    # Without "or all" the kept plan finds the things by their keys; to plan it anew takes longer than all else it does.
    for all_or in (
        "%(parcels)s::int8[] IS NULL OR ",
        "%(buildings)s::int8[] IS NULL OR ",
        "%(units)s::int8[] IS NULL OR ",
    ):
        query = query.replace(all_or, "")
    return columns.read_few(query, asked, names=NAMES)


def of_columns(everything: Columns, *, on: date) -> Register:
    """What was read on that day, with its prices chosen and its obstacles found; needs no database."""
    found = {name: column[everything["is_common"] == 0] for name, column in everything.items()}
    settings = policy.of_day(on)
    found |= landprices.chosen(found, order=settings.precedence.value)
    found["exempt"] = _exempt(found)
    return Register(found, _reasons(found, settings), settings)


def _exempt(found: Columns) -> Int64:
    """Area that section 8 exempts: all uses (or the whole area where no use is recorded), or the part claimed."""
    used = sum((found[name] for name in USES), np.zeros_like(found["area"]))
    whole = np.where(used > 0, used, found["area"])
    is_claimed = found["exempt_kind"] > 0
    return np.where(is_claimed & (found["exempt_use"] == WHOLE), whole, found["exempt_area"] * is_claimed)


def _reasons(found: Columns, settings: Policy) -> dict[GapReason, Bool]:
    """Where each reason holds, in the order in which a property is listed under only one of them."""
    is_building, is_unit = found["is_building"] == 1, found["is_unit"] == 1
    is_land = ~is_building & ~is_unit
    used = sum((found[name] for name in USES), np.zeros_like(found["area"]))
    has_price = found["price_satang"] > 0
    several = is_land & (found["price_kind"] == landprices.SEVERAL_ZONES)
    return {
        GapReason.NO_OWNER: found["owner"] == 0,
        GapReason.SHARES_WRONG: found["is_share_wrong"] == 1,
        GapReason.NO_DEED_AREA: is_land & (found["area"] == 0),
        GapReason.ABSURD_AREA: _is_absurd(found, is_land, settings),
        GapReason.NO_USE: (used == 0) & (found["exempt"] == 0),
        GapReason.EXEMPT_TOO_LARGE: _exceeds_its_use(found),
        GapReason.NO_LAND_PRICE: is_land & ~has_price & ~several,
        GapReason.SEVERAL_LAND_PRICES: several,
        GapReason.NO_BUILDING_PRICE: is_building & ~has_price,
        GapReason.NO_CONDO_PRICE: is_unit & ~has_price,
        GapReason.ABSURD_PRICE: _is_dear_beyond_belief(found),
        GapReason.NO_YEAR_BUILT: is_building & (found["built_year_be"] == 0),
    }


def _is_absurd(found: Columns, is_land: Bool, settings: Policy) -> Bool:
    limits = settings.areas.value
    largest = np.where(is_land, limits.largest_parcel_wah, limits.largest_floor_m2) * HUNDREDTHS
    is_negative = np.zeros_like(is_land)
    for name in USES:
        is_negative |= found[name] < 0
    used = sum((found[name] for name in USES), np.zeros_like(found["area"]))
    return np.asarray((np.maximum(found["area"], used) > largest) | is_negative, dtype=np.bool_)


def _exceeds_its_use(found: Columns) -> Bool:
    """Where the exempt part is larger than the recorded area of the use it is said to be a part of."""
    result = np.zeros(found["area"].size, dtype=np.bool_)
    for number, name in enumerate(USES, start=FIRST_USE):
        is_part = (found["exempt_kind"] > 0) & (found["exempt_use"] == number)
        result |= is_part & (found["exempt_area"] > found[name])
    return result


def _is_dear_beyond_belief(found: Columns) -> Bool:
    """Where the price, or price times area, is above what can be true; computed without overflow."""
    most = LARGEST_VALUE_SATANG // np.maximum(found["price_satang"], 1)
    too_dear = (found["price_satang"] > LARGEST_PRICE_SATANG) | (found["area"] // HUNDREDTHS >= most)
    return np.asarray(too_dear, dtype=np.bool_)
