"""Reads a municipality's roads, turn restrictions and closures of a day into the network in memory."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import shapely
from django.db import connection

from gis_assets import sql_files
from gis_assets.models import Municipality
from incidents.network.arrays import Ints, Shapes
from incidents.network.closures import Stretch
from incidents.network.network import Network, network_of
from incidents.network.roads import Roads, Turn

WKB_HEADER = 9
"""A line in WKB: one byte for the order of bytes, four for the type, four for the number of points."""


@dataclass(frozen=True, slots=True)
class TimedStretch:
    """A closed stretch and the time it counts for; `until` None: until further notice."""

    since: datetime
    until: datetime | None
    stretch: Stretch


def network(municipality: Municipality, *, on: date) -> Network:
    """The roads in force on that day, with the turn restrictions; empty where there are none."""
    parameters = {"municipality": municipality.pk, "on": on}
    [row] = _fetched("network_roads", parameters)
    turns = [Turn(kind, tuple(roads), tuple(nodes)) for kind, roads, nodes in _fetched("network_turns", parameters)]
    return network_of(_roads(row), turns)


def closed(municipality: Municipality, *, on: date, ids: Ints) -> tuple[TimedStretch, ...]:
    """The closed stretches that are not over before that day, on the roads with these ids."""
    rows = _fetched("network_closed", {"municipality": municipality.pk, "on": on})
    return tuple(_stretches(rows, ids=ids))


def _stretches(rows: Iterable[tuple[Any, ...]], *, ids: Ints) -> Iterator[TimedStretch]:
    order = np.argsort(ids)
    for since, until, road, start, end in rows:
        place = int(np.searchsorted(ids, road, sorter=order))
        if place < len(ids) and ids[order[place]] == road:
            yield TimedStretch(since, until, Stretch(int(order[place]), start, end))


def _roads(row: tuple[Any, ...]) -> Roads:
    *columns, wkb, kinds = row
    ids, things, from_node, to_node, oneway, length, speed, name, height, width, weight, points = map(_whole, columns)
    kinds = kinds or []
    classes = tuple(sorted({road_class for road_class, *_ in kinds}))
    class_of = np.array([classes.index(road_class) for road_class, *_ in kinds], dtype=np.int64)
    metres = length / 100
    return Roads(
        ids=ids,
        things=things,
        from_node=from_node,
        to_node=to_node,
        is_oneway=oneway.astype(np.bool_),
        seconds=metres * 3.6 / speed,
        metres=metres,
        shapes=_lines(bytes(wkb or b""), points),
        class_code=class_of[name],
        classes=classes,
        name_code=name,
        names=tuple((name_th, name_en) for _, name_th, name_en in kinds),
        height_cm=height,
        width_cm=width,
        weight_kg=weight,
    )


def _whole(column: bytes | None) -> Ints:
    return np.frombuffer(column or b"", dtype=">i8").astype(np.int64)


def _lines(wkb: bytes, points: Ints) -> Shapes:
    """All lines at once: the coordinates are what stands between the headers."""
    sizes = WKB_HEADER + 16 * points
    is_header = np.zeros(len(wkb), dtype=np.bool_)
    starts = np.cumsum(sizes) - sizes
    is_header[(starts[:, None] + np.arange(WKB_HEADER)).ravel()] = True
    numbers = np.frombuffer(wkb, dtype=np.uint8)[~is_header].tobytes()
    coordinates = np.frombuffer(numbers, dtype="<f8").reshape(-1, 2)
    return np.asarray(shapely.linestrings(coordinates, indices=np.repeat(np.arange(len(points)), points)), dtype=object)


def _fetched(statement: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("incidents", statement), parameters)
        return list(cursor.fetchall())
