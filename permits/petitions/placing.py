"""Where a building is to stand: a rectangle by centre, sizes and turn, or an outline; refused where it cannot be one.

Whether it may stand there is for the checks; here only what is no place of this town at all is refused.
"""

import json
import math
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import shapely
from django.contrib.gis.geos import GEOSGeometry, LineString, Point, Polygon
from django.utils.translation import gettext as _

from gis_assets import crs
from gis_assets.models import Municipality
from gis_assets.refusals import Refusal
from permits.ground import outlines, surroundings

LEAST_M2 = 0.01
"""A signboard on posts covers next to nothing; less than a hand is a slip."""
SHORTEST_M, LONGEST_M = 0.05, 300.0
LONGEST_COURSE_M = 1000
"""What lies around a stretch is read at once."""
MOST_POINTS = 500
MOST_BYTES = 60_000
COUNTRY = (97.3, 5.6, 105.7, 20.5)
"""Longitudes and latitudes around Thailand."""


class NotAnOutline(Refusal):
    """What came is no outline of a building."""


class CrossesItself(Refusal):
    """The outline crosses itself, so that nobody can say what is inside."""


class NoGround(Refusal):
    """The outline covers no ground."""


class OutsideTown(Refusal):
    """The place lies outside the municipality."""


class WrongSize(Refusal):
    """A side is longer or shorter than a building's can be."""


@dataclass(frozen=True)
class Rectangle:
    """The middle (longitude, latitude), sizes in metres, the turn in degrees clockwise; width lies east at turn 0."""

    lon: float
    lat: float
    width_m: float
    depth_m: float
    turn_deg: float = 0.0

    @classmethod
    def of(cls, kept: dict[str, Any] | None) -> "Rectangle | None":
        """The one that a petition keeps."""
        return cls(**kept) if kept else None

    def kept(self) -> dict[str, float]:
        """As a petition keeps it."""
        return asdict(self)


def rectangle_outline(rectangle: Rectangle, *, municipality: Municipality) -> Polygon:
    """The outline in WGS 84 of a rectangle of true metres; raises WrongSize, NoGround or OutsideTown."""
    sides = (rectangle.width_m, rectangle.depth_m)
    if not all(math.isfinite(each) for each in (*sides, rectangle.turn_deg)) or max(sides) > LONGEST_M:
        raise WrongSize(_("A side may be up to %(most)s m long. Write width and depth in metres.") % {"most": 300})
    if min(sides) < SHORTEST_M:
        raise NoGround(_("The building covers no ground: width and depth must be at least 0.05 m."))
    if not (-180 <= rectangle.lon <= 180 and -80 <= rectangle.lat <= 84):
        raise _outside()
    drawn = outlines.rectangle(
        (rectangle.lon, rectangle.lat),
        width_m=rectangle.width_m,
        depth_m=rectangle.depth_m,
        turn_deg=rectangle.turn_deg,
        utm_epsg=municipality.utm_epsg,
    )
    return _fitting(drawn, municipality)


def outline(text: str, *, municipality: Municipality) -> Polygon:
    """The outline of a GeoJSON polygon in WGS 84; raises one of the Refusals above."""
    shape = _shape(text)
    if isinstance(shape, shapely.MultiPolygon) and len(shape.geoms) == 1:
        shape = shape.geoms[0]
    if not isinstance(shape, shapely.Polygon):
        raise NotAnOutline(_("Draw the building as one closed outline."))
    return _fitting(shape, municipality)


def course(text: str, *, municipality: Municipality) -> LineString:
    """The line of a GeoJSON LineString in WGS 84; raises NotAnOutline, OutsideTown or WrongSize."""
    shape = _shape(text)
    if not isinstance(shape, shapely.LineString) or shape.length == 0:
        raise NotAnOutline(_("Draw the stretch on the map with at least two points."))
    if shapely.get_num_coordinates(shape) > MOST_POINTS:
        raise NotAnOutline(_("The outline has too many points. Draw it with at most %(most)s.") % {"most": MOST_POINTS})
    line = LineString(list(shape.coords), srid=crs.WGS84)
    if not _is_on_earth(shape) or not _covers(municipality, line):
        raise _outside()
    if length_m(line, municipality=municipality) > LONGEST_COURSE_M:
        raise WrongSize(
            _("A stretch may be up to %(most)s m long. Ask for a longer one in parts.") % {"most": LONGEST_COURSE_M}
        )
    return line


def turn_along(shape: GEOSGeometry, *, municipality: Municipality) -> float:
    """Degrees clockwise by which a rectangle lies along a parcel, between -45 and 45: how a building mostly stands."""
    around = shapely.minimum_rotated_rectangle(in_metres(shape, municipality=municipality))
    if not isinstance(around, shapely.Polygon):
        return 0.0
    (x0, y0), (x1, y1) = list(around.exterior.coords)[:2]
    turn = -math.degrees(math.atan2(y1 - y0, x1 - x0))
    return round((turn + 45) % 90 - 45, 1)


def area_m2(polygon: GEOSGeometry, *, municipality: Municipality) -> float:
    """The ground it covers, in the municipality's zone."""
    return float(shapely.area(in_metres(polygon, municipality=municipality)))


def length_m(line: GEOSGeometry, *, municipality: Municipality) -> float:
    """How long it is, in the municipality's zone."""
    return float(shapely.length(in_metres(line, municipality=municipality)))


def in_metres(shape: GEOSGeometry, *, municipality: Municipality) -> shapely.Geometry:
    """A shape of WGS 84 in the municipality's zone."""
    return surroundings.in_metres(municipality, shapely.from_wkb(bytes(shape.wkb)))


def _shape(text: str) -> shapely.Geometry:
    if len(text) > MOST_BYTES:
        raise NotAnOutline(_("The outline has too many points. Draw it with at most %(most)s.") % {"most": MOST_POINTS})
    try:
        shape = shapely.force_2d(shapely.from_geojson(json.dumps(json.loads(text))))
    except (ValueError, TypeError, shapely.GEOSException) as error:
        raise NotAnOutline(_("Draw the building as one closed outline.")) from error
    if shape.is_empty or not np.isfinite(shapely.get_coordinates(shape)).all():
        raise NoGround(_("The outline covers no ground. Draw it anew."))
    return shape


def _fitting(shape: shapely.Polygon, municipality: Municipality) -> Polygon:
    """The outline, if it can be one of a building in this town."""
    if shapely.get_num_coordinates(shape) > MOST_POINTS:
        raise NotAnOutline(_("The outline has too many points. Draw it with at most %(most)s.") % {"most": MOST_POINTS})
    if not _is_on_earth(shape):
        raise _outside()
    metres = crs.reproject_one(shape, crs.WGS84, municipality.utm_epsg)
    if metres.area < LEAST_M2 and (not shape.is_valid or metres.area == 0) and metres.convex_hull.area < LEAST_M2:
        raise NoGround(_("The outline covers no ground. Draw it anew."))
    if not metres.is_valid:
        raise CrossesItself(_("The outline crosses itself. Draw it so that its sides meet only at the corners."))
    if metres.area < LEAST_M2:
        raise NoGround(_("The outline covers no ground. Draw it anew."))
    if max(metres.bounds[2] - metres.bounds[0], metres.bounds[3] - metres.bounds[1]) > 2 * LONGEST_M:
        raise WrongSize(_("The outline is more than %(most)s m long: is the unit right?") % {"most": 600})
    made = GEOSGeometry(memoryview(shapely.to_wkb(shapely.orient_polygons(shape))), srid=crs.WGS84)
    boundary = municipality.boundary
    if (boundary and not boundary.intersects(made)) or not isinstance(made, Polygon):
        raise _outside()
    return made


def _is_on_earth(shape: shapely.Geometry) -> bool:
    west, south, east, north = (float(each) for each in shapely.bounds(shape))
    return -180 <= west <= east <= 180 and -80 <= south <= north <= 84


def _covers(municipality: Municipality, shape: GEOSGeometry) -> bool:
    """Whether the place lies in the town; of one whose boundary is not loaded everywhere is."""
    return municipality.boundary is None or bool(municipality.boundary.covers(shape))


def extent(municipality: Municipality) -> tuple[float, float, float, float]:
    """West, south, east and north of the town; of one whose boundary is not loaded those of the country."""
    return municipality.boundary.extent if municipality.boundary else COUNTRY


def middle(municipality: Municipality) -> Point:
    """The middle of the town."""
    west, south, east, north = extent(municipality)
    return Point((west + east) / 2, (south + north) / 2, srid=crs.WGS84)


def _outside() -> OutsideTown:
    return OutsideTown(_("This place lies outside the municipality. Only its own area can be asked for here."))
