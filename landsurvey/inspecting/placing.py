"""Brings the shapes of a file to the municipality's grid, beside the grid they were measured in.

Topology is looked at where the shapes were measured; distances to the municipality and to map sheets need its own grid.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import shapely
from pyproj.exceptions import ProjError

from gis_assets import crs as grids
from landsurvey.attributes import columns, sheets
from landsurvey.formats import crs, wkb
from landsurvey.formats.features import Column, Features
from landsurvey.inspecting.inspected import Reading
from landsurvey.limits import Limits
from landsurvey.rules import fabric
from landsurvey.rules.survey import Survey

_INDIAN_UTM = (24047, 24048)


def place(
    features: Features,
    *,
    epsg: int,
    headings: Mapping[str, str],
    boundary: shapely.Geometry | None,
    utm_epsg: int,
    sigma_m: float,
    limits: Limits,
) -> Reading:
    """Return the survey on both grids; `boundary` in EPSG:4326."""
    unit_m = crs.metres_per_unit(epsg)
    plane = features.geometry if unit_m else reprojected(features.geometry, epsg, utm_epsg)
    begun = fabric.begun(plane, metres_per_unit=unit_m or 1.0, line_m=limits.line_m(sigma_m))
    projected = reprojected(features.geometry, epsg, utm_epsg) if unit_m else plane
    parcels = columns.read(features.attributes, headings=headings, count=len(features))
    survey = Survey(
        is_present=~(shapely.is_missing(features.geometry) | shapely.is_empty(features.geometry)),
        plane=plane,
        metres_per_unit=unit_m or 1.0,
        projected=projected,
        boundary=reprojected(np.array([boundary], dtype=object), grids.WGS84, utm_epsg)[0],
        indian=_indian_bounds(features.geometry, epsg, parcels.named_sheets),
        rows=features.rows,
        parcels=parcels,
        attributes=features.attributes,
        headings=headings,
        sigma_m=sigma_m,
        limits=limits,
        malformed=features.malformed,
        has_heights=any(note.msgid == wkb.HEIGHTS_DROPPED for note in features.provenance.notes),
        begun=begun,
    )
    return Reading(features, survey, epsg=epsg, plane_epsg=epsg if unit_m else utm_epsg)


def swapped(features: Features) -> Features:
    """Return the features with east and north exchanged."""
    turned = np.asarray(shapely.transform(features.geometry, lambda xy: xy[:, ::-1]), dtype=object)
    return replace(features, geometry=turned)


def bounds(geometry: Column) -> npt.NDArray[np.float64]:
    """Bounds of all shapes: min x, min y, max x, max y; zeros when every shape is missing."""
    found: npt.NDArray[np.float64] = np.asarray(shapely.total_bounds(geometry), dtype=np.float64)
    return np.nan_to_num(found, nan=0.0)


def bounds_wgs84(reading: Reading) -> tuple[float, ...]:
    """Longitude and latitude of the survey's corners; () where its grid is undefined."""
    placed = crs.to_wgs84(reading.epsg, bounds(reading.features.geometry).reshape(2, 2))
    return tuple(round(float(value), 7) for value in placed.ravel()) if np.isfinite(placed).all() else ()


def reprojected(geometry: Column, source_epsg: int, target_epsg: int) -> Column:
    """Shapes in the other grid; None for one that lies where that grid is undefined, as on another continent."""
    try:
        return grids.reproject(geometry, source_epsg, target_epsg)
    except ProjError:
        if len(geometry) == 1:
            return np.full(1, None, dtype=object)
    halves = np.array_split(geometry, 2)
    return np.concatenate([reprojected(half, source_epsg, target_epsg) for half in halves])


def _indian_bounds(geometry: Column, epsg: int, named: sheets.Named) -> dict[int, npt.NDArray[np.float64]]:
    """Bounds of each shape in the zone of Indian 1975 in which the sheet that it names lies; NaN elsewhere.

    In another grid than the file's own they are those of the turned rectangle: a few metres larger for a large parcel
    in the far zone, and a tenth of the work.
    """
    own = np.asarray(shapely.bounds(geometry), dtype=np.float64)
    zones = np.array([square.epsg if square else 0 for square in named.squares], dtype=np.int64)[named.of_row]
    bounds = {}
    for zone in _INDIAN_UTM:
        bounds[zone] = np.full_like(own, np.nan)
        here = zones == zone
        bounds[zone][here] = own[here] if zone == epsg else _turned(own[here], epsg, zone)
    return bounds


def _turned(rectangles: npt.NDArray[np.float64], source_epsg: int, target_epsg: int) -> npt.NDArray[np.float64]:
    """Bounds of rectangles (n, 4) in the other grid; NaN for one that lies where that grid is undefined."""
    turned = np.full_like(rectangles, np.nan)
    known = np.flatnonzero(np.isfinite(rectangles).all(axis=1))
    corners = rectangles[known][:, [[0, 1], [2, 1], [2, 3], [0, 3]]]
    try:
        there = grids.transformation(source_epsg, grids.WGS84).apply(corners.reshape(-1, 2))
        there = grids.transformation(grids.WGS84, target_epsg).apply(there).reshape(-1, 4, 2)
    except ProjError:
        if len(known) <= 1:
            return turned
        halves = np.array_split(rectangles, 2)
        return np.concatenate([_turned(half, source_epsg, target_epsg) for half in halves])
    turned[known] = np.concatenate([there.min(axis=1), there.max(axis=1)], axis=1)
    return turned
