"""Widths of ways and waters on ground drawn by hand."""

import numpy as np
import pytest
import shapely
from shapely import LineString, MultiPolygon

from permits.ground import widths

HERE = shapely.box(0, 10, 20, 30)


def parcels(*boxes: tuple[float, float, float, float]) -> np.ndarray:
    return np.array([shapely.box(*one) for one in boxes], dtype=object)


def test_way_is_as_wide_as_the_land_between_parcels_on_both_sides() -> None:
    line = LineString([(-100, 6), (100, 6)])

    width_m = widths.way_m(line, parcels=parcels((0, 10, 20, 30), (-50, -40, 60, 3)), near=HERE, reach_m=30)

    assert width_m == pytest.approx(7)


def test_way_has_no_width_when_nobody_bounds_it_on_one_side() -> None:
    line = LineString([(-100, 6), (100, 6)])

    assert widths.way_m(line, parcels=parcels((0, 10, 20, 30)), near=HERE, reach_m=30) is None


def test_way_has_no_width_when_its_line_runs_through_a_parcel() -> None:
    line = LineString([(-100, 6), (100, 6)])

    assert widths.way_m(line, parcels=parcels((-200, 5, 200, 30), (-200, 0, 200, 1)), near=HERE, reach_m=30) is None


def test_way_has_no_width_when_it_is_out_of_reach() -> None:
    line = LineString([(-100, -60), (100, -60)])

    assert widths.way_m(line, parcels=parcels((0, 10, 20, 30)), near=HERE, reach_m=30) is None


@pytest.mark.parametrize("turn", [0.0, 0.4, 2.0])
def test_canal_is_as_wide_as_the_circle_that_fits_in_it(turn: float) -> None:
    canal = shapely.affinity.rotate(shapely.box(-400, -9, 400, 0), turn, origin=(10, 0), use_radians=True)
    where = shapely.affinity.rotate(HERE, turn, origin=(10, 0), use_radians=True)

    assert widths.water_m(MultiPolygon([canal]), near=where) == pytest.approx(9, abs=0.15)


def test_lake_has_no_width() -> None:
    lake = shapely.Point(0, -150).buffer(150)

    assert widths.water_m(MultiPolygon([lake]), near=HERE) is None


def test_width_of_a_pond_is_its_diameter() -> None:
    pond = shapely.Point(10, 0).buffer(8, quad_segs=64)

    width_m = widths.water_m(MultiPolygon([pond]), near=HERE)

    assert width_m == pytest.approx(16, abs=0.2)
