"""Reads CAD drawings (DXF) as areas with the words that stand in them.

Lines and outlines of one drawing layer become areas (`outlines`), texts and block attributes of all layers become their
columns (`labels`). A drawing knows no grid: a person is asked. Nothing is scaled; the unit that it names is told.
"""

from pathlib import Path

import numpy as np
from ezdxf.version import __version__ as ezdxf_version

from landsurvey.formats import drawing, labels, outlines, reading
from landsurvey.formats.drawing import Drawing, Drawn
from landsurvey.formats.features import Column, Features, Provenance
from landsurvey.formats.reading import Layer, Read, Said
from landsurvey.words import Sentence, gettext_noop

READER = f"ezdxf {ezdxf_version}"

_ARCS = gettext_noop("Arcs were replaced by chords that leave them by at most %(distance)s units of the drawing.")
_FLATTENED = gettext_noop("%(count)s outlines carry heights; they were set aside, the register is flat.")
_CLOSED = gettext_noop("%(count)s outlines that all but closed were closed.")
_LOOSE = gettext_noop(
    "%(count)s lines of the layer bound no area and were left out. Close the outlines in the drawing."
)
_POINTS = gettext_noop("%(count)s points of the layer were left out: where there are areas, only these are read.")
_BESIDE = gettext_noop("%(count)s texts stand beside an area without one and were given to it.")
_LOST = gettext_noop("%(count)s texts stand in no area of this layer and were left out.")
_NOT_READ = gettext_noop("Of the layer these were not read: %(kinds)s.")
_UNIT = gettext_noop("The drawing says that its unit is “%(unit)s”; the figures were taken as they are.")
_SAME_HATCHES = gettext_noop("%(count)s hatchings that only repeat an outline were left out.")
_NO_AREAS = gettext_noop("No lines of this layer close to an area; lines and points were read as they are.")


def layers(path: Path, *, max_expanded_bytes: int) -> tuple[Layer, ...]:
    """List the drawing layers in which lines close to areas, with the number of areas; else all that hold anything."""
    found = drawing.opened(path, codec=None)
    counted = {name: len(_areas(drawn).shapes) for name, drawn in found.layers.items()}
    if any(counted.values()):
        return tuple(Layer(name, "Polygon", count) for name, count in sorted(counted.items()) if count)
    return tuple(
        Layer(name, "LineString" if drawn.lines else "Point", len(drawn.lines) + len(drawn.points))
        for name, drawn in sorted(found.layers.items())
    )


def read(path: Path, *, layer: str, codec: str | None, max_expanded_bytes: int) -> Read:
    """Read the areas of one drawing layer with the words of all layers; lines and points where nothing closes."""
    opened = drawing.opened(path, codec=codec)
    reading.named(tuple(Layer(name) for name in opened.layers), layer=layer)
    drawn = opened.layers[layer]
    found = _areas(drawn)
    features = _of_areas(layer, drawn, found, opened) if len(found.shapes) else _of_lines(layer, drawn, opened)
    return Read(features, opened.text, Said(None, reading.DRAWING))


def _areas(drawn: Drawn) -> outlines.Areas:
    return outlines.areas(drawn.closed, drawn.lines)


def _of_areas(layer: str, drawn: Drawn, found: outlines.Areas, whole: Drawing) -> Features:
    words = labels.joined(found.shapes, whole.labels)
    made_of = [drawn.closed_of[index] if index >= 0 else None for index in found.origin.tolist()]
    own = {
        "LAYER": _column([layer] * len(made_of)),
        "HANDLE": _column([entity.dxf.handle or "" if entity is not None else "" for entity in made_of]),
        "KIND": _column([entity.dxftype() if entity is not None else "LINES" for entity in made_of]),
    }
    notes = (
        *_notes(drawn, whole),
        *_counted((_LOOSE, found.loose), (_POINTS, len(drawn.points)), (_BESIDE, words.beside), (_LOST, words.lost)),
    )
    return _features(layer, found.shapes, own | words.columns, whole, "Polygon", notes)


def _of_lines(layer: str, drawn: Drawn, whole: Drawing) -> Features:
    shapes = np.array([*drawn.lines, *drawn.points], dtype=object)
    made_of = [*drawn.line_of, *drawn.point_of]
    own = {
        "LAYER": _column([layer] * len(made_of)),
        "HANDLE": _column([entity.dxf.handle or "" for entity in made_of]),
        "KIND": _column([entity.dxftype() for entity in made_of]),
    }
    kind = "/".join(name for name, there in (("LineString", drawn.lines), ("Point", drawn.points)) if there)
    return _features(layer, shapes, own, whole, kind, (*_notes(drawn, whole), Sentence(_NO_AREAS)))


def _features(
    layer: str, shapes: Column, attributes: dict[str, Column], whole: Drawing, kind: str, notes: tuple[Sentence, ...]
) -> Features:
    said = Provenance(layer=layer, encoding=whole.text.encoding, geometry_type=kind, reader=READER, notes=notes)
    return Features(shapes, attributes, np.arange(1, len(shapes) + 1, dtype=np.int64), said)


def _column(texts: list[str]) -> Column:
    column = np.empty(len(texts), dtype=object)
    column[:] = texts
    return column


def _notes(drawn: Drawn, whole: Drawing) -> tuple[Sentence, ...]:
    notes = [Sentence(_UNIT, {"unit": whole.unit})] if whole.unit else []
    if drawn.has_arcs:
        notes.append(Sentence(_ARCS, {"distance": f"{whole.chord:g}"}))
    if drawn.others:
        kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(drawn.others.items()))
        notes.append(Sentence(_NOT_READ, {"kinds": kinds}))
    counts = ((_FLATTENED, drawn.with_heights), (_CLOSED, drawn.nearly_closed), (_SAME_HATCHES, drawn.same_hatches))
    return (*notes, *_counted(*counts))


def _counted(*counts: tuple[str, int]) -> tuple[Sentence, ...]:
    return tuple(Sentence(msgid, {"count": count}) for msgid, count in counts if count)
