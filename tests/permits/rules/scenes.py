"""Small scenes to measure in, drawn by hand in metres: a parcel of 20 by 30 m whose south side lies on a road.

The corner of the parcel stands at (0, 0). West, north and east of it lie neighbours; the road runs 5 m south of it.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import shapely
from shapely import LineString, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from permits import limits as settings
from permits.limits import Limits
from permits.rules import judging
from permits.rules.facts import Area, Ground, Other, Plan, Pole, Relief, Road, Standing, Surroundings, Water

TODAY = date(2026, 11, 27)
LIMITS: Limits = settings.of(on=TODAY)
EXACT_M, SURVEY_M, SHEET_M = 0.04, 0.5, 2.0


def box(west: float, south: float, east: float, north: float) -> MultiPolygon:
    return MultiPolygon([shapely.box(west, south, east, north)])


def a_house(west: float = 6, south: float = 10, width: float = 8, depth: float = 10) -> Polygon:
    """A house with its south-west corner there; by default 6 m from the sides, 10 m from front and back."""
    return shapely.box(west, south, west + width, south + depth)


def a_plan(footprint: BaseGeometry | None = None, **values: Any) -> Plan:
    """A dwelling of one storey with openings on the default house."""
    house = a_house() if footprint is None else footprint
    told: dict[str, Any] = {
        "storeys": 1,
        "floor_area_m2": round(house.area, 2),
        "height_m": 5.0,
        "use": "dwelling",
        "has_openings": True,
        "says_to_own": True,
        "applicant_digest": "ann",
    }
    return Plan(footprint=house, **{**told, **values})  # type: ignore[arg-type]  # any shape a browser may send


def a_ground(code: str = "01A001", shape: Any = None, *, accuracy_m: float = EXACT_M) -> Ground:
    outline = box(0, 0, 20, 30) if shape is None else shape
    return Ground(key=hash(code) % 1000, code=code, shape=outline, accuracy_m=accuracy_m)


def a_road(width_m: float | None = 10.0, *, y: float = -5.0, road_class: str = "street", name: str = "ถนนกลาง") -> Road:
    return Road(key=1, name=name, road_class=road_class, line=LineString([(-60, y), (80, y)]), width_m=width_m)


def a_water(width_m: float | None = 8.0, *, y: float = 40.0, depth: float = 8.0) -> Water:
    return Water(key=1, name="คลองบางหลวง", shape=box(-60, y, 80, y + depth), width_m=width_m)


def a_pole(x: float, y: float, *, wire_to: tuple[float, float] | None = None, kind: str = "power") -> Pole:
    return Pole(key=1, code="AB12CD34", at=Point(x, y), kind=kind, wire_to=Point(*wire_to) if wire_to else None)


def an_area(kind: str, shape: MultiPolygon | None = None, **values: Any) -> Area:
    told = {"key": 1, "code": kind[:3].upper(), "name": f"ชื่อ {kind}", "name_en": f"The {kind}"}
    return Area(kind=kind, shape=box(-100, -100, 100, 100) if shape is None else shape, **{**told, **values})


def a_building(footprint: BaseGeometry, *, is_on_parcel: bool = True) -> Standing:
    return Standing(key=1, footprint=footprint, is_on_parcel=is_on_parcel)


def an_other(footprint: BaseGeometry | None = None, *, is_same_parcel: bool = True) -> Other:
    return Other(tracking="0" * 16, service="small-building", footprint=footprint, is_same_parcel=is_same_parcel)


def around(*, accuracy_m: float = EXACT_M, **values: Any) -> Surroundings:
    """The scene of the module with a dwelling zone, all known; keywords replace parts of it."""
    neighbours = (
        a_ground("01A000", box(-20, 0, 0, 30), accuracy_m=accuracy_m),
        a_ground("01A002", box(20, 0, 40, 30), accuracy_m=accuracy_m),
        a_ground("01A003", box(-20, 30, 40, 60), accuracy_m=accuracy_m),
    )
    told: dict[str, Any] = {
        "on": TODAY,
        "town_kind": "tao",
        "boundary": box(-500, -500, 500, 500),
        "parcel": a_ground(accuracy_m=accuracy_m),
        "neighbours": neighbours,
        "roads": (a_road(),),
        "areas": (an_area("zone", allowed=("dwelling",), denied=("animals",)),),
        "relief": Relief(source="DEM", low_m=1.0, high_m=1.2, slope_percent=2.0),
        "owners": frozenset({"ann"}),
        "has_zones": True,
    }
    return Surroundings(**{**told, **values})


def anywhere(scene: Surroundings, change: Callable[[Any], Any]) -> Surroundings:
    """The scene with every shape changed alike."""

    def all_of(things: tuple[Any, ...], name: str) -> tuple[Any, ...]:
        return tuple(
            replace(one, **{name: change(getattr(one, name))}) if getattr(one, name) is not None else one
            for one in things
        )

    return replace(
        scene,
        boundary=scene.boundary and change(scene.boundary),
        parcel=scene.parcel and replace(scene.parcel, shape=change(scene.parcel.shape)),
        neighbours=all_of(scene.neighbours, "shape"),
        roads=all_of(scene.roads, "line"),
        waters=all_of(scene.waters, "shape"),
        areas=all_of(scene.areas, "shape"),
        buildings=all_of(scene.buildings, "footprint"),
        others=all_of(scene.others, "footprint"),
        poles=all_of(all_of(scene.poles, "at"), "wire_to"),
    )


def said(rule: str, plan: Plan, scene: Surroundings, limits: Limits = LIMITS) -> tuple[str, str]:
    """Verdict and sentence of one rule, without advice to move."""
    found = judging.RULES[rule](plan, around=scene, limits=limits)
    return found.verdict.value, found.says
