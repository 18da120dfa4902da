"""Slopes of planes are exact, and unknown beside what is missing."""

import numpy as np
import pytest

from landsurvey.rasters import slope
from tests.landsurvey.rasters.builders import a_plane


@pytest.mark.parametrize(("east", "north"), [(0, 0), (0.35, 0), (0, -0.2), (0.3, 0.4), (1, 0)])
def test_slope_of_a_plane_is_exact(east: float, north: float) -> None:
    plane = a_plane(east=east, north=north)

    rise_east, rise_north = slope.gradient(plane, 10)
    steep = slope.steepness(plane, 10)

    assert rise_east[1:-1, 1:-1] == pytest.approx(east, abs=1e-5)
    assert rise_north[1:-1, 1:-1] == pytest.approx(north, abs=1e-5)
    assert steep[1:-1, 1:-1] == pytest.approx(np.hypot(east, north), abs=1e-5)


def test_slope_of_one_in_one_is_45_degrees() -> None:
    assert slope.degrees(slope.steepness(a_plane(east=1), 10))[5, 5] == pytest.approx(45, abs=1e-3)


def test_slope_is_unknown_beside_a_missing_cell() -> None:
    plane = a_plane(9)
    plane[4, 4] = np.nan

    steep = slope.steepness(plane, 10)

    assert np.isnan(steep[3:6, 3:6]).all()
    assert np.isfinite(steep[2, 2:7]).all()


def test_light_falls_from_the_north_west() -> None:
    lit = slope.light(a_plane(east=0.5, north=-0.5), 10)[5, 5]
    dark = slope.light(a_plane(east=-0.5, north=0.5), 10)[5, 5]
    level = slope.light(a_plane(), 10)[5, 5]

    assert dark < level < lit
