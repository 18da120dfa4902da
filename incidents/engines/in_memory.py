"""Answers from the network in memory."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import cast

import numpy as np
import shapely
from django.contrib.gis.geos import GEOSGeometry, LineString

from gis_assets import crs
from incidents.engines.answers import FURTHEST_FROM_ROAD_M, Asked, Leg, NoRoute, Place, Reach, Roadside, Route, Start
from incidents.engines.kept import Known
from incidents.network import legs
from incidents.network.arrays import Floats
from incidents.network.search import Searcher, Way
from incidents.network.stops import Stop


def nearest(known: Known, asked: Asked, *, goal: Place, starts: Sequence[Start]) -> list[Reach]:
    """The travel of every start to the goal, in the order given."""
    first, *others = _stops(known, [goal, *(start.point for start in starts)])
    near = [at for at, stop in enumerate(others) if _is_near(stop)]
    ways = dict(zip(near, _ways(known, asked, goal=first, starts=[others[at] for at in near]), strict=True))
    metres = known.network.roads.metres
    return [
        Reach(start.key, way.seconds, way.metres(metres), places=partial(_places, known, way))
        if (way := ways.get(at))
        else Reach(start.key, None, None, is_near_road=_is_near(others[at]))
        for at, start in enumerate(starts)
    ]


def first(known: Known, asked: Asked, *, goal: Place, starts: Sequence[Start]) -> Reach | None:
    """The start that is there first; None where none can come."""
    last, *others = _stops(known, [goal, *(start.point for start in starts)])
    near = [(start, stop) for start, stop in zip(starts, others, strict=True) if stop and _is_near(stop)]
    if last is None or not _is_near(last) or not near:
        return None
    with _searcher(known, asked) as searcher:
        found = searcher.first(last, [stop for _start, stop in near])
    if found is None:
        return None
    at, way = found
    metres = way.metres(known.network.roads.metres)
    return Reach(near[at][0].key, way.seconds, metres, places=partial(_places, known, way))


def route(known: Known, asked: Asked, *, start: Place, goal: Place) -> Route | None:
    """The quickest way; None where no road joins the two. Raises NoRoute where one is not near a road."""
    first, last = _stops(known, [start, goal])
    if not (_is_near(first) and _is_near(last)):
        raise NoRoute("")
    [way] = _ways(known, asked, goal=last, starts=[first])
    return _route(known, way) if way else None


def road_beside(known: Known, *, point: Place) -> Roadside | None:
    """The nearest road; None where there are none."""
    [stop] = _stops(known, [point])
    return Roadside(int(known.network.roads.things[stop.row]), stop.offset_m) if stop else None


def _stops(known: Known, points: Sequence[Place]) -> list[Stop | None]:
    if not len(known.network.roads):
        return [None] * len(points)
    places = np.array([(point.x, point.y) for point in points], dtype=np.float64)
    return list(known.network.stops(crs.transformation(crs.WGS84, known.utm_epsg).apply(places)))


def _ways(known: Known, asked: Asked, *, goal: Stop | None, starts: Sequence[Stop | None]) -> list[Way | None]:
    stops = [start for start in starts if start]
    if goal is None or not _is_near(goal):
        return [None] * len(stops)
    with _searcher(known, asked) as searcher:
        return searcher.ways(goal, stops)


@contextmanager
def _searcher(known: Known, asked: Asked) -> Iterator[Searcher]:
    """Within, nobody else has the searcher of that vehicle, and what is closed at that moment is closed."""
    searcher = known.network.searcher(asked.vehicle)
    with searcher.lock:
        searcher.close(known.closed_at(asked.at))
        yield searcher


def _is_near(stop: Stop | None) -> bool:
    return stop is not None and stop.offset_m <= FURTHEST_FROM_ROAD_M


def _places(known: Known, way: Way) -> Floats:
    return _in_wgs84(known, legs.line(known.network, way))


def _in_wgs84(known: Known, line: Floats) -> Floats:
    return crs.transformation(known.utm_epsg, crs.WGS84).apply(line)


def _route(known: Known, way: Way) -> Route:
    driven = legs.driven(known.network, way)
    placed = shapely.linestrings(_in_wgs84(known, driven.line))
    # As bytes: point by point it takes longer than to find the way.
    line = cast(LineString, GEOSGeometry(memoryview(cast(bytes, shapely.to_wkb(placed))), srid=crs.WGS84))
    metres = way.metres(known.network.roads.metres)
    return Route(line, way.seconds, metres, tuple(_leg(known, leg) for leg in driven.legs))


def _leg(known: Known, leg: legs.Leg) -> Leg:
    roads = known.network.roads
    name_th, name_en = roads.names[roads.name_code[leg.row]]
    return Leg(name_th, name_en, roads.classes[roads.class_code[leg.row]], leg.seconds, leg.metres, leg.turn)
