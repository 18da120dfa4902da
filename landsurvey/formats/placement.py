"""Finds where the rows of a plain table lie: which of its columns are coordinates, and what can be said of their grid.

Only headings that say latitude and longitude name a grid, and only if the figures can be degrees. Columns that seem to
have changed places are read as they are named, and a person is asked.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from landsurvey.formats import cells, features, reading
from landsurvey.formats.features import Column, Malformed
from landsurvey.formats.reading import Said
from landsurvey.words import FileRefused, Sentence, gettext_noop

_WGS84 = "EPSG:4326"
_FULL_CIRCLE, _QUARTER = 180.0, 90.0
# Easting is at most 834 km from the zone's edge to the other at the equator; a northing of Thailand begins at 600 km.
_EASTERNMOST_M = 1_000_000
_MANY = 0.5
_TOLD = 400  # letters of the headings in a sentence

_LATITUDES = ("LAT", "LATITUDE", "ละติจูด", "ละติจุด", "LATWGS84", "YLAT", "GPSLAT")
_LONGITUDES = ("LON", "LONG", "LNG", "LONGITUDE", "ลองจิจูด", "ลองติจูด", "ลองกิจูด", "LONWGS84", "XLON", "GPSLON", "GPSLONG")
_NORTHINGS = (
    "N",
    "NORTHING",
    "NORTH",
    "UTMN",
    "NUTM",
    "Y",
    "YCOORD",
    "COORDY",
    "POINTY",
    "UTMY",
    "พิกัดY",
    "พิกัดN",
    "ค่าพิกัดN",
    "ค่าพิกัดY",
    "ค่าY",
    "ค่าN",
)
_EASTINGS = (
    "E",
    "EASTING",
    "EAST",
    "UTME",
    "EUTM",
    "X",
    "XCOORD",
    "COORDX",
    "POINTX",
    "UTMX",
    "พิกัดX",
    "พิกัดE",
    "ค่าพิกัดE",
    "ค่าพิกัดX",
    "ค่าX",
    "ค่าE",
)
_PAIRS = ("LATLONG", "LATLON", "LATLNG", "COORDINATES", "COORDINATE", "GPS", "พิกัด", "พิกัดGPS", "ค่าพิกัด", "ตำแหน่ง")
_SHAPES = ("WKT", "GEOM", "GEOMETRY", "THEGEOM", "WKTGEOM", "GEOMWKT", "WKBGEOMETRY", "SHAPE", "รูปแปลง", "รูปร่าง")
_MARKER = {"NAME", "CODE", "N", "E", "H"}
_ENDINGS = 6  # from this length on a name also counts at the end of a longer one: Polling_Place_Easting

_WKT = re.compile(
    r"(?:SRID=(\d{1,6});)?\s*((?:MULTI)?(?:POINT|LINESTRING|POLYGON)|GEOMETRYCOLLECTION)\s*(?:Z|M|ZM)?\s*(?:\(|EMPTY)",
    re.IGNORECASE,
)
_HEX = re.compile(r"(?:00|01)[0-9A-Fa-f]{16,}")
_THOUSANDS = re.compile(r"[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_COMMA = re.compile(r"[-+]?\d+,\d+")
_FIGURE = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d{1,3})?")
_DEGREES = re.compile(
    r"""([-+]?\d{1,3}(?:\.\d+)?)\s*°\s*(?:(\d{1,2}(?:\.\d+)?)\s*['′’]\s*(?:(\d{1,2}(?:\.\d+)?)\s*(?:"|″|”|''))?)?\s*([NSEW]?)"""
)
_NUMBERS = re.compile(r"[-+]?\d+(?:\.\d+)?")

_READ_FROM = gettext_noop("The places were read from the columns %(x)s (east) and %(y)s (north).")
_SHAPES_FROM = gettext_noop("The shapes were read from the column %(heading)s.")
_NOWHERE = gettext_noop("%(count)s rows have no coordinates, or the coordinates 0, 0; they have no place.")
_COMMAS = gettext_noop("Decimal commas in the coordinates were read as points.")
_MARKERS = gettext_noop(
    "This is a table of boundary markers (Name, Code, N, E, h) as the land office writes it: "
    "a row is a marker, not a parcel."
)
_NO_DEGREES = gettext_noop(
    "The columns %(x)s and %(y)s say latitude and longitude, but hold figures that are no degrees: metres of some grid."
)


class NoCoordinates(FileRefused):
    msgid = gettext_noop(
        "None of the columns holds coordinates. The table has: %(headings)s. "
        "Name the columns LATITUDE and LONGITUDE, or E and N, or add a column WKT with the shapes."
    )


class NoPlaces(FileRefused):
    msgid = gettext_noop(
        "None of the %(rows)s rows has coordinates in %(headings)s. Fill them in and send the table again."
    )


@dataclass(frozen=True)
class Placed:
    """Shapes of the rows, None where there is none; `used` are the headings that are no attributes of the thing."""

    geometry: Column
    malformed: tuple[Malformed, ...]
    said: Said
    notes: tuple[Sentence, ...]
    seems_swapped: bool = False


@dataclass(frozen=True)
class Axes:
    """The columns of a table that hold coordinates; `is_degrees`: the headings say so."""

    x: str
    y: str
    is_degrees: bool


def can_place(columns: Mapping[str, Column]) -> bool:
    """Whether a table has columns from which its rows can be placed."""
    return bool(_names(columns))


def place(columns: Mapping[str, Column], *, is_shifted: npt.NDArray[np.bool_]) -> Placed:
    """Read the places of all rows; those of shifted rows are not believed. Raises `NoCoordinates` or `NoPlaces`."""
    headings = list(columns)
    if (heading := _shape_column(columns)) is not None:
        placed = _shapes(columns[heading], heading)
    elif (axes := _axes(headings)) is not None:
        placed = _points(columns[axes.x], columns[axes.y], axes)
    elif (heading := _pair(headings)) is not None:
        placed = _from_pairs(columns[heading], heading)
    else:
        raise NoCoordinates(headings=", ".join(headings)[:_TOLD])
    placed.geometry[is_shifted] = None
    if shapely.is_missing(placed.geometry).all() and not placed.malformed:
        raise NoPlaces(rows=len(is_shifted), headings=", ".join(_names(columns)))
    is_marker = {cells.key(name) for name in headings} >= _MARKER
    notes = (*placed.notes, *((Sentence(_MARKERS),) if is_marker else ()))
    return Placed(placed.geometry, placed.malformed, placed.said, notes, placed.seems_swapped)


def _names(columns: Mapping[str, Column]) -> tuple[str, ...]:
    axes = _axes(list(columns))
    return (axes.x, axes.y) if axes else tuple(filter(None, (_shape_column(columns), _pair(list(columns)))))


def _axes(headings: list[str]) -> Axes | None:
    """Latitude and longitude, else a pair of E and N or X and Y; never one of each kind."""
    for northings, eastings, is_degrees in ((_LATITUDES, _LONGITUDES, True), (_NORTHINGS, _EASTINGS, False)):
        y, x = _named(headings, northings), _named(headings, eastings)
        if x is not None and y is not None:
            return Axes(x, y, is_degrees)
    return None


def _named(headings: list[str], names: tuple[str, ...]) -> str | None:
    keys = {re.sub(r"[()\[\]\d/:]|องศา|เมตร", "", cells.key(heading)): heading for heading in reversed(headings)}
    exact = next((keys[name] for name in names if name in keys), None)
    if exact is not None:
        return exact
    long = tuple(name for name in names if len(name) >= _ENDINGS)
    return next((heading for key, heading in reversed(keys.items()) if key.endswith(long)), None)


def _pair(headings: list[str]) -> str | None:
    keys = {cells.key(heading): heading for heading in reversed(headings)}
    return next((keys[name] for name in _PAIRS if name in keys), None)


def _shape_column(columns: Mapping[str, Column]) -> str | None:
    keys = {cells.key(heading): heading for heading in columns}
    named = [keys[name] for name in _SHAPES if name in keys]
    for heading in dict.fromkeys((*named, *columns)):
        first = next((text for text in columns[heading][:100].tolist() if text), "")
        if _WKT.match(first) or (heading in named and _HEX.fullmatch(first)):
            return heading
    return None


def _shapes(column: Column, heading: str) -> Placed:
    """Read WKT, or hexadecimal WKB as databases write it; both may name an SRID."""
    is_hex = bool(_HEX.fullmatch(next((text for text in column.tolist() if text), "")))
    geometry = np.full(len(column), None, dtype=object)
    filled = np.flatnonzero(column != "")
    if is_hex:
        geometry[filled] = shapely.from_wkb(column[filled], on_invalid="ignore")
        srids = set(shapely.get_srid(geometry[filled]).tolist()) - {0, -1}
    else:
        srids = {int(match[1]) for text in column[filled].tolist() if (match := _WKT.match(text)) and match[1]}
        bare = cells.each(column[filled], lambda text: re.sub(r"^SRID=\d+;", "", text, flags=re.IGNORECASE))
        geometry[filled] = shapely.from_wkt(bare, on_invalid="ignore")
    unread = filled[shapely.is_missing(geometry[filled])]
    malformed = tuple(Malformed(int(index), features.UNREADABLE_SHAPE, heading) for index in unread)
    said = Said(f"EPSG:{srids.pop()}" if len(srids) == 1 else None, reading.SHAPE_SRID)
    return Placed(
        np.asarray(shapely.force_2d(geometry), dtype=object),
        malformed,
        said,
        (Sentence(_SHAPES_FROM, {"heading": heading}),),
    )


def _points(x_texts: Column, y_texts: Column, axes: Axes) -> Placed:
    has_commas = _has_decimal_commas(x_texts, y_texts, is_degrees=axes.is_degrees)
    x, y = (cells.each(texts, _reader(has_commas=has_commas)).astype(np.float64) for texts in (x_texts, y_texts))
    malformed = tuple(
        Malformed(int(index), features.NO_NUMBERS, heading)
        for figures, texts, heading in ((x, x_texts, axes.x), (y, y_texts, axes.y))
        for index in np.flatnonzero(np.isnan(figures) & _says(texts))
    )
    notes = [Sentence(_READ_FROM, {"x": axes.x, "y": axes.y})]
    if has_commas:
        notes.append(Sentence(_COMMAS))
    return _pointed(x, y, axes, malformed, notes)


def _says(texts: Column) -> npt.NDArray[np.bool_]:
    return cells.each(texts, lambda text: cells.present(text) != "").astype(bool)


def _pointed(
    x: npt.NDArray[np.float64],
    y: npt.NDArray[np.float64],
    axes: Axes,
    malformed: tuple[Malformed, ...],
    notes: list[Sentence],
) -> Placed:
    is_somewhere = np.isfinite(x) & np.isfinite(y) & ~((x == 0) & (y == 0))
    geometry = np.full(len(x), None, dtype=object)
    geometry[is_somewhere] = shapely.points(x[is_somewhere], y[is_somewhere])
    nowhere = len(x) - int(is_somewhere.sum()) - len({fault.index for fault in malformed})
    if nowhere:
        notes.append(Sentence(_NOWHERE, {"count": nowhere}))
    words = None
    seems_swapped = _seem_swapped(x[is_somewhere], y[is_somewhere])
    if axes.is_degrees and _are_degrees(x[is_somewhere], y[is_somewhere]):
        words = _WGS84
    elif axes.is_degrees and not seems_swapped:
        notes.append(Sentence(_NO_DEGREES, {"x": axes.x, "y": axes.y}))
    return Placed(geometry, malformed, Said(words, reading.TABLE_HEADINGS), tuple(notes), seems_swapped)


def _from_pairs(column: Column, heading: str) -> Placed:
    """`18.744, 98.951`: latitude first, as maps on the web write it; of metres, the smaller is the easting."""
    pairs = cells.each(column, _two_numbers)
    y, x = (np.array([pair[place] for pair in pairs.tolist()], dtype=np.float64) for place in (0, 1))
    is_metric = (np.abs(x) > _FULL_CIRCLE) & (np.abs(y) > _FULL_CIRCLE)
    east, north = np.where(is_metric, np.fmin(x, y), x), np.where(is_metric, np.fmax(x, y), y)
    unread = np.flatnonzero(np.isnan(x) & _says(column))
    malformed = tuple(Malformed(int(index), features.NO_NUMBERS, heading) for index in unread)
    axes = Axes(heading, heading, is_degrees=not is_metric.any())
    return _pointed(east, north, axes, malformed, [Sentence(_READ_FROM, {"x": heading, "y": heading})])


def _two_numbers(text: str) -> tuple[float, float]:
    found = [float(number) for number in _NUMBERS.findall(cells.plain(text))]
    return (found[0], found[1]) if len(found) == 2 else (float("nan"), float("nan"))


def _are_degrees(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> bool:
    return bool((np.abs(x) <= _FULL_CIRCLE).all() and (np.abs(y) <= _FULL_CIRCLE).all())


def _seem_swapped(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> bool:
    """Whether most rows are possible only the other way round: latitudes end at 90, eastings before 1,000 km."""
    if not len(x):
        return False
    degrees = (np.abs(y) > _QUARTER) & (np.abs(y) <= _FULL_CIRCLE) & (np.abs(x) <= _QUARTER)
    metres = (x > _EASTERNMOST_M) & (y > _FULL_CIRCLE) & (y < _EASTERNMOST_M)
    return bool((degrees | metres).mean() > _MANY)


def _has_decimal_commas(*columns: Column, is_degrees: bool) -> bool:
    """Whether commas stand before the fraction; `494,123` alone is of thousands unless it is of degrees."""
    texts = {cells.plain(text) for column in columns for text in column.tolist() if "," in text}
    if not texts:
        return False
    if any("." in text or text.count(",") > 1 for text in texts):
        return False
    return is_degrees or any(_COMMA.fullmatch(text) and not _THOUSANDS.fullmatch(text) for text in texts)


def _reader(*, has_commas: bool) -> Callable[[str], float]:
    def figure(text: str) -> float:
        cleaned = cells.present(text).replace(" ", "")
        if has_commas:
            cleaned = cleaned.replace(",", ".")
        elif _THOUSANDS.fullmatch(cleaned):
            cleaned = cleaned.replace(",", "")
        if _FIGURE.fullmatch(cleaned):
            return float(cleaned)
        return _sexagesimal(cleaned)

    return figure


def _sexagesimal(text: str) -> float:
    """`18°44'35.5"N` in degrees; NaN for what is none."""
    match = _DEGREES.fullmatch(text)
    if match is None:
        return float("nan")
    whole, minutes, seconds, side = match.groups()
    degrees = abs(float(whole)) + float(minutes or 0) / 60 + float(seconds or 0) / 3600
    return -degrees if side in ("S", "W") or whole.startswith("-") else degrees
