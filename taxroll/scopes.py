"""Valuing the property of some owners only: what they hold, and what must be seen beside it to value it rightly.

A home's share of its land depends on other people's houses on the plot; those are read, but not valued.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from gis_assets import sql_files
from gis_assets.models import Municipality
from taxroll import columns
from taxroll.columns import Columns, Int64
from taxroll.properties import Things

NAMES = ("kind", "thing", "version", "is_theirs")
# How `sql/things_of_parties.sql` and `sql/former_things.sql` number the kinds of property.
PLOT, HOUSE, UNIT = 0, 1, 2


@dataclass(frozen=True)
class Scope:
    """What is read (by primary keys), and which of it is the owners' own (by keys, and by version ids)."""

    read: Things
    own: Things
    own_versions: Things

    def theirs(self, everything: Columns) -> NDArray[np.bool_]:
        """Where (p,) a property is the owners' own."""
        return np.where(
            everything["is_unit"] == 1,
            np.isin(everything["unit_version"], self.own_versions.units),
            np.where(
                everything["is_building"] == 1,
                np.isin(everything["building_version"], self.own_versions.buildings),
                np.isin(everything["parcel_version"], self.own_versions.parcels),
            ),
        )


def of_parties(parties: Sequence[int], *, municipality: Municipality, on: date, also: Things | None = None) -> Scope:
    """What these parties hold on that day, alone or together with others; `also` is taken for theirs, too."""
    query = sql_files.load("taxroll", "things_of_parties")
    former = also or Things((), (), ())
    asked = {
        "municipality": municipality.pk,
        "parties": list(parties),
        "on": on,
        "plots": list(former.parcels),
        "houses": list(former.buildings),
        "units": list(former.units),
    }
    found = columns.read_few(query, asked, names=NAMES)
    is_theirs = found["is_theirs"] == 1
    everything = np.ones_like(is_theirs)
    return Scope(
        read=_things(found["kind"], found["thing"], everything),
        own=_things(found["kind"], found["thing"], is_theirs),
        own_versions=_things(found["kind"], found["version"], is_theirs),
    )


def _things(kind: Int64, numbers: Int64, where: NDArray[np.bool_]) -> Things:
    return Things(*(numbers[where & (kind == one)].tolist() for one in (PLOT, HOUSE, UNIT)))
