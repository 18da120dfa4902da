"""Ways by road over the current road segments: who is there soonest, and along which roads.

The only module that asks pgRouting; whoever wants another engine changes this one. Costs are seconds at the speed of
each road. Every answer is exact for the whole network: a search is first boxed round its stops, and the box is widened
until no way that leaves it could be quicker (or until nothing is boxed at all), so a missing way means there is none.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise
from math import cos, radians
from typing import Any, cast

from django.contrib.gis.geos import GEOSGeometry, LineString, Point
from django.db import connection
from django.utils.translation import gettext_lazy as _

from gis_assets import sql_files
from gis_assets.models import Municipality, RoadSegmentVersion
from gis_assets.refusals import Refusal

BOX_MARGINS_M: tuple[float | None, ...] = (2_000, 8_000, None)
"""How far beyond the stops a search may look, try after try; None is the whole network."""
METRES_PER_DEGREE = 110_000
"""A little less than a degree of latitude, so that a box is never smaller than its margin says."""
FURTHEST_FROM_ROAD_M = 500
"""A point further from every road than this is not routed: a guess would look like an answer."""


class NoRoute(Refusal):
    """No way by road joins the two points, or one of them is not near a road."""


@dataclass(frozen=True, slots=True)
class Start:
    """Somebody who could go, and where they stand (longitude, latitude in WGS 84)."""

    key: int
    point: Point


@dataclass(frozen=True, slots=True)
class Reach:
    """How long and how far by road; both None when no road leads there."""

    key: int
    seconds: float | None
    metres: float | None
    is_near_road: bool = True


@dataclass(frozen=True, slots=True)
class Leg:
    """A stretch of the way along one road."""

    name_th: str
    name_en: str
    road_class: str
    seconds: float
    metres: float

    def as_facts(self) -> dict[str, str | int]:
        """The leg as it is kept with an assignment: whole seconds and metres."""
        names = {"name_th": self.name_th, "name_en": self.name_en, "road_class": self.road_class}
        return names | {"seconds": round(self.seconds), "metres": round(self.metres)}


@dataclass(frozen=True, slots=True)
class Roadside:
    """The road thing nearest to a point, and how many metres away."""

    road_id: int
    offset_m: float


@dataclass(frozen=True, slots=True)
class Route:
    """A way by road: its line in WGS 84 in the direction of travel, and its legs road by road."""

    line: LineString
    seconds: float
    metres: float
    legs: tuple[Leg, ...]


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
    """The network to search: whose, on which day, cut at which stops."""

    municipality: Municipality
    on: date
    stops: tuple[_Stop, ...]

    def parameters(self, margin_m: float | None) -> dict[str, Any]:
        """The parameters that every routing statement takes."""
        stops = [{"node": stop.node, "road": stop.road, "fraction": stop.fraction} for stop in self.stops]
        box = _box(self.stops, margin_m=margin_m)
        return {"municipality": self.municipality.pk, "on": self.on, "stops": json.dumps(stops)} | box


def nearest(municipality: Municipality, *, incident_point: Point, starts: Sequence[Start], on: date) -> list[Reach]:
    """Travel by road from each start to the incident, soonest first and the unreachable last."""
    goal, *stops = _snapped(municipality, points=[incident_point, *(start.point for start in starts)], on=on)
    node_of = {start.key: stop for start, stop in zip(starts, stops, strict=True)}
    near = tuple(stop for stop in stops if stop and _is_near(stop))
    costs = _costs(_Search(municipality, on, (goal, *near)), goal=goal) if goal and _is_near(goal) and near else {}
    reaches = [_reach(start.key, stop=node_of[start.key], costs=costs) for start in starts]
    return sorted(reaches, key=lambda reach: (reach.seconds is None, reach.seconds or 0.0, reach.key))


def route(municipality: Municipality, *, start: Point, goal: Point, on: date) -> Route:
    """The quickest way by road, drawn from where the start meets the network to where the goal does; raises NoRoute."""
    first, last = _snapped(municipality, points=[start, goal], on=on)
    if first is None or last is None or not (_is_near(first) and _is_near(last)):
        raise NoRoute(_("There is no road near the start or near the incident. Send the crew by radio."))
    search = _Search(municipality, on, (first, last))
    for margin_m in BOX_MARGINS_M:
        parts = _fetched("route", search.parameters(margin_m) | {"start": first.node, "goal": last.node})
        if parts and _cannot_be_beaten(sum(part[0] for part in parts), margin_m=margin_m, stop=first):
            return _route(parts)
    raise NoRoute(_("No road joins the crew and the incident. Send the crew by radio."))


def road_beside(municipality: Municipality, *, point: Point, on: date) -> Roadside | None:
    """The nearest road of a point; None where there are no roads."""
    (stop,) = _snapped(municipality, points=[point], on=on)
    if stop is None:
        return None
    return Roadside(RoadSegmentVersion.objects.only("road_id").get(pk=stop.road).road_id, stop.offset_m)


def _snapped(municipality: Municipality, *, points: Sequence[Point], on: date) -> list[_Stop | None]:
    """Every point on its nearest road, in the order given; None where the network is empty."""
    rows = _fetched(
        "snap",
        {
            "municipality": municipality.pk,
            "on": on,
            "lons": [point.x for point in points],
            "lats": [point.y for point in points],
        },
    )
    stops = {number: _Stop(-number, *rest) for number, *rest in rows}
    return [stops.get(number) for number in range(1, len(points) + 1)]


def _costs(search: _Search, *, goal: _Stop) -> Mapping[int, tuple[float, float]]:
    """Seconds and metres to the goal by node; nodes without a way are missing."""
    crews = [stop.node for stop in search.stops if stop.node != goal.node]
    costs: dict[int, tuple[float, float]] = {}
    for margin_m in BOX_MARGINS_M:
        rows = _fetched("nearest", search.parameters(margin_m) | {"incident": goal.node, "crews": crews})
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


def _box(stops: Sequence[_Stop], *, margin_m: float | None) -> dict[str, float | None]:
    if margin_m is None:
        return dict.fromkeys(("west", "south", "east", "north"))
    lons, lats = [stop.lon for stop in stops], [stop.lat for stop in stops]
    up = margin_m / METRES_PER_DEGREE
    aside = up / cos(radians(max(map(abs, lats)) + up))
    return {"west": min(lons) - aside, "south": min(lats) - up, "east": max(lons) + aside, "north": max(lats) + up}


def _route(parts: Sequence[tuple[float, float, str, str, str, bytes]]) -> Route:
    return Route(
        line=_joined([point for part in parts for point in _points(part[-1])]),
        seconds=sum(part[0] for part in parts),
        metres=sum(part[1] for part in parts),
        legs=tuple(_legs(parts)),
    )


def _points(wkb: bytes) -> list[tuple[float, float]]:
    """The points of a road part; a part without length is a single point."""
    shape = GEOSGeometry(memoryview(wkb))
    places = [shape.coords] if isinstance(shape, Point) else cast(LineString, shape).coords
    return [(place[0], place[1]) for place in places]


def _joined(points: Sequence[tuple[float, float]]) -> LineString:
    """One line through the points, each place once."""
    kept = [points[0], *(there for here, there in pairwise(points) if here != there)]
    return LineString(kept if len(kept) > 1 else kept * 2, srid=4326)


def _legs(parts: Sequence[tuple[float, float, str, str, str, bytes]]) -> Iterator[Leg]:
    travelled = [part for part in parts if part[1] > 0]
    for (name_th, name_en, road_class), stretch in groupby(travelled, key=lambda part: part[2:5]):
        along = list(stretch)
        yield Leg(name_th, name_en, road_class, sum(part[0] for part in along), sum(part[1] for part in along))


def _fetched(statement: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql_files.load("incidents", statement), parameters)
        return list(cursor.fetchall())
