"""Where a sheet lies by its name: published examples, and the sheet at the seam of the zones."""

import numpy as np
import pytest

from gis_assets import crs
from landsurvey.attributes import sheets


@pytest.mark.parametrize(
    ("name", "corner_km", "centre"),
    [
        (("4746", "I", "9878"), (498, 2078), (98.98735, 18.80546)),
        (("4746", "1", "9474"), (494, 2074), (98.94940, 18.76931)),
        (("5038", "III", "1410"), (614, 1610), (100.06446, 14.57242)),
    ],
)
def test_square_is_where_the_published_examples_put_it(
    name: tuple[str, str, str], corner_km: tuple[int, int], centre: tuple[float, float]
) -> None:
    square = sheets.locate(*name)

    assert square is not None
    assert (square.easting_m, square.northing_m) == (corner_km[0] * 1000, corner_km[1] * 1000)
    middle = np.array([[square.easting_m + 1000.0, square.northing_m + 1000.0]])
    assert crs.transformation(square.epsg, 4326).apply(middle)[0] == pytest.approx(centre, abs=1e-5)


def test_zone_is_the_one_whose_square_fits_when_east_of_102_degrees() -> None:
    square = sheets.locate("5440", "IV", "4046")

    assert square is not None
    assert (square.epsg, square.easting_m) == (24047, 840_000)


@pytest.mark.parametrize(
    "name", [("", "I", "9878"), ("4746", "V", "9878"), ("4746", "I", "987"), ("4746", "I", "0000")]
)
def test_none_when_the_name_is_no_sheet(name: tuple[str, str, str]) -> None:
    assert sheets.locate(*name) is None


@pytest.mark.parametrize(("box", "gap_m"), [((1, 1, 2, 2), 0), ((-5, 0, -3, 1), 3), ((2003, 2004, 2005, 2006), 5)])
def test_gap_is_measured_from_the_square(box: tuple[float, float, float, float], gap_m: float) -> None:
    assert sheets.Square(24047, 0, 0).gap_m(*box) == gap_m
