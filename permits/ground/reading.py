"""The rows that the register answers with, as columns by kind: shapes decoded at once, in the municipality's grid."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import shapely
from django.db import connection
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gis_assets import crs, sql_files
from gis_assets.models import Municipality
from permits import workflow

WIDE_M = 120.0
"""So far beyond the radius poles are read, whose wires may cross it, and waters, whose width is measured."""
CLOSED = [workflow.BUILT, workflow.REFUSED, workflow.WITHDRAWN]
"""Petitions that no longer speak: what was built is a building of the register."""


@dataclass(frozen=True)
class Rows:
    """Things of one kind, in the order of their numbers."""

    keys: list[int] = field(default_factory=list)
    facts: list[Mapping[str, Any]] = field(default_factory=list)
    shapes: NDArray[np.object_] = field(default_factory=lambda: np.empty(0, dtype=object))
    upstream: NDArray[np.object_] = field(default_factory=lambda: np.empty(0, dtype=object))

    def only(self, kept: NDArray[np.bool_]) -> "Rows":
        """Those at which the array is true."""
        at = np.flatnonzero(kept)
        return Rows([self.keys[i] for i in at], [self.facts[i] for i in at], self.shapes[at], self.upstream[at])

    def each(self) -> Iterable[tuple[int, Mapping[str, Any], BaseGeometry]]:
        return zip(self.keys, self.facts, self.shapes, strict=True)


@dataclass(frozen=True)
class Held:
    """A parcel on a day, and the digests of the numbers of who holds it."""

    code: str
    document_type: str
    accuracy_class: str
    shape: BaseGeometry
    owners: frozenset[str]


def parcel(municipality: Municipality, *, parcel: int, on: date) -> Held | None:
    """The parcel as it stands on that day; None when it does not, or is another municipality's."""
    asked: dict[str, Any] = {
        "municipality": municipality.pk,
        "parcel": parcel,
        "on": on,
        "epsg": municipality.utm_epsg,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("permits", "ground_parcel"), asked)
        row = cursor.fetchone()
    if row is None:
        return None
    _key, code, document_type, accuracy_class, shape, owners = row
    return Held(code, document_type, accuracy_class, shapely.from_wkb(bytes(shape)), frozenset(owners))


def around(
    municipality: Municipality, *, place: BaseGeometry, radius_m: float, parcel: int | None, on: date, apart_from: int
) -> Mapping[str, Rows]:
    """Everything in the rectangle around a place (metres) by its kind, as `sql/ground_around.sql` names them."""
    asked: dict[str, Any] = {
        "municipality": municipality.pk,
        "parcel": parcel or 0,
        "on": on,
        "epsg": municipality.utm_epsg,
        "apart_from": apart_from,
        "closed": CLOSED,
        **_box(place, radius_m, epsg=municipality.utm_epsg),
        **_box(place, radius_m + WIDE_M, epsg=municipality.utm_epsg, prefix="wide_"),
    }
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("permits", "ground_around"), asked)
        rows = cursor.fetchall()
    shapes, upstream = (_decoded([row[column] for row in rows]) for column in (3, 4))
    members: defaultdict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        members[row[0]].append(number)
    found = {
        kind: Rows([rows[i][1] for i in at], [json.loads(rows[i][2]) for i in at], shapes[at], upstream[at])
        for kind, at in members.items()
    }
    return defaultdict(Rows, found)


def _box(place: BaseGeometry, radius_m: float, *, epsg: int, prefix: str = "") -> dict[str, float]:
    """The rectangle in degrees that holds the rectangle in metres."""
    west, south, east, north = shapely.bounds(place)
    corners = shapely.get_coordinates(shapely.box(west - radius_m, south - radius_m, east + radius_m, north + radius_m))
    degrees = crs.transformation(epsg, crs.WGS84).apply(corners)
    low, high = degrees.min(axis=0).tolist(), degrees.max(axis=0).tolist()
    return {f"{prefix}west": low[0], f"{prefix}south": low[1], f"{prefix}east": high[0], f"{prefix}north": high[1]}


def _decoded(written: list[memoryview | bytes | None]) -> NDArray[np.object_]:
    shapes = np.empty(len(written), dtype=object)
    shapes[:] = shapely.from_wkb([None if one is None else bytes(one) for one in written])
    return shapes
