"""Coordinate reference systems and the one explicit way between two of them.

PROJ's default operation from Indian 1975 (EPSG:24047, 24048) is EPSG:1812, which lands about 190 m off everywhere
in Thailand without a warning. Here Indian 1975 always goes by the Royal Thai Survey Department's three parameters, a
setting with its source and its doubt (`data/indian_1975.toml`).
"""

import functools
import tomllib
from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import TypeVar

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

WGS84 = 4326
INDIAN_1975 = {4240: None, 24047: 47, 24048: 48}
UTM_WGS84 = {47: 32647, 48: 32648}

Coordinates = NDArray[np.float64]
Geometries = NDArray[np.object_]
ShapeT = TypeVar("ShapeT", bound=shapely.Geometry)


@dataclass(frozen=True)
class DatumStep:
    """A geocentric translation from Indian 1975 to WGS 84 in metres, since when it is used, source and doubt."""

    name: str
    dx_m: float
    dy_m: float
    dz_m: float
    ellipsoid: str
    in_force_from: date
    title: str
    title_th: str
    cite: str
    cite_th: str
    evidence: str
    doubt: str
    doubt_th: str
    in_force_until: date | None = None

    @property
    def to_wgs84_m(self) -> tuple[float, float, float]:
        return self.dx_m, self.dy_m, self.dz_m


@functools.cache
def datum_steps() -> tuple[DatumStep, ...]:
    """Every entry of the file, also those that have ended."""
    text = resources.files("gis_assets").joinpath("data", "indian_1975.toml").read_text(encoding="utf-8")
    return tuple(DatumStep(**entry) for entry in tomllib.loads(text)["parameters"])


def datum_step() -> DatumStep:
    """The translation that is used until further notice."""
    (step,) = [each for each in datum_steps() if each.in_force_until is None]
    return step


@dataclass(frozen=True)
class Transformation:
    """One recorded way from one system to another; `pipeline` and `proj_version` can be stored and rerun."""

    source_epsg: int
    target_epsg: int
    pipeline: str
    proj_version: str
    _transformer: pyproj.Transformer

    def apply(self, xy: Coordinates) -> Coordinates:
        """Coordinates of shape (n, 2), x = east or longitude, in the units of each system."""
        x, y = self._transformer.transform(xy[:, 0], xy[:, 1], errcheck=True)
        return np.column_stack([x, y])


def transformation(source_epsg: int, target_epsg: int) -> Transformation:
    """The transformation this platform uses between the two systems, always east (longitude) first."""
    return _transformation(int(source_epsg), int(target_epsg))


@functools.cache
def _transformation(source_epsg: int, target_epsg: int) -> Transformation:
    if source_epsg in INDIAN_1975 or target_epsg in INDIAN_1975:
        transformer = pyproj.Transformer.from_pipeline(_rtsd_pipeline(source_epsg, target_epsg))
    else:
        transformer = pyproj.Transformer.from_crs(source_epsg, target_epsg, always_xy=True)
    pipeline = "noop" if source_epsg == target_epsg else str(transformer.definition)
    return Transformation(source_epsg, target_epsg, pipeline, pyproj.proj_version_str, transformer)


def reproject(geometries: Geometries, source_epsg: int, target_epsg: int) -> Geometries:
    """The geometries in the other system; None stays None."""
    if source_epsg == target_epsg:
        return geometries
    way = transformation(source_epsg, target_epsg)
    return np.asarray(shapely.transform(geometries, way.apply), dtype=object)


def reproject_one(shape: ShapeT, source_epsg: int, target_epsg: int) -> ShapeT:
    """One geometry in the other system, of its own kind."""
    moved: ShapeT = reproject(np.array([shape], dtype=object), source_epsg, target_epsg)[0]
    return moved


def _rtsd_pipeline(source_epsg: int, target_epsg: int) -> str:
    if source_epsg == target_epsg:
        return "+proj=pipeline +step +proj=noop"
    return " ".join(
        [
            "+proj=pipeline",
            *_to_geographic(source_epsg),
            *_datum(source_epsg, target_epsg),
            *_from_geographic(target_epsg),
        ]
    )


def _datum(source_epsg: int, target_epsg: int) -> list[str]:
    if (source_epsg in INDIAN_1975) == (target_epsg in INDIAN_1975):
        return []
    step = datum_step()
    shift = f"+proj=helmert +x={step.dx_m} +y={step.dy_m} +z={step.dz_m}"
    forward = [
        f"+step +proj=push +v_3 +step +proj=cart +ellps={step.ellipsoid}",
        f"+step {shift}",
        "+step +inv +proj=cart +ellps=WGS84 +step +proj=pop +v_3",
    ]
    inverse = [
        "+step +proj=push +v_3 +step +proj=cart +ellps=WGS84",
        f"+step +inv {shift}",
        f"+step +inv +proj=cart +ellps={step.ellipsoid} +step +proj=pop +v_3",
    ]
    return forward if source_epsg in INDIAN_1975 else inverse


def _to_geographic(epsg: int) -> list[str]:
    if zone := _utm_zone(epsg):
        return [f"+step +inv +proj=utm +zone={zone} +ellps={_ellipsoid(epsg)}"]
    return ["+step +proj=unitconvert +xy_in=deg +xy_out=rad"]


def _from_geographic(epsg: int) -> list[str]:
    if zone := _utm_zone(epsg):
        return [f"+step +proj=utm +zone={zone} +ellps={_ellipsoid(epsg)}"]
    return ["+step +proj=unitconvert +xy_in=rad +xy_out=deg"]


def _utm_zone(epsg: int) -> int | None:
    if epsg in INDIAN_1975:
        return INDIAN_1975[epsg]
    for zone, code in UTM_WGS84.items():
        if code == epsg:
            return zone
    if epsg == WGS84:
        return None
    raise ValueError(f"Indian 1975 is only taken to or from WGS 84 (EPSG:4326, 32647, 32648), not EPSG:{epsg}.")


def _ellipsoid(epsg: int) -> str:
    return datum_step().ellipsoid if epsg in INDIAN_1975 else "WGS84"
