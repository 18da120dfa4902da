"""Outlines from files: where they lie by the file, by choice, or by hand; and what is refused."""

import io
import json

import numpy as np
import pytest
from django.contrib.gis.geos import MultiPolygon
from django.core.files.uploadedfile import SimpleUploadedFile
from ezdxf.filemanagement import new as new_drawing

from casework import apart
from gis_assets import crs
from gis_assets.models import Municipality
from gis_assets.refusals import Refusal
from permits.petitions import drawings, outline_reader
from permits.petitions.drawings import LOCAL, Found
from tests.gis_assets.builders import EAST, NORTH
from tests.permits.builders import box, point

MIDDLE = (point(15, 15).x, point(15, 15).y)


def dxf(*rectangles: tuple[float, float, float, float], unit: int = 6, closed: bool = True) -> bytes:
    """A drawing of rectangles by corner and sizes; `unit` as $INSUNITS."""
    document = new_drawing(units=unit)
    for x, y, width, depth in rectangles:
        corners = [(x, y), (x + width, y), (x + width, y + depth), (x, y + depth)]
        document.modelspace().add_lwpolyline(corners, close=closed, dxfattribs={"layer": "HOUSE"})
    out = io.StringIO()
    document.write(out)
    return out.getvalue().encode()


def geojson(*, epsg: int | None = None, **geometry: object) -> bytes:
    said = {"crs": {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{epsg}"}}} if epsg else {}
    return json.dumps({"type": "Feature", "properties": {"name": "บ้าน"}, "geometry": geometry, **said}).encode()


def read(content: bytes, monkeypatch: pytest.MonkeyPatch, **how: object) -> Found:
    """In this process: that the program runs in its own is tried once below."""
    monkeypatch.setattr(apart, "run", lambda _program, sent: (outline_reader.look(sent), b""))
    town = Municipality(utm_epsg=32647, boundary=MultiPolygon(box(-500, -500, width_m=1000, depth_m=1000)))
    return drawings.read(SimpleUploadedFile("a.dxf", content), municipality=town, middle=MIDDLE, **how)  # type: ignore[arg-type]


def middle_m(found: Found) -> np.ndarray:
    """The middle of the first outline, from the corner of the test ground."""
    ring = np.array(found.candidates[0].ring[:-1])
    metres: np.ndarray = crs.transformation(4326, 32647).apply(ring).mean(axis=0) - (EAST, NORTH)
    return metres


def test_drawing_in_the_towns_grid_lies_where_it_was_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    found = read(dxf((EAST + 10, NORTH + 10, 8, 6)), monkeypatch)

    assert (found.kind, found.epsg, found.candidates[0].name) == ("dxf", 32647, "HOUSE")
    assert found.candidates[0].area_m2 == pytest.approx(48)
    assert middle_m(found) == pytest.approx([14, 13], abs=1e-3)


def test_drawing_of_its_own_system_is_laid_on_the_parcel_in_its_unit(monkeypatch: pytest.MonkeyPatch) -> None:
    found = read(dxf((0, 0, 8000, 6000), unit=4), monkeypatch)

    assert (found.epsg, found.unit_m) == (LOCAL, 0.001)
    assert found.candidates[0].area_m2 == pytest.approx(48)
    assert middle_m(found) == pytest.approx([15, 15], abs=1e-3)


def test_unit_is_what_the_person_says_when_the_drawing_names_none(monkeypatch: pytest.MonkeyPatch) -> None:
    found = read(dxf((0, 0, 800, 600), unit=0), monkeypatch, unit_m=0.01)

    assert found.candidates[0].area_m2 == pytest.approx(48)


def test_indian_1975_goes_by_the_safe_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library's own way would land some 190 m beside."""
    [[x, y]] = crs.transformation(32647, 24047).apply(np.array([[EAST + 14.0, NORTH + 13.0]]))

    found = read(dxf((x - 4, y - 3, 8, 6)), monkeypatch, epsg=24047)

    assert middle_m(found) == pytest.approx([14, 13], abs=0.01)


def test_all_outlines_are_offered_with_the_largest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    found = read(dxf((0, 0, 1, 1), (0, 0, 9, 9), (2, 2, 3, 3)), monkeypatch)

    assert [round(each.area_m2) for each in found.candidates] == [81, 9, 1]


def test_geojson_lies_where_its_figures_say(monkeypatch: pytest.MonkeyPatch) -> None:
    ring = [list(place) for place in box(10, 10, width_m=8, depth_m=6)[0].coords]

    found = read(geojson(type="Polygon", coordinates=[ring]), monkeypatch)

    assert (found.kind, found.epsg, found.candidates[0].name) == ("geojson", 4326, "บ้าน")
    assert middle_m(found) == pytest.approx([14, 13], abs=1e-3)


def test_geojson_names_its_grid_when_it_has_one(monkeypatch: pytest.MonkeyPatch) -> None:
    x, y = EAST + 10, NORTH + 10
    ring = [[x, y], [x + 8, y], [x + 8, y + 6], [x, y + 6], [x, y]]

    found = read(geojson(epsg=32647, type="Polygon", coordinates=[ring]), monkeypatch)

    assert middle_m(found) == pytest.approx([14, 13], abs=1e-3)


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (dxf((0, 0, 8, 6), closed=False), drawings.NoOutline),
        (dxf((0, 0, 0, 0)), drawings.NoOutline),
        (b"  0\nSECTION\n  2\nENTITIES\n  0\nLWPOL", drawings.NoOutline),
        (b"%PDF-1.7", drawings.NotADrawing),
        (b"{", drawings.NotADrawing),
        (b'{"type": "Polygon", "coordinates": [[["a", 1]]]}', drawings.NotADrawing),
        (b'{"type": "FeatureCollection", "features": []}', drawings.NoOutline),
        (b"0" * 10_000_001, drawings.NotADrawing),
    ],
)
def test_file_is_refused_in_words(content: bytes, refusal: type[Refusal], monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(refusal):
        read(content, monkeypatch)


def test_outline_is_refused_when_the_chosen_system_puts_it_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(drawings.ElsewhereDrawn):
        read(dxf((EAST, NORTH, 8, 6)), monkeypatch, epsg=32648)


def test_drawing_is_read_by_a_program_of_its_own() -> None:
    town = Municipality(utm_epsg=32647, boundary=MultiPolygon(box(-500, -500, width_m=1000, depth_m=1000)))
    file = SimpleUploadedFile("a.dxf", dxf((0, 0, 8, 6)))

    assert drawings.read(file, municipality=town, middle=MIDDLE).candidates[0].area_m2 == pytest.approx(48)
