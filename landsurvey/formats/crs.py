"""Decides on which grid a file's coordinates stand, and catches a file that lies about it.

What the file says is read, then the coordinates are asked whether they agree: degrees cannot be 500,000, and a survey
of this municipality lies in it. Where words and figures disagree a person decides, helped by where each known grid
would place the survey. Datum steps are never left to PROJ: Indian 1975 goes by `gis_assets.crs`.
"""

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyproj
import shapely
from pyproj.exceptions import CRSError, ProjError

from gis_assets import crs
from landsurvey.formats.reading import Said
from landsurvey.words import FileRefused, Sentence, gettext_noop

KNOWN = (24047, 24048, 32647, 32648, 4326, 4240)
NAMES = {
    24047: "Indian 1975 / UTM 47N",
    24048: "Indian 1975 / UTM 48N",
    32647: "WGS 84 / UTM 47N",
    32648: "WGS 84 / UTM 48N",
    4326: "WGS 84 (degrees)",
    4240: "Indian 1975 (degrees)",
}
THAILAND = shapely.box(97.3, 5.5, 105.8, 20.6)
FAR_M = 20_000
_FULL_CIRCLE = 360
_DEGREES_PER_M = 1 / 111_000
_MIN_CONFIDENCE = 70
_WORDS_KEPT = 4_000
# Indian 1954 and Indian 1960, in degrees and in UTM zones 46 to 49: what the registry finds for an Indian 1975 whose
# name was lost, since all stand on the same ellipsoid. Their own way to WGS 84 is some 20 m off.
_OTHER_INDIAN = frozenset({4239, 23946, 23947, 23948, 4131, 3148, 3149})
# The ways in which files name a registered system: EPSG:24047, urn:ogc:def:crs:EPSG::24047 (with or without a version),
# http://www.opengis.net/def/crs/EPSG/0/24047, http://www.opengis.net/gml/srs/epsg.xml#24047.
_CODE = re.compile(
    r"(?:EPSG:|urn:(?:x-)?ogc:def:crs:EPSG:[\d.]*:|https?://www\.opengis\.net/(?:def/crs/EPSG/[\d.]+/|gml/srs/epsg\.xml#))"
    r"(\d{4,6})",
    re.IGNORECASE,
)
_LONGITUDE_FIRST = re.compile(r"(?:.*[:/#])?CRS:?84", re.IGNORECASE)  # WGS 84, as GeoJSON and KML mean it

_SISTER = gettext_noop(
    "In Thailand hardly any file means %(name)s; Indian 1975 on the same ellipsoid is the usual one."
)
_READ = gettext_noop("According to %(where)s it is %(name)s, EPSG:%(epsg)s.")
_UNREADABLE = gettext_noop("What stands in %(where)s cannot be read as a coordinate system.")
_UNKNOWN = gettext_noop("According to %(where)s it is %(name)s, which is no registered coordinate system.")
_MISSING = gettext_noop("The file does not say on which grid its coordinates stand: nothing is said by %(where)s.")
_CHOSEN = gettext_noop("EPSG:%(epsg)s was chosen by a person.")
_NOT_DEGREES = gettext_noop("It says degrees, but the coordinates reach %(largest)s: they are metres of some grid.")
_NOT_METRES = gettext_noop("It says %(unit)s, but all coordinates are smaller than 361: they are degrees.")
_ABROAD = gettext_noop("Read that way, the survey lies outside Thailand (longitude %(lon)s, latitude %(lat)s).")
_FAR = gettext_noop("Read that way, the survey lies %(km)s km away from the municipality.")
_FITS = gettext_noop("Nothing in the coordinates speaks against it.")


class UnknownGrid(FileRefused):
    msgid = gettext_noop("EPSG:%(epsg)s is no registered coordinate system. Choose another one.")


@dataclass(frozen=True)
class Decision:
    """The grid, what speaks for it, and whether a person must decide.

    `epsg` is None when nothing usable was said; `candidates` are the grids that would place the survey near the
    municipality; `declared` are the file's own words, "" when it has none.
    """

    epsg: int | None
    evidence: tuple[Sentence, ...]
    candidates: tuple[int, ...]
    is_certain: bool
    declared: str = ""

    @property
    def name(self) -> str:
        return name_of(self.epsg) if self.epsg else ""


def decide(
    said: Said, *, bounds: npt.NDArray[np.float64], near: shapely.Geometry | None, chosen: int | None = None
) -> Decision:
    """Weigh what the file says against the coordinates.

    `bounds`: min x, min y, max x, max y in the file's units; `near`: the municipality in EPSG:4326; `chosen`: the EPSG
    code a person gave; it is obeyed unless the figures cannot be of that unit.
    """
    if chosen is not None:
        if not name_of(chosen):
            raise UnknownGrid(epsg=chosen)
        epsg: int | None = chosen
        evidence = [Sentence(_CHOSEN, {"epsg": chosen})]
    else:
        epsg, meant = _meant_by(said)
        evidence = [meant]
    problem = None if epsg is None else _wrong_unit(epsg, bounds)
    is_certain = epsg is not None and problem is None
    candidates: tuple[int, ...] = ()
    if epsg is None or problem:
        candidates = _candidates(bounds, near)
    elif chosen is None and epsg in _OTHER_INDIAN:
        problem = Sentence(_SISTER, {"name": name_of(epsg)})
        candidates, is_certain = _candidates(bounds, near), False
    elif problem := _wrong_place(epsg, bounds, near):
        candidates = _candidates(bounds, near)
        is_certain = chosen is not None or not candidates
    if epsg is not None:
        evidence.append(problem or Sentence(_FITS))
    return Decision(epsg, tuple(evidence), candidates, is_certain, declared=(said.words or "")[:_WORDS_KEPT])


def name_of(epsg: int) -> str:
    """Return the grid's name; "" when no such code is registered."""
    if epsg in NAMES:
        return NAMES[epsg]
    try:
        return str(pyproj.CRS.from_epsg(epsg).name)
    except CRSError:
        return ""


def metres_per_unit(epsg: int) -> float | None:
    """Return the length of one coordinate unit (US survey feet: 0.3048006); None for degrees."""
    system = pyproj.CRS.from_epsg(epsg)
    return float(system.axis_info[0].unit_conversion_factor) if system.is_projected else None


def to_wgs84(epsg: int, xy: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return longitude and latitude of points of shape (n, 2); infinite where the grid is undefined."""
    if epsg == crs.WGS84:
        return xy
    try:
        return crs.transformation(epsg, crs.WGS84).apply(xy)
    except ProjError:
        return np.full_like(xy, np.inf)


def code_of(words: str) -> int | None:
    """Return the EPSG code that a file's words mean: a name in one of the registers' spellings, or WKT.

    None for a system without a code. Raises `pyproj.exceptions.CRSError` for words that are none of these; nothing else
    is tried, for PROJ would also take names of files.
    """
    stripped = words.strip()
    if match := _CODE.fullmatch(stripped):
        return int(match[1]) if name_of(int(match[1])) else None
    if _LONGITUDE_FIRST.fullmatch(stripped):
        return crs.WGS84
    return pyproj.CRS.from_wkt(stripped).to_epsg(min_confidence=_MIN_CONFIDENCE)


def _meant_by(said: Said) -> tuple[int | None, Sentence]:
    if said.words is None or not said.words.strip():
        return None, Sentence(_MISSING, {"where": said.where})
    try:
        epsg = code_of(said.words)
    except CRSError:
        return None, Sentence(_UNREADABLE, {"where": said.where})
    if epsg is None:
        return None, Sentence(_UNKNOWN, {"where": said.where, "name": _own_name(said.words)})
    return epsg, Sentence(_READ, {"where": said.where, "name": name_of(epsg), "epsg": epsg})


def _own_name(words: str) -> str:
    try:
        return str(pyproj.CRS.from_wkt(words.strip()).name)
    except CRSError:
        return words.strip()[:60]


def _wrong_unit(epsg: int, bounds: npt.NDArray[np.float64]) -> Sentence | None:
    """Return what is wrong with the size of the figures; such a grid cannot be used at all."""
    system = pyproj.CRS.from_epsg(epsg)
    largest = float(np.abs(bounds).max())
    if system.is_geographic and largest > _FULL_CIRCLE:
        return Sentence(_NOT_DEGREES, {"largest": f"{largest:,.0f}"})
    if system.is_projected and largest <= _FULL_CIRCLE:
        return Sentence(_NOT_METRES, {"unit": system.axis_info[0].unit_name})
    return None


def _wrong_place(epsg: int, bounds: npt.NDArray[np.float64], near: shapely.Geometry | None) -> Sentence | None:
    """Return where the survey would lie when that is not here."""
    if near is None:
        return None
    lon, lat = _centre(epsg, bounds)
    if not np.isfinite([lon, lat]).all() or not shapely.intersects_xy(THAILAND, lon, lat):
        return Sentence(_ABROAD, {"lon": f"{lon:.3f}", "lat": f"{lat:.3f}"})
    distance_m = _distance_m(lon, lat, near)
    if distance_m > FAR_M:
        return Sentence(_FAR, {"km": f"{distance_m / 1000:,.0f}"})
    return None


def _candidates(bounds: npt.NDArray[np.float64], near: shapely.Geometry | None) -> tuple[int, ...]:
    """Return the known grids on which the coordinates would lie in or beside the municipality."""
    fitting = [epsg for epsg in KNOWN if _wrong_unit(epsg, bounds) is None]
    return tuple(epsg for epsg in fitting if _wrong_place(epsg, bounds, near) is None)


def _centre(epsg: int, bounds: npt.NDArray[np.float64]) -> tuple[float, float]:
    middle = np.array([[(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2]])
    lon, lat = to_wgs84(epsg, middle)[0]
    return float(lon), float(lat)


def _distance_m(lon: float, lat: float, near: shapely.Geometry) -> float:
    """Rough distance to the municipality, good enough to tell a neighbour from another province."""
    return float(shapely.distance(near, shapely.Point(lon, lat))) / _DEGREES_PER_M
