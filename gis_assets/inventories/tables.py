"""Reads a file of assets as a table of texts with a shape for each row.

Texts stay as they stand in the file (`007` is not 7). CSV and GeoJSON are parsed here, since GDAL guesses types and
reads on past errors; GeoPackage, shapefile and the other formats are GDAL's. Meant for the operator's shell: files that
strangers send go through the survey's sandbox.
"""

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from django.utils.translation import gettext as _
from shapely.errors import ShapelyError
from shapely.geometry import shape as shape_of

from gis_assets.crs import WGS84, Geometries
from gis_assets.refusals import Refusal

LIMIT_MB = 500
POSITION_NAMES = (
    ("longitude", "latitude"),
    ("lon", "lat"),
    ("long", "lat"),
    ("lng", "lat"),
    ("xcoord", "ycoord"),
    ("x", "y"),
    ("pointx", "pointy"),
    ("easting", "northing"),
    ("east", "north"),
    ("utme", "utmn"),
    ("e", "n"),
    ("ลองจิจูด", "ละติจูด"),
)
GDAL_FORMATS = {
    ".gpkg": "GeoPackage",
    ".shp": "Shapefile",
    ".fgb": "FlatGeobuf",
    ".kml": "KML",
    ".gml": "GML",
    ".tab": "MapInfo",
    ".zip": "zipped shapefile",
}
_UNQUOTED = ",;\t|"


class FileRefused(Refusal):
    """The file cannot be read as it is."""


@dataclass(frozen=True)
class Question:
    """What only a person can answer, and the option that answers it."""

    option: str
    sentence: str


@dataclass(frozen=True)
class Table:
    """Rows as texts (empty: no value), a shape or None for each, and the system the shapes are in (None: unknown)."""

    format: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    shapes: Geometries
    epsg: int | None
    position_columns: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    notes: tuple[str, ...] = ()

    def values(self, column: str) -> list[str]:
        """One column, row by row."""
        at = self.columns.index(column)
        return [row[at] for row in self.rows]


def plain(name: str) -> str:
    """A column's name as names are compared: in small letters, without spaces and signs (Thai vowels are kept)."""
    return re.sub(r"[\s_\-./()#]", "", name.casefold())


def read(
    path: Path,
    *,
    epsg: int | None = None,
    encoding: str | None = None,
    layer: str | None = None,
    x: str | None = None,
    y: str | None = None,
) -> Table:
    """Read a file; the options overrule what the file says of itself. Raises FileRefused."""
    if path.stat().st_size > LIMIT_MB * 1_000_000:
        raise FileRefused(
            _("%(file)s is larger than %(limit)d MB. Cut it into parts.") % {"file": path.name, "limit": LIMIT_MB}
        )
    if path.suffix.lower() in (".geojson", ".json"):
        return _geojson(path, epsg=epsg)
    if path.suffix.lower() in GDAL_FORMATS:
        return _gdal(path, epsg=epsg, layer=layer, encoding=encoding)
    if path.suffix.lower() in (".csv", ".tsv", ".txt"):
        return _delimited(path, epsg=epsg, encoding=encoding, x=x, y=y)
    raise FileRefused(
        _("%(file)s is of a kind that is not read. Give CSV, GeoJSON, GeoPackage, shapefile or FlatGeobuf.")
        % {"file": path.name}
    )


def _delimited(path: Path, *, epsg: int | None, encoding: str | None, x: str | None, y: str | None) -> Table:
    text, notes = _decoded(path, encoding)
    columns, rows = _cells(path, text)
    east, north = _position_columns(columns, x=x, y=y)
    if east is None or north is None:
        question = Question("--x --y", _("No columns of positions were recognised. Name them by --x and --y."))
        nowhere: Geometries = np.full(len(rows), None, dtype=object)
        return Table("CSV", columns, rows, nowhere, epsg, questions=(question,), notes=notes)
    shapes = _points([row[columns.index(east)] for row in rows], [row[columns.index(north)] for row in rows])
    found, questions = _system(shapes, epsg=epsg)
    return Table("CSV", columns, rows, shapes, found, (east, north), questions, notes)


def _decoded(path: Path, encoding: str | None) -> tuple[str, tuple[str, ...]]:
    raw = path.read_bytes()
    wide = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    for codec in (encoding,) if encoding else (wide, "cp874"):
        try:
            text = raw.decode(codec)
        except (UnicodeError, LookupError):
            continue
        guessed = _("The texts are not UTF-8; they were read as Thai of Windows (cp874).")
        return text, (guessed,) if codec == "cp874" and not encoding else ()
    raise FileRefused(_("The texts of %(file)s cannot be decoded. Name their encoding.") % {"file": path.name})


def _cells(path: Path, text: str) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    head = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(_UNQUOTED, key=head.count), strict=True)
    rows: list[tuple[str, ...]] = []
    columns: tuple[str, ...] = ()
    try:
        columns = tuple(name.strip() for name in next(reader, []))
        _refuse_header(path, columns)
        for cells in reader:
            if cells:
                _refuse_width(path, cells, columns=columns, line=reader.line_num)
                rows.append(tuple(cell.strip() for cell in cells))
    except csv.Error as error:
        raise FileRefused(
            _("Line %(line)d of %(file)s is broken: %(error)s.")
            % {"line": reader.line_num, "file": path.name, "error": error}
        ) from error
    return columns, rows


def _refuse_header(path: Path, columns: tuple[str, ...]) -> None:
    twice = sorted({name for name in columns if columns.count(name) > 1})
    if not columns or not all(columns) or twice:
        raise FileRefused(
            _("The first line of %(file)s must name every column once; empty or repeated: %(names)s.")
            % {"file": path.name, "names": ", ".join(twice) or _("an empty name")}
        )


def _refuse_width(path: Path, cells: Sequence[str], *, columns: Sequence[str], line: int) -> None:
    if len(cells) != len(columns):
        raise FileRefused(
            _(
                "Line %(line)d of %(file)s has %(cells)d cells where the first line names %(columns)d. "
                "The file may be cut off."
            )
            % {"line": line, "file": path.name, "cells": len(cells), "columns": len(columns)}
        )


def _position_columns(columns: Sequence[str], *, x: str | None, y: str | None) -> tuple[str | None, str | None]:
    for name in (x, y):
        if name is not None and name not in columns:
            raise FileRefused(
                _("There is no column %(name)s; there are %(columns)s.") % {"name": name, "columns": ", ".join(columns)}
            )
    if x and y:
        return x, y
    by_name = {plain(name): name for name in columns}
    for east, north in POSITION_NAMES:
        if east in by_name and north in by_name:
            return by_name[east], by_name[north]
    return None, None


def _points(east: Sequence[str], north: Sequence[str]) -> Geometries:
    shapes: Geometries = np.full(len(east), None, dtype=object)
    xy = np.array([(_number(x), _number(y)) for x, y in zip(east, north, strict=True)], dtype=float).reshape(-1, 2)
    known = np.isfinite(xy).all(axis=1)
    shapes[known] = shapely.points(xy[known])
    return shapes


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")


def _system(shapes: Geometries, *, epsg: int | None) -> tuple[int | None, tuple[Question, ...]]:
    """Degrees are recognised by their range; metres of an unnamed grid are asked about."""
    if epsg is not None:
        return epsg, ()
    west, south, east, north = shapely.total_bounds(shapes) if len(shapes) else (np.nan,) * 4
    if np.isnan(west):
        return WGS84, ()
    if west >= -180 and east <= 180 and south >= -90 and north <= 90:
        return WGS84, ()
    return None, (
        Question("--crs", _("The positions are not degrees. Name their system by --crs, such as --crs 32647.")),
    )


def _geojson(path: Path, *, epsg: int | None) -> Table:
    try:
        told = json.loads(path.read_bytes().decode("utf-8-sig"), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise FileRefused(_("%(file)s is not whole JSON: %(error)s.") % {"file": path.name, "error": error}) from error
    if not isinstance(told, dict) or not isinstance(told.get("features"), list):
        raise FileRefused(_("%(file)s holds no collection of features.") % {"file": path.name})
    features = [_feature(path, each, number=number) for number, each in enumerate(told["features"], start=1)]
    columns = tuple(dict.fromkeys(name for facts, _shape in features for name in facts))
    rows = [tuple(_text(facts.get(name)) for name in columns) for facts, _shape in features]
    shapes: Geometries = np.array([shape for _facts, shape in features] + [None], dtype=object)[:-1]
    found, questions = _system(shapes, epsg=epsg or _named_system(path, told))
    return Table("GeoJSON", columns, rows, shapes, found, questions=questions)


def _no_number(name: str) -> float:
    raise ValueError(_("%(name)s is no number of JSON") % {"name": name})


def _feature(path: Path, told: object, *, number: int) -> tuple[Mapping[str, Any], shapely.Geometry | None]:
    try:
        if not isinstance(told, dict) or told.get("type") != "Feature":
            raise TypeError("type")
        facts, drawn = told.get("properties") or {}, told.get("geometry")
        shape = None if drawn is None else shape_of(drawn)
        if not isinstance(facts, dict) or (shape is not None and not np.isfinite(shapely.get_coordinates(shape)).all()):
            raise TypeError("coordinates")
    except (KeyError, TypeError, ValueError, AttributeError, ShapelyError) as error:
        raise FileRefused(
            _("Feature %(number)d of %(file)s is broken: %(error)s.")
            % {"number": number, "file": path.name, "error": error}
        ) from error
    return facts, None if shape is None or shape.is_empty else shape


def _named_system(path: Path, told: Mapping[str, Any]) -> int | None:
    """The old `crs` member, which many offices still write; without it positions are degrees by RFC 7946."""
    member = told.get("crs")
    if member is None:
        return None
    name = str((member.get("properties") or {}).get("name", "")) if isinstance(member, dict) else ""
    if name.upper().endswith(("CRS84", "CRS:84")):
        return WGS84
    if numbers := re.search(r"EPSG:{1,2}(?:[\d.]*:)?(\d+)$", name.upper()):
        return int(numbers[1])
    raise FileRefused(
        _("%(file)s names the system “%(name)s”, which is not known. Name it by --crs.")
        % {"file": path.name, "name": name}
    )


def _gdal(path: Path, *, epsg: int | None, layer: str | None, encoding: str | None) -> Table:
    import pyogrio  # loads GeoPandas and Arrow too: a hundred megabytes, for lists that come in such files alone

    try:
        layers = [str(name) for name, _kind in pyogrio.list_layers(path)]
        if layer is None and len(layers) != 1:
            question = Question("--layer", _("The file holds the layers %(names)s.") % {"names": ", ".join(layers)})
            return Table(GDAL_FORMATS[path.suffix.lower()], (), [], np.empty(0, object), None, questions=(question,))
        meta, _fids, shapes, columns = pyogrio.raw.read(path, layer=layer or layers[0], encoding=encoding)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError) as error:
        raise FileRefused(_("%(file)s cannot be read: %(error)s.") % {"file": path.name, "error": error}) from error
    parsed: Geometries = shapely.from_wkb(shapes if shapes is not None else np.empty(0, object))
    named = re.fullmatch(r"EPSG:(\d+)", meta["crs"] or "")
    found, questions = _system(parsed, epsg=epsg or (int(named[1]) if named else None))
    rows = [tuple(_text(value) for value in row) for row in zip(*(column.tolist() for column in columns), strict=True)]
    names = tuple(str(name) for name in meta["fields"])
    return Table(GDAL_FORMATS[path.suffix.lower()], names, rows, parsed, found, questions=questions)


def _text(value: object) -> str:
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value).strip()
