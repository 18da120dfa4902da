"""Reads GeoJSON (RFC 7946) and sequences of it (RFC 8142, or one feature on a line), without a driver between.

GDAL reads much that is no GeoJSON, and takes numbers for what they are worth; here the structure is checked to the
letter, and every number stays as it is written until a coordinate is made of it.
"""

import codecs
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from landsurvey.formats import encoding, geojson_shapes, plain, reading, wkb
from landsurvey.formats.features import Column, Features, Provenance
from landsurvey.formats.geojson_shapes import Figure
from landsurvey.formats.reading import Layer, Read, Said
from landsurvey.words import FileRefused, Sentence, gettext_noop

DEFAULT_LAYER = "GeoJSON"
RECORD_SEPARATOR = "\x1e"
_READER = "GeoJSON (RFC 7946)"
_ROOTS = geojson_shapes.KINDS | {"Feature", "FeatureCollection"}
# Members that mean something elsewhere and must not stand here (RFC 7946, 7.1).
_MISPLACED = {
    "FeatureCollection": ("coordinates", "geometries", "geometry", "properties"),
    "Feature": ("coordinates", "geometries", "features"),
    "geometry": ("geometry", "properties", "features"),
}
_BBOX_SIZES = (4, 6)
_TEXTS_BEYOND_ASCII = re.compile(rb'"((?:[^"\\]|\\.)*?[\x80-\xff](?:[^"\\]|\\.)*)"')
_CELLS_WEIGHED = 5_000
_MOST_NOTES = 20
_LOOKED_AT = 1_000_000

WOUND_OTHERWISE = gettext_noop(
    "Some outlines run with the clock or holes against it; the standard wants it the other way. "
    "They were read as drawn."
)
MORE_FIGURES = gettext_noop("Some positions have more than three figures; those after the second were set aside.")
WRONG_BBOX = gettext_noop("The bbox of %(thing)s is not four or six numbers; it was passed over.")
MISPLACED = gettext_noop("%(thing)s has a member “%(member)s”, which does not belong there; it was passed over.")
NESTED = gettext_noop("A GeometryCollection stands within another in row %(row)s; the standard advises against it.")


class NotJson(FileRefused):
    msgid = gettext_noop(
        "The file is no JSON: in line %(line)s, column %(column)s, something else was expected. "
        "Export it again as GeoJSON and send that."
    )


class TooDeep(FileRefused):
    msgid = gettext_noop("The JSON is nested more deeply than any GeoJSON. Export it again as GeoJSON and send that.")


class RepeatedMember(FileRefused):
    msgid = gettext_noop(
        "An object of the file has two members called “%(member)s”, so it is not certain which holds. Keep one of them."
    )


class NotGeoJson(FileRefused):
    msgid = gettext_noop(
        "The file is JSON, but no GeoJSON: its type is “%(said)s”, and it should be FeatureCollection. "
        "Export it as GeoJSON and send that."
    )


class NoFeatures(FileRefused):
    msgid = gettext_noop("The FeatureCollection has no list called features. Export it again as GeoJSON and send that.")


class NotAFeature(FileRefused):
    msgid = gettext_noop(
        "Row %(row)s is no feature: its type is “%(said)s”, and it should be Feature. Correct or remove the row."
    )


class WrongProperties(FileRefused):
    msgid = gettext_noop(
        "The properties of row %(row)s are %(said)s instead of an object with names. Correct or remove the row."
    )


class WrongId(FileRefused):
    msgid = gettext_noop("The id of row %(row)s is neither a text nor a number. Correct it.")


class HidesShapes(FileRefused):
    msgid = gettext_noop(
        "%(thing)s has a member “%(member)s”, which does not belong there and seems to hold shapes that would be lost. "
        "Put them in features of their own."
    )


class SeveralGrids(FileRefused):
    msgid = gettext_noop(
        "Row %(row)s names a coordinate system of its own. A survey stands on one grid: "
        "export all rows on the same one."
    )


class NotText(FileRefused):
    msgid = gettext_noop("The file begins like %(encoding)s text, but breaks off within a letter. Send it again.")


@dataclass
class _Rows:
    """The features as they come in: their properties, their shapes, and what is to be remarked."""

    properties: list[dict[str, object]] = field(default_factory=list)
    ids: dict[int, str] = field(default_factory=dict)
    builder: geojson_shapes.Builder = field(default_factory=geojson_shapes.Builder)
    notes: list[Sentence] = field(default_factory=list)
    crs: object = None
    has_crs: bool = False
    name: str = ""


def layers(path: Path, *, max_expanded_bytes: int) -> tuple[Layer, ...]:
    """A GeoJSON file is one layer; how many rows it has is not known before it is read."""
    return (Layer(DEFAULT_LAYER),)


def read(path: Path, *, layer: str, codec: str | None, max_expanded_bytes: int) -> Read:
    """Read the file; raises the refusals of this module."""
    reading.named(layers(path, max_expanded_bytes=max_expanded_bytes), layer=layer)
    content, text = _decoded(path.read_bytes(), codec)
    rows = _Rows()
    for document in _documents(content):
        _take_document(rows, document)
    drawn = rows.builder.shapes(len(rows.properties))
    geometry, endless = wkb.finite(drawn)
    features = Features(
        geometry=geometry,
        attributes=_columns(rows),
        rows=np.arange(1, len(geometry) + 1, dtype=np.int64),
        provenance=Provenance(
            layer=layer,
            encoding=text.encoding,
            geometry_type=reading.kind_of(geometry),
            reader=_READER,
            notes=_notes(rows, geometry),
        ),
        malformed=(*rows.builder.malformed, *endless),
    )
    return Read(features, text if text.sample else encoding.with_sample(text, features.attributes), _said(rows))


def _decoded(content: bytes, codec: str | None) -> tuple[str, encoding.Decision]:
    for mark, name in ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if content.startswith(mark):
            try:
                return content.decode(name), encoding.by_mark(name)
            except UnicodeDecodeError as error:
                raise NotText(encoding=name) from error
    content = content.removeprefix(codecs.BOM_UTF8)
    if codec is None:
        try:
            return content.decode("utf-8"), encoding.by_standard()
        except UnicodeDecodeError:
            pass
    cells = [match[1] for match, _ in zip(_TEXTS_BEYOND_ASCII.finditer(content), range(_CELLS_WEIGHED), strict=False)]
    decided = encoding.decide_cells(cells, evidence=(encoding.NOT_BY_STANDARD,), chosen=codec)
    return content.decode(decided.encoding, errors="replace"), decided


def _documents(content: str) -> Iterator[Any]:
    """One JSON text, or all of a sequence."""
    if RECORD_SEPARATOR in content[:64]:
        for record in content.split(RECORD_SEPARATOR):
            if record.strip():
                yield _parsed(record, line=1 + content.count("\n", 0, content.find(record)))
        return
    if is_by_lines(content[:_LOOKED_AT].encode()):
        for number, line in enumerate(content.splitlines(), start=1):
            if line.strip():
                yield _parsed(line, line=number)
        return
    yield _parsed(content, line=1)


def is_by_lines(start: bytes) -> bool:
    """Whether the first line is an object by itself and another begins in the next."""
    first, _, rest = start.lstrip().partition(b"\n")
    return first.rstrip().endswith(b"}") and rest.lstrip().startswith(b"{")


def _parsed(text: str, *, line: int) -> Any:
    """Parse one JSON text that begins in that line of the file."""
    try:
        return json.loads(
            text, object_pairs_hook=_object, parse_float=Figure, parse_int=Figure, parse_constant=_no_constant
        )
    except json.JSONDecodeError as error:
        raise NotJson(line=line + error.lineno - 1, column=error.colno) from error
    except RecursionError as error:
        raise TooDeep from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        raise RepeatedMember(member=next(name for name in names if names.count(name) > 1))
    return found


def _no_constant(text: str) -> str:
    """NaN and Infinity are no JSON; as a text they are found out where a number must stand."""
    return text


def _take_document(rows: _Rows, document: object) -> None:
    kind = document.get("type") if isinstance(document, dict) else None
    if not isinstance(document, dict) or not isinstance(kind, str) or kind not in _ROOTS:
        raise NotGeoJson(said=_shown(kind if isinstance(document, dict) else document))
    if "crs" in document:
        _take_crs(rows, document["crs"])
    if kind == "FeatureCollection":
        _take_collection(rows, document)
    elif kind == "Feature":
        _take_feature(rows, document, row=len(rows.properties) + 1)
    else:
        _take_row(rows, document, {}, row=len(rows.properties) + 1)


def _take_crs(rows: _Rows, crs: object) -> None:
    if rows.has_crs and rows.crs != crs:
        raise SeveralGrids(row=len(rows.properties) + 1)
    rows.crs, rows.has_crs = crs, True


def _take_collection(rows: _Rows, collection: dict[str, Any]) -> None:
    features = collection.get("features")
    if not isinstance(features, list):
        raise NoFeatures
    _look_around(rows, collection, "FeatureCollection", "FeatureCollection")
    name = collection.get("name")
    rows.name = name if isinstance(name, str) else ""
    for row, feature in enumerate(features, start=len(rows.properties) + 1):
        _take_feature(rows, feature, row=row)


def _take_feature(rows: _Rows, feature: object, *, row: int) -> None:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        raise NotAFeature(row=row, said=_shown(feature.get("type") if isinstance(feature, dict) else feature))
    properties = feature.get("properties")
    if properties is not None and not isinstance(properties, dict):
        raise WrongProperties(row=row, said=_shown(properties))
    identifier = feature.get("id")
    if identifier is not None:
        if not isinstance(identifier, str):
            raise WrongId(row=row)
        rows.ids[row - 1] = plain.number(identifier) if isinstance(identifier, Figure) else identifier
    if "crs" in feature and not (rows.has_crs and feature["crs"] == rows.crs):
        raise SeveralGrids(row=row)
    _look_around(rows, feature, "Feature", f"Feature {row}")
    _take_row(rows, feature.get("geometry"), properties or {}, row=row)


def _take_row(rows: _Rows, geometry: object, properties: dict[str, object], *, row: int) -> None:
    if isinstance(geometry, dict):
        if geometry.keys() - {"type", "coordinates"}:
            _look_around(rows, geometry, "geometry", f"geometry {row}")
        members = geometry.get("geometries")
        if isinstance(members, list) and any(
            isinstance(member, dict) and member.get("type") == geojson_shapes.COLLECTION for member in members
        ):
            rows.notes.append(Sentence(NESTED, {"row": row}))
    rows.builder.take(row - 1, geometry)
    rows.properties.append(properties)


def _look_around(rows: _Rows, thing: dict[str, Any], kind: str, shown: str) -> None:
    """Remark on members that the standard does not allow here, and refuse those that would hide shapes."""
    for member in _MISPLACED[kind]:
        if member in thing:
            if thing[member] and member != "properties":
                raise HidesShapes(thing=shown, member=member)
            rows.notes.append(Sentence(MISPLACED, {"thing": shown, "member": member}))
    if "bbox" in thing and not _is_bbox(thing["bbox"]):
        rows.notes.append(Sentence(WRONG_BBOX, {"thing": shown}))


def _is_bbox(bbox: object) -> bool:
    return isinstance(bbox, list) and len(bbox) in _BBOX_SIZES and all(type(figure) is Figure for figure in bbox)


def _shown(value: object) -> str:
    """A wrong value, short enough for a sentence."""
    if isinstance(value, str):
        return value[:40]
    return {dict: "{…}", list: "[…]", type(None): "null", bool: str(value).lower()}.get(type(value), "?")


def _columns(rows: _Rows) -> dict[str, Column]:
    """Return name -> text over all rows; the ids of the features are a column when no property is called so."""
    columns: dict[str, Column] = {}
    count = len(rows.properties)
    for index, properties in enumerate(rows.properties):
        for name, value in properties.items():
            column = columns.get(name)
            if column is None:
                column = columns[name] = np.full(count, "", dtype=object)
            column[index] = value if type(value) is str else _text(value)
    if rows.ids and "id" not in columns:
        columns["id"] = np.full(count, "", dtype=object)
        for index, identifier in rows.ids.items():
            columns["id"][index] = identifier
    return columns


def _text(value: object) -> str:
    if isinstance(value, Figure):
        return plain.number(value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else plain.text(value)


def _notes(rows: _Rows, geometry: Column) -> tuple[Sentence, ...]:
    notes = rows.notes[:_MOST_NOTES]
    if rows.builder.has_heights:
        notes.append(Sentence(wkb.HEIGHTS_DROPPED))
    if rows.builder.has_more:
        notes.append(Sentence(MORE_FIGURES))
    if not geojson_shapes.is_wound_as_demanded(geometry):
        notes.append(Sentence(WOUND_OTHERWISE))
    return tuple(notes)


def _said(rows: _Rows) -> Said:
    """What the file says of its grid; without a crs member the standard says it: WGS 84, longitude first."""
    if not rows.has_crs:
        return Said("urn:ogc:def:crs:OGC::CRS84", reading.GEOJSON_STANDARD)
    if not isinstance(rows.crs, dict):
        return Said(None, reading.CRS_MEMBER)
    properties = rows.crs.get("properties")
    facts = properties if isinstance(properties, dict) else {}
    if isinstance(facts.get("name"), str):
        return Said(facts["name"], reading.CRS_MEMBER)
    if isinstance(facts.get("code"), str):
        return Said(f"EPSG:{facts['code']}", reading.CRS_MEMBER)
    return Said(json.dumps(rows.crs)[:200], reading.CRS_MEMBER)
