"""Where an outage or a closure is, as the rings and circles of a message."""

from datetime import datetime
from typing import cast

from django.contrib.gis.geos import GEOSGeometry, MultiPoint, Point, Polygon
from django.utils import timezone

from gis_assets.models import Municipality
from incidents.cap.messages import Area, Place
from incidents.models import Closure, Outage
from incidents.outages import feeders, joining

AROUND_POLES_M = 60
"""A house is fed from a pole about so near; our own choice, as in `outages.suspecting`, with a little to spare."""
BESIDE_LINE_M = 15
FINENESS = 5
"""Decimals of a degree: a metre."""
ROUND = 4
"""Points of a quarter of a rounded corner."""


def of(thing: Outage | Closure, *, at: datetime) -> Area:
    """The area around the poles without power, or what is closed."""
    return of_outage(thing, at=at) if isinstance(thing, Outage) else of_closure(thing)


def of_outage(outage: Outage, *, at: datetime) -> Area:
    """A hull around the poles below the device; a circle where there is one pole or none."""
    places = _poles_below(outage, at=at) or [(outage.point.x, outage.point.y)]
    codes = _codes(outage.municipality)
    if len(set(places)) == 1:
        [(lon, lat)] = set(places)
        return Area(circles=(((round(lon, FINENESS), round(lat, FINENESS)), AROUND_POLES_M / 1000),), codes=codes)
    points = MultiPoint([Point(lon, lat) for lon, lat in places], srid=4326)
    return Area(rings=_widened(points, outage.municipality, metres=AROUND_POLES_M), codes=codes)


def of_closure(closure: Closure) -> Area:
    """The area as drawn; a line with the width of a street."""
    codes = _codes(closure.municipality)
    if closure.shape.geom_type == "Polygon":
        return Area(rings=(_ring(closure.shape),), codes=codes)
    return Area(rings=_widened(closure.shape, closure.municipality, metres=BESIDE_LINE_M), codes=codes)


def _poles_below(outage: Outage, *, at: datetime) -> list[Place]:
    known = feeders.of(outage.municipality, on=timezone.localdate(at))
    number = joining.number_of(outage, known)
    if number is None:
        return []
    poles = [each for each in known.tree.below(number).tolist() if known.is_pole(each)]
    return [(float(lon), float(lat)) for lon, lat in known.lon_lat[poles]]


def _widened(shape: GEOSGeometry, municipality: Municipality, *, metres: float) -> tuple[tuple[Place, ...], ...]:
    """The ring around all of it, so many metres away."""
    flat = shape.clone()
    flat.transform(municipality.utm_epsg)
    hull = flat.convex_hull if shape.geom_type == "MultiPoint" else flat
    wide = hull.buffer(metres, quadsegs=ROUND)
    wide.transform(4326)
    return (_ring(wide),)


def _ring(polygon: GEOSGeometry) -> tuple[Place, ...]:
    outer = cast(Polygon, polygon).exterior_ring.coords
    return tuple((round(lon, FINENESS), round(lat, FINENESS)) for lon, lat, *_height in outer)


def _codes(municipality: Municipality) -> tuple[tuple[str, str], ...]:
    return (("TH-DLA", municipality.dla_code),)
