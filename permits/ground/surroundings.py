"""What the register knows around a plan on a day, in two questions to the database; the rules judge it.

Everything is bound to the municipality, and asked anew each time: it takes a few milliseconds and is never old.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import cast

import numpy as np
import shapely
from django.conf import settings
from shapely import LineString, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from gis_assets import accuracy, crs, geometry
from gis_assets.models import Municipality
from permits.ground import reading, relief, widths
from permits.ground.reading import Held, Rows
from permits.rules import facts

NEIGHBOUR_M = 3.0
"""Parcels no farther apart are neighbours: maps leave strips between parcels that meet on the ground."""
MOSTLY = 0.5
"""A building of which nobody said on which parcel it stands is on the one that holds this share of it."""
MOST_PLAN_M = 300.0
"""Around a larger outline only its middle is looked at: nobody builds so large, and the answer must come at once."""
TOWN_KINDS = {"3": "city", "4": "town", "5": "subdistrict", "6": "tao"}
"""By the second digit of the code of the Department of Local Administration."""
_NOWHERE = Point(0, 0)


@dataclass(frozen=True)
class _Scene:
    """What is asked about; shapes in metres. `place` is where to look: the parcel and what is to be built."""

    municipality: Municipality
    parcel: int | None
    held: Held | None
    built: Polygon | None
    place: BaseGeometry
    radius_m: float

    def near(self, shapes: np.ndarray, *, within_m: float | None = None) -> np.ndarray:
        """Which of the shapes lie within so many metres of the place, by default within the radius."""
        return np.asarray(shapely.distance(shapes, self.place) <= (self.radius_m if within_m is None else within_m))


def around(
    municipality: Municipality,
    *,
    parcel: int | None,
    footprint: Polygon | None,
    on: date,
    place: BaseGeometry | None = None,
    apart_from: int | None = None,
) -> facts.Surroundings:
    """Everything around the parcel, or around footprint or place (EPSG:4326) where no parcel stands on that day.

    `apart_from` is the petition that asks, which is no other petition to itself. Without any of these the answer says
    only what is true of the whole town.
    """
    scene = _scene(municipality, parcel=parcel, footprint=footprint, place=place, on=on)
    rows = reading.around(
        municipality,
        place=scene.place,
        radius_m=scene.radius_m,
        parcel=None if scene.held is None else parcel,
        on=on,
        apart_from=apart_from or 0,
    )
    parcels, waters = rows["parcel"], rows["water"]
    return facts.Surroundings(
        on=on,
        town_kind=_town_kind(rows["code"]),
        boundary=_boundary(municipality),
        parcel=_own(scene),
        neighbours=tuple(_neighbours(parcels, scene)),
        roads=tuple(_roads(rows["road"].only(scene.near(rows["road"].shapes)), parcels, scene)),
        waters=tuple(_waters(waters.only(scene.near(waters.shapes)), scene)),
        buildings=tuple(_buildings(rows["building"].only(scene.near(rows["building"].shapes)), scene)),
        poles=tuple(_poles(rows["pole"], scene)),
        areas=tuple(_areas(rows["area"].only(scene.near(rows["area"].shapes, within_m=0)))),
        others=tuple(_others(rows["petition"], scene)),
        relief=_relief(scene),
        owners=frozenset() if scene.held is None else scene.held.owners,
        has_zones=any(fact["is_zoned"] for fact in rows["zoned"].facts),
    )


def in_metres(municipality: Municipality, shape: crs.ShapeT) -> crs.ShapeT:
    """A shape of EPSG:4326 in the municipality's grid."""
    return crs.reproject_one(shape, crs.WGS84, municipality.utm_epsg)


def _scene(
    municipality: Municipality,
    *,
    parcel: int | None,
    footprint: Polygon | None,
    place: BaseGeometry | None,
    on: date,
) -> _Scene:
    held = None if parcel is None else reading.parcel(municipality, parcel=parcel, on=on)
    built = None if footprint is None else in_metres(municipality, footprint)
    places: list[BaseGeometry] = [] if held is None else [held.shape]
    if built is not None:
        places.append(_looked_at(built))
    if place is not None:
        places.append(in_metres(municipality, place))
    return _Scene(
        municipality=municipality,
        parcel=parcel,
        held=held,
        built=built,
        place=shapely.GeometryCollection(places) if places else _NOWHERE,
        radius_m=float(settings.GROUND_RADIUS_M),
    )


def _looked_at(built: Polygon) -> Polygon:
    """The rectangle around an outline, which is sound even where the outline crosses itself."""
    west, south, east, north = shapely.bounds(built)
    x, y, half_m = (west + east) / 2, (south + north) / 2, MOST_PLAN_M / 2
    low, high = (max(west, x - half_m), max(south, y - half_m)), (min(east, x + half_m), min(north, y + half_m))
    return cast(Polygon, shapely.box(*low, *high))


def _town_kind(codes: Rows) -> str:
    return next((TOWN_KINDS.get(fact["code"][1], "") for fact in codes.facts), "")


def _boundary(municipality: Municipality) -> MultiPolygon | None:
    if municipality.boundary is None:
        return None
    boundary = cast(MultiPolygon, shapely.from_wkb(bytes(municipality.boundary.wkb)))
    return crs.reproject_one(boundary, crs.WGS84, municipality.utm_epsg)


def _own(scene: _Scene) -> facts.Ground | None:
    if scene.held is None or scene.parcel is None:
        return None
    return _ground(scene.parcel, scene.held.code, scene.held.document_type, scene.held.accuracy_class, scene.held.shape)


def _ground(key: int, code: str, document_type: str, accuracy_class: str, shape: BaseGeometry) -> facts.Ground:
    return facts.Ground(
        key=key,
        code=code,
        shape=_multi(shape),
        accuracy_m=accuracy.sigma_m(accuracy_class),
        document_type=document_type,
    )


def _neighbours(parcels: Rows, scene: _Scene) -> Iterator[facts.Ground]:
    """Parcels beside the own one, and those on which the plan lies."""
    beside = [scene.held.shape] if scene.held else []
    ground = shapely.GeometryCollection([*beside, *([scene.built] if scene.built else [])])
    within_m = NEIGHBOUR_M if scene.held else 0.0
    near = shapely.distance(parcels.shapes, ground) <= within_m
    for key, fact, shape in parcels.only(near).each():
        if key != scene.parcel:
            yield _ground(key, fact["code"], fact["document_type"], fact["accuracy_class"], shape)


def _roads(roads: Rows, parcels: Rows, scene: _Scene) -> Iterator[facts.Road]:
    for key, fact, shape in roads.each():
        line = cast(LineString, shape)
        width_m = widths.way_m(line, parcels=parcels.shapes, near=scene.place, reach_m=scene.radius_m / 2)
        yield facts.Road(key=key, name=fact["name"], road_class=fact["road_class"], line=line, width_m=width_m)


def _waters(waters: Rows, scene: _Scene) -> Iterator[facts.Water]:
    for key, fact, shape in waters.each():
        whole = _multi(shape)
        width_m = widths.water_m(whole, near=scene.place)
        yield facts.Water(key=key, name=fact["name"], shape=whole, width_m=width_m)


def _buildings(buildings: Rows, scene: _Scene) -> Iterator[facts.Standing]:
    for key, fact, shape in buildings.each():
        yield facts.Standing(
            key=key,
            footprint=shape,
            is_on_parcel=_is_on_parcel(fact["on_parcel"], shape, scene),
            storeys=None if fact["storeys"] is None else float(fact["storeys"]),
        )


def _is_on_parcel(on_parcel: int | None, shape: BaseGeometry, scene: _Scene) -> bool:
    if scene.held is None:
        return False
    if on_parcel is not None:
        return on_parcel == scene.parcel
    return bool(shapely.area(shapely.intersection(shape, scene.held.shape)) >= MOSTLY * shapely.area(shape))


def _poles(poles: Rows, scene: _Scene) -> Iterator[facts.Pole]:
    """Poles near the place, and those farther off whose wire comes near it."""
    spans = [_span(at, end) for at, end in zip(poles.shapes, poles.upstream, strict=True)]
    kept = scene.near(np.array(spans, dtype=object)) if spans else np.empty(0, dtype=bool)
    near = poles.only(kept)
    for (key, fact, at), wire_to in zip(near.each(), near.upstream, strict=True):
        yield facts.Pole(key=key, code=fact["code"], at=cast(Point, at), kind=fact["kind"], wire_to=wire_to)


def _span(at: BaseGeometry, end: BaseGeometry | None) -> BaseGeometry:
    return at if end is None else shapely.LineString(shapely.get_coordinates([at, end]))


def _areas(areas: Rows) -> Iterator[facts.Area]:
    for key, fact, shape in areas.each():
        whole = _multi(shape)
        if shapely.area(whole) == 0:
            continue
        yield facts.Area(
            key=key,
            kind=fact["kind"],
            code=fact["code"],
            name=fact["name"],
            name_en=fact["name_en"],
            shape=whole,
            allowed=tuple(fact["allowed"]),
            denied=tuple(fact["denied"]),
            most_height_m=None if fact["most_height_m"] is None else float(fact["most_height_m"]),
            most_storeys=fact["most_storeys"],
            citation=fact["citation"],
            doubt=fact["doubt"],
        )


def _others(petitions: Rows, scene: _Scene) -> Iterator[facts.Other]:
    for _key, fact, shape in petitions.each():
        is_same = scene.held is not None and fact["parcel"] == scene.parcel
        yield facts.Other(tracking=fact["tracking"], service=fact["service"], footprint=shape, is_same_parcel=is_same)


def _relief(scene: _Scene) -> facts.Relief | None:
    if scene.built is not None:
        return relief.of_shape(scene.municipality, shape=scene.built)
    return None if scene.held is None else relief.of_shape(scene.municipality, shape=scene.held.shape)


def _multi(shape: BaseGeometry) -> MultiPolygon:
    """The polygons of a shape: what was cut by a rectangle may be in pieces, or a line where it only touched."""
    if shapely.get_type_id(shape) == shapely.GeometryType.GEOMETRYCOLLECTION:
        flat = shapely.get_parts(shape)
        shape = shapely.union_all(flat[shapely.get_dimensions(flat) == 2])
    if shapely.get_dimensions(shape) != 2:
        return MultiPolygon()
    return cast(MultiPolygon, geometry.as_multipolygons(np.array([shape], dtype=object))[0])
