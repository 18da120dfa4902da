"""Small things of the register, made with keywords, on ground that can be drawn by hand."""

from datetime import UTC, date, datetime
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from psycopg.types.range import Range

from gis_assets import asset_codes
from gis_assets.models import Municipality, Parcel, ParcelVersion, Source, UtilityPole, UtilityPoleVersion

# A corner well inside the test municipality, in EPSG:32647.
EAST, NORTH = 490_000, 2_073_000
RECORDED_AT = datetime(2023, 1, 1, tzinfo=UTC)


def a_source(municipality: Municipality, **facts: Any) -> Source:
    return Source.objects.create(
        **{"municipality": municipality, "kind": "test", "reference": "test", "recorded_at": RECORDED_AT} | facts
    )


def square(*, east: float = 0, north: float = 0, side_m: float = 20) -> GEOSGeometry:
    """A square parcel, its south-west corner `east`, `north` metres from the corner of the test ground."""
    x, y = EAST + east, NORTH + north
    ring = f"{x} {y}, {x + side_m} {y}, {x + side_m} {y + side_m}, {x} {y + side_m}, {x} {y}"
    return GEOSGeometry(f"SRID=32647;MULTIPOLYGON((({ring})))")


def a_parcel(municipality: Municipality, *, shape: GEOSGeometry | None = None, **facts: Any) -> ParcelVersion:
    """A parcel of 400 m2 with one version in force from 2023; `parcel=` adds a version to an existing one."""
    drawn = shape or square()
    thing = facts.pop("parcel", None) or Parcel.objects.create(municipality=municipality)
    defaults = {
        "municipality": municipality,
        "parcel": thing,
        "valid": Range(date(2023, 1, 1), None),
        "code": "01A001",
        "deed_area_wah": 100,
        "measured_area_m2": drawn.area,
        "measured_shape": drawn,
        "shape": drawn,
        "recorded_at": RECORDED_AT,
    }
    source = facts.pop("source", None) or a_source(municipality)
    return ParcelVersion.objects.create(**defaults | {"source": source} | facts)


def a_pole(municipality: Municipality, *, number: int = 1, east: float = 0, north: float = 0) -> UtilityPoleVersion:
    pole = UtilityPole.objects.create(municipality=municipality, code=asset_codes.encode(number))
    return UtilityPoleVersion.objects.create(
        municipality=municipality,
        pole=pole,
        valid=Range(date(2023, 1, 1), None),
        kind="power",
        shape=GEOSGeometry(f"SRID=32647;POINT({EAST + east} {NORTH + north})"),
        source=a_source(municipality),
        recorded_at=RECORDED_AT,
    )
