"""GeoPackage: values as they stand, shapes as they are, and nothing run that the file brings along."""

import sqlite3
from pathlib import Path

import pandas
import pyogrio
import pytest
import shapely

from landsurvey.formats import geopackage, reading, wkb
from landsurvey.formats.archive import MAX_EXPANDED_BYTES
from landsurvey.words import FileRefused
from tests.landsurvey.formats.builders import SQUARE, a_frame, a_written, read


def a_geopackage(folder: Path, *statements: str, layer: str = "parcels", **attributes: object) -> Path:
    """A GeoPackage of one square, and what else is to be done to it."""
    path = a_written(folder / "a.gpkg", {"geometry": SQUARE, **attributes}, driver="GPKG", layer=layer)
    database = sqlite3.connect(path)
    for statement in statements:
        database.execute(statement)
    database.commit()
    database.close()
    return path


def test_values_are_the_text_that_a_person_would_write(tmp_path: Path) -> None:
    path = a_geopackage(tmp_path, LAND_NO="07", NO=7.0, WHOLE=2**60 + 1, ชื่อ="แม่เหียะ")

    found = read(path)

    values = {name: column[0] for name, column in found.features.attributes.items() if name != "fid"}
    assert values == {"LAND_NO": "07", "NO": "7", "WHOLE": str(2**60 + 1), "ชื่อ": "แม่เหียะ"}
    assert (found.said.words, found.said.where) == ("EPSG:32647", reading.GPKG_TABLE)
    assert found.features.geometry[0].equals(SQUARE)


def test_whole_numbers_stay_exact_when_others_are_missing(tmp_path: Path) -> None:
    frame = a_frame({"geometry": SQUARE}, {"geometry": SQUARE})
    frame["NO"] = pandas.array([2**60 + 1, None], dtype="Int64")
    pyogrio.write_dataframe(frame, tmp_path / "a.gpkg", driver="GPKG")

    assert read(tmp_path / "a.gpkg").features.attributes["NO"].tolist() == [str(2**60 + 1), ""]


def test_rows_are_counted_by_reading_whatever_the_file_says(tmp_path: Path) -> None:
    path = a_geopackage(tmp_path, "UPDATE gpkg_ogr_contents SET feature_count = 264")

    (layer,) = geopackage.layers(path, max_expanded_bytes=MAX_EXPANDED_BYTES)

    assert (layer.rows, len(read(path).features)) == (1, 1)


def test_layers_are_listed_with_kind_and_rows(tmp_path: Path) -> None:
    path = a_written(tmp_path / "a.gpkg", {"geometry": SQUARE}, driver="GPKG", layer="parcels")
    a_written(path, {"geometry": shapely.Point(1, 2)}, {"geometry": None}, driver="GPKG", layer="marks")

    found = geopackage.layers(path, max_expanded_bytes=MAX_EXPANDED_BYTES)

    assert [(layer.name, layer.geometry_type, layer.rows) for layer in found] == [
        ("parcels", "Polygon", 1),
        ("marks", "Point", 2),
    ]


def test_row_without_a_shape_stays_a_row(tmp_path: Path) -> None:
    path = a_written(tmp_path / "a.gpkg", {"geometry": SQUARE, "NO": "1"}, {"geometry": None, "NO": "2"}, driver="GPKG")

    found = read(path).features

    assert (found.geometry[1], found.attributes["NO"].tolist(), found.rows.tolist()) == (None, ["1", "2"], [1, 2])


def test_grid_is_not_said_when_the_table_calls_it_undefined(tmp_path: Path) -> None:
    path = a_geopackage(tmp_path, "UPDATE gpkg_geometry_columns SET srs_id = 0")

    assert read(path).said.words is None


@pytest.mark.parametrize(
    ("statement", "refusal"),
    [
        ("CREATE VIEW spy AS SELECT * FROM parcels", geopackage.HoldsAView),
        ("CREATE TRIGGER spy AFTER INSERT ON parcels BEGIN DELETE FROM parcels; END", geopackage.HoldsATrigger),
        ("CREATE VIRTUAL TABLE spy USING fts5(words)", geopackage.OpensOtherFiles),
        (
            "INSERT INTO gpkg_extensions VALUES (NULL, NULL, 'x_virtualogr', 'file:///etc/passwd', 'read-write')",
            geopackage.UnknownExtension,
        ),
        ("DROP TABLE gpkg_contents", geopackage.NotAGeoPackage),
    ],
)
def test_refused_when_it_holds_more_than_data(statement: str, refusal: type[FileRefused], tmp_path: Path) -> None:
    with pytest.raises(refusal):
        read(a_geopackage(tmp_path, statement))


def test_refused_when_a_view_stands_for_a_layer(tmp_path: Path) -> None:
    statements = ("CREATE VIEW spy AS SELECT * FROM parcels", "UPDATE gpkg_contents SET table_name = 'spy'")

    with pytest.raises(geopackage.HoldsAView, match="spy"):
        read(a_geopackage(tmp_path, *statements))


def test_refused_when_it_is_a_database_of_something_else(tmp_path: Path) -> None:
    database = sqlite3.connect(tmp_path / "a")
    database.execute("CREATE TABLE accounts (id)")
    database.close()

    with pytest.raises(geopackage.NotAGeoPackage):
        read(tmp_path / "a")


def test_refused_when_it_is_cut_off(tmp_path: Path) -> None:
    path = a_geopackage(tmp_path)
    path.write_bytes(path.read_bytes()[:20_000])

    with pytest.raises(FileRefused):
        read(path)


def test_nothing_is_left_beside_the_file_when_it_keeps_its_changes_apart(tmp_path: Path) -> None:
    path = a_geopackage(tmp_path, "PRAGMA journal_mode = WAL")

    found = read(path).features

    assert [note.msgid for note in found.provenance.notes] == [geopackage.MAY_BE_OPEN]
    assert [beside.name for beside in tmp_path.iterdir()] == ["a.gpkg"]


def test_heights_are_set_aside_with_a_note(tmp_path: Path) -> None:
    tall = shapely.force_3d(SQUARE, 5)
    found = read(a_written(tmp_path / "a.gpkg", {"geometry": tall}, driver="GPKG")).features

    assert (found.geometry[0].has_z, [note.msgid for note in found.provenance.notes]) == (False, [wkb.HEIGHTS_DROPPED])


@pytest.mark.real_data
def test_parcels_are_186_and_not_264_as_the_file_says(real_data: Path) -> None:
    found = read(real_data / "05-parcels/es-catastro-parcel.gpkg")

    assert (len(found.features), found.said.words) == (186, "EPSG:32628")
    assert bool(shapely.is_valid(found.features.geometry).all())


@pytest.mark.real_data
def test_curves_are_declared_when_they_were_straightened(real_data: Path) -> None:
    found = read(real_data / "11-torture/gpkg/curvepolygon.gpkg").features

    assert [note.msgid for note in found.provenance.notes] == [geopackage.CURVES_STRAIGHTENED]
    assert found.provenance.geometry_type == "Polygon"
