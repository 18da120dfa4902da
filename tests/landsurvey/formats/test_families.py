"""What a file is, by its bytes: whatever it is called, and whatever it pretends to be."""

import zipfile
from pathlib import Path

import pytest
import shapely

from landsurvey.formats import archive, families, tables
from landsurvey.words import FileRefused
from tests.landsurvey.builders import a_row, a_square, a_survey, a_zip, entries_of
from tests.landsurvey.formats.builders import SQUARE, a_feature, a_geojson, a_written, read

VRT = (
    b'<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer>'
    b"</OGRVRTDataSource>"
)


def a_file(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b'\xef\xbb\xbf {"type": "FeatureCollection"}', families.GEOJSON),
        (b'\x1e{"type": "Feature"}\n', families.GEOJSON_SEQUENCE),
        (b'{"type": "Feature"}\n{"type": "Feature"}\n', families.GEOJSON_SEQUENCE),
        (b"<kml/>", families.KML),
        (b'<?xml version="1.0" encoding="UTF-8"?><!-- a --><FeatureCollection xmlns="http://x"/>', families.GML),
        ('<?xml version="1.0" encoding="UTF-16"?><kml/>'.encode("utf-16"), families.KML),
        (b"  0\r\nSECTION\r\n  2\r\nHEADER\r\n", families.DXF),
        (b"PARCEL_COD,LAT,LON\n01A001,18.7,98.9\n", families.TABLE),
        (b"SQLite format 3\0", families.GEOPACKAGE),
    ],
)
def test_format_is_known_by_the_first_bytes(content: bytes, name: str, tmp_path: Path) -> None:
    assert families.format_of(a_file(tmp_path / "a", content)) == name


def test_reader_is_found_for_a_file_without_an_extension(tmp_path: Path) -> None:
    assert families.recognise(a_file(tmp_path / "a", b"a,b\n1,2\n")) is tables


@pytest.mark.parametrize("content", [b"II*\0", b"MM\0*", b"II+\0", b"ncols 4\nnrows 6\nxllcorner 0\n"])
def test_raster_is_told_from_a_survey(content: bytes, tmp_path: Path) -> None:
    path = a_file(tmp_path / "a", content)

    assert families.is_raster(path)
    with pytest.raises(families.IsARaster):
        families.format_of(path)


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"\0\0\x27\x0a" + bytes(96), families.LooseShapefile),
        (b"AC1032\0\0", families.IsADrawing),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", families.UnknownFormat),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", families.UnknownFormat),
        (VRT, families.IsAPointer),
        (b"<OGRWFSDataSource><URL>http://127.0.0.1:9/</URL></OGRWFSDataSource>", families.IsAPointer),
        (b"<GDAL_WMS/>", families.IsAPointer),
        (b"<osm/>", families.UnknownXml),
        (bytes(1000), families.UnknownFormat),
    ],
)
def test_refused_with_what_to_send_instead(content: bytes, refusal: type[FileRefused], tmp_path: Path) -> None:
    with pytest.raises(refusal) as refused:
        families.format_of(a_file(tmp_path / "a", content))

    assert len(str(refused.value)) > 40


def test_polyglot_is_what_it_is_at_its_beginning(tmp_path: Path) -> None:
    survey = a_survey([a_row(a_square())], tmp_path).read_bytes()

    with pytest.raises(families.UnknownFormat):
        families.format_of(a_file(tmp_path / "a", b"GIF89a\x01\0\x01\0\x80\0\0" + survey))


def test_xml_is_what_its_root_is_whatever_stands_in_a_comment(tmp_path: Path) -> None:
    path = a_file(tmp_path / "a", b"<!-- <kml> -->" + VRT)

    with pytest.raises(families.IsAPointer):
        families.format_of(path)


@pytest.mark.parametrize(
    ("entries", "refusal"),
    [
        ({"inner.zip": b"PK\x03\x04"}, families.HoldsAnArchive),
        ({"a.shp": b"x", "a.dbf": b"x", "b.zip": b"PK"}, families.HoldsAnArchive),
        ({"a.vrt": VRT}, families.IsAPointer),
        ({"project.qgz": b"x"}, families.IsAPointer),
        ({"letter.docx": b"x"}, families.NothingReadable),
        ({}, families.NothingReadable),
        ({"a.csv": b"x", "b.csv": b"x"}, families.SeveralSurveys),
        ({"../a.shp": b"x"}, archive.EscapesItsFolder),
    ],
)
def test_zip_is_refused_by_what_it_holds(entries: dict[str, bytes], refusal: type[FileRefused], tmp_path: Path) -> None:
    path = a_zip(tmp_path / "a.zip", entries)

    with pytest.raises(refusal), families.opened(path):
        pass


def test_zip_in_the_guise_of_a_table_is_refused(tmp_path: Path) -> None:
    inner = a_zip(tmp_path / "inner", {"a.csv": b"a,b\n1,2\n"}).read_bytes()

    with pytest.raises(families.HoldsAnArchive), families.opened(a_zip(tmp_path / "a.zip", {"a.csv": inner})):
        pass


def test_vrt_in_the_guise_of_a_shapefile_is_refused(tmp_path: Path) -> None:
    entries = entries_of(a_survey([a_row(a_square())], tmp_path))

    with pytest.raises(FileRefused):
        read(a_zip(tmp_path / "b.zip", {**entries, "parcels.shp": VRT}))


def test_single_file_in_a_zip_is_read_as_if_it_were_not_packed(tmp_path: Path) -> None:
    gpkg = a_written(tmp_path / "a.gpkg", {"geometry": SQUARE}, driver="GPKG").read_bytes()
    geojson = a_geojson(tmp_path / "a.geojson", a_feature()).read_bytes()

    packed_gpkg = a_zip(tmp_path / "g.zip", {"folder/a.gpkg": gpkg, "__MACOSX/._a.gpkg": b"x", "readme.txt": b"x"})
    packed_geojson = a_zip(tmp_path / "j.zip", {"a.geojson": geojson})

    assert (len(read(packed_gpkg).features), len(read(packed_geojson).features)) == (1, 1)


def test_shapefiles_in_folders_are_layers_by_their_path(tmp_path: Path) -> None:
    entries = entries_of(a_survey([a_row(a_square())], tmp_path))
    deep = {f"งวดที่ 1/แปลง/{name}": content for name, content in entries.items()}

    path = a_zip(tmp_path / "b.zip", {**deep, "__MACOSX/งวดที่ 1/._parcels.shp": b"x"})

    assert len(read(path, layer="งวดที่ 1/แปลง/parcels").features) == 1


def test_refused_when_no_password_is_known(tmp_path: Path) -> None:
    path = a_zip(tmp_path / "a.zip", {"a.shp": b"x", "a.dbf": b"x"})
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(content))

    with pytest.raises(archive.IsEncrypted):
        families.format_of(path)
    assert zipfile.is_zipfile(path)


def test_shapes_are_whole_when_a_geopackage_has_a_hole_in_a_parcel(tmp_path: Path) -> None:
    ring = shapely.difference(SQUARE, shapely.buffer(SQUARE.centroid, 5, quad_segs=1))

    found = read(a_written(tmp_path / "a.gpkg", {"geometry": ring}, driver="GPKG")).features

    assert found.geometry[0].area == pytest.approx(ring.area)
