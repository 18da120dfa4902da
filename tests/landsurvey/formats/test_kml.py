"""KML and KMZ: placemarks as rows, folders and data as columns, and no link followed."""

from pathlib import Path

import pytest
import shapely

from landsurvey.formats import features, kml, markup, reading
from tests.landsurvey.builders import a_zip
from tests.landsurvey.formats.builders import read

SQUARE = "98.94,18.74 98.941,18.74 98.941,18.741 98.94,18.741 98.94,18.74"
RING = "<outerBoundaryIs><LinearRing><coordinates>{}</coordinates></LinearRing></outerBoundaryIs>"


def a_placemark(coordinates: str = SQUARE, *, inside: str = "", name: str = "1") -> str:
    return f"<Placemark><name>{name}</name>{inside}<Polygon>{RING.format(coordinates)}</Polygon></Placemark>"


def a_kml(path: Path, *content: str, before: str = "") -> Path:
    document = f'{before}<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{"".join(content)}</Document></kml>'
    path.write_text(document, encoding="utf-8")
    return path


def test_placemarks_of_all_folders_are_rows_of_one_layer(tmp_path: Path) -> None:
    folders = [f"<Folder><name>{name}</name>{a_placemark(name=name + '1')}</Folder>" for name in ("หมู่ 1", "หมู่ 2")]

    found = read(a_kml(tmp_path / "a", *folders))

    assert found.features.attributes["Folder"].tolist() == ["หมู่ 1", "หมู่ 2"]
    assert found.features.attributes["Name"].tolist() == ["หมู่ 11", "หมู่ 21"]
    assert (found.said.words, found.said.where) == ("EPSG:4326", reading.KML_STANDARD)
    assert found.features.geometry[0].equals(shapely.box(98.94, 18.74, 98.941, 18.741))


def test_extended_data_is_text_as_it_stands(tmp_path: Path) -> None:
    inside = (
        '<ExtendedData><Data name="LAND_NO"><value>07</value></Data>'
        '<SchemaData><SimpleData name="PARCEL_COD">01A001</SimpleData></SchemaData></ExtendedData>'
    )

    found = read(a_kml(tmp_path / "a", a_placemark(inside=inside))).features.attributes

    assert (found["LAND_NO"].tolist(), found["PARCEL_COD"].tolist()) == (["07"], ["01A001"])


def test_table_in_the_balloon_becomes_columns(tmp_path: Path) -> None:
    balloon = "<table><tr><td>PARCEL_COD</td><td>01A001</td></tr><tr><td>LAND_NO</td><td>07</td></tr></table>"

    found = read(
        a_kml(tmp_path / "a", a_placemark(inside=f"<description><![CDATA[{balloon}]]></description>"))
    ).features.attributes

    assert {name: column[0] for name, column in found.items()} == {"Name": "1", "PARCEL_COD": "01A001", "LAND_NO": "07"}


def test_blanks_after_commas_are_forgiven(tmp_path: Path) -> None:
    found = read(a_kml(tmp_path / "a", a_placemark(SQUARE.replace(",", " , ")))).features

    assert found.geometry[0].is_valid


def test_row_is_named_when_its_outline_is_open_or_no_number(tmp_path: Path) -> None:
    path = a_kml(tmp_path / "a", a_placemark(), a_placemark(SQUARE[:-12]), a_placemark(SQUARE.replace("98.941", "x")))

    found = read(path).features

    assert [(bad.index, bad.what) for bad in found.malformed] == [
        (1, features.NOT_CLOSED),
        (2, features.NO_NUMBERS),
    ]


def test_parcel_in_parts_is_one_row(tmp_path: Path) -> None:
    polygon = f"<Polygon>{RING.format(SQUARE)}</Polygon>"

    found = read(a_kml(tmp_path / "a", f"<Placemark><MultiGeometry>{polygon}{polygon}</MultiGeometry></Placemark>"))

    assert found.features.geometry[0].geom_type == "MultiPolygon"


def test_placemark_without_a_shape_is_a_row_without_one(tmp_path: Path) -> None:
    found = read(a_kml(tmp_path / "a", "<Placemark><name>1</name></Placemark>")).features

    assert (len(found), found.geometry[0]) == (1, None)


def test_links_are_counted_and_not_followed(tmp_path: Path) -> None:
    link = "<NetworkLink><Link><href>http://127.0.0.1:9/other.kml</href></Link></NetworkLink>"

    found = read(a_kml(tmp_path / "a", a_placemark(), link)).features

    assert [(note.msgid, note.args) for note in found.provenance.notes] == [(kml.LINK_PASSED_OVER, {"count": 1})]


def test_kmz_is_read_by_its_doc(tmp_path: Path) -> None:
    document = a_kml(tmp_path / "a", a_placemark()).read_bytes()

    path = a_zip(tmp_path / "a.kmz", {"doc.kml": document, "files/other.kml": b"<kml/>", "files/icon.png": b"x"})

    assert len(read(path).features) == 1


@pytest.mark.parametrize(
    "before",
    [
        '<!DOCTYPE kml SYSTEM "http://127.0.0.1:9/kml.dtd">',
        '<!DOCTYPE kml [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE kml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    ],
)
def test_refused_when_the_xml_defines_entities(before: str, tmp_path: Path) -> None:
    with pytest.raises(markup.HasDoctype):
        read(a_kml(tmp_path / "a", a_placemark(), before=before))


def test_line_is_named_when_the_xml_is_cut_off(tmp_path: Path) -> None:
    path = a_kml(tmp_path / "a", a_placemark())
    path.write_bytes(path.read_bytes()[:-30])

    with pytest.raises(markup.NotXml, match="in line 1"):
        read(path)


def test_refused_when_the_xml_is_nested_without_end(tmp_path: Path) -> None:
    with pytest.raises(markup.TooDeep):
        read(a_kml(tmp_path / "a", "<Folder>" * 500, "</Folder>" * 500))


@pytest.mark.real_data
def test_twelve_polygons_of_which_one_is_unsound(real_data: Path) -> None:
    found = read(real_data / "11-torture/digital-land/conservation-areas.kml").features

    assert (len(found), int((~shapely.is_valid(found.geometry)).sum()), found.malformed) == (12, 1, ())
    assert found.attributes["Name"][0] == "St Nicholas Hospital"
