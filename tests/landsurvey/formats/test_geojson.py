"""GeoJSON to the letter: what the standard forbids is named with its place, and nothing is read in silence."""

import json
from pathlib import Path

import pytest
import shapely

from landsurvey.formats import features, geojson, reading, wkb
from landsurvey.inspecting import inspection
from landsurvey.words import FileRefused
from tests.landsurvey.formats.builders import DEGREES, a_feature, a_geojson, read

BAD = "11-torture/geojsonhint/bad"
GOOD = "11-torture/geojsonhint/good"
# Valid by the standard and harmless: very fine figures, and a collection of one. Their rows are no areas.
ONLY_ADVICE = {"excessive_precision_truncated", "geometrycollection_single"}


def polygon(*rings: object) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": list(rings)}


def test_attributes_are_the_text_that_stands_in_the_file(tmp_path: Path) -> None:
    path = a_geojson(
        tmp_path / "a",
        a_feature(LAND_NO="07", NO=7.0, BIG=12345678901234567890, NAME="แม่เหียะ", NONE=None, IS=True, PARTS=["a", "b"]),
    )

    found = read(path).features.attributes

    assert {name: column[0] for name, column in found.items()} == {
        "LAND_NO": "07",
        "NO": "7",
        "BIG": "12345678901234567890",
        "NAME": "แม่เหียะ",
        "NONE": "",
        "IS": "true",
        "PARTS": '["a", "b"]',
    }


def test_digits_are_kept_when_a_number_is_longer_than_a_float_holds(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text(json.dumps(a_feature(NO=1)).replace(": 1", ": 12345678901234567.25", 1))

    assert read(path).features.attributes["NO"].tolist() == ["12345678901234567.25"]


def test_rows_that_lack_a_property_have_a_blank(tmp_path: Path) -> None:
    found = read(a_geojson(tmp_path / "a", a_feature(A="1"), a_feature(B="2"))).features

    assert (found.attributes["A"].tolist(), found.attributes["B"].tolist()) == (["1", ""], ["", "2"])
    assert found.rows.tolist() == [1, 2]


def test_ids_of_features_are_a_column(tmp_path: Path) -> None:
    path = a_geojson(tmp_path / "a", {**a_feature(), "id": 7}, {**a_feature(), "id": "x"})

    assert read(path).features.attributes["id"].tolist() == ["7", "x"]


def test_grid_is_wgs84_by_the_standard_when_the_file_says_none(tmp_path: Path) -> None:
    said = read(a_geojson(tmp_path / "a", a_feature())).said

    assert (said.words, said.where) == ("urn:ogc:def:crs:OGC::CRS84", reading.GEOJSON_STANDARD)


@pytest.mark.parametrize(
    "crs",
    [
        {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::24047"}},
        {"type": "name", "properties": {"name": "EPSG:24047"}},
        {"type": "EPSG", "properties": {"code": 24047}},
    ],
)
def test_legacy_crs_member_is_honoured(crs: dict[str, object], tmp_path: Path) -> None:
    square = shapely.box(494_000, 2_072_500, 494_040, 2_072_540)

    seen = inspection.inspect(a_geojson(tmp_path / "a", a_feature(square), crs=crs))

    assert seen.grid is not None
    assert (seen.grid.epsg, seen.grid.is_certain) == (24047, True)
    assert "x=204.4798 y=837.894 z=294.7765" in seen.pipeline


def test_asked_when_metres_stand_where_the_standard_wants_degrees(tmp_path: Path) -> None:
    path = a_geojson(tmp_path / "a", a_feature(shapely.box(494_000, 2_072_500, 494_040, 2_072_540)))

    seen = inspection.inspect(path, municipality_boundary=shapely.box(98.89, 18.73, 98.98, 18.77))

    (question,) = seen.questions
    assert (question.kind, [code for code, _ in question.choices]) == ("crs", ["24047", "32647"])


@pytest.mark.parametrize(
    "crs", [None, {"type": "link", "properties": {"href": "http://127.0.0.1:9/x"}}, "nonsense", {"type": "name"}]
)
def test_asked_when_the_crs_member_names_nothing_usable(crs: object, tmp_path: Path) -> None:
    seen = inspection.inspect(a_geojson(tmp_path / "a", a_feature(), crs=crs))

    assert [question.kind for question in seen.questions] == ["crs"]


def test_refused_when_a_row_names_a_grid_of_its_own(tmp_path: Path) -> None:
    path = a_geojson(tmp_path / "a", a_feature(), {**a_feature(), "crs": {"type": "name", "properties": {}}})

    with pytest.raises(geojson.SeveralGrids, match="Row 2"):
        read(path)


@pytest.mark.parametrize("mark", ["\x1e", ""])
def test_sequence_is_read_row_by_row(mark: str, tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("".join(f"{mark}{json.dumps(a_feature(NO=number))}\n" for number in (1, 2, 3)))

    found = read(path).features

    assert (found.rows.tolist(), found.attributes["NO"].tolist()) == ([1, 2, 3], ["1", "2", "3"])


def test_line_is_named_when_a_sequence_breaks_off(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text(f"{json.dumps(a_feature())}\n{json.dumps(a_feature())[:-20]}\n")

    with pytest.raises(geojson.NotJson, match="in line 2"):
        read(path)


def test_place_is_named_when_the_json_is_cut_off(tmp_path: Path) -> None:
    path = a_geojson(tmp_path / "a", a_feature(), a_feature())
    path.write_bytes(path.read_bytes()[:200])

    with pytest.raises(geojson.NotJson, match="in line 1, column"):
        read(path)


def test_refused_when_nested_without_end(tmp_path: Path) -> None:
    (tmp_path / "a").write_text('{"type":' + "[" * 200_000)

    with pytest.raises(geojson.TooDeep):
        read(tmp_path / "a")


@pytest.mark.parametrize(
    ("geometry", "what", "where"),
    [
        (polygon([[0, 0], [1, 0], [1, 1], [0, 1]]), features.NOT_CLOSED, "coordinates[0]"),
        (polygon([[0, 0], [1, 0], [0, 0]]), features.TOO_FEW_CORNERS, "coordinates[0]"),
        (polygon([[0, 0], [1, "0"], [1, 1], [0, 0]]), features.NO_NUMBERS, "coordinates[0][1]"),
        (polygon([[0, 0], [1], [1, 1], [0, 0]]), features.NOT_A_POSITION, "coordinates[0][1]"),
        (polygon([0, 0], [1, 0]), features.WRONG_DEPTH, "coordinates[0][0]"),
        ({"type": "Polygon"}, features.NO_COORDINATES, "coordinates"),
        ({"type": "polygon", "coordinates": []}, features.UNKNOWN_SHAPE, "geometry.type"),
        ({"type": "LineString", "coordinates": [[0, 0]]}, features.TOO_SHORT, "coordinates"),
        ("POLYGON EMPTY", features.UNKNOWN_SHAPE, "geometry"),
        (polygon([[0, 0], [1e400, 0], [1, 1], [0, 0]]), features.NO_NUMBERS, ""),
    ],
)
def test_row_is_named_with_what_and_where_when_its_shape_is_wrong(
    geometry: object, what: str, where: str, tmp_path: Path
) -> None:
    path = a_geojson(tmp_path / "a", a_feature(DEGREES), {"type": "Feature", "properties": {}, "geometry": geometry})
    path.write_text(path.read_text().replace("Infinity", "1e400"))

    seen = inspection.inspect(path)

    (malformed,) = [found for found in seen.findings if found.rule.id == "malformed_shape"]
    assert (malformed.index, malformed.args["what"]) == (1, what)
    assert where in str(malformed.args["where"])
    assert seen.rows_without_shape == ()


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ('{"type": "Feature", "type": "Feature", "properties": {}, "geometry": null}', geojson.RepeatedMember),
        ('{"type": "Feature", "properties": {"A": 1, "A": 2}, "geometry": null}', geojson.RepeatedMember),
        ('{"type": "Topology", "objects": {}}', geojson.NotGeoJson),
        ('{"type": "FeatureCollection", "features": {}}', geojson.NoFeatures),
        ('{"type": "FeatureCollection", "features": [{"type": "feature"}]}', geojson.NotAFeature),
        ('{"type": "Feature", "properties": [], "geometry": null}', geojson.WrongProperties),
        ('{"type": "Feature", "id": {}, "properties": {}, "geometry": null}', geojson.WrongId),
        ('{"type": "Feature", "geometry": null, "features": [{"type": "Feature"}]}', geojson.HidesShapes),
        ("[1, 2]", geojson.NotGeoJson),
        ("null", geojson.NotGeoJson),
    ],
)
def test_refused_when_the_structure_is_wrong(text: str, refusal: type[FileRefused], tmp_path: Path) -> None:
    (tmp_path / "a").write_text(text)

    with pytest.raises(refusal):
        read(tmp_path / "a")


def test_winding_is_only_a_note(tmp_path: Path) -> None:
    clockwise = polygon([[0, 0], [0, 1], [1, 1], [1, 0], [0, 0]])

    found = read(a_geojson(tmp_path / "a", a_feature(clockwise))).features

    assert [note.msgid for note in found.provenance.notes] == [geojson.WOUND_OTHERWISE]
    assert found.geometry[0].area == 1


def test_heights_are_set_aside_with_a_note(tmp_path: Path) -> None:
    tall = polygon([[0, 0, 5], [1, 0, 5], [1, 1, 5], [0, 0, 5]])

    found = read(a_geojson(tmp_path / "a", a_feature(tall))).features

    assert not found.geometry[0].has_z
    assert [note.msgid for note in found.provenance.notes] == [wkb.HEIGHTS_DROPPED]


def test_thai_text_is_read_by_evidence_when_the_file_is_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(json.dumps(a_feature(NAME="ศรีภูมิ"), ensure_ascii=False).encode("cp874"))

    found = read(path)

    assert (found.text.encoding, found.features.attributes["NAME"][0]) == ("cp874", "ศรีภูมิ")


@pytest.mark.real_data
def test_every_bad_file_is_refused_or_has_its_row_or_place_named(real_data: Path) -> None:
    files = sorted((real_data / BAD).glob("*.geojson"))

    silent = [path.stem for path in files if not _is_spoken_of(path)]

    assert len(files) == 44
    assert set(silent) == ONLY_ADVICE


def _is_spoken_of(path: Path) -> bool:
    try:
        found = read(path).features
    except FileRefused as refused:
        return len(str(refused.words)) > 20
    return bool(found.malformed or found.provenance.notes)


@pytest.mark.real_data
def test_every_good_file_is_read_without_complaint(real_data: Path) -> None:
    files = sorted((real_data / GOOD).glob("*.geojson"))

    found = {path.stem: read(path).features for path in files}

    assert len(found) == 18
    assert all(len(each) >= 1 and not each.malformed for each in found.values())
