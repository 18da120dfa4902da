"""One look at a whole file: real ones, and the ones that need a question."""

from pathlib import Path

import numpy as np
import pytest
import shapely

from gis_assets import crs as grids
from landsurvey import inspection
from landsurvey.formats import shapefile
from tests.landsurvey.builders import INDIAN_UTM, a_row, a_square, a_survey, a_zip, entries_of

TOWN = shapely.box(98.89, 18.73, 98.98, 18.77)
TAMBONS_CP874 = "02-thai-cp874-derived/mueang-chiangmai-tambon_24047_cp874_OEM874.zip"


@pytest.mark.real_data
def test_thai_names_and_places_survive_when_the_file_is_indian_1975_in_cp874(real_data: Path) -> None:
    seen = inspection.inspect(real_data / TAMBONS_CP874)
    truth = inspection.inspect(real_data / "01-thai-admin/chiang-mai-tambon.zip")

    assert seen.reading is not None
    assert truth.reading is not None
    assert (seen.rows, truth.rows) == (16, 204)
    expected = dict(zip(truth.reading.features.attributes["ADM3_PCODE"], truth.reading.features.geometry, strict=True))
    names = dict(
        zip(truth.reading.features.attributes["ADM3_PCODE"], truth.reading.features.attributes["ADM3_TH"], strict=True)
    )
    found = seen.reading.features.attributes
    placed = grids.reproject(seen.reading.features.geometry, 24047, 32647)
    for code, name, shape in zip(found["ADM3_PCODE"], found["ADM3_TH"], placed, strict=True):
        true_shape = grids.reproject(np.array([expected[code]], dtype=object), 4326, 32647)[0]
        assert name == names[code]
        assert shapely.hausdorff_distance(shape, true_shape) < 5
    assert "แม่เหียะ" in found["ADM3_TH"]


@pytest.mark.real_data
def test_american_feet_are_never_read_as_metres(real_data: Path) -> None:
    seen = inspection.inspect(real_data / "05-parcels/us-ca-oakland-parcels.zip", headings={"code": "APN"})

    assert seen.grid is not None
    assert (seen.rows, seen.grid.epsg) == (2241, 2227)
    assert seen.counts() == {"duplicate_shape": 4, "overlap": 8, "duplicate_code": 3}
    assert seen.reading is not None
    stored_square_feet = np.array([float(text) for text in seen.reading.features.attributes["Shape_area"]])
    ratio = np.median(seen.reading.survey.areas_m2 / stored_square_feet)
    assert ratio == pytest.approx(0.09290341, rel=1e-6)


@pytest.mark.real_data
def test_every_parcel_is_outside_when_american_parcels_come_to_a_thai_town(real_data: Path) -> None:
    seen = inspection.inspect(real_data / "05-parcels/us-ca-oakland-parcels.zip", municipality_boundary=TOWN)

    assert seen.counts()["outside_municipality"] == 2241


@pytest.mark.real_data
def test_litter_is_ignored_and_invalid_rings_are_counted_in_a_real_zip(real_data: Path) -> None:
    seen = inspection.inspect(real_data / "12-buildings/boulder_buildings.zip")

    assert (seen.rows, seen.counts()["invalid_ring"]) == (13_491, 10)


@pytest.mark.real_data
def test_null_geometry_is_told_from_the_row_it_stands_in(real_data: Path, tmp_path: Path) -> None:
    folder = real_data / "11-torture/mbostock-shapefile"
    path = a_zip(tmp_path / "null.zip", {part.name: part.read_bytes() for part in folder.glob("null.*")})

    seen = inspection.inspect(path, epsg=4326)

    assert (seen.rows, seen.counts()["missing_shape"]) == (9, 4)
    assert [found.index for found in seen.findings if found.rule.id == "missing_shape"] == [1, 3, 4, 7]


def test_leading_zeros_and_thai_headings_survive(tmp_path: Path) -> None:
    path = a_survey(
        [a_row(a_square(), PARCEL_COD="01A001", LAND_NO="07", ไร่="1")], tmp_path, encoding="cp874", cpg=None
    )

    seen = inspection.inspect(path, municipality_boundary=TOWN)

    assert seen.reading is not None
    assert seen.headings["rai"] == "ไร่"
    assert seen.reading.survey.parcels.text["land_number"].tolist() == ["07"]
    assert seen.reading.survey.parcels.deed_area_wah.tolist() == [400]


def test_recorded_pipeline_is_the_explicit_one_when_the_file_is_indian_1975(tmp_path: Path) -> None:
    seen = inspection.inspect(a_survey([a_row(a_square())], tmp_path, epsg=INDIAN_UTM), municipality_boundary=TOWN)

    assert "x=204.4798 y=837.894 z=294.7765" in seen.pipeline


def test_question_with_candidates_when_the_prj_is_missing(tmp_path: Path) -> None:
    path = a_survey([a_row(a_square())], tmp_path, leave_out=["prj"])

    seen = inspection.inspect(path, municipality_boundary=TOWN)

    (question,) = seen.questions
    assert [code for code, _ in question.choices] == ["24047", "32647"]
    assert (seen.reading, seen.findings) == (None, ())
    assert not inspection.inspect(path, municipality_boundary=TOWN, epsg=24047).must_ask


def test_question_when_the_prj_lies(tmp_path: Path) -> None:
    honest = entries_of(a_survey([a_row(a_square())], tmp_path))
    lie = entries_of(a_survey([a_row(shapely.box(98.94, 18.74, 98.95, 18.75))], tmp_path, name="other", epsg=4326))

    path = a_zip(tmp_path / "lie.zip", {**honest, "parcels.prj": lie["other.prj"]})

    assert [question.kind for question in inspection.inspect(path, municipality_boundary=TOWN).questions] == ["crs"]


def test_question_when_the_zip_holds_two_shapefiles(tmp_path: Path) -> None:
    first = entries_of(a_survey([a_row(a_square())], tmp_path, name="north"))
    second = entries_of(a_survey([a_row(a_square(1))], tmp_path, name="south"))
    path = a_zip(tmp_path / "two.zip", {**first, **second})

    (question,) = inspection.inspect(path).questions

    assert [name for name, _ in question.choices] == ["north", "south"]
    assert inspection.inspect(path, layer="south").layer == "south"


def test_question_with_sample_when_the_encoding_is_in_doubt(tmp_path: Path) -> None:
    path = a_survey([a_row(a_square(), NOTE="México")], tmp_path, encoding="cp1252", cpg=None)

    seen = inspection.inspect(path, municipality_boundary=TOWN)

    assert [question.kind for question in seen.questions] == ["encoding"]
    assert not inspection.inspect(path, municipality_boundary=TOWN, codec="cp1252").must_ask


def test_index_is_rebuilt_and_said_when_shx_is_missing(tmp_path: Path) -> None:
    seen = inspection.inspect(a_survey([a_row(a_square())], tmp_path, leave_out=["shx"]), municipality_boundary=TOWN)

    assert (seen.rows, [note.msgid for note in seen.notes]) == (1, [shapefile.INDEX_REBUILT])


def test_refused_when_the_shapes_are_damaged(tmp_path: Path) -> None:
    entries = entries_of(a_survey([a_row(a_square())], tmp_path))

    with pytest.raises(shapefile.UnreadableShapes):
        inspection.inspect(a_zip(tmp_path / "bad.zip", {**entries, "parcels.shp": b"no shapes", "parcels.shx": b"x"}))


def test_refused_when_table_and_shapes_disagree(tmp_path: Path) -> None:
    three = entries_of(a_survey([a_row(a_square(n)) for n in range(3)], tmp_path))
    one = entries_of(a_survey([a_row(a_square())], tmp_path, name="one"))

    with pytest.raises(shapefile.RowsDoNotMatch):
        inspection.inspect(a_zip(tmp_path / "bad.zip", {**three, "parcels.dbf": one["one.dbf"]}))


def test_json_speaks_of_everything_but_the_rows(tmp_path: Path) -> None:
    seen = inspection.inspect(a_survey([a_row(a_square())], tmp_path), municipality_boundary=TOWN).to_json()

    assert (seen["rows"], seen["area_m2"], seen["findings"]) == (1, 1600, {})
    assert set(seen) >= {"encoding", "crs", "pipeline", "headings", "questions", "notes", "bounds_wgs84"}
