"""Surveys made wrong on purpose: the mistake is named, and undoing it brings the survey back."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely

from gis_assets import crs
from landsurvey.inspecting import fingerprint
from landsurvey.rules.survey import Survey
from tests.landsurvey.rules.builders import a_known, a_survey_of

UTM = 32647
PLACE = (494_000.0, 2_073_000.0)
# Table of the mistakes as measured at Mae Hia, metres east and north.
MEASURED = {
    "default_tool": (-184, 50),
    "indian_as_wgs84": (333, -303),
    "wgs84_as_indian": (-333, 303),
    "wgs84_as_indian_by_default_tool": (-517, 353),
    "no_datum": (332, -135),
    "military_step": (-2, 2),
}


def true_shapes(count: int = 25) -> list[shapely.Polygon]:
    return [
        shapely.box(x, y, x + 20, y + 30)
        for x, y in ((PLACE[0] + 90 * (n % 5), PLACE[1] + 90 * (n // 5)) for n in range(count))
    ]


def a_survey(mistake: str | None, *, known: bool = True, **cells: str) -> Survey:
    shapes = np.array(true_shapes(), dtype=object)
    if mistake:
        shapes = shapely.transform(shapes, lambda xy: fingerprint.BY_ID[mistake].made(xy, 47))
    rows = [{"shape": shape, "PARCEL_COD": f"01A{n:03}", **cells} for n, shape in enumerate(shapes)]
    survey = a_survey_of(*rows)
    indian = {epsg: shapely.bounds(crs.reproject(shapes, UTM, epsg)) for epsg in (24047, 24048)}
    register = a_known(*[{"shape": shape, "code": f"01A{n:03}"} for n, shape in enumerate(true_shapes())])
    return replace(survey, indian=indian, known=register if known else None)


@pytest.mark.parametrize(("mistake", "shift"), MEASURED.items())
def test_shift_of_a_mistake_is_the_measured_one_at_mae_hia(mistake: str, shift: tuple[int, int]) -> None:
    wrong = fingerprint.BY_ID[mistake].made(np.array([PLACE]), 47)

    assert wrong[0] - PLACE == pytest.approx(shift, abs=1)


@pytest.mark.parametrize("mistake", MEASURED)
def test_mistake_is_named_when_the_survey_lies_off_the_register(mistake: str) -> None:
    found = fingerprint.of(a_survey(mistake), utm_epsg=UTM)

    assert found is not None
    assert (found.source, found.matched, found.causes) == ("register", 25, (mistake,))
    assert found.shift_m == pytest.approx(MEASURED[mistake], abs=1)
    assert found.sentence is not None
    assert [value for value, _ in found.choices()] == [mistake, "keep"]


@pytest.mark.parametrize("mistake", MEASURED)
def test_survey_lies_on_the_register_when_the_mistake_is_undone(mistake: str) -> None:
    mended = fingerprint.undone(a_survey(mistake), mistake, utm_epsg=UTM)

    apart_m = shapely.hausdorff_distance(mended.projected, np.array(true_shapes(), dtype=object))
    assert apart_m.max() < 0.01


def test_no_mistake_is_named_when_the_survey_lies_where_it_should() -> None:
    found = fingerprint.of(a_survey(None), utm_epsg=UTM)

    assert found is not None
    assert (found.causes, found.sentence) == ((), None)
    assert found.shift_m == pytest.approx((0, 0))


def test_small_mistake_is_not_named_when_the_accuracy_drowns_it() -> None:
    found = fingerprint.of(replace(a_survey("military_step"), sigma_m=2.0), utm_epsg=UTM)

    assert found is not None
    assert found.causes == ()


def test_no_mistake_is_named_when_rows_moved_each_its_own_way() -> None:
    survey = a_survey(None)
    rng = np.random.default_rng(1)
    moved = [shapely.transform(shape, lambda xy: xy + rng.uniform(-400, 400, 2)) for shape in survey.projected]

    found = fingerprint.of(replace(survey, projected=np.array(moved, dtype=object)), utm_epsg=UTM)

    assert found is not None
    assert found.causes == ()


def test_few_wrong_rows_do_not_move_the_median() -> None:
    survey = a_survey("default_tool")
    shapes = survey.projected.copy()
    shapes[:5] = shapely.transform(shapes[:5], lambda xy: xy + 5_000)

    found = fingerprint.of(replace(survey, projected=shapes), utm_epsg=UTM)

    assert found is not None
    assert found.causes == ("default_tool",)


@pytest.mark.parametrize("mistake", ["indian_as_wgs84", "wgs84_as_indian_by_default_tool"])
def test_mistake_is_named_from_the_sheets_alone_when_nothing_is_registered(mistake: str) -> None:
    sheet = {"UTMMAP1": "4746", "UTMMAP2": "I", "UTMMAP3": "9472"}
    shapes = _across_a_sheet()
    wrong = shapely.transform(shapes, lambda xy: fingerprint.BY_ID[mistake].made(xy, 47))
    survey = a_survey_of(*[{"shape": shape, **sheet} for shape in wrong])
    survey = replace(survey, indian={24047: shapely.bounds(crs.reproject(wrong, UTM, 24047))})

    found = fingerprint.of(survey, utm_epsg=UTM)

    assert found is not None
    assert (found.source, found.causes[0]) == ("sheets", mistake)


def test_nothing_is_said_when_the_survey_matches_nothing() -> None:
    assert fingerprint.of(a_survey(None, known=False), utm_epsg=UTM) is None


def test_fingerprint_is_plain_data() -> None:
    found = fingerprint.of(a_survey("indian_as_wgs84"), utm_epsg=UTM)

    assert found is not None
    told = found.to_json()
    assert (told["source"], told["causes"], told["matched"]) == ("register", ["indian_as_wgs84"], 25)


def _across_a_sheet() -> np.ndarray:
    """Parcels from edge to edge of the sheet 4746 I 9472, at their true place."""
    spots = [(494_010 + 220 * east, 2_072_010 + 220 * north) for east in range(10) for north in range(10)]
    return crs.reproject(np.array([shapely.box(x, y, x + 10, y + 10) for x, y in spots], dtype=object), 24047, UTM)


@pytest.mark.real_data
def test_published_parcels_of_the_department_of_lands_are_traced_to_the_default_tool(real_data: Path) -> None:
    folder = real_data / "03-thai-parcels"
    published = real(folder / "dol-nam-ron-21-parcels_as-published.geojson", 4326)
    restored = real(folder / "dol-nam-ron-21-parcels_restored-epsg24047.geojson", 24047)
    register = a_known(*[{"shape": shape, "code": f"{n:03}"} for n, shape in enumerate(restored)])
    survey = a_survey_of(*[{"shape": shape, "PARCEL_COD": f"{n:03}"} for n, shape in enumerate(published)])

    found = fingerprint.of(replace(survey, known=register), utm_epsg=UTM)

    assert found is not None
    assert np.hypot(*found.shift_m) == pytest.approx(189.66, abs=0.5)
    assert (found.matched, found.causes) == (21, ("default_tool",))
    mended = fingerprint.undone(survey, "default_tool", utm_epsg=UTM)
    assert shapely.hausdorff_distance(mended.projected, restored).max() < 0.05


def real(path: Path, epsg: int) -> np.ndarray:
    _, _, wkb, _ = pyogrio.raw.read(path, columns=[])
    return crs.reproject(shapely.force_2d(shapely.from_wkb(wkb)), epsg, UTM)
