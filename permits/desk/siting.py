"""The site of a petition as the permit draws it: the plan on its parcel, what lies around, and the measured distances."""

from datetime import date
from typing import Any

import pyproj
import shapely
from shapely import LineString
from shapely.geometry.base import BaseGeometry
from shapely.ops import transform

from permits.desk import findings, sketch
from permits.ground import surroundings
from permits.models import Petition

WGS84 = "EPSG:4326"
GAP = "gap"


def drawing(petition: Petition, *, on: date, size_mm: tuple[float, float]) -> dict[str, Any] | None:
    """The sketch of `desk.sketch`, by the register of the day; None where nothing was placed."""
    place = petition.footprint or petition.place
    if place is None and petition.parcel_id is None:
        return None
    around = surroundings.around(
        petition.municipality,
        parcel=petition.parcel_id,
        footprint=shapely.from_wkt(petition.footprint.wkt) if petition.footprint else None,
        on=on,
        apart_from=petition.pk,
    )
    to_metres = pyproj.Transformer.from_crs(WGS84, petition.municipality.utm_epsg, always_xy=True).transform
    plan = transform(to_metres, shapely.from_wkt(place.wkt)) if place is not None else None
    site = sketch.Site(
        plan=plan,
        parcel=around.parcel.shape if around.parcel else None,
        parcel_code=petition.parcel_code,
        neighbours=[(each.code, each.shape) for each in around.neighbours],
        roads=[(each.name, each.line) for each in around.roads],
        waters=[(each.name, each.shape) for each in around.waters],
        buildings=[each.footprint for each in around.buildings],
        gaps=_gaps(petition, to_metres),
    )
    return sketch.draw(site, wide_mm=size_mm[0], high_mm=size_mm[1])


def _gaps(petition: Petition, to_metres: Any) -> list[tuple[str, LineString]]:
    """The distances that the checks measured, with their lengths."""
    found: list[tuple[str, LineString]] = []
    for each in findings.in_order(findings.latest(petition)):
        for drawn in each.get("shapes", []):
            shape = _line(drawn)
            if shape is not None:
                line = transform(to_metres, shape)
                found.append((f"{line.length:.2f} ม.", line))
    return found


def _line(drawn: dict[str, Any]) -> BaseGeometry | None:
    """A measured distance as a line in longitude and latitude; None for any other shape."""
    geometry = drawn.get("shape") or drawn.get("geometry") or {}
    if drawn.get("role") != GAP or geometry.get("type") != "LineString":
        return None
    return shapely.geometry.shape(geometry)
