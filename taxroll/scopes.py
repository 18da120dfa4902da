"""Valuing the property of some owners only: what they hold, and what must be seen beside it to value it rightly.

A home's share of its land depends on other people's houses on the plot; those are read, but not valued.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from gis_assets import sql_files
from gis_assets.models import Municipality
from taxroll import columns
from taxroll.columns import Columns, Int64

NAMES = ("is_building", "thing", "version", "is_theirs")


@dataclass(frozen=True)
class Scope:
    """Which parcels and buildings (primary keys) are read, None for all; and which of them are the owners' own."""

    parcels: list[int] | None = None
    buildings: list[int] | None = None
    plot_versions: Int64 | None = None
    house_versions: Int64 | None = None
    own_parcels: list[int] = field(default_factory=list)
    own_buildings: list[int] = field(default_factory=list)

    def theirs(self, everything: Columns) -> NDArray[np.bool_]:
        """Where (p,) a property is the owners' own."""
        if self.plot_versions is None or self.house_versions is None:
            return np.ones(everything["owner"].size, dtype=np.bool_)
        return np.where(
            everything["is_building"] == 1,
            np.isin(everything["building_version"], self.house_versions),
            np.isin(everything["parcel_version"], self.plot_versions),
        )


EVERYTHING = Scope()


def of_parties(
    parties: Sequence[int],
    *,
    municipality: Municipality,
    on: date,
    plots: Sequence[int] = (),
    houses: Sequence[int] = (),
) -> Scope:
    """What these parties hold on that day, alone or together with others; `plots` and `houses` are taken for theirs."""
    query = sql_files.load("taxroll", "things_of_parties")
    things_also = {"plots": list(plots), "houses": list(houses)}
    asked = {"municipality": municipality.pk, "parties": list(parties), "on": on, **things_also}
    things = columns.read(query, asked, names=NAMES)
    is_building, is_theirs = things["is_building"] == 1, things["is_theirs"] == 1
    return Scope(
        parcels=things["thing"][~is_building].tolist(),
        buildings=things["thing"][is_building].tolist(),
        plot_versions=things["version"][~is_building & is_theirs],
        house_versions=things["version"][is_building & is_theirs],
        own_parcels=things["thing"][~is_building & is_theirs].tolist(),
        own_buildings=things["thing"][is_building & is_theirs].tolist(),
    )
