"""The feeder tree of a municipality, read from the versions of poles and grid nodes in force on a day.

The tree is kept in the process until a version comes or ends.
"""

import functools
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from django.contrib.gis.geos import Point
from django.db import connection
from numpy.typing import NDArray

from gis_assets import sql_files
from gis_assets.models import Municipality
from incidents.outages import tree as trees
from incidents.outages.tree import NONE, Device, Flags, Tree

KINDS = {"pole": Device.POLE} | {kind.name.lower(): kind for kind in Device if kind != Device.POLE}


@dataclass(frozen=True)
class Feeders:
    """The tree and what its numbers mean; `of_pole` and `of_node` lead from ids of the register to numbers."""

    tree: Tree
    ids: tuple[int, ...]
    codes: tuple[str, ...]
    lon_lat: NDArray[np.float64]
    has_lamp: Flags
    of_pole: dict[int, int]
    of_node: dict[int, int]

    def is_pole(self, number: int) -> bool:
        return int(self.tree.kinds[number]) == Device.POLE

    def is_connected(self, number: int) -> bool:
        """Whether anything is known of what feeds it or what it feeds."""
        return int(self.tree.parents[number]) != NONE or len(self.tree.below(number)) > 1

    def point(self, number: int) -> Point:
        """Where it stands, WGS 84."""
        lon, lat = self.lon_lat[number]
        return Point(float(lon), float(lat), srid=4326)

    def poles_below(self, number: int) -> list[int]:
        """Ids of the poles that it feeds, itself counted where it is one."""
        return [self.ids[each] for each in self.tree.below(number).tolist() if self.is_pole(each)]

    def lamps_below(self, number: int) -> int:
        return int(self.has_lamp[self.tree.below(number)].sum())

    def feeds(self, number: int, pole_id: int) -> bool:
        """Whether this pole hangs below the device."""
        pole = self.of_pole.get(pole_id)
        if pole is None:
            return False
        first, at = int(self.tree.place[number]), int(self.tree.place[pole])
        return first <= at < int(self.tree.end[first])


def of(municipality: Municipality, *, on: date) -> Feeders:
    """The tree in force on that day."""
    [(stamp,)] = _rows("feeder_stamp", {"municipality": municipality.pk})
    return _read(municipality.pk, on, str(stamp))


def buildings_near(municipality: Municipality, *, poles: list[int], on: date, metres: float) -> int:
    """How many buildings stand within some metres of these poles."""
    facts = {"municipality": municipality.pk, "on": on, "poles": poles, "metres": metres}
    [(count,)] = _rows("buildings_near_poles", facts)
    return int(count)


@functools.lru_cache(maxsize=8)
def _read(municipality_id: int, on: date, _stamp: str) -> Feeders:
    rows = _rows("feeder_tree", {"municipality": municipality_id, "on": on})
    of_pole = {row[1]: number for number, row in enumerate(rows) if row[0] == "pole"}
    of_node = {row[1]: number for number, row in enumerate(rows) if row[0] != "pole"}
    parents = [of_pole.get(by_pole, of_node.get(by_node, NONE)) for *_facts, by_pole, by_node in rows]
    kinds = np.array([KINDS[row[0]] for row in rows], dtype=np.int8)
    return Feeders(
        tree=trees.grow(np.array(parents, dtype=np.int64), kinds),
        ids=tuple(row[1] for row in rows),
        codes=tuple(row[2] for row in rows),
        lon_lat=np.array([(row[3], row[4]) for row in rows], dtype=float).reshape(-1, 2),
        has_lamp=np.array([row[5] for row in rows], dtype=np.bool_),
        of_pole=of_pole,
        of_node=of_node,
    )


def _rows(statement: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("incidents", statement), parameters)
        return list(cursor.fetchall())
