"""Tables as people send them: whatever divides, encodes or names their columns."""

import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
import shapely

from landsurvey.formats import archive, delimited, placement, sheet, tables, workbook
from landsurvey.formats.reading import Read
from landsurvey.words import FileRefused

LIMIT = 10**8
PLACE = "18.744,98.951"


def a_text(folder: Path, text: str, *, encoding: str = "utf-8") -> Path:
    path = folder / "table"
    path.write_bytes(text.encode(encoding))
    return path


def a_book(folder: Path, **sheets: Sequence[Sequence[object]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        made = book.create_sheet(name)
        for row in rows:
            made.append(list(row))
    path = folder / "book"
    book.save(path)
    return path


def read(path: Path, *, layer: str | None = None, codec: str | None = None) -> Read:
    found = tables.layers(path, max_expanded_bytes=LIMIT)
    return tables.read(path, layer=layer or found[0].name, codec=codec, max_expanded_bytes=LIMIT)


def notes(found: Read) -> str:
    return " ".join(str(note) for note in found.features.provenance.notes)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_columns_are_found_by_what_divides_the_rows(tmp_path: Path, delimiter: str) -> None:
    lines = ["PARCEL_COD,LAT,LON", "07,18.744,98.951", '"a b",18.745,98.952']

    found = read(a_text(tmp_path, "\n".join(lines).replace(",", delimiter)))

    assert found.features.attributes["PARCEL_COD"].tolist() == ["07", "a b"]
    assert shapely.get_coordinates(found.features.geometry).tolist() == [[98.951, 18.744], [98.952, 18.745]]
    assert (found.said.words, found.features.rows.tolist()) == ("EPSG:4326", [2, 3])


@pytest.mark.parametrize(
    ("encoding", "decided"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("cp874", "cp874"), ("utf-16", "utf-16")],
)
def test_thai_is_read_however_it_is_encoded(tmp_path: Path, encoding: str, decided: str) -> None:
    path = a_text(tmp_path, f"รหัสแปลง,ละติจูด,ลองจิจูด,ชื่อ\n07,{PLACE},แม่เหียะ\n", encoding=encoding)

    found = read(path)

    assert list(found.features.attributes) == ["รหัสแปลง", "ละติจูด", "ลองจิจูด", "ชื่อ"]
    assert (found.features.attributes["ชื่อ"][0], found.text.encoding, found.text.is_certain) == ("แม่เหียะ", decided, True)


def test_a_person_is_asked_when_the_encoding_is_in_doubt(tmp_path: Path) -> None:
    path = a_text(tmp_path, f"NAME,LAT,LON\nMéxico façade,{PLACE}\n", encoding="cp1252")

    assert (read(path).text.encoding, read(path).text.is_certain) == ("cp1252", False)
    assert read(path, codec="cp1252").text.is_certain


def test_commas_are_decimal_when_semicolons_divide(tmp_path: Path) -> None:
    found = read(a_text(tmp_path, "ID;LAT;LON\n1;18,744;98,951\n2;18,7;98,9\n"))

    assert shapely.get_coordinates(found.features.geometry).tolist() == [[98.951, 18.744], [98.9, 18.7]]
    assert "Decimal commas" in notes(found)


def test_commas_are_thousands_when_the_figures_say_so(tmp_path: Path) -> None:
    found = read(a_text(tmp_path, 'ID;N;E\n1;"2,072,500.5";"494,000"\n'))

    assert shapely.get_coordinates(found.features.geometry).tolist() == [[494000, 2072500.5]]


def test_degrees_are_read_with_minutes_and_thai_digits(tmp_path: Path) -> None:
    found = read(a_text(tmp_path, "ID\tLAT\tLON\n1\t18°44'24\"\t๙๘.๙๕\n"))

    assert shapely.get_coordinates(found.features.geometry).tolist() == [[98.95, pytest.approx(18.74)]]


def test_swapped_columns_are_asked_about_and_not_turned(tmp_path: Path) -> None:
    degrees = read(a_text(tmp_path, "ID,LAT,LON\n1,98.951,18.744\n"))
    metres = read(a_text(tmp_path, "ID,N,E\n1,494000,2072500\n"))
    right = read(a_text(tmp_path, "ID,N,E\n1,2072500,494000\n"))

    assert [degrees.seems_swapped, metres.seems_swapped, right.seems_swapped] == [True, True, False]
    assert shapely.get_coordinates(degrees.features.geometry).tolist() == [[18.744, 98.951]]


def test_grid_is_asked_for_when_metres_stand_under_latitude(tmp_path: Path) -> None:
    found = read(a_text(tmp_path, "ID,LAT,LON\n1,2072500,494000\n"))

    assert found.said.words is None
    assert "no degrees" in notes(found)


def test_markers_of_the_land_office_are_known_and_their_grid_is_asked(tmp_path: Path) -> None:
    found = read(a_text(tmp_path, "Name,Code,N,E,h\nก1,BP,2072500.123,494000.456,312.5\n"))

    assert found.said.words is None
    assert shapely.get_coordinates(found.features.geometry).tolist() == [[494000.456, 2072500.123]]
    assert "boundary markers" in notes(found)


@pytest.mark.parametrize("srid", ["", "SRID=24047;"])
def test_shapes_are_read_from_wkt(tmp_path: Path, srid: str) -> None:
    found = read(a_text(tmp_path, f'PARCEL_COD,WKT\n07,"{srid}POLYGON((0 0,4 0,4 4,0 0))"\n08,\n09,POLYGON((0 0\n'))

    assert found.features.geometry[0].equals(shapely.Polygon([(0, 0), (4, 0), (4, 4)]))
    assert found.features.geometry[1:].tolist() == [None, None]
    assert [fault.index for fault in found.features.malformed] == [2]
    assert found.said.words == ("EPSG:24047" if srid else None)


def test_shapes_are_read_from_the_hexadecimal_of_databases(tmp_path: Path) -> None:
    shape = shapely.set_srid(shapely.box(0, 0, 4, 4), 32647)

    found = read(a_text(tmp_path, f"PARCEL_COD,geom\n07,{shapely.to_wkb(shape, hex=True, include_srid=True)}\n"))

    assert (found.features.geometry[0].area, found.said.words) == (16, "EPSG:32647")


@pytest.mark.parametrize(
    "text",
    [
        f"ID,LAT,LON\n1,{PLACE}\n2,18.7",
        f'ID,NAME,LAT,LON\n1,"Si Phum",{PLACE}\n2,"Ha',
        f'ID,LAT,LON\n1,{PLACE}\n2,18.7,"98',
    ],
)
def test_refused_when_the_file_is_cut_in_a_record(tmp_path: Path, text: str) -> None:
    with pytest.raises(delimited.CutOff, match="record 3"):
        read(a_text(tmp_path, text))


def test_rows_of_another_length_are_named(tmp_path: Path) -> None:
    found = read(a_text(tmp_path, f"ID,LAT,LON,NAME\n1,{PLACE},a\n2,{PLACE}\n3,{PLACE},b,c\n4,{PLACE},d\n"))

    assert [shape is None for shape in found.features.geometry] == [False, False, True, False]
    assert "filled with blanks: 3." in notes(found)
    assert "moved: 4." in notes(found)


def test_cell_that_is_no_number_is_named_and_blank_ones_are_counted(tmp_path: Path) -> None:
    found = read(a_text(tmp_path, f"ID,LAT,LON\n1,{PLACE}\n2,x,98.9\n3,,\n4,0,0\n"))

    assert [(fault.index, fault.where) for fault in found.features.malformed] == [(1, "LAT")]
    assert "2 rows have no coordinates" in notes(found)


def test_refused_when_nothing_in_it_is_a_place(tmp_path: Path) -> None:
    with pytest.raises(placement.NoCoordinates, match="NAME, AGE"):
        read(a_text(tmp_path, "NAME,AGE\na,b\n"))
    with pytest.raises(placement.NoPlaces):
        read(a_text(tmp_path, "ID,LAT,LON\n1,,\n"))


@pytest.mark.parametrize("text", ["ID,LAT\n", "LAT,LON\n1,\x002\n", "just a letter\nof two lines"])
def test_refused_when_it_is_no_table(tmp_path: Path, text: str) -> None:
    with pytest.raises(FileRefused):
        read(a_text(tmp_path, text))


def test_coordinate_system_in_words_is_no_table(tmp_path: Path) -> None:
    words = 'PROJCS["WGS_1984_UTM_Zone_47N",GEOGCS["GCS_WGS_1984",UNIT["Degree",0.0174532925199433]]]'

    assert not tables.looks_like(a_text(tmp_path, words))


def test_cells_of_a_workbook_are_read_as_they_are_seen(tmp_path: Path) -> None:
    path = a_book(tmp_path, ที่ดิน=[["รหัส ", "โฉนด", "วันที่", "N", "E"], [7, 7.0, date(2023, 1, 31), 2072500.25, 494000]])
    with path.open("rb") as file:
        book = openpyxl.load_workbook(file)
    book.active["A2"].number_format = "00000"
    book.active["C2"] = datetime(2023, 1, 31, 9, 30)  # noqa: DTZ001  a workbook knows no zones
    book.save(path)

    found = read(path)

    cells = {name: column[0] for name, column in found.features.attributes.items()}
    assert cells == {"รหัส": "00007", "โฉนด": "7", "วันที่": "2023-01-31T09:30:00", "N": "2072500.25", "E": "494000"}
    assert "“รหัส ”" in notes(found)


def test_headings_are_found_under_titles_and_in_two_rows(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["บัญชีแปลงที่ดิน เทศบาลเมืองทดสอบ"],
        [],
        ["รหัสแปลง", "เนื้อที่", None, None, "N", "E"],
        [None, "ไร่", "งาน", "วา", None, None],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"],
        ["01A001", 1, 2, 34.5, 2072500, 494000],
    ]

    found = read(a_book(tmp_path, Sheet1=rows))

    assert list(found.features.attributes) == ["รหัสแปลง", "ไร่", "งาน", "วา", "N", "E"]
    assert found.features.rows.tolist() == [6]


def test_sheets_without_places_are_no_layers(tmp_path: Path) -> None:
    path = a_book(tmp_path, note=[["a", "b"], ["c", "d"]], north=[["N", "E"], [1, 2]], south=[["N", "E"], [3, 4]])

    assert [layer.name for layer in tables.layers(path, max_expanded_bytes=LIMIT)] == ["north", "south"]
    assert shapely.get_coordinates(read(path, layer="south").features.geometry).tolist() == [[4, 3]]


def test_workbook_that_expands_too_far_is_refused(tmp_path: Path) -> None:
    path = a_book(tmp_path, a=[["N", "E"], [1, 2]])

    with pytest.raises(archive.ExpandsTooFar):
        tables.layers(path, max_expanded_bytes=1_000)


def test_workbook_with_entities_is_refused(tmp_path: Path) -> None:
    path = a_book(tmp_path, a=[["N", "E"], [1, 2]])
    with zipfile.ZipFile(path) as packed:
        entries = {name: packed.read(name) for name in packed.namelist()}
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    entries["xl/workbook.xml"] = bomb + entries["xl/workbook.xml"].split(b"?>")[-1]
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in entries.items():
            packed.writestr(name, content)

    with pytest.raises(workbook.Unreadable):
        tables.layers(path, max_expanded_bytes=LIMIT)


def test_workbook_of_the_old_kind_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "old"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))

    assert tables.looks_like(path)
    with pytest.raises(workbook.OldWorkbook):
        tables.layers(path, max_expanded_bytes=LIMIT)


def test_refused_when_there_are_more_columns_than_any_table_has() -> None:
    with pytest.raises(sheet.TooManyColumns):
        sheet.arranged([(1, [f"c{n}" for n in range(1001)]), (2, ["x"])], layer="a")


@pytest.mark.real_data
def test_mark_of_utf8_is_no_part_of_the_first_heading(real_data: Path) -> None:
    found = read(real_data / "07-assets/dc-streetlights.csv")

    assert (len(found.features), next(iter(found.features.attributes))) == (3963, "OID_")
    assert len(set(found.features.attributes["FACILITYID"])) == 3963


@pytest.mark.real_data
def test_table_of_tabs_is_read_whatever_its_name_and_has_no_places(real_data: Path) -> None:
    for name in ("ext-tsv-with-csv-ext.csv", "encoding-windows1252.tsv"):
        with pytest.raises(placement.NoPlaces, match="None of the 9 rows"):
            read(real_data / "11-torture/csv" / name)


@pytest.mark.real_data
def test_incomplete_table_is_refused(real_data: Path) -> None:
    with pytest.raises(delimited.CutOff, match="record 10"):
        read(real_data / "11-torture/csv/incomplete-file.CSV")
