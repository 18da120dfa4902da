"""Which dwelling area is a main home (s. 41) and which is another residence. Pure columns, no database.

The claim itself (lives there, stands in the house registration) is the officer's record on the right. A building of
its own right, or a condominium unit, carries its own claim; any other building follows its plot. Land under a home is
home, too, where the same person owns both; where other dwellings stand on the plot, its dwelling land is divided by
their footprints.
"""

import numpy as np

from taxroll.columns import Columns, Int64
from taxroll.law.rounding import Rounding, multiply_divide
from taxroll.law.tables import Table


def split(properties: Columns) -> tuple[Int64, Int64, Int64]:
    """Area (p,) of main home, area (p,) of other residence, and the Table (p,) of the home part."""
    plot = plot_under(properties)
    is_building, is_unit = properties["is_building"] == 1, properties["is_unit"] == 1
    same_owner = is_building & (plot >= 0) & (properties["owner"][plot] == properties["owner"])
    is_dwelling = is_building & (properties["residential"] > 0)
    is_home = is_dwelling & (properties["is_home"] == 1)
    home_on_land = _home_land(properties, plot, is_home & same_owner, is_dwelling & ~(is_home & same_owner))
    # A unit carries its own claim; the ground under it belongs to all units and is nobody's home (s. 41).
    in_unit = properties["residential"] * (is_unit & (properties["is_home"] == 1))
    home = np.where(is_unit, in_unit, np.where(is_building, properties["residential"] * is_home, home_on_land))
    building_only = is_building & ~same_owner
    table = np.where(building_only, int(Table.MAIN_HOME_BUILDING), int(Table.MAIN_HOME))
    return home, properties["residential"] - home, table


def plot_under(properties: Columns) -> Int64:
    """The row of the plot on which each building stands (for a plot, its own row); -1 where there is none."""
    land = np.flatnonzero((properties["is_building"] == 0) & (properties["is_unit"] == 0))
    by_version = land[np.argsort(properties["parcel_version"][land], kind="stable")]
    versions = properties["parcel_version"][by_version]
    if versions.size == 0:
        return np.full(properties["owner"].size, -1, dtype=np.int64)
    place = np.minimum(np.searchsorted(versions, properties["parcel_version"]), versions.size - 1)
    return np.where(versions[place] == properties["parcel_version"], by_version[place], -1)


def _home_land(properties: Columns, plot: Int64, homes: Int64, others: Int64) -> Int64:
    """Dwelling land that belongs to a home, by footprint; all of it where a claimed plot bears no dwelling."""
    size = properties["owner"].size
    under_homes, under_others = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    np.add.at(under_homes, plot[homes], properties["footprint"][homes])
    np.add.at(under_others, plot[others & (plot >= 0)], properties["footprint"][others & (plot >= 0)])
    built = under_homes + under_others
    share = multiply_divide(properties["residential"], under_homes, np.maximum(built, 1), rounding=Rounding.HALF_UP)
    claimed = (properties["is_home"] == 1) & (built == 0)
    return np.where(claimed, properties["residential"], share)
