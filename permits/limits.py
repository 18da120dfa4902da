"""The limits of the automatic checks: dated settings, each with where it comes from and what is doubtful about it.

They stand in `data/limits.toml`, nowhere in the code; a municipality may overrule each. Pure: the day and the
municipality's own values come from the caller.
"""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from gis_assets import attested
from gis_assets.attested import Setting

SETTING = "permit_limits"
"""Key in a municipality's settings: {"opening_low_m": 2.5, ...} overrules `data/limits.toml` by name."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The values in force; what each means, and its unit, stands beside it in the file."""

    sketch_m2: float
    sketch_farm_m2: float
    small_m2: float
    small_storeys: float
    mr56_in_municipalities: float
    area_share: float
    tolerance_sigmas: float
    tolerance_most_m: float
    doubt_sigmas: float
    doubt_most_m: float
    drawing_m: float
    road_accuracy_m: float
    water_accuracy_m: float
    pole_accuracy_m: float
    opening_low_m: float
    opening_high_m: float
    opening_height_m: float
    high_building_m: float
    blind_wall_m: float
    joined_height_m: float
    probe_m: float
    narrow_road_m: float
    narrow_centre_m: float
    road_tall_m: float
    middle_road_m: float
    middle_centre_m: float
    wide_road_m: float
    edge_share: float
    wide_edge_m: float
    width_doubt_share: float
    highway_width_m: float
    ring_width_m: float
    main_width_m: float
    street_width_m: float
    soi_width_m: float
    stretch_apart_m: float
    narrow_water_m: float
    narrow_bank_m: float
    wide_bank_m: float
    lake_bank_m: float
    lake_m2: float
    open_dwelling_share: float
    open_other_share: float
    wire_clearance_m: float
    low_wire_clearance_m: float
    pole_clearance_m: float
    slope_percent: float
    under_water_share: float
    way_reach_m: float
    footprint_least_m2: float
    footprint_most_m2: float
    footprint_corners: float
    shift_most_m: float

    def usual_width_m(self, road_class: str) -> float:
        """The width taken for a road of this class that nobody measured; of an unknown class the narrowest."""
        widths = {
            "highway": self.highway_width_m,
            "ring": self.ring_width_m,
            "main": self.main_width_m,
            "street": self.street_width_m,
        }
        return widths.get(road_class, self.soi_width_m)


def listed(*, on: date, own: Mapping[str, object] | None = None) -> list[Setting]:
    """The limits in force on a day, in the order of the file; `own` are a municipality's values, by name.

    A value of its own that is no number does not count.
    """
    return attested.in_force(entries(), on=on, own=own)


def of(*, on: date, own: Mapping[str, object] | None = None) -> Limits:
    """The values in force on a day; raises ValueError when a limit has none."""
    return attested.filled(Limits, listed(on=on, own=own), on=on)


@functools.cache
def entries() -> tuple[Setting, ...]:
    """Every entry of the file, also those that have ended."""
    return attested.read("permits", "limits")
