"""Where a building is to stand: true metres in, and a sentence for what can be no building of this town."""

import json
import math

import numpy as np
import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon

from gis_assets import crs
from gis_assets.models import Municipality
from gis_assets.refusals import Refusal
from permits.petitions import placing
from permits.petitions.placing import Rectangle
from tests.permits.builders import box, point

HERE = point(15, 15)


def outline_of(**facts: float) -> Polygon:
    town = Municipality(utm_epsg=32647, boundary=MultiPolygon(box(-500, -500, width_m=1000, depth_m=1000)))
    sizes = {"width_m": 10.0, "depth_m": 4.0, "turn_deg": 0.0} | facts
    return placing.rectangle_outline(Rectangle(lon=HERE.x, lat=HERE.y, **sizes), municipality=town)


def town() -> Municipality:
    return Municipality(utm_epsg=32647, boundary=MultiPolygon(box(-500, -500, width_m=1000, depth_m=1000)))


def corners_m(polygon: Polygon) -> np.ndarray:
    """In metres from the middle."""
    there = crs.transformation(4326, 32647).apply(np.array(polygon[0].coords))
    return there - crs.transformation(4326, 32647).apply(np.array([[HERE.x, HERE.y]]))


def test_rectangle_has_its_sizes_in_metres_of_the_zone() -> None:
    corners = corners_m(outline_of())

    assert np.ptp(corners, axis=0) == pytest.approx([10, 4], abs=1e-4)
    assert placing.area_m2(outline_of(), municipality=town()) == pytest.approx(40, abs=1e-3)


def test_rectangle_turns_clockwise_when_it_is_turned() -> None:
    [first, second, *_] = corners_m(outline_of(turn_deg=30))

    east, north = second - first
    assert math.degrees(math.atan2(north, east)) == pytest.approx(-30, abs=1e-3)


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"width_m": 0.0}, placing.NoGround),
        ({"depth_m": -3.0}, placing.NoGround),
        ({"width_m": 301.0}, placing.WrongSize),
        ({"width_m": math.nan}, placing.WrongSize),
        ({"turn_deg": math.inf}, placing.WrongSize),
    ],
)
def test_rectangle_is_refused_when_it_can_be_no_building(facts: dict[str, float], refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        outline_of(**facts)


def drawn(*places: tuple[float, float]) -> str:
    ring = [[point(*place).x, point(*place).y] for place in (*places, places[0])]
    return json.dumps({"type": "Polygon", "coordinates": [ring]})


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        (drawn((0, 0), (10, 10), (10, 0), (0, 10)), placing.CrossesItself),
        (drawn((0, 0), (10, 0), (20, 0)), placing.NoGround),
        (drawn((3, 3), (3, 3), (3, 3)), placing.NoGround),
        (drawn((5000, 0), (5010, 0), (5010, 10)), placing.OutsideTown),
        (drawn((0, 0), (700, 0), (700, 10)), placing.WrongSize),
        (json.dumps({"type": "Point", "coordinates": [98.9, 18.7]}), placing.NotAnOutline),
        (json.dumps({"type": "Polygon", "coordinates": []}), placing.NoGround),
        ("{", placing.NotAnOutline),
        ("[1]", placing.NotAnOutline),
        ("x" * 70_000, placing.NotAnOutline),
        (drawn(*[(math.cos(i), math.sin(i)) for i in range(600)]), placing.NotAnOutline),
        ('{"type":"Polygon","coordinates":[[[1e999,0],[1,0],[1,1],[1e999,0]]]}', placing.NotAnOutline),
        ('{"type":"Polygon","coordinates":[[[500,0],[501,0],[501,1],[500,0]]]}', placing.OutsideTown),
    ],
)
def test_outline_is_refused_in_words(text: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        placing.outline(text, municipality=town())


def test_outline_is_taken_when_it_is_one() -> None:
    found = placing.outline(drawn((0, 0), (10, 0), (10, 10), (0, 10)), municipality=town())

    assert found.srid == 4326
    assert placing.area_m2(found, municipality=town()) == pytest.approx(100, abs=0.01)


def test_building_lies_along_the_parcel_when_it_is_first_placed() -> None:
    turned = outline_of(width_m=30, depth_m=20, turn_deg=12.5)

    assert placing.turn_along(turned, municipality=town()) == pytest.approx(12.5, abs=0.2)


def test_stretch_is_refused_when_it_lies_outside_the_town() -> None:
    with pytest.raises(placing.OutsideTown):
        placing.course('{"type":"LineString","coordinates":[[100,13],[100.1,13]]}', municipality=town())
