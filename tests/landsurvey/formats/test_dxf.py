"""Drawings as draughtsmen make them: outlines that close, lines that meet, words that stand in or beside."""

import io
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ezdxf
import pyogrio
import pytest
import shapely

from landsurvey.formats import drawing, dxf, outlines
from landsurvey.formats.reading import NoSuchLayer, Read

LIMIT = 10**8
SQUARE = [(0, 0), (40, 0), (40, 40), (0, 40)]


def a_drawing(folder: Path, draw: Callable[[Any], None], *, version: str = "R2010", encoding: str = "utf-8") -> Path:
    document = ezdxf.new(version)  # type: ignore[attr-defined]
    if encoding == "cp874":
        document.header["$DWGCODEPAGE"] = "ANSI_874"
        document.encoding = "cp874"
    draw(document.modelspace())
    stream = io.StringIO()
    document.write(stream)
    path = folder / "drawing"
    path.write_bytes(stream.getvalue().encode(encoding))
    return path


def read(path: Path, layer: str = "PARCEL", *, codec: str | None = None) -> Read:
    return dxf.read(path, layer=layer, codec=codec, max_expanded_bytes=LIMIT)


def notes(found: Read) -> str:
    return " ".join(str(note) for note in found.features.provenance.notes)


def on(layer: str, **more: object) -> dict[str, object]:
    return {"layer": layer, **more}


def test_outlines_that_close_are_areas_with_the_words_in_them(tmp_path: Path) -> None:
    def draw(space: Any) -> None:
        space.add_lwpolyline(SQUARE, close=True, dxfattribs=on("PARCEL"))
        space.add_text("01A001", height=2, dxfattribs=on("CODE")).set_placement((10, 10))
        space.add_mtext("โฉนด\n4711", dxfattribs=on("DEED", insert=(20, 30), char_height=2))

    found = read(a_drawing(tmp_path, draw))

    table = {name: column.tolist() for name, column in found.features.attributes.items()}
    assert (found.features.geometry[0].area, table["LAYER"], table["KIND"]) == (1600, ["PARCEL"], ["LWPOLYLINE"])
    assert (table["TEXT CODE"], table["TEXT DEED"]) == (["01A001"], ["โฉนด 4711"])
    assert table["HANDLE"] != [""]
    assert found.said.words is None


def test_lines_that_meet_bound_areas_and_a_loose_one_is_counted(tmp_path: Path) -> None:
    def draw(space: Any) -> None:
        for start, end in [((0, 0), (40, 0)), ((40, 0), (40, 40)), ((40, 40), (0, 40)), ((0, 40), (0, 0))]:
            space.add_line(start, end, dxfattribs=on("PARCEL"))
        space.add_lwpolyline([(20, -5), (20, 45)], dxfattribs=on("PARCEL"))
        space.add_line((100, 100), (120, 100), dxfattribs=on("PARCEL"))

    found = read(a_drawing(tmp_path, draw))

    assert sorted(shapely.area(found.features.geometry)) == [800, 800]
    assert "1 lines of the layer bound no area" in notes(found)


def test_line_across_a_closed_outline_makes_two_areas(tmp_path: Path) -> None:
    def draw(space: Any) -> None:
        space.add_lwpolyline(SQUARE, close=True, dxfattribs=on("PARCEL"))
        space.add_line((0, 10), (40, 10), dxfattribs=on("PARCEL"))

    found = read(a_drawing(tmp_path, draw))

    assert sorted(shapely.area(found.features.geometry)) == [400, 1200]


def test_outlines_that_overlap_stay_two_as_they_were_drawn() -> None:
    one, two = shapely.box(0, 0, 40, 40), shapely.box(30, 0, 70, 40)

    found = outlines.areas([one, two], [shapely.LineString([(200, 0), (210, 0)])])

    assert (shapely.area(found.shapes).tolist(), found.loose) == ([1600, 1600], 1)


def test_outline_that_all_but_closes_is_closed_and_one_that_does_not_is_not(tmp_path: Path) -> None:
    def draw(space: Any) -> None:
        space.add_lwpolyline([*SQUARE, (0, 0.02)], dxfattribs=on("PARCEL"))
        space.add_lwpolyline([(100, 0), (140, 0), (140, 40), (100, 40)], dxfattribs=on("PARCEL"))

    found = read(a_drawing(tmp_path, draw))

    assert len(found.features) == 1
    assert "1 outlines that all but closed" in notes(found)
    assert "1 lines of the layer bound no area" in notes(found)


def test_arcs_become_chords_and_the_deviation_is_told(tmp_path: Path) -> None:
    def draw(space: Any) -> None:
        space.add_lwpolyline([(0, 0, 1), (40, 0, 0)], format="xyb", close=True, dxfattribs=on("PARCEL"))

    found = read(a_drawing(tmp_path, draw))

    half_disc = 3.14159265 * 20**2 / 2
    assert found.features.geometry[0].area == pytest.approx(half_disc, rel=1e-3)
    assert "at most 0.005 units" in notes(found)


def test_heights_are_set_aside_and_told(tmp_path: Path) -> None:
    def draw(space: Any) -> None:
        space.add_polyline3d([(x, y, 312) for x, y in SQUARE], close=True, dxfattribs=on("PARCEL"))

    found = read(a_drawing(tmp_path, draw))

    assert (found.features.geometry[0].has_z, found.features.geometry[0].area) == (False, 1600)
    assert "1 outlines carry heights" in notes(found)


def test_word_beside_a_small_area_is_given_to_it_and_a_far_one_is_not(tmp_path: Path) -> None:
    def draw(space: Any) -> None:
        space.add_lwpolyline(SQUARE, close=True, dxfattribs=on("PARCEL"))
        space.add_text("01A001", height=2, dxfattribs=on("CODE")).set_placement((41, 10))
        space.add_text("NORTH", height=2, dxfattribs=on("CODE")).set_placement((500, 10))

    found = read(a_drawing(tmp_path, draw))

    assert found.features.attributes["TEXT CODE"].tolist() == ["01A001"]
    assert "1 texts stand beside" in notes(found)
    assert "1 texts stand in no area" in notes(found)


def test_words_of_blocks_are_columns_by_their_tag(tmp_path: Path) -> None:
    def draw(space: Any) -> None:
        block = space.doc.blocks.new("DEED")
        block.add_lwpolyline([(0, 0), (4, 0), (4, 4), (0, 4)], close=True)
        block.add_attdef("CHANOD_NO", (1, 1))
        space.add_lwpolyline(SQUARE, close=True, dxfattribs=on("PARCEL"))
        insert = space.add_blockref("DEED", (10, 10), dxfattribs=on("SYMBOL"))
        insert.add_attrib("CHANOD_NO", "4711", (11, 11))

    found = read(a_drawing(tmp_path, draw))

    assert found.features.attributes["CHANOD_NO"].tolist() == ["4711"]
    assert read(a_drawing(tmp_path, draw), "SYMBOL").features.geometry[0].area == 16


def test_hatching_counts_once_with_its_outline_and_keeps_its_holes(tmp_path: Path) -> None:
    def draw(space: Any) -> None:
        space.add_lwpolyline(SQUARE, close=True, dxfattribs=on("PARCEL"))
        same = space.add_hatch(dxfattribs=on("PARCEL"))
        same.paths.add_polyline_path(SQUARE, is_closed=True)
        ring = space.add_hatch(dxfattribs=on("PARCEL"))
        ring.paths.add_polyline_path([(100, 0), (140, 0), (140, 40), (100, 40)], is_closed=True)
        ring.paths.add_polyline_path([(110, 10), (130, 10), (130, 30), (110, 30)], is_closed=True, flags=0)

    found = read(a_drawing(tmp_path, draw))

    assert sorted(shapely.area(found.features.geometry)) == [1200, 1600]
    assert "1 hatchings" in notes(found)


@pytest.mark.parametrize(("version", "encoding"), [("R2000", "cp874"), ("R2010", "utf-8"), ("R2000", "utf-8")])
def test_thai_is_read_in_old_drawings_and_new(tmp_path: Path, version: str, encoding: str) -> None:
    def draw(space: Any) -> None:
        space.add_lwpolyline(SQUARE, close=True, dxfattribs=on("แปลง"))
        space.add_text("แม่เหียะ", height=2, dxfattribs=on("ชื่อ")).set_placement((10, 10))

    path = a_drawing(tmp_path, draw, version=version, encoding=encoding)

    assert [layer.name for layer in dxf.layers(path, max_expanded_bytes=LIMIT)] == ["แปลง"]
    assert read(path, "แปลง").features.attributes["TEXT ชื่อ"].tolist() == ["แม่เหียะ"]


def test_layers_are_listed_with_their_areas(tmp_path: Path) -> None:
    def draw(space: Any) -> None:
        space.add_lwpolyline(SQUARE, close=True, dxfattribs=on("PARCEL"))
        space.add_lwpolyline(SQUARE[:3], close=True, dxfattribs=on("BUILDING"))
        space.add_line((0, 0), (9, 9), dxfattribs=on("ROAD"))

    found = dxf.layers(a_drawing(tmp_path, draw), max_expanded_bytes=LIMIT)

    assert [(layer.name, layer.rows) for layer in found] == [("BUILDING", 1), ("PARCEL", 1)]


def test_lines_and_points_are_read_as_they_are_when_nothing_closes(tmp_path: Path) -> None:
    def draw(space: Any) -> None:
        space.add_line((0, 0), (9, 9), dxfattribs=on("PARCEL"))
        space.add_point((5, 5), dxfattribs=on("PARCEL"))

    found = read(a_drawing(tmp_path, draw))

    assert [shape.geom_type for shape in found.features.geometry] == ["LineString", "Point"]
    assert "close to an area" in notes(found)


def test_unit_of_the_drawing_is_told_and_nothing_is_scaled(tmp_path: Path) -> None:
    def draw(space: Any) -> None:
        space.doc.header["$INSUNITS"] = 4
        space.add_lwpolyline(SQUARE, close=True, dxfattribs=on("PARCEL"))

    found = read(a_drawing(tmp_path, draw))

    assert (found.features.geometry[0].area, "“mm”" in notes(found)) == (1600, True)


def test_refused_when_blocks_unfold_into_millions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def draw(space: Any) -> None:
        inner = None
        for depth in range(7):
            block = space.doc.blocks.new(f"B{depth}")
            if inner is None:
                block.add_point((0, 0))
            for _ in range(10 if inner else 0):
                block.add_blockref(inner, (0, 0))
            inner = block.name
        space.add_blockref(inner, (0, 0))

    monkeypatch.setattr(drawing, "MAX_ENTITIES", 5_000)
    with pytest.raises(drawing.TooManyEntities):
        dxf.layers(a_drawing(tmp_path, draw), max_expanded_bytes=LIMIT)


def test_refused_when_it_is_damaged_empty_or_has_no_such_layer(tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.write_bytes(b"0\nSECTION\n2\nENTITIES\n0\nLINE\n10\nx\n")
    empty = a_drawing(tmp_path, lambda space: None)

    with pytest.raises((drawing.Unreadable, drawing.NothingDrawn)):
        dxf.layers(broken, max_expanded_bytes=LIMIT)
    with pytest.raises(drawing.NothingDrawn):
        dxf.layers(empty, max_expanded_bytes=LIMIT)
    with pytest.raises(NoSuchLayer):
        read(a_drawing(tmp_path, lambda space: space.add_point((0, 0))))


@pytest.mark.real_data
def test_uncommon_drawing_is_read_and_what_is_not_is_told(real_data: Path) -> None:
    path = real_data / "11-torture/dxf/uncommon.dxf"

    assert drawing.looks_like(path.read_bytes()[:4096])
    assert [(layer.name, layer.rows) for layer in dxf.layers(path, max_expanded_bytes=LIMIT)] == [("0", 18)]
    found = read(path, "0")
    assert {"MTEXT | LINE1 LINE2 LINE3", "POLYLINE"} < set(found.features.attributes["TEXT"])
    assert "13 DIMENSION" in notes(found)


@pytest.mark.real_data
def test_everything_in_the_uncommon_drawing_becomes_a_row_or_is_told(real_data: Path) -> None:
    """It has 82 things, one a block of two; a reader that takes dimensions and leaders apart counts 172."""
    path = real_data / "11-torture/dxf/uncommon.dxf"
    things = Counter(thing.dxftype() for thing in ezdxf.readfile(path).modelspace())  # type: ignore[attr-defined]  # ezdxf exports it untold
    whole = drawing.opened(path, codec=None)
    outlines = len(whole.layers["0"].closed) + len(whole.layers["0"].lines)

    found = read(path, "0")

    told = {note.msgid: note.args for note in found.features.provenance.notes}
    not_read = sum(int(kind.split()[0]) for kind in str(told[dxf._NOT_READ]["kinds"]).split(", "))
    points = int(told[dxf._POINTS]["count"])
    assert (len(found.features), outlines, told[dxf._LOOSE]["count"]) == (18, 29, 9)
    assert (len(whole.labels), told[dxf._LOST]["count"]) == (20, 2)
    assert (points, not_read) == (things["POINT"], 28)
    assert outlines + len(whole.labels) + points + not_read == things.total() - things["INSERT"] + 2
    assert len(pyogrio.raw.read(path, return_fids=True)[1]) == 172
