"""Opens the monthly package of a land office: tables of transactions and the shapes of the parcels they touch.

The names of folders and files change every month, so they are known by their beginnings and ends. The same shapes come
twice, as GeoJSON wrapped in an envelope of its own and as a shapefile; the GeoJSON is read.
"""

import codecs
import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
import shapely

from landsurvey.formats import archive, encoding
from landsurvey.formats.features import Column
from landsurvey.landoffice.transactions import Book, LandKey, land_key
from landsurvey.words import FileRefused, Sentence, gettext_noop

_BOM = codecs.BOM_UTF8
ENVELOPE = "LocationGeospatial"
ZONES = {"47": 24047, "48": 24048}
_TABLE = re.compile(r"(parcel|ns3a|construction)_[^/]*\.csv", re.IGNORECASE)
_SHAPES = re.compile(r"[^/]*_MAP_LAND_GIS_(47|48)\.(?:geo)?json", re.IGNORECASE)
_LITTER = re.compile(r"_ogr_tmp\.csv$", re.IGNORECASE)
_PARTS = ("LandUTM1", "LandUTM2", "LandUTM3", "LandUTM4")

NO_SHAPES = gettext_noop("The package holds no map of parcels (a file ending in _MAP_LAND_GIS_47.geojson).")
NO_KEY_ON_SHAPE = gettext_noop("Shape %(number)s of the map names no sheet and land number.")
PASSED_OVER = gettext_noop("Left unread, as it holds nothing of its own: %(names)s.")


class TableIsCutOff(FileRefused):
    msgid = gettext_noop(
        "%(name)s breaks off in row %(row)s: it has %(found)s cells where the heading has %(wanted)s. "
        "Ask the land office for the package again."
    )


class MapIsUnreadable(FileRefused):
    msgid = gettext_noop("The map %(name)s cannot be read as GeoJSON. Ask the land office for the package again.")


class MapSaysAnotherGrid(FileRefused):
    msgid = gettext_noop(
        "The map %(name)s says %(said)s, but its name says EPSG:%(epsg)s. Ask the land office which of them holds."
    )


@dataclass(frozen=True)
class TableRow:
    """One row of a table, counted from 1 below the heading."""

    book: Book
    row: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Package:
    """What a package holds: `shape` as measured in `epsg`, `key` beside each; `notes` say what was passed over."""

    rows: tuple[TableRow, ...]
    shape: Column
    key: tuple[LandKey | None, ...]
    epsg: int
    encodings: tuple[encoding.Decision, ...]
    notes: tuple[Sentence, ...]


def is_package(path: Path) -> bool:
    """Whether the file is a zip with a table of transactions of title deeds or certificates."""
    try:
        with zipfile.ZipFile(path) as packed:
            return any(_book(name) in (Book.DEEDS, Book.CERTIFICATES) for name in packed.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False


def read(path: Path, *, max_expanded_bytes: int = archive.MAX_EXPANDED_BYTES) -> Package:
    """Read all tables and the map; raises a `FileRefused` when one of them is damaged."""
    entries = archive.entries(path, max_expanded_bytes=max_expanded_bytes)
    rows: list[TableRow] = []
    texts: list[encoding.Decision] = []
    for entry in entries:
        if book := _book(entry.filename):
            found, text = _table(book, entry.filename, archive.content(path, entry))
            rows += found
            texts.append(text)
    mapped = next((entry for entry in entries if _zone(entry.filename)), None)
    shape, key, epsg, notes = _no_map() if mapped is None else _map(mapped.filename, archive.content(path, mapped))
    unread = [entry.filename for entry in entries if not _book(entry.filename) and entry is not mapped]
    if unread:
        notes = (*notes, Sentence(PASSED_OVER, {"names": ", ".join(PurePosixPath(name).name for name in unread)}))
    return Package(tuple(rows), shape, key, epsg, tuple(texts), notes)


def _book(name: str) -> Book | None:
    base = PurePosixPath(name).name
    match = _TABLE.fullmatch(base)
    return Book(match[1].lower()) if match and not _LITTER.search(base) else None


def _zone(name: str) -> str | None:
    match = _SHAPES.fullmatch(PurePosixPath(name).name)
    return match[1] if match else None


def _table(book: Book, name: str, content: bytes) -> tuple[list[TableRow], encoding.Decision]:
    text = encoding.decide_cells([line for line in content.removeprefix(_BOM).splitlines() if not line.isascii()])
    plain = content.removeprefix(_BOM).decode(text.encoding, errors="replace")
    lines = csv.reader(io.StringIO(plain, newline=""))
    headings = [heading.strip() for heading in next(lines, [])]
    return list(_rows(book, name, headings, lines)), text


def _rows(book: Book, name: str, headings: list[str], lines: Iterator[list[str]]) -> Iterator[TableRow]:
    for row, cells in enumerate((line for line in lines if any(cell.strip() for cell in line)), start=1):
        if len(cells) != len(headings):
            raise TableIsCutOff(name=PurePosixPath(name).name, row=row, found=len(cells), wanted=len(headings))
        yield TableRow(book, row, dict(zip(headings, cells, strict=True)))


def _no_map() -> tuple[Column, tuple[LandKey | None, ...], int, tuple[Sentence, ...]]:
    return np.empty(0, dtype=object), (), ZONES["47"], (Sentence(NO_SHAPES),)


def _map(name: str, content: bytes) -> tuple[Column, tuple[LandKey | None, ...], int, tuple[Sentence, ...]]:
    base = PurePosixPath(name).name
    epsg = ZONES[_zone(name) or "47"]
    try:
        told = json.loads(content.decode("utf-8-sig"))
        told = told.get(ENVELOPE, told)
        features = told["features"]
        shape = np.array([_shape(feature) for feature in features] or [None], dtype=object)[: len(features)]
        key = tuple(_key(feature["properties"] or {}) for feature in features)
    except (ValueError, KeyError, TypeError, AttributeError, shapely.errors.GEOSException) as error:
        raise MapIsUnreadable(name=base) from error
    said = str(((told.get("crs") or {}).get("properties") or {}).get("name", ""))
    if said and str(epsg) not in said:
        raise MapSaysAnotherGrid(name=base, said=said, epsg=epsg)
    blank = [Sentence(NO_KEY_ON_SHAPE, {"number": number}) for number, one in enumerate(key, start=1) if one is None]
    return shape, key, epsg, tuple(blank)


def _shape(feature: Mapping[str, Any]) -> shapely.Geometry | None:
    geometry = feature.get("geometry")
    return None if geometry is None else shapely.force_2d(shapely.from_geojson(json.dumps(geometry)))


def _key(properties: Mapping[str, Any]) -> LandKey | None:
    cells = {str(name).strip(): "" if value is None else str(value).strip() for name, value in properties.items()}
    parts = tuple(cells.get(part, "") for part in _PARTS)
    return land_key(parts, cells, cells.get("LandNumber", ""))
