"""The coordinate reference systems in which open layers are asked for and handed out.

The register keeps longitude and latitude (CRS84). PostGIS takes shapes from there to WGS 84 systems; to and from Indian
1975 they go only by `gis_assets.crs`, since PostGIS would take PROJ's default, which is some 190 m wrong.
"""

import math
from dataclasses import dataclass
from typing import cast

import numpy as np
import shapely

from gis_assets import crs

EDGE_POINTS = 20
FARTHEST_M = 1e8


@dataclass(frozen=True)
class System:
    """A system by its address in the OGC's register; `is_north_first`: its first axis points north."""

    uri: str
    epsg: int
    digits: int
    is_north_first: bool = False

    @property
    def is_geographic(self) -> bool:
        return self.epsg == crs.WGS84

    @property
    def is_indian(self) -> bool:
        """Whether PostGIS must not transform to it."""
        return self.epsg in crs.INDIAN_1975


def _epsg(code: int, *, digits: int = 3, is_north_first: bool = False) -> System:
    return System(f"http://www.opengis.net/def/crs/EPSG/0/{code}", code, digits, is_north_first)


CRS84 = System("http://www.opengis.net/def/crs/OGC/1.3/CRS84", crs.WGS84, 7)
SYSTEMS = {
    system.uri: system
    for system in (
        CRS84,
        _epsg(4326, digits=7, is_north_first=True),
        _epsg(3857),
        _epsg(32647),
        _epsg(32648),
        _epsg(24047),
        _epsg(24048),
    )
}


def into_crs84(shapes: crs.Geometries, system: System) -> crs.Geometries:
    """Shapes with the axes of their system as longitude and latitude; what lies beyond the system becomes infinite."""
    if system == CRS84:
        return shapes
    if system.is_geographic:
        return np.asarray(shapely.transform(shapes, _flipped), dtype=object)
    if system.is_indian:
        return crs.reproject(shapes, system.epsg, crs.WGS84)
    way = crs.transformation(system.epsg, crs.WGS84)
    return np.asarray(shapely.transform(shapes, way.apply), dtype=object)


def from_crs84(shapes: crs.Geometries, system: System) -> crs.Geometries:
    """Shapes in longitude and latitude with the axes of the system, rounded to its digits."""
    way = crs.transformation(crs.WGS84, system.epsg)
    return np.asarray(shapely.transform(shapes, lambda xy: np.round(way.apply(xy), system.digits)), dtype=object)


def rectangle(numbers: tuple[float, float, float, float], system: System) -> shapely.Geometry:
    """A bbox as its system writes it, as longitude and latitude.

    Straight edges of a projected system are bent in degrees, hence drawn with points between; west beyond east crosses
    the antimeridian. Raises ValueError when it is none.
    """
    first, second, third, fourth = numbers
    if system.is_north_first:
        first, second, third, fourth = second, first, fourth, third
    if not all(map(math.isfinite, numbers)) or second > fourth:
        raise ValueError("not a rectangle")
    if system.is_geographic:
        return _degrees(first, second, third, fourth)
    if first > third or max(map(abs, numbers)) > FARTHEST_M:
        raise ValueError("not a rectangle")
    drawn = shapely.segmentize(
        shapely.box(first, second, third, fourth), max(third - first, fourth - second, 1e-3) / EDGE_POINTS
    )
    try:
        (placed,) = into_crs84(np.array([drawn], dtype=object), system)
    except Exception as error:
        raise ValueError("outside the system") from error
    if not np.isfinite(shapely.get_coordinates(placed)).all():
        raise ValueError("outside the system")
    return cast(shapely.Geometry, placed)


def _degrees(west: float, south: float, east: float, north: float) -> shapely.Geometry:
    if not (min(west, east) >= -180 and max(west, east) <= 180 and south >= -90 and north <= 90):
        raise ValueError("outside the globe")
    if west <= east:
        return shapely.box(west, south, east, north)
    return shapely.multipolygons([shapely.box(west, south, 180, north), shapely.box(-180, south, east, north)])


def _flipped(xy: crs.Coordinates) -> crs.Coordinates:
    return xy[:, ::-1]
