"""Opening the land office's monthly package."""

from pathlib import Path

import numpy as np
import pytest
import shapely

from gis_assets import crs
from landsurvey.landoffice import packages
from landsurvey.landoffice.transactions import Book
from tests.landsurvey.builders import a_square, a_zip
from tests.landsurvey.packages import a_package, a_shape_of, a_transaction


def test_all_tables_and_shapes_read_when_the_package_is_whole(tmp_path: Path) -> None:
    path = a_package(
        tmp_path / "month.zip",
        [a_transaction("12"), a_transaction("12", status="จำนอง"), a_transaction("13")],
        [a_shape_of(12, a_square()), a_shape_of(13, a_square(1))],
        certificates=[{"UTM_AIRMAP1": "4746"}],
        buildings=[{"สถานะ": "ก่อสร้าง"}],
    )

    package = packages.read(path)

    assert packages.is_package(path)
    assert [row.book for row in package.rows] == [Book.DEEDS] * 3 + [Book.CERTIFICATES, Book.BUILDINGS]
    assert package.epsg == 24047
    assert [key and key.land_number for key in package.key] == ["12", "13"]
    assert package.rows[0].cells["สถานะดำเนินการ"] == "ขาย "


def test_shapes_where_they_were_when_the_survey_departments_way_is_gone(tmp_path: Path) -> None:
    path = a_package(tmp_path / "month.zip", [a_transaction()], [a_shape_of(12, a_square())])

    package = packages.read(path)

    (placed,) = crs.reproject(package.shape, package.epsg, 32647)
    assert shapely.hausdorff_distance(placed, a_square()) < 0.01


def test_junk_named_when_it_is_passed_over(tmp_path: Path) -> None:
    path = a_package(tmp_path / "month.zip", [a_transaction()])

    (note,) = packages.read(path).notes

    assert note.args == {"names": "parcel_60070001.csv_ogr_tmp.csv, letter.pdf"}


def test_thai_read_when_the_tables_are_cp874(tmp_path: Path) -> None:
    rows = [{**a_transaction(str(number)), "REG_AMT": "-"} for number in range(1, 4)]

    package = packages.read(a_package(tmp_path / "month.zip", rows, encoding="cp874"))

    assert package.rows[0].cells["ชื่อ"] == "ทดสอบ"
    assert {text.encoding for text in package.encodings} == {"cp874"}


def test_refused_when_a_table_breaks_off(tmp_path: Path) -> None:
    path = a_zip(tmp_path / "cut.zip", {"x/parcel_1.csv": "สถานะ,วันที่\nขาย,5/1/2569\nข".encode()})

    with pytest.raises(packages.TableIsCutOff, match="row 2"):
        packages.read(path)


def test_refused_when_map_and_name_differ_in_the_grid(tmp_path: Path) -> None:
    path = a_package(tmp_path / "month.zip", [a_transaction()], [a_shape_of(12, a_square())], grid="EPSG:32647")

    with pytest.raises(packages.MapSaysAnotherGrid, match="EPSG:32647"):
        packages.read(path)


def test_refused_when_the_map_is_no_geojson(tmp_path: Path) -> None:
    path = a_zip(tmp_path / "bad.zip", {"x/parcel_1.csv": b"a\n1\n", "x/1_MAP_LAND_GIS_47.geojson": b"{"})

    with pytest.raises(packages.MapIsUnreadable, match="1_MAP_LAND_GIS_47"):
        packages.read(path)


def test_no_shapes_when_the_package_has_no_map(tmp_path: Path) -> None:
    package = packages.read(a_zip(tmp_path / "bare.zip", {"parcel_1.csv": "สถานะ\nขาย\n".encode()}))

    assert package.shape.tolist() == np.empty(0).tolist()
    assert [note.msgid for note in package.notes] == [packages.NO_SHAPES]


def test_no_package_when_the_zip_holds_a_survey(tmp_path: Path) -> None:
    assert not packages.is_package(a_zip(tmp_path / "other.zip", {"parcels.shp": b""}))
    assert not packages.is_package(Path(__file__))
