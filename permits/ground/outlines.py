"""Outlines as browsers send them: a GeoJSON polygon, or a rectangle as `Petition.rectangle` keeps it."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import shapely
from django.utils.translation import gettext as _
from shapely import Polygon

from gis_assets import crs
from gis_assets.refusals import Refusal

MOST_CORNERS = 2_000
MOST_SIDE_M = 1_000.0
AROUND = (92.0, 3.0, 111.0, 23.0)
"""Degrees west, south, east, north: what lies beyond has no place in the grids of Thailand."""


class NotAnOutline(Refusal):
    """What was sent is no outline that could be looked at."""


def read(told: object, *, utm_epsg: int) -> Polygon | None:
    """The outline in EPSG:4326, None for none. It may cross itself or enclose nothing: that is for the rules to say.

    Raises NotAnOutline for what is neither a polygon nor a rectangle somewhere in or near Thailand.
    """
    if told is None:
        return None
    if not isinstance(told, Mapping):
        raise _refusal()
    if told.get("type") == "Feature":
        return read(told.get("geometry"), utm_epsg=utm_epsg)
    outline = _polygon(told) if "type" in told else _rectangle(told, utm_epsg=utm_epsg)
    west, south, east, north = shapely.bounds(outline)
    if not (AROUND[0] <= west and east <= AROUND[2] and AROUND[1] <= south and north <= AROUND[3]):
        raise NotAnOutline(_("The outline lies far from here. Draw it on the map of this municipality."))
    return outline


def rectangle(
    centre: tuple[float, float], *, width_m: float, depth_m: float, turn_deg: float, utm_epsg: int
) -> Polygon:
    """A rectangle around a centre (longitude, latitude), turned clockwise from grid north, in EPSG:4326."""
    ((x, y),) = crs.transformation(crs.WGS84, utm_epsg).apply(np.array([centre], dtype=np.float64)).tolist()
    half = np.array([[-width_m, -depth_m], [width_m, -depth_m], [width_m, depth_m], [-width_m, depth_m]]) / 2
    turn = math.radians(-turn_deg)
    turned = half @ np.array([[math.cos(turn), math.sin(turn)], [-math.sin(turn), math.cos(turn)]])
    corners = crs.transformation(utm_epsg, crs.WGS84).apply(turned + np.array([x, y]))
    return Polygon(corners)


def _polygon(told: Mapping[str, Any]) -> Polygon:
    rings = told.get("coordinates")
    if told.get("type") != "Polygon" or not isinstance(rings, list) or not rings:
        raise _refusal()
    if sum(len(ring) for ring in rings if isinstance(ring, list)) > MOST_CORNERS:
        raise NotAnOutline(_("The outline has more than %(most)d corners. Draw it simpler.") % {"most": MOST_CORNERS})
    try:
        drawn = [np.array([[float(lon), float(lat)] for lon, lat, *_height in ring]) for ring in rings]
        if not all(np.isfinite(ring).all() for ring in drawn):
            raise ValueError
        return Polygon(drawn[0], drawn[1:])
    except (TypeError, ValueError, OverflowError, shapely.errors.ShapelyError) as error:
        raise _refusal() from error


def _rectangle(told: Mapping[str, Any], *, utm_epsg: int) -> Polygon:
    try:
        lon, lat = float(told["lon"]), float(told["lat"])
        width_m, depth_m = float(told["width_m"]), float(told["depth_m"])
        turn_deg = float(told.get("turn_deg", 0))
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise _refusal() from error
    is_near = AROUND[0] <= lon <= AROUND[2] and AROUND[1] <= lat <= AROUND[3]
    if not (is_near and 0 < width_m <= MOST_SIDE_M and 0 < depth_m <= MOST_SIDE_M and math.isfinite(turn_deg)):
        raise _refusal()
    return rectangle((lon, lat), width_m=width_m, depth_m=depth_m, turn_deg=turn_deg, utm_epsg=utm_epsg)


def _refusal() -> NotAnOutline:
    return NotAnOutline(_("The outline could not be read. Draw it again, or give its width and depth."))
