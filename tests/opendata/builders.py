"""Small things of the open layers that the register's own builders lack."""

from datetime import date
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from psycopg.types.range import Range

from gis_assets.models import Municipality, RoadSegment, RoadSegmentVersion
from tests.gis_assets import builders


def a_road(municipality: Municipality, name_th: str, **facts: Any) -> RoadSegmentVersion:
    """A lane of 100 m in force from 2023; `road=` adds a version to an existing one."""
    east, north = builders.EAST, builders.NORTH
    road = facts.pop("road", None) or RoadSegment.objects.create(municipality=municipality)
    defaults = {
        "municipality": municipality,
        "road": road,
        "valid": Range(date(2023, 1, 1), None),
        "road_class": "soi",
        "name_th": name_th,
        "speed_kmh": 30,
        "length_m": 100,
        "from_node": 1,
        "to_node": 2,
        "shape": GEOSGeometry(f"SRID=32647;LINESTRING({east} {north}, {east + 100} {north})"),
        "source": builders.a_source(municipality),
        "recorded_at": builders.RECORDED_AT,
    }
    return RoadSegmentVersion.objects.create(**defaults | facts)
