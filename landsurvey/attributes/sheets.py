"""Where a Department of Lands UTM map sheet (ระวาง) lies on the ground, worked out from its name alone.

`4746 I 9878` is a square of 2 x 2 km on Indian 1975. Sheets of larger scale are parts of that square; how the parts are
numbered is not confirmed by any source, so this module answers with the whole square.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyproj

from landsurvey.formats.features import Column

SIDE_M = 2_000
_QUADRANT_DEG = 0.25
_ZONES = {24047: 99.0, 24048: 105.0}
_QUADRANTS = {1: (1, 1), 2: (1, 0), 3: (0, 0), 4: (0, 1)}  # I north-east, II south-east, III south-west, IV north-west
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4}
_KM100 = 100_000


@dataclass(frozen=True)
class Square:
    """The square of a sheet: its zone (EPSG 24047 or 24048) and its south-west corner in metres."""

    epsg: int
    easting_m: int
    northing_m: int
    side_m: int = SIDE_M

    def gap_m(self, min_e: float, min_n: float, max_e: float, max_n: float) -> float:
        """Return how far a box in the same zone lies outside the square; 0 when they meet."""
        gap_e = max(self.easting_m - max_e, min_e - self.easting_m - self.side_m, 0.0)
        gap_n = max(self.northing_m - max_n, min_n - self.northing_m - self.side_m, 0.0)
        return math.hypot(gap_e, gap_n)


@dataclass(frozen=True)
class Named:
    """The sheets that the rows of a table name: the distinct names, the square of each, which of them a row names."""

    names: tuple[tuple[str, str, str], ...]
    squares: tuple[Square | None, ...]
    of_row: npt.NDArray[np.intp]

    @classmethod
    def of(cls, text: Mapping[str, Column]) -> "Named":
        """Of the columns `utmmap1` to `utmmap3`; a name with a part missing has no square."""
        rows = list(zip(*(text[f"utmmap{part}"].tolist() for part in (1, 2, 3)), strict=True))
        number = {name: at for at, name in enumerate(dict.fromkeys(rows))}
        squares = tuple(locate(*name) if all(name) else None for name in number)
        of_row = np.fromiter(map(number.__getitem__, rows), dtype=np.intp, count=len(rows))
        return cls(tuple(number), squares, of_row)


def quadrant_number(text: str) -> int | None:
    """Read UTMMAP2 as people write it: I to IV or 1 to 4."""
    cleaned = text.strip().upper()
    if cleaned in _ROMAN:
        return _ROMAN[cleaned]
    return int(cleaned) if cleaned in ("1", "2", "3", "4") else None


@lru_cache(maxsize=4096)
def locate(utmmap1: str, utmmap2: str, utmmap3: str) -> Square | None:
    """Find the square named by the first three parts of a sheet name; None when the name is not of that form.

    Both zones are tried and the one whose square falls nearest to the quadrant is kept: by longitude alone,
    sheets at the border of the zones (102 E) would be placed wrongly.
    """
    quadrant = quadrant_number(utmmap2)
    if quadrant is None or not _is_four_digits(utmmap1) or not _is_four_digits(utmmap3) or utmmap3 == "0000":
        return None
    longitude, latitude = _quadrant_centre(utmmap1, quadrant)
    found = [_square_in_zone(epsg, longitude, latitude, utmmap3) for epsg in _ZONES]
    distance, square = min(found, key=lambda pair: pair[0])
    return square if distance < _QUADRANT_DEG else None


def _is_four_digits(text: str) -> bool:
    return len(text) == 4 and text.isascii() and text.isdigit()


def _quadrant_centre(utmmap1: str, quadrant: int) -> tuple[float, float]:
    """Centre, in degrees of Indian 1975, of the 15' quadrant of the 30' block CCRR."""
    east, north = _QUADRANTS[quadrant]
    longitude = 75 + int(utmmap1[:2]) / 2 + (east + 0.5) * _QUADRANT_DEG
    latitude = -4.5 + int(utmmap1[2:]) / 2 + (north + 0.5) * _QUADRANT_DEG
    return longitude, latitude


def _square_in_zone(epsg: int, longitude: float, latitude: float, utmmap3: str) -> tuple[float, Square]:
    """Return the square nearest to the quadrant's centre in one zone, and how many degrees it lies from that centre."""
    to_grid = _grid(epsg)
    centre_e, centre_n = to_grid.transform(longitude, latitude)
    square = Square(
        epsg=epsg,
        easting_m=_nearest_corner(int(utmmap3[:2]), centre_e),
        northing_m=_nearest_corner(int(utmmap3[2:]), centre_n),
    )
    half = SIDE_M / 2
    found_lon, found_lat = to_grid.transform(square.easting_m + half, square.northing_m + half, direction="INVERSE")
    return max(abs(found_lon - longitude), abs(found_lat - latitude)), square


def _nearest_corner(kilometres: int, centre_m: float) -> int:
    """Recover the hundreds of kilometres that the sheet name leaves out."""
    within = kilometres * 1000
    hundreds = round((centre_m - SIDE_M / 2 - within) / _KM100)
    return hundreds * _KM100 + within


@lru_cache(maxsize=2)
def _grid(epsg: int) -> pyproj.Transformer:
    """Degrees to metres inside Indian 1975: a projection only, no change of datum."""
    return pyproj.Transformer.from_crs(4240, epsg, always_xy=True)
