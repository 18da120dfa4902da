"""Tiny road networks that can be drawn by hand, crews on them, and a town ready for reports.

Places are metres east and north of the corner of the test ground; a node stands wherever roads end at the same place.
"""

import itertools
from datetime import UTC, date, datetime
from typing import Any

from django.contrib.auth.models import User
from django.contrib.gis.geos import GEOSGeometry, Point
from psycopg.types.range import Range

from gis_assets.models import Municipality, RoadSegment, RoadSegmentVersion, UtilityPoleVersion
from incidents import case_types
from incidents.models import Responder
from tests.gis_assets import builders

Place = tuple[float, float]
SINCE = date(2023, 1, 1)
ON = date(2026, 11, 20)
AT = datetime(2026, 11, 20, 3, tzinfo=UTC)


def point(place: Place) -> Point:
    """The place in WGS 84."""
    here = Point(builders.EAST + place[0], builders.NORTH + place[1], srid=32647)
    here.transform(4326)
    return here


def metres(lon_lat: tuple[float, ...]) -> Place:
    """Back from WGS 84 to metres from the corner of the test ground, rounded to centimetres."""
    lon, lat = lon_lat
    there = Point(lon, lat, srid=4326)
    there.transform(32647)
    return round(there.x - builders.EAST, 2), round(there.y - builders.NORTH, 2)


def node(place: Place) -> int:
    """A number for the node at this place."""
    return int(place[0] + 50_000) * 1_000_000 + int(place[1] + 50_000)


def a_road(municipality: Municipality, start: Place, end: Place, **facts: Any) -> RoadSegmentVersion:
    """A straight road of 36 km/h (ten metres a second), open both ways."""
    (x0, y0), (x1, y1) = start, end
    length = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5
    east, north = builders.EAST, builders.NORTH
    line = f"SRID=32647;LINESTRING({east + x0} {north + y0}, {east + x1} {north + y1})"
    defaults = {
        "road": RoadSegment.objects.create(municipality=municipality),
        "valid": Range(SINCE, None),
        "source": builders.a_source(municipality),
        "recorded_at": builders.RECORDED_AT,
        "road_class": "street",
        "name_th": "ถนนทดสอบ",
        "name_en": "Test Road",
        "speed_kmh": 36,
        "length_m": round(length, 2),
        "from_node": node(start),
        "to_node": node(end),
        "shape": GEOSGeometry(line),
    }
    return RoadSegmentVersion.objects.create(municipality=municipality, **defaults | facts)


def roads(municipality: Municipality, *places: Place, **facts: Any) -> list[RoadSegmentVersion]:
    """Roads from place to place in a row."""
    return [a_road(municipality, here, there, **facts) for here, there in itertools.pairwise(places)]


def a_pole(municipality: Municipality, place: Place = (0, 0), *, number: int = 1) -> UtilityPoleVersion:
    """A pole at a place, with the geometry the database made of it."""
    pole = builders.a_pole(municipality, number=number, east=place[0], north=place[1])
    return UtilityPoleVersion.objects.select_related("pole").get(pk=pole.pk)


def a_crew(municipality: Municipality, user: User, place: Place | None = None, **facts: Any) -> Responder:
    """A crew on duty, seen at that place just now."""
    defaults = {
        "call_sign": f"Crew {Responder.objects.count() + 1}",
        "is_on_duty": True,
        "position": None if place is None else point(place),
        "position_at": None if place is None else AT,
    }
    return Responder.objects.create(municipality=municipality, user=user, **defaults | facts)


def ready(municipality: Municipality) -> None:
    """Declare the case types of incidents."""
    case_types.declare_all(municipality, on=SINCE)
