"""What people type as a place, checked against pyproj and the project's own pipeline for Indian 1975."""

import numpy as np
import pytest

from gis_assets import crs
from opendata import coordinates

LON, LAT = 98.9051234, 18.7485678


def utm(epsg: int) -> tuple[float, float]:
    ((east, north),) = crs.transformation(4326, epsg).apply(np.array([[LON, LAT]]))
    return float(east), float(north)


@pytest.mark.parametrize(
    "text",
    [
        "18.7485678, 98.9051234",
        "18.7485678 98.9051234",
        "98.9051234,18.7485678",
        "18.7485678°N 98.9051234°E",
        "N 18.7485678 E 98.9051234",
        "๑๘.๗๔๘๕๖๗๘, ๙๘.๙๐๕๑๒๓๔",
        "18°44'54.844\"N 98°54'18.444\"E",
        "18 44 54.844 N 98 54 18.444 E",
        "98°54′18.444″E, 18°44′54.844″N",
    ],
)
def test_degrees_are_read_in_every_way_they_are_written(text: str) -> None:
    (reading,) = coordinates.readings(text, zone=47)

    assert reading.system == "WGS 84"
    assert (reading.lon, reading.lat) == pytest.approx((LON, LAT), abs=2e-7)


@pytest.mark.parametrize("form", ["{e:.2f} {n:.2f}", "47Q {e:.2f} {n:.2f}", "{e:.2f}, {n:.2f}", "{n:.2f} {e:.2f}"])
def test_metres_mean_both_datums_unless_one_is_named(form: str) -> None:
    east, north = utm(32647)
    wgs, indian = coordinates.readings(form.format(e=east, n=north), zone=47)

    assert (wgs.system, indian.system) == ("WGS 84 / UTM 47", "Indian 1975 / UTM 47")
    assert (wgs.lon, wgs.lat) == pytest.approx((LON, LAT), abs=1e-6)
    assert abs(indian.lat - LAT) > 0.001


@pytest.mark.parametrize("word", ["Indian 1975", "indian75", "อินเดียน 1975"])
def test_indian_1975_goes_by_the_surveys_own_pipeline(word: str) -> None:
    east, north = utm(24047)

    (reading,) = coordinates.readings(f"{word} {east:.3f} {north:.3f}", zone=47)

    assert reading.system == "Indian 1975 / UTM 47"
    assert (reading.lon, reading.lat) == pytest.approx((LON, LAT), abs=1e-7)


def test_zone_that_is_named_goes_before_the_towns() -> None:
    readings = coordinates.readings("48 300000 1700000", zone=47)

    assert {reading.system for reading in readings} == {"WGS 84 / UTM 48", "Indian 1975 / UTM 48"}
    assert all(102 < reading.lon < 105 for reading in readings)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "07C021",
        "4746 I 9878",
        "18.7",
        "91.2, 200.1",
        "51.5, 0.1",
        "12 34",
        "18°61'0\"N 98°0'0\"E",
        "1e9 1e9",
        "9" * 80,
    ],
)
def test_what_is_no_place_in_thailand_is_none(text: str) -> None:
    assert coordinates.readings(text, zone=47) == []
