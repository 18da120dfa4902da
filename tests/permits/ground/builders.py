"""Areas, waters and plans on the test ground, in metres from its corner."""

from datetime import date
from typing import Any, cast

import shapely
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon
from psycopg.types.range import Range

from gis_assets.models import (
    Building,
    BuildingVersion,
    LandCover,
    Municipality,
    Parcel,
    Party,
    PartyVersion,
    Right,
    UtilityPoleVersion,
)
from permits.models import PlanningArea
from tests.gis_assets import builders
from tests.permits.builders import box

SINCE = date(2023, 1, 1)


def plan(east: float, north: float, *, width_m: float = 10, depth_m: float = 10) -> shapely.Polygon:
    """A footprint in EPSG:4326."""
    return cast(shapely.Polygon, shapely.from_wkb(bytes(box(east, north, width_m=width_m, depth_m=depth_m).wkb)))


def ground(east: float, north: float, *, width_m: float, depth_m: float) -> MultiPolygon:
    """A rectangle of ground in EPSG:4326."""
    return MultiPolygon(box(east, north, width_m=width_m, depth_m=depth_m), srid=4326)


def an_area(municipality: Municipality, *, shape: MultiPolygon | None = None, **facts: Any) -> PlanningArea:
    """A zone of 100 m by 100 m around the corner, in force from 2023."""
    defaults = {
        "source": builders.a_source(municipality),
        "kind": "zone",
        "code": "R1",
        "name_th": "ที่อยู่อาศัย",
        "valid": Range(SINCE, None),
        "recorded_at": builders.RECORDED_AT,
        "shape": shape or ground(-50, -50, width_m=100, depth_m=100),
    }
    return PlanningArea.objects.create(municipality=municipality, **defaults | facts)


def a_water(municipality: Municipality, shape: MultiPolygon) -> LandCover:
    return LandCover.objects.create(
        municipality=municipality,
        source=builders.a_source(municipality),
        kind="water",
        name_th="คลองทดสอบ",
        shape_wgs84=shape,
    )


def a_building(
    municipality: Municipality, *, east: float, north: float, side_m: float = 8, **facts: Any
) -> BuildingVersion:
    shape: GEOSGeometry = builders.square(east=east, north=north, side_m=side_m)
    defaults = {
        "building": Building.objects.create(municipality=municipality),
        "valid": Range(SINCE, None),
        "source": builders.a_source(municipality),
        "recorded_at": builders.RECORDED_AT,
        "treasury_type": "100",
        "material_class": "masonry",
        "storeys": 1,
        "floor_area_m2": side_m * side_m,
        "shape": shape,
    }
    return BuildingVersion.objects.create(municipality=municipality, **defaults | facts)


def wired(pole: UtilityPoleVersion, *, to: UtilityPoleVersion) -> None:
    """A wire from one pole to the one upstream of it."""
    UtilityPoleVersion.objects.filter(pk=pole.pk).update(upstream_pole=to.pole)


def hold(parcel: Parcel, *, digest: str, name: str = "x", since: date = SINCE, until: date | None = None) -> Right:
    """Who has the number of the digest owns the parcel for a time."""
    common: dict[str, Any] = {
        "municipality": parcel.municipality,
        "source": builders.a_source(parcel.municipality),
        "recorded_at": builders.RECORDED_AT,
        "party": Party.objects.create(municipality=parcel.municipality, kind="natural"),
    }
    PartyVersion.objects.create(name=name, id_digest=digest, valid=Range(date(2019, 1, 1), None), **common)
    return Right.objects.create(parcel=parcel, kind="owner", valid=Range(since, until), **common)
