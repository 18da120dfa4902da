"""Reads KML and KMZ: every placemark a row, its folders and its extended data columns.

The standard knows one grid only, WGS 84; whatever was done wrong on the way to it is in the coordinates. Links to other
files and to the network are never followed.
"""

import html.parser
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from xml.etree.ElementTree import Element

import numpy as np

from landsurvey.formats import archive, encoding, geojson_shapes, markup, reading, wkb
from landsurvey.formats.features import Column, Features, Provenance
from landsurvey.formats.geojson_shapes import Figure
from landsurvey.formats.reading import Layer, Read, Said
from landsurvey.words import FileRefused, Sentence, gettext_noop

ZIP_MAGIC = b"PK\x03\x04"
_READER = "KML 2.2 (OGC 07-147r2)"
_SHAPES = ("Point", "LineString", "LinearRing", "Polygon", "MultiGeometry", "Track", "MultiTrack", "Model")
_CONTAINERS = ("kml", "Document", "Folder")
_COMMA = re.compile(r"\s*,\s*")
_TABLE_ROW = 2

LINK_PASSED_OVER = gettext_noop("The KML points to other files or to the network (%(count)s links); none was opened.")


class NoKml(FileRefused):
    msgid = gettext_noop("The KMZ holds no .kml file. It holds: %(names)s.")


def layers(path: Path, *, max_expanded_bytes: int) -> tuple[Layer, ...]:
    """Each KML of the archive is one layer, folders and all; a plain KML is one."""
    if not _is_packed(path):
        return (Layer(_title(markup.parsed(path.read_bytes()))),)
    return tuple(Layer(archive.readable(entry)) for entry in _entries(path, max_expanded_bytes))


def read(path: Path, *, layer: str, codec: str | None, max_expanded_bytes: int) -> Read:
    """Read all placemarks; `codec` has no say, XML names its own encoding."""
    content = _content(path, layer, max_expanded_bytes)
    root = markup.parsed(content)
    placemarks = list(_placemarks(root, ()))
    builder = geojson_shapes.Builder()
    for index, (_, placemark) in enumerate(placemarks):
        builder.take(index, _geometry(placemark))
    geometry, endless = wkb.finite(builder.shapes(len(placemarks)))
    attributes = _columns([_facts(folders, placemark) for folders, placemark in placemarks])
    text = encoding.with_sample(encoding.by_mark(markup.encoding_of(content)), attributes)
    links = sum(1 for element in root.iter() if markup.local(element.tag) == "NetworkLink")
    notes = [Sentence(LINK_PASSED_OVER, {"count": links})] if links else []
    if builder.has_heights:
        notes.append(Sentence(wkb.HEIGHTS_DROPPED))
    read_features = Features(
        geometry=geometry,
        attributes=attributes,
        rows=np.arange(1, len(placemarks) + 1, dtype=np.int64),
        provenance=Provenance(layer, text.encoding, reading.kind_of(geometry), _READER, tuple(notes)),
        malformed=(*builder.malformed, *endless),
    )
    return Read(read_features, text, Said("EPSG:4326", reading.KML_STANDARD))


def _is_packed(path: Path) -> bool:
    with path.open("rb") as opened:
        return opened.read(len(ZIP_MAGIC)) == ZIP_MAGIC


def _entries(path: Path, max_expanded_bytes: int) -> list[archive.Entry]:
    """The KML files of the archive; `doc.kml` is the whole where the packer follows the standard."""
    entries = archive.entries(path, max_expanded_bytes=max_expanded_bytes)
    found = [entry for entry in entries if archive.readable(entry).lower().endswith(".kml")]
    if not found:
        raise NoKml(names=", ".join(archive.readable(entry) for entry in entries[:8]) or "–")
    main = [entry for entry in found if PurePosixPath(archive.readable(entry)).name.lower() == "doc.kml"]
    return main[:1] or found


def _content(path: Path, layer: str, max_expanded_bytes: int) -> bytes:
    if not _is_packed(path):
        reading.named(layers(path, max_expanded_bytes=max_expanded_bytes), layer=layer)
        return path.read_bytes()
    entries = {archive.readable(entry): entry for entry in _entries(path, max_expanded_bytes)}
    reading.named(tuple(Layer(name) for name in entries), layer=layer)
    return archive.content(path, entries[layer])


def _title(root: Element) -> str:
    """The name of the outermost document or folder; "KML" when it has none."""
    for element in [root, *root]:
        if name := _child_text(element, "name"):
            return name
    return "KML"


def _placemarks(element: Element, folders: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Element]]:
    for child in element:
        kind = markup.local(child.tag)
        if kind == "Placemark":
            yield folders, child
        elif kind == "Folder":
            yield from _placemarks(child, (*folders, _child_text(child, "name")))
        elif kind in _CONTAINERS:
            yield from _placemarks(child, folders)


def _facts(folders: tuple[str, ...], placemark: Element) -> dict[str, str]:
    """Name, folder, description and the extended data of a placemark, as text."""
    facts = {"Name": _child_text(placemark, "name"), "Folder": " / ".join(part for part in folders if part)}
    description = _child_text(placemark, "description")
    table = _table_in(description)
    facts |= table or {"Description": description}
    for element in placemark.iter():
        kind = markup.local(element.tag)
        if kind == "SimpleData":
            facts[element.get("name") or ""] = (element.text or "").strip()
        elif kind == "Data":
            facts[element.get("name") or ""] = _child_text(element, "value")
    return {name: text for name, text in facts.items() if name}


def _columns(facts: list[dict[str, str]]) -> dict[str, Column]:
    """Return heading -> text; a heading under which nothing stands anywhere is left out."""
    columns: dict[str, Column] = {}
    for index, row in enumerate(facts):
        for name, text in row.items():
            if text:
                columns.setdefault(name, np.full(len(facts), "", dtype=object))[index] = text
    return columns


def _geometry(placemark: Element) -> object:
    """Return the shape of a placemark as a GeoJSON object, so that one module checks and draws both."""
    return next((_shape(child) for child in placemark if markup.local(child.tag) in _SHAPES), None)


def _shape(element: Element) -> object:
    kind = markup.local(element.tag)
    if kind == "Point":
        positions = _positions(element)
        return {"type": "Point", "coordinates": positions[0] if positions else []}
    if kind in ("LineString", "LinearRing"):
        return {"type": "LineString", "coordinates": _positions(element)}
    if kind == "Polygon":
        return {"type": "Polygon", "coordinates": _rings(element)}
    if kind == "MultiGeometry":
        return _united([_shape(child) for child in element if markup.local(child.tag) in _SHAPES])
    return {"type": kind}


def _united(members: list[object]) -> object:
    """Several polygons are one MultiPolygon; anything else together is a collection."""
    polygons = [member for member in members if isinstance(member, dict) and member["type"] == "Polygon"]
    if members and len(polygons) == len(members):
        return {"type": "MultiPolygon", "coordinates": [polygon["coordinates"] for polygon in polygons]}
    return {"type": geojson_shapes.COLLECTION, "geometries": members}


def _rings(polygon: Element) -> list[object]:
    outer = [_positions(ring) for child in polygon if markup.local(child.tag) == "outerBoundaryIs" for ring in child]
    inner = [_positions(ring) for child in polygon if markup.local(child.tag) == "innerBoundaryIs" for ring in child]
    return [*outer, *inner]


def _positions(element: Element) -> list[list[Figure | str]]:
    """Return the positions; what is no number stays a text and is named by the check."""
    written = next((child.text or "" for child in element if markup.local(child.tag) == "coordinates"), "")
    return [[_figure(part) for part in position.split(",")] for position in _COMMA.sub(",", written).split()]


def _figure(text: str) -> Figure | str:
    try:
        float(text)
    except ValueError:
        return text
    return Figure(text)


def _child_text(element: Element, name: str) -> str:
    found = next((child for child in element if markup.local(child.tag) == name), None)
    return "".join(found.itertext()).strip() if found is not None else ""


class _Table(html.parser.HTMLParser):
    """The cells of the tables in a balloon, row by row."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th") and self.rows:
            self.rows[-1].append("")

    def handle_data(self, data: str) -> None:
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] = f"{self.rows[-1][-1]} {data.strip()}".strip()


def _table_in(description: str) -> dict[str, str]:
    """Return name -> text when the balloon is a table of pairs, as desktop programs write it; else nothing."""
    if "<td" not in description.lower():
        return {}
    table = _Table()
    table.feed(description)
    return {row[0]: row[1] for row in table.rows if len(row) == _TABLE_ROW and row[0]}
