"""GML: read by GDAL with nothing fetched, nothing resolved and every value as text."""

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pyogrio
import pytest
import shapely

from landsurvey.formats import gml, markup
from tests.landsurvey.formats.builders import read

GML = (
    '<wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs/2.0" xmlns:gml="http://www.opengis.net/gml/3.2" '
    'xmlns:t="http://example.org/t" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" {members}>{inside}</wfs:FeatureCollection>'
)
PARCEL = (
    '<wfs:member><t:parcel gml:id="p.{number}"><t:LAND_NO>{land_no}</t:LAND_NO>{more}<t:shape>'
    '<gml:Polygon srsName="{srs}"><gml:exterior><gml:LinearRing><gml:posList>{corners}</gml:posList>'
    "</gml:LinearRing></gml:exterior></gml:Polygon></t:shape></t:parcel></wfs:member>"
)
# As map servers write it; the address describes the types of the features.
SCHEMA = (
    'xsi:schemaLocation="http://example.org/t {address}/wfs?service=WFS&amp;version=2.0.0'
    '&amp;request=DescribeFeatureType&amp;typeName=t%3Aparcel"'
)
LATITUDE_FIRST = "18.74 98.94 18.74 98.941 18.741 98.941 18.741 98.94 18.74 98.94"


def a_parcel(
    number: int = 1,
    *,
    land_no: str = "07",
    srs: str = "urn:ogc:def:crs:EPSG::4326",
    corners: str = LATITUDE_FIRST,
    more: str = "",
) -> str:
    return PARCEL.format(number=number, land_no=land_no, srs=srs, corners=corners, more=more)


def a_gml(path: Path, *parcels: str, members: str = "", before: str = "") -> Path:
    path.write_text(before + GML.format(members=members, inside="".join(parcels)), encoding="utf-8")
    return path


class Listener(http.server.ThreadingHTTPServer):
    """Somebody's server, which counts who asks it for anything."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        super().__init__(("127.0.0.1", 0), _Counting)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Counting(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self._count()

    def do_HEAD(self) -> None:
        self._count()

    def log_message(self, *args: object) -> None:
        """Say nothing on the console."""

    def _count(self) -> None:
        assert isinstance(self.server, Listener)
        self.server.asked.append(self.path)
        self.send_error(404)


@pytest.fixture
def listener() -> Iterator[Listener]:
    server = Listener()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def test_values_are_text_and_longitude_comes_first(tmp_path: Path) -> None:
    found = read(a_gml(tmp_path / "a", a_parcel(1, land_no="07"), a_parcel(2, land_no="12")))

    assert found.features.attributes["LAND_NO"].tolist() == ["07", "12"]
    assert found.features.geometry[0].equals(shapely.box(98.94, 18.74, 98.941, 18.741))
    assert found.said.words == "EPSG:4326"


def test_indian_1975_is_what_the_srs_name_says(tmp_path: Path) -> None:
    corners = "494000 2072500 494040 2072500 494040 2072540 494000 2072540 494000 2072500"

    found = read(a_gml(tmp_path / "a", a_parcel(srs="urn:ogc:def:crs:EPSG::24047", corners=corners)))

    assert found.said.words == "EPSG:24047"


def test_nobody_is_asked_for_anything_when_a_schema_and_links_are_named(tmp_path: Path, listener: Listener) -> None:
    schema = SCHEMA.format(address=listener.address)
    link = f'<t:owner xlink:href="{listener.address}/owner.gml#1"/>'
    path = a_gml(tmp_path / "a.gml", a_parcel(more=link), members=schema)

    found = read(path).features

    assert (len(found), listener.asked) == (1, [])
    assert gml.NOTHING_FETCHED in [note.msgid for note in found.provenance.notes]
    assert [beside.name for beside in tmp_path.iterdir()] == ["a.gml"]


def test_the_same_file_makes_gdal_ask_when_it_is_left_to_itself(tmp_path: Path, listener: Listener) -> None:
    schema = SCHEMA.format(address=listener.address)

    pyogrio.read_info(a_gml(tmp_path / "a.gml", a_parcel(), members=schema))

    assert listener.asked != []


@pytest.mark.parametrize(
    "before",
    ['<!DOCTYPE x SYSTEM "file:///etc/passwd">', '<!DOCTYPE x [<!ENTITY a "a"><!ENTITY b "&a;&a;&a;">]>'],
)
def test_refused_when_the_xml_defines_entities(before: str, tmp_path: Path) -> None:
    with pytest.raises(markup.HasDoctype):
        read(a_gml(tmp_path / "a", a_parcel(), before=before))


@pytest.mark.real_data
def test_ten_polygons_are_read_without_their_remote_schema(real_data: Path) -> None:
    found = read(real_data / "11-torture/digital-land/conservation-areas.gml")

    west, south, _, _ = shapely.total_bounds(found.features.geometry)
    assert (len(found.features), found.said.words) == (10, "EPSG:4326")
    assert (west, south) == pytest.approx((-2.818, 53.317), abs=0.001)
    assert gml.NOTHING_FETCHED in [note.msgid for note in found.features.provenance.notes]
