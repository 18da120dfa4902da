"""One look at a whole file: real ones, and the ones that need a question."""

import pickle
from dataclasses import fields
from decimal import Decimal
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import shapely

from gis_assets import crs as grids
from gis_assets import units
from landsurvey.formats import archive, cells, shapefile
from landsurvey.inspecting import inspection
from landsurvey.inspecting.inspected import Handed
from landsurvey.rules.known import KnownParcels
from landsurvey.words import FileRefused
from tests.landsurvey.builders import EAST_M, INDIAN_UTM, NORTH_M, a_row, a_square, a_survey, a_zip, entries_of

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
    assert (seen.counts()["duplicate_shape"], seen.counts()["duplicate_code"]) == (4, 3)
    assert (seen.counts()["enclosed_gap"], seen.rows_without_shape, seen.unsound) == (2, (), ())
    assert len(seen.overlaps) == 13
    assert seen.reading is not None
    stored_square_feet = np.array([float(text) for text in seen.reading.features.attributes["Shape_area"]])
    ratio = np.median(seen.reading.survey.areas_m2 / stored_square_feet)
    assert ratio == pytest.approx(0.09290341, rel=1e-6)


@pytest.mark.real_data
def test_every_parcel_is_outside_when_american_parcels_come_to_a_thai_town(real_data: Path) -> None:
    seen = inspection.inspect(real_data / "05-parcels/us-ca-oakland-parcels.zip", municipality_boundary=TOWN)

    assert seen.counts()["outside_municipality"] == 2241


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("file", "rows", "epsg", "unsound"),
    [
        ("01-thai-admin/chiang-mai-tambon.zip", 204, 4326, 0),
        ("03-thai-parcels/dol-nam-ron-21-parcels_as-published.geojson", 21, 4326, 0),
        ("03-thai-parcels/dol-nam-ron-21-parcels_restored-epsg24047.geojson", 21, 24047, 0),
        ("05-parcels/dc-parcel-lots.geojson", 1258, 4326, 1),
        ("05-parcels/es-catastro-parcel.gpkg", 186, 32628, 0),
        ("05-parcels/es-catastro-buildingparts.gpkg", 722, 32628, 0),
        ("10-utility-network/ky4_pipes.geojson", 1156, 3547, 0),
        ("11-torture/digital-land/conservation-areas.kml", 12, 4326, 1),
        ("11-torture/digital-land/conservation-areas.gml", 10, 4326, 0),
        ("11-torture/digital-land/conservation-areas-shp.zip", 6, 27700, 0),
        ("11-torture/gpkg/curvepolygon.gpkg", 1, 4326, 0),
    ],
)
def test_real_file_is_what_is_known_of_it(file: str, rows: int, epsg: int, unsound: int, real_data: Path) -> None:
    seen = inspection.inspect(real_data / file)

    assert seen.grid is not None
    assert (seen.rows, seen.grid.epsg, len(seen.unsound), seen.rows_without_shape) == (rows, epsg, unsound, ())


@pytest.mark.real_data
def test_restored_parcels_land_where_the_publisher_did_not(real_data: Path) -> None:
    folder = real_data / "03-thai-parcels"
    published = inspection.inspect(folder / "dol-nam-ron-21-parcels_as-published.geojson").reading
    restored = inspection.inspect(folder / "dol-nam-ron-21-parcels_restored-epsg24047.geojson").reading

    assert published is not None
    assert restored is not None
    ours, theirs = (shapely.centroid(reading.survey.projected) for reading in (restored, published))
    apart_m = shapely.distance(ours, theirs)
    assert apart_m == pytest.approx(np.full(21, 189.66), abs=0.05)
    (named,) = np.flatnonzero(published.features.attributes["label"] == "แปลงข้อมูลเปิด 2833")
    area_m2 = float(published.survey.areas_m2[named])
    assert area_m2 == pytest.approx(6_615.5, abs=0.05)
    assert published.plane_epsg == 32647
    assert units.format_rai_ngan_wah(units.wah_from_m2(Decimal(area_m2))) == "4-0-53.9"


@pytest.mark.real_data
def test_area_of_a_real_sub_district_is_told_with_the_grid_it_was_measured_on(real_data: Path) -> None:
    seen = inspection.inspect(real_data / "01-thai-admin/chiang-mai-tambon.zip")

    assert seen.reading is not None
    (mae_hia,) = np.flatnonzero(seen.reading.features.attributes["ADM3_PCODE"] == "TH500109")
    assert seen.to_json()["area_crs"] == {"value": 32647, "name": "WGS 84 / UTM 47N"}
    assert float(seen.reading.survey.areas_m2[mae_hia]) == pytest.approx(17_221_501, abs=1)


@pytest.mark.real_data
def test_two_real_lists_of_sub_districts_are_read_so_that_they_join_where_they_agree(real_data: Path) -> None:
    folder = real_data / "01-thai-admin"
    drawn = inspection.inspect(folder / "chiang-mai-tambon.zip").reading
    written = inspection.inspect(folder / "kongvut_sub_districts.csv").reading

    assert drawn is not None
    assert written is not None
    shapes, rows = drawn.features.attributes, written.features.attributes
    on_map = {code.removeprefix("TH"): name for code, name in zip(shapes["ADM3_PCODE"], shapes["ADM3_TH"], strict=True)}
    in_list = {code: name for code, name in zip(rows["id"], rows["name_th"], strict=True) if code.startswith("50")}
    both = on_map.keys() & in_list.keys()
    assert (len(on_map), len(both)) == (204, 201)
    assert on_map.keys() - both == {"502501", "502502", "502503"}
    assert in_list.keys() - both == {"500306", "500309", "500310", "500614"}
    differing = {code: (on_map[code], in_list[code]) for code in both if on_map[code] != in_list[code]}
    assert differing == {"502202": ("ทุ่งปี๊", "ทุ่งปี้")}


@pytest.mark.real_data
def test_parcels_of_an_exchange_are_found_among_its_layers(real_data: Path) -> None:
    path = real_data / "05-parcels/fr-edigeo-13029-A01.tar.bz2"

    (question,) = inspection.inspect(path).questions
    seen = inspection.inspect(path, layer="PARCELLE_id")

    assert (question.kind, question.choices[0]) == ("layer", ("PARCELLE_id", "PARCELLE_id (Polygon, 389)"))
    assert (seen.rows, seen.grid.epsg if seen.grid else None) == (389, 2154)


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("stem", "refusal"),
    [
        ("empty", inspection.NothingInside),
        ("ignore-properties", archive.MissingPart),
        ("pointm", archive.MissingPart),
        ("polygonm", archive.MissingPart),
    ],
)
def test_real_shapefile_is_refused_with_what_it_lacks(
    stem: str, refusal: type[FileRefused], real_data: Path, tmp_path: Path
) -> None:
    folder = real_data / "11-torture/mbostock-shapefile"
    path = a_zip(tmp_path / "a.zip", {part.name: part.read_bytes() for part in folder.glob(f"{stem}.*")})

    with pytest.raises(refusal):
        inspection.inspect(path, epsg=4326)


@pytest.mark.real_data
def test_real_shapefile_without_an_index_is_read_and_said(real_data: Path, tmp_path: Path) -> None:
    folder = real_data / "11-torture/mbostock-shapefile"
    parts = {part.name: part.read_bytes() for part in folder.glob("number-null-property.*")}

    seen = inspection.inspect(a_zip(tmp_path / "a.zip", parts), epsg=4326)

    assert (seen.rows, [note.msgid for note in seen.notes]) == (4, [shapefile.INDEX_REBUILT])


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


def test_texts_are_handed_over_once_before_the_register_is_asked(tmp_path: Path) -> None:
    path = a_survey([a_row(a_square(), PARCEL_COD="01A  1", LAND_NO="07")], tmp_path)
    texts: dict[str, npt.NDArray[np.object_]] = {}
    handed: list[Handed] = []

    def known(bounds: npt.NDArray[np.float64]) -> KnownParcels:
        assert (texts["PARCEL_COD"].tolist(), handed) == (["01A  1"], [])
        return no_parcels()

    inspection.inspect(path, known=known, hand_texts=texts.update, hand_over=handed.append)

    (sent,) = handed
    whole = sent.with_texts(texts).reading.survey.parcels.text
    assert (sent.reading.features.attributes, sent.borrowed["land_number"]) == ({}, "LAND_NO")
    assert (whole["code"].tolist(), whole["land_number"].tolist()) == (["01A 1"], ["07"])


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


def test_parcels_are_proposed_first_when_other_layers_are_empty_or_no_areas(tmp_path: Path) -> None:
    points = entries_of(a_survey([a_row(shapely.Point(1, 2))], tmp_path, name="a_marks", geometry_type="Point"))
    empty = without_rows(entries_of(a_survey([a_row(a_square())], tmp_path, name="b_empty")))
    parcels = entries_of(a_survey([a_row(a_square())], tmp_path, name="c_parcels"))

    seen = inspection.inspect(a_zip(tmp_path / "all.zip", {**points, **empty, **parcels}))

    assert [(layer.name, layer.geometry_type, layer.rows) for layer in seen.layers] == [
        ("a_marks", "Point", 1),
        ("b_empty", "Polygon", 0),
        ("c_parcels", "Polygon", 1),
    ]
    assert seen.questions[0].choices[0] == ("c_parcels", "c_parcels (Polygon, 1)")


def without_rows(entries: dict[str, bytes]) -> dict[str, bytes]:
    """The shapefile with its table said to be empty."""
    return {
        name: content[:4] + bytes(4) + content[8:] if name.endswith(".dbf") else content
        for name, content in entries.items()
    }


def test_reason_for_each_heading_is_told(tmp_path: Path) -> None:
    path = a_survey([a_row(a_square(), MYSTERY="07", ODD="1", LAND_NO="2")], tmp_path)

    seen = inspection.inspect(path, headings={"land_number": "MYSTERY"}, saved_headings={cells.key("ODD"): "rai"})

    assert {field: guess["because"] for field, guess in seen.heading_guess.items()} == {
        "code": "known name",
        "land_number": "chosen",
        "rai": "saved",
    }
    assert seen.unknown_headings == ("LAND_NO",)


def test_axes_are_asked_for_when_only_the_other_way_round_is_possible(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("PARCEL_COD,LAT,LON\n01A001,98.94,18.74\n01A002,98.95,18.75\n")

    asked = inspection.inspect(tmp_path / "a", municipality_boundary=TOWN)
    answered = inspection.inspect(tmp_path / "a", municipality_boundary=TOWN, axes="swapped")

    assert [question.kind for question in asked.questions] == ["axes"]
    assert (answered.must_ask, "outside_municipality" in answered.counts()) == (False, False)


def test_register_is_asked_for_the_place_of_the_survey(tmp_path: Path) -> None:
    asked = []

    def known(bounds: npt.NDArray[np.float64]) -> KnownParcels:
        asked.append(bounds.round().tolist())
        return no_parcels()

    seen = inspection.inspect(a_survey([a_row(a_square())], tmp_path), known=known)

    assert asked == [[EAST_M, NORTH_M, EAST_M + 40, NORTH_M + 40]]
    assert seen.reading is not None
    assert seen.reading.survey.known is not None


def test_datum_mistake_is_asked_about_and_undone_when_a_person_says_so(tmp_path: Path) -> None:
    squares = [a_square(column, row) for column in range(3) for row in range(2)]
    codes = [f"01A{number:03}" for number in range(len(squares))]
    moved = grids.reproject(np.array(squares, dtype=object), 32647, 24047)  # their figures, labelled WGS 84
    path = a_survey([a_row(s, PARCEL_COD=code) for s, code in zip(moved, codes, strict=True)], tmp_path)

    def known(bounds: npt.NDArray[np.float64]) -> KnownParcels:
        return no_parcels(shape=np.array(squares, dtype=object), code=np.array(codes, dtype=object))

    asked = inspection.inspect(path, known=known)
    (question,) = asked.questions
    answered = inspection.inspect(path, known=known, datum=question.choices[0][0])
    kept = inspection.inspect(path, known=known, datum="keep")

    assert (question.kind, answered.must_ask, kept.must_ask) == ("datum", False, False)
    assert answered.reading is not None
    assert shapely.distance(answered.reading.survey.projected[0].centroid, squares[0].centroid) < 0.5


def no_parcels(**columns: npt.NDArray[np.object_]) -> KnownParcels:
    """The register with these columns; all the others are blank."""
    count = len(next(iter(columns.values()), np.array([])))
    names = [field.name for field in fields(KnownParcels) if field.name not in ("parcel_id", "total", *columns)]
    blanks = {name: np.full(count, "", dtype=object) for name in names}
    return KnownParcels(**blanks, **columns, parcel_id=np.arange(count))  # type: ignore[arg-type]


def test_inspection_can_be_sent_to_another_process(tmp_path: Path) -> None:
    seen = inspection.inspect(a_survey([a_row(a_square())], tmp_path))

    assert pickle.loads(pickle.dumps(seen)).to_json() == seen.to_json()  # noqa: S301


def test_json_speaks_of_everything_but_the_rows(tmp_path: Path) -> None:
    seen = inspection.inspect(a_survey([a_row(a_square())], tmp_path), municipality_boundary=TOWN).to_json()

    assert (seen["rows"], seen["area_m2"], seen["findings"]) == (1, 1600, {})
    assert set(seen) >= {"encoding", "crs", "pipeline", "headings", "questions", "notes", "bounds_wgs84"}
