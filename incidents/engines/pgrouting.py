"""Answers from pgRouting: always there, and what the network in memory is compared with.

Every answer is exact for the whole network: a search is first boxed round its stops, and the box is widened until no
way that leaves it could be quicker (or until nothing is boxed at all), so a missing way means there is none. Where
turns are restricted the search runs over turns instead of roads (`sql/road_states_function.sql`), with memory where a
restriction runs over ways between, and with plain Dijkstra: pgRouting 3.4 calls its own `pgr_trsp` proposed, not always
shortest, and able to bring the server down.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import cos, radians
from typing import Any, cast

import numpy as np
from django.contrib.gis.geos import GEOSGeometry, LineString, Point
from django.db import connection

from gis_assets import crs, sql_files
from gis_assets.models import RoadSegmentVersion
from incidents.engines.answers import FURTHEST_FROM_ROAD_M, Asked, Leg, NoRoute, Place, Reach, Roadside, Route, Start
from incidents.network.turning import Turning, between
from incidents.network.vehicles import Vehicle

BOX_MARGINS_M: tuple[float | None, ...] = (2_000, 8_000, None)
"""How far beyond the stops a search may look, try after try; None is the whole network."""
METRES_PER_DEGREE = 110_000
"""A little less than a degree of latitude, so that a box is never smaller than its margin says."""

Part = tuple[float, float, str, str, str, bytes]


@dataclass(frozen=True, slots=True)
class _Stop:
    """A point set onto the network: `node` is negative, `fraction` runs along the road from 0 to 1."""

    node: int
    road: int
    fraction: float
    offset_m: float
    lon: float
    lat: float
    fastest_m_per_s: float


@dataclass(frozen=True, slots=True)
class _Search:
    """What is asked, and the stops at which the network is cut."""

    asked: Asked
    stops: tuple[_Stop, ...]

    def parameters(self, margin_m: float | None) -> dict[str, Any]:
        """The parameters that every routing statement takes."""
        asked = self.asked
        stops = [{"node": stop.node, "road": stop.road, "fraction": stop.fraction} for stop in self.stops]
        facts = {"municipality": asked.municipality.pk, "on": asked.on, "at": asked.at, "stops": json.dumps(stops)}
        return facts | {"vehicle": _vehicle(asked.vehicle)} | _box(self.stops, margin_m=margin_m)


def nearest(asked: Asked, *, goal: Place, starts: Sequence[Start]) -> list[Reach]:
    """The travel of every start to the goal, in the order given."""
    first, *others = _snapped(asked, points=[goal, *(start.point for start in starts)])
    near = tuple(stop for stop in others if stop and _is_near(stop))
    costs = _costs(_Search(asked, (first, *near)), goal=first) if first and _is_near(first) and near else {}
    return [_reach(start.key, stop=stop, costs=costs) for start, stop in zip(starts, others, strict=True)]


def route(asked: Asked, *, start: Place, goal: Place) -> Route | None:
    """The quickest way; None where no road joins the two. Raises NoRoute where one is not near a road."""
    first, last = _snapped(asked, points=[start, goal])
    if first is None or last is None or not (_is_near(first) and _is_near(last)):
        raise NoRoute("")
    search = _Search(asked, (first, last))
    statement = "route_by_turns" if _is_restricted(asked) else "route"
    for margin_m in BOX_MARGINS_M:
        parts = _fetched(statement, search.parameters(margin_m) | {"start": first.node, "goal": last.node})
        if parts and _cannot_be_beaten(sum(part[0] for part in parts), margin_m=margin_m, stop=first):
            return _route(parts, utm_epsg=asked.municipality.utm_epsg)
    return None


def road_beside(asked: Asked, *, point: Place) -> Roadside | None:
    """The nearest road; None where there are none."""
    (stop,) = _snapped(asked, points=[point])
    if stop is None:
        return None
    return Roadside(RoadSegmentVersion.objects.only("road_id").get(pk=stop.road).road_id, stop.offset_m)


def _snapped(asked: Asked, *, points: Sequence[Place]) -> list[_Stop | None]:
    """Every point on its nearest road, in the order given; None where the network is empty."""
    rows = _fetched(
        "snap",
        {
            "municipality": asked.municipality.pk,
            "on": asked.on,
            "lons": [point.x for point in points],
            "lats": [point.y for point in points],
        },
    )
    stops = {number: _Stop(-number, *rest) for number, *rest in rows}
    return [stops.get(number) for number in range(1, len(points) + 1)]


def _is_restricted(asked: Asked) -> bool:
    [(_count, is_restricted)] = _fetched("network_size", {"municipality": asked.municipality.pk, "on": asked.on})
    return bool(is_restricted)


def _costs(search: _Search, *, goal: _Stop) -> Mapping[int, tuple[float, float]]:
    """Seconds and metres to the goal by node; nodes without a way are missing."""
    crews = [stop.node for stop in search.stops if stop.node != goal.node]
    statement = "nearest_by_turns" if _is_restricted(search.asked) else "nearest"
    costs: dict[int, tuple[float, float]] = {}
    for margin_m in BOX_MARGINS_M:
        rows = _fetched(statement, search.parameters(margin_m) | {"incident": goal.node, "crews": crews})
        costs = {node: (seconds, metres) for node, seconds, metres in rows}
        slowest = max((seconds for seconds, _metres in costs.values()), default=0.0)
        if len(costs) == len(crews) and _cannot_be_beaten(slowest, margin_m=margin_m, stop=goal):
            break
    return costs


def _cannot_be_beaten(seconds: float, *, margin_m: float | None, stop: _Stop) -> bool:
    """Whether a way that leaves the box and comes back, at the fastest road's speed, would take at least as long."""
    return margin_m is None or seconds <= 2 * margin_m / stop.fastest_m_per_s


def _is_near(stop: _Stop) -> bool:
    return stop.offset_m <= FURTHEST_FROM_ROAD_M


def _reach(key: int, *, stop: _Stop | None, costs: Mapping[int, tuple[float, float]]) -> Reach:
    if stop is None or not _is_near(stop):
        return Reach(key, None, None, is_near_road=False)
    seconds, metres = costs.get(stop.node, (None, None))
    return Reach(key, seconds, metres)


def _vehicle(vehicle: Vehicle | None) -> str | None:
    if vehicle is None:
        return None
    sizes = {"height_cm": vehicle.height_cm, "width_cm": vehicle.width_cm, "weight_kg": vehicle.weight_kg}
    return json.dumps(sizes | {"keeps_off": sorted(vehicle.keeps_off)})


def _box(stops: Sequence[_Stop], *, margin_m: float | None) -> dict[str, float | None]:
    if margin_m is None:
        return dict.fromkeys(("west", "south", "east", "north"))
    lons, lats = [stop.lon for stop in stops], [stop.lat for stop in stops]
    up = margin_m / METRES_PER_DEGREE
    aside = up / cos(radians(max(map(abs, lats)) + up))
    return {"west": min(lons) - aside, "south": min(lats) - up, "east": max(lons) + aside, "north": max(lats) + up}


def _route(parts: Sequence[Part], *, utm_epsg: int) -> Route:
    lines = [_points(part[-1]) for part in parts]
    points = [point for line in lines for point in line]
    kept = [points[0], *(there for here, there in pairwise(points) if here != there)]
    placed = crs.transformation(utm_epsg, crs.WGS84).apply(np.array(kept if len(kept) > 1 else kept * 2))
    seconds, metres = sum(part[0] for part in parts), sum(part[1] for part in parts)
    return Route(LineString(placed.tolist(), srid=4326), float(seconds), float(metres), _legs(parts, lines))


def _points(wkb: bytes) -> list[tuple[float, float]]:
    """The points of a road part; a part without length is a single point."""
    shape = GEOSGeometry(memoryview(wkb))
    places = [shape.coords] if isinstance(shape, Point) else cast(LineString, shape).coords
    return [(place[0], place[1]) for place in places]


def _legs(parts: Sequence[Part], lines: Sequence[Sequence[tuple[float, float]]]) -> tuple[Leg, ...]:
    """A leg for each road of another name or class; turns within one road are not told by this engine."""
    legs: list[Leg] = []
    before: Sequence[tuple[float, float]] | None = None
    for (seconds, metres, name_th, name_en, road_class, _), line in zip(parts, lines, strict=True):
        if metres == 0:
            continue
        road, last = (name_th, name_en, road_class), legs[-1] if legs else None
        if last and (last.name_th, last.name_en, last.road_class) == road:
            legs[-1] = replace(last, seconds=last.seconds + seconds, metres=last.metres + metres)
        else:
            legs.append(Leg(*road, seconds, metres, between(before, line) if before else Turning.START))
        before = line
    return tuple(legs)


def _fetched(statement: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("incidents", statement), parameters)
        return list(cursor.fetchall())
