"""The datum: figures from a published control pair, from DOL sheet squares, and from what PROJ does by default."""

import numpy as np
import pyproj
import pytest
import shapely
from numpy.typing import NDArray

from gis_assets import crs

MAE_HIA_INDIAN_UTM = np.array([[494_000.0, 2_073_000.0]])
UBON_INDIAN_UTM = np.array([[484_000.0, 1_685_000.0]])  # in zone 48


def test_control_pair_agrees_within_a_fifth_of_a_metre_when_taken_to_indian_1975() -> None:
    indian = crs.transformation(32647, 24047).apply(np.array([[672_978.171, 1_521_044.256]]))

    assert np.abs(indian - [[673_310.690, 1_520_741.207]]).max() < 0.2


@pytest.mark.parametrize(
    ("corner_km", "centre"),
    [((498, 2078), (98.98735, 18.80546)), ((494, 2074), (98.94940, 18.76931)), ((614, 1610), (100.06446, 14.57242))],
)
def test_centre_of_a_sheet_square_lands_where_it_was_measured(
    corner_km: tuple[int, int], centre: tuple[float, float]
) -> None:
    middle = np.array([corner_km], dtype=float) * 1000 + 1000

    lon_lat = crs.transformation(24047, 4326).apply(middle)

    assert lon_lat[0] == pytest.approx(centre, abs=1e-5)


def test_default_operation_of_proj_is_190_metres_away_from_ours() -> None:
    ours = crs.transformation(24047, 32647).apply(MAE_HIA_INDIAN_UTM)[0]
    default = pyproj.Transformer.from_crs(24047, 32647, always_xy=True).transform(*MAE_HIA_INDIAN_UTM[0])

    assert np.hypot(*(ours - default)) == pytest.approx(190.6, abs=0.5)


@pytest.mark.parametrize(
    ("indian", "wgs84", "place"), [(24047, 32647, MAE_HIA_INDIAN_UTM), (24048, 32648, UBON_INDIAN_UTM)]
)
def test_way_there_and_back_returns_to_the_start(indian: int, wgs84: int, place: NDArray[np.float64]) -> None:
    there = crs.transformation(indian, wgs84).apply(place)
    back = crs.transformation(wgs84, indian).apply(there)

    assert back == pytest.approx(place, abs=5e-3)  # the step sets heights aside, which costs some millimetres


def test_zone_48_without_a_datum_step_is_520_metres_away() -> None:
    moved = crs.transformation(24048, 32648).apply(UBON_INDIAN_UTM)[0] - UBON_INDIAN_UTM[0]

    assert np.hypot(*moved) == pytest.approx(520, abs=5)


def test_us_survey_feet_are_not_taken_for_metres() -> None:
    feet = crs.reproject(np.array([shapely.Point(6_050_000, 2_120_000)], dtype=object), 2227, 4326)

    assert shapely.get_x(feet)[0] == pytest.approx(-122.27, abs=0.05)


def test_recorded_pipeline_alone_repeats_the_transformation() -> None:
    way = crs.transformation(24047, 4326)

    rerun = pyproj.Transformer.from_pipeline(way.pipeline).transform(*MAE_HIA_INDIAN_UTM[0])

    assert rerun == pytest.approx(way.apply(MAE_HIA_INDIAN_UTM)[0])


def test_indian_1975_to_an_unrelated_system_is_refused() -> None:
    with pytest.raises(ValueError, match="EPSG:2227"):
        crs.transformation(24047, 2227)


def test_missing_geometry_stays_missing_when_reprojected() -> None:
    moved = crs.reproject(np.array([None, shapely.Point(98.95, 18.75)], dtype=object), 4326, 32647)

    assert moved[0] is None
    assert moved[1].x == pytest.approx(494_731, abs=2)


def test_step_from_indian_1975_is_a_setting_with_its_source_and_its_doubt() -> None:
    step = crs.datum_step()

    assert (step.to_wgs84_m, step.ellipsoid) == ((204.4798, 837.8940, 294.7765), "evrst30")
    assert all((step.title, step.title_th, step.cite, step.cite_th, step.doubt, step.doubt_th))
    assert [each.name for each in crs.datum_steps() if each.in_force_until is None] == ["rtsd"]
