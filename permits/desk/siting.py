"""The site of a petition as the permit draws it: the plan on its parcel, what lies around, and measured distances."""

from datetime import date
from typing import Any

import shapely
from shapely import LineString, Polygon

from gis_assets import crs
from permits.desk import findings, sketch
from permits.ground import surroundings
from permits.models import Petition

GAP = "gap"


def drawing(petition: Petition, *, on: date, size_mm: tuple[float, float]) -> dict[str, Any] | None:
    """The sketch of `desk.sketch`, by the register of the day; None where nothing was placed."""
    place = petition.footprint or petition.place
    if place is None and petition.parcel_id is None:
        return None
    around = surroundings.around(
        petition.municipality,
        parcel=petition.parcel_id,
        footprint=Polygon(petition.footprint[0].coords) if petition.footprint else None,
        place=shapely.from_wkb(bytes(petition.place.wkb)) if petition.place else None,
        on=on,
        apart_from=petition.pk,
    )
    site = sketch.Site(
        plan=_in_metres(petition, shapely.from_wkt(place.wkt)) if place is not None else None,
        parcel=around.parcel.shape if around.parcel else None,
        parcel_code=petition.parcel_code,
        neighbours=[(each.code, each.shape) for each in around.neighbours],
        roads=[(each.name, each.line) for each in around.roads],
        waters=[(each.name, each.shape) for each in around.waters],
        buildings=[each.footprint for each in around.buildings],
        gaps=_gaps(petition),
    )
    return sketch.draw(site, wide_mm=size_mm[0], high_mm=size_mm[1])


def _in_metres(petition: Petition, shape: crs.ShapeT) -> crs.ShapeT:
    return crs.reproject_one(shape, crs.WGS84, petition.municipality.utm_epsg)


def _gaps(petition: Petition) -> list[tuple[str, LineString]]:
    """The distances that the checks measured, with their lengths."""
    found: list[tuple[str, LineString]] = []
    for each in findings.in_order(findings.latest(petition)):
        for drawn in each["shapes"]:
            geometry = drawn["geometry"]
            if drawn["role"] == GAP and geometry is not None and geometry["type"] == "LineString":
                line = _in_metres(petition, LineString(geometry["coordinates"]))
                found.append((f"{line.length:.2f} ม.", line))
    return found
