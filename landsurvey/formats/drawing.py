"""Takes a CAD drawing (DXF) apart: what each of its layers holds, and all its words.

Blocks are taken apart as deep as any drawing nests them, up to a limit; arcs become chords; letters are decoded by
evidence, as drawings before 2007 only name a code page and often the wrong one.
"""

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ezdxf.path
import numpy as np
import numpy.typing as npt
import shapely
from ezdxf import recover
from ezdxf.lldxf.const import DXFError

from landsurvey.formats import encoding, outlines
from landsurvey.formats.labels import Label
from landsurvey.words import FileRefused, Sentence, gettext_noop

MAX_ENTITIES = 2_000_000
MAX_DEPTH = 8
# An arc becomes chords that leave it by no more than 5 mm, far below the accuracy of a survey.
CHORD_M = 0.005
# Values of $INSUNITS that occur in plans, with their length.
UNITS = {1: ("inch", 0.0254), 2: ("foot", 0.3048), 4: ("mm", 0.001), 5: ("cm", 0.01), 6: ("m", 1.0), 7: ("km", 1000.0)}
_BINARY_MARK = b"AutoCAD Binary DXF\r\n\x1a\x00"
_BEGINNING = re.compile(rb"(?:\s*999\r?\n[^\n]*\n)*\s*0\r?\n\s*SECTION\s*\r?\n")
_CODE_PAGE = re.compile(rb"\$DWGCODEPAGE\s*\r?\n\s*3\s*\r?\n\s*([^\r\n]+)")
_VERSION = re.compile(rb"\$ACADVER\s*\r?\n\s*1\s*\r?\n\s*AC(\d{4})")
_UTF8_SINCE = 1021  # AutoCAD 2007
_HATCHES = frozenset({"HATCH", "MPOLYGON"})
_OUTLINES = frozenset({"LWPOLYLINE", "POLYLINE", "LINE", "ARC", "CIRCLE", "ELLIPSE", "SPLINE"}) | _HATCHES
_WORDS = frozenset({"TEXT", "MTEXT"})
_TEXT = "TEXT"
_LETTER_WIDTH = 0.6  # of its height, in the plain fonts of drawings
_LIBRARY_ERRORS = (
    DXFError,
    OSError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    RecursionError,
)

_VERSION_SAYS = gettext_noop("The drawing is of a version (AC%(version)s) that is always written in UTF-8.")
_PAGE_SAYS = gettext_noop("The drawing names the code page “%(said)s”.")


class Unreadable(FileRefused):
    msgid = gettext_noop(
        "The drawing (DXF) cannot be read: it is damaged or cut off. Save it again as DXF and send that."
    )


class TooManyEntities(FileRefused):
    msgid = gettext_noop(
        "The drawing holds more than %(limit)s things, counting those in blocks. "
        "Save only the layers of the parcels as DXF."
    )


class NothingDrawn(FileRefused):
    msgid = gettext_noop(
        "The drawing (DXF) holds no lines, areas or points in its model space. Save it again and send that."
    )


@dataclass
class Drawn:
    """What one layer holds, in the order of the drawing."""

    closed: list[shapely.Polygon] = field(default_factory=list)
    closed_of: list[Any] = field(default_factory=list)
    lines: list[shapely.LineString] = field(default_factory=list)
    line_of: list[Any] = field(default_factory=list)
    points: list[shapely.Point] = field(default_factory=list)
    point_of: list[Any] = field(default_factory=list)
    others: Counter[str] = field(default_factory=Counter)
    with_heights: int = 0
    nearly_closed: int = 0
    same_hatches: int = 0
    has_arcs: bool = False

    def __bool__(self) -> bool:
        return bool(self.closed or self.lines or self.points)


@dataclass(frozen=True)
class Drawing:
    """The layers that hold something, all words, how they were decoded, the unit ("" for none) and length of chords."""

    layers: dict[str, Drawn]
    labels: list[Label]
    text: encoding.Decision
    unit: str
    chord: float


def looks_like(head: bytes) -> bool:
    """Whether the first bytes of a file begin a drawing, written as text or in binary."""
    return head.startswith(_BINARY_MARK) or _BEGINNING.match(head) is not None


def opened(path: Path, *, codec: str | None) -> Drawing:
    """Read a drawing; `codec` is a person's choice. Raises `Unreadable`, `TooManyEntities` or `NothingDrawn`."""
    content = path.read_bytes()
    text = _decided(content, codec)
    document = _document(content, text.encoding)
    unit, metres = UNITS.get(int(document.header.get("$INSUNITS", 0)), ("", 1.0))
    chord = CHORD_M / metres
    found: dict[str, Drawn] = {}
    words: list[Label] = []
    try:
        for entity, layer in _entities(document):
            _take(found.setdefault(layer, Drawn()), words, entity, layer, chord)
    except _LIBRARY_ERRORS as error:
        raise Unreadable from error
    filled = {layer: drawn for layer, drawn in found.items() if drawn}
    if not filled:
        raise NothingDrawn
    for drawn in filled.values():
        _drop_same_hatches(drawn)
    return Drawing(filled, words, text, unit, chord)


def _decided(content: bytes, chosen: str | None) -> encoding.Decision:
    """Weigh version, code page and the bytes themselves; a binary drawing is left to its reader."""
    version = _VERSION.search(content[:20_000])
    page = _CODE_PAGE.search(content[:20_000])
    said, evidence = None, []
    if version and int(version[1]) >= _UTF8_SINCE:
        said = "utf-8"
        evidence.append(Sentence(_VERSION_SAYS, {"version": version[1].decode("ascii")}))
    elif page:
        named = page[1].strip().decode("ascii", errors="replace")
        said = encoding.codec_of(named.replace("ANSI_", "").replace("_", ""))
        evidence.append(Sentence(_PAGE_SAYS, {"said": named}))
    if content.startswith(_BINARY_MARK) or content.isascii():
        return encoding.decide_cells((), said=said, evidence=evidence, chosen=chosen)
    lines = dict.fromkeys(line.strip() for line in content.splitlines() if not line.isascii())
    return encoding.decide_cells(list(lines), said=said, evidence=evidence, chosen=chosen)


def _document(content: bytes, codec: str) -> Any:
    """Load the drawing; letters beyond ASCII go in as \\U+0E01, which means the same in every version and code page."""
    if not content.startswith(_BINARY_MARK) and not content.isascii():
        text = content.decode(codec, errors="replace")
        content = re.sub("[^\x00-\x7f]", lambda match: f"\\U+{ord(match[0]) & 0xFFFF:04X}", text).encode("ascii")
    try:
        return recover.read(io.BytesIO(content))[0]
    except _LIBRARY_ERRORS as error:
        raise Unreadable from error  # the library stumbles in many ways over damaged drawings


def _entities(document: Any) -> Iterator[tuple[Any, str]]:
    """All things of the model space, blocks taken apart, with their layer; layer 0 in a block means the block's own."""
    count = 0
    waiting: list[tuple[Any, str, int]] = [(entity, entity.dxf.layer, 0) for entity in reversed(document.modelspace())]
    while waiting:
        entity, layer, depth = waiting.pop()
        count += 1
        if count > MAX_ENTITIES:
            raise TooManyEntities(limit=MAX_ENTITIES)
        yield entity, layer
        if entity.dxftype() == "INSERT" and depth < MAX_DEPTH:
            inner = _taken_apart(entity)
            waiting += [
                (part, layer if part.dxf.layer == "0" else part.dxf.layer, depth + 1)
                for _, part in zip(range(MAX_ENTITIES - count + 1), inner, strict=False)
            ]


def _taken_apart(insert: Any) -> Iterator[Any]:
    return (
        insert.virtual_entities()
        if insert.mcount == 1
        else (part for single in insert.multi_insert() for part in single.virtual_entities())
    )


def _take(drawn: Drawn, words: list[Label], entity: Any, layer: str, chord: float) -> None:
    kind = entity.dxftype()
    if kind in _WORDS:
        words.extend(_words_of(entity, layer))
    elif kind == "INSERT":
        words.extend(_label(attribute, str(attribute.dxf.tag)) for attribute in entity.attribs if attribute.dxf.text)
    elif kind == "POINT":
        drawn.points.append(shapely.Point(entity.dxf.location[0], entity.dxf.location[1]))
        drawn.point_of.append(entity)
    elif kind in _OUTLINES:
        _take_outline(drawn, entity, chord)
    else:
        drawn.others[kind] += 1


def _take_outline(drawn: Drawn, entity: Any, chord: float) -> None:
    try:
        paths = ezdxf.path.from_hatch(entity) if entity.dxftype() in _HATCHES else [ezdxf.path.make_path(entity)]
        rings = [np.array([tuple(point) for point in path.flattening(chord)], dtype=np.float64) for path in paths]
        drawn.has_arcs |= any(path.has_curves for path in paths)
    except _LIBRARY_ERRORS:
        drawn.others[entity.dxftype()] += 1
        return
    rings = [ring for ring in rings if len(ring) > 1 and np.isfinite(ring).all()]
    if not rings:
        drawn.others[entity.dxftype()] += 1
        return
    drawn.with_heights += any(bool((ring[:, 2] != 0).any()) for ring in rings)
    flat = [ring[:, :2] for ring in rings]
    if entity.dxftype() in _HATCHES:
        _take_closed(drawn, entity, _even_odd(flat))
    elif _is_closed(entity, flat[0]):
        drawn.nearly_closed += not bool((flat[0][0] == flat[0][-1]).all())
        _take_closed(drawn, entity, [shapely.Polygon(flat[0])])
    elif len(flat[0]) > 1 and bool((flat[0] != flat[0][0]).any()):
        drawn.lines.append(shapely.LineString(flat[0]))
        drawn.line_of.append(entity)


def _is_closed(entity: Any, points: npt.NDArray[np.float64]) -> bool:
    return len(points) > 3 and entity.dxftype() != "LINE" and outlines.is_nearly_closed(points)


def _take_closed(drawn: Drawn, entity: Any, polygons: list[shapely.Polygon]) -> None:
    drawn.closed += polygons
    drawn.closed_of += [entity] * len(polygons)


def _even_odd(rings: list[npt.NDArray[np.float64]]) -> list[shapely.Polygon]:
    """The areas of a hatching: a ring within a ring is a hole."""
    area: shapely.Geometry = shapely.Polygon()
    for ring in rings:
        if len(ring) > 3:
            area = shapely.symmetric_difference(area, shapely.make_valid(shapely.Polygon(ring)))
    return [part for part in shapely.get_parts(area) if part.geom_type == "Polygon" and not part.is_empty]


def _drop_same_hatches(drawn: Drawn) -> None:
    """Leave out hatchings that only fill an outline of the same layer."""
    is_hatch = np.array([entity.dxftype() == "HATCH" for entity in drawn.closed_of], dtype=bool)
    if not is_hatch.any() or is_hatch.all():
        return
    keys = shapely.to_wkb(shapely.normalize(shapely.set_precision(np.array(drawn.closed, dtype=object), 0)))
    drawn_once = {key for key, filled in zip(keys, is_hatch, strict=True) if not filled}
    kept = [index for index, key in enumerate(keys) if not (is_hatch[index] and key in drawn_once)]
    drawn.same_hatches = len(keys) - len(kept)
    drawn.closed = [drawn.closed[index] for index in kept]
    drawn.closed_of = [drawn.closed_of[index] for index in kept]


def _words_of(entity: Any, layer: str) -> Iterator[Label]:
    text = entity.plain_text().strip()
    if text:
        yield _label(entity, _TEXT if layer == "0" else f"{_TEXT} {layer}")


def _label(entity: Any, heading: str) -> Label:
    """A word with its middle, estimated from its length: drawings do not say how wide it is."""
    is_long = entity.dxftype() == "MTEXT"
    text = " ".join(entity.plain_text().split())
    height = float(entity.dxf.char_height if is_long else entity.dxf.height) or 1.0
    lines = entity.plain_text().strip().count("\n") + 1
    width = max(len(line) for line in entity.plain_text().split("\n")) * height * _LETTER_WIDTH
    if is_long:
        anchor, place = entity.dxf.insert, int(entity.dxf.attachment_point)
        across, down = (0.5, 0.0, -0.5)[(place - 1) % 3], (-0.5, 0.0, 0.5)[min((place - 1) // 3, 2)]
    else:
        alignment, anchor, _ = entity.get_placement()
        across = 0.5 if "LEFT" in alignment.name else -0.5 if "RIGHT" in alignment.name else 0.0
        down = 0.0 if "MIDDLE" in alignment.name else -0.5 if "TOP" in alignment.name else 0.5
    turn = np.radians(float(entity.dxf.get("rotation", 0) or 0))
    dx, dy = across * width, down * height * lines
    middle = (
        float(anchor[0] + dx * np.cos(turn) - dy * np.sin(turn)),
        float(anchor[1] + dx * np.sin(turn) + dy * np.cos(turn)),
    )
    return Label(text, middle, (float(anchor[0]), float(anchor[1])), width, heading)
