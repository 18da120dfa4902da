"""File geodatabases in a zip: only their own files are unpacked, under names of ours."""

from datetime import date
from pathlib import Path

import pytest
import shapely

from landsurvey.formats import filegdb, reading
from landsurvey.formats.archive import MAX_EXPANDED_BYTES, EscapesItsFolder
from tests.landsurvey.builders import a_zip, entries_of
from tests.landsurvey.formats.builders import SQUARE, a_packed, a_written, read


def a_geodatabase(folder: Path, *rows: dict[str, object], layer: str = "PARCEL") -> Path:
    home = folder / "out"
    home.mkdir()
    a_written(home / "valuation.gdb", *rows, driver="OpenFileGDB", layer=layer)
    return a_packed(folder / "a.zip", home)


def test_rows_and_grid_are_read_when_the_folder_is_zipped(tmp_path: Path) -> None:
    path = a_geodatabase(tmp_path, {"geometry": SQUARE, "LAND_NO": "07", "NO": 7.0, "ON_DATE": date(2023, 2, 1)})

    found = read(path)

    assert found.features.attributes["LAND_NO"].tolist() == ["07"]
    assert found.features.attributes["NO"].tolist() == ["7"]
    assert found.features.attributes["ON_DATE"].tolist() == ["2023-02-01"]
    assert (found.said.words, found.said.where) == ("EPSG:32647", reading.GEODATABASE)
    assert shapely.equals(found.features.geometry[0], SQUARE) or found.features.geometry[0].area == pytest.approx(1600)


def test_layers_are_listed_with_kind_and_rows(tmp_path: Path) -> None:
    (layer,) = filegdb.layers(
        a_geodatabase(tmp_path, {"geometry": SQUARE, "NO": "1"}), max_expanded_bytes=MAX_EXPANDED_BYTES
    )

    assert (layer.name, layer.geometry_type, layer.rows) == ("PARCEL", "MultiPolygon", 1)


def test_refused_when_the_zip_holds_two(tmp_path: Path) -> None:
    entries = entries_of(a_geodatabase(tmp_path, {"geometry": SQUARE, "NO": "1"}))
    twice = {name.replace("valuation", "other"): content for name, content in entries.items()}

    with pytest.raises(filegdb.SeveralGeodatabases):
        read(a_zip(tmp_path / "two.zip", entries | twice))


def test_refused_when_an_entry_escapes(tmp_path: Path) -> None:
    entries = entries_of(a_geodatabase(tmp_path, {"geometry": SQUARE, "NO": "1"}))

    with pytest.raises(EscapesItsFolder):
        read(a_zip(tmp_path / "bad.zip", {**entries, "../a00000001.gdbtable": b"x"}))


def test_what_is_no_part_of_it_is_not_unpacked(tmp_path: Path) -> None:
    entries = entries_of(a_geodatabase(tmp_path, {"geometry": SQUARE, "NO": "1"}))
    path = a_zip(tmp_path / "b.zip", {**entries, "valuation.gdb/layer.vrt": b"<OGRVRTDataSource/>", "read.me": b"x"})

    assert len(read(path).features) == 1
