"""Rules on where the shapes lie: in the municipality, and in the map sheet that they name themselves."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import shapely

from landsurvey.attributes import sheets
from landsurvey.rules.survey import Finding, Survey, place_on


def outside_municipality(survey: Survey) -> list[Finding]:
    if survey.boundary is None:
        return []
    shapely.prepare(survey.boundary)
    unplaced = survey.is_present & shapely.is_missing(survey.projected)
    outside = shapely.disjoint(survey.boundary, survey.projected) & ~shapely.is_missing(survey.projected)
    return [
        Finding(int(index), {"distance": _distance(survey, int(index))}, place_on(survey.plane[index]))
        for index in np.flatnonzero(outside | unplaced)
    ]


def crosses_boundary(survey: Survey) -> list[Finding]:
    if survey.boundary is None:
        return []
    allowed = shapely.buffer(survey.boundary, survey.limits.boundary_m)
    shapely.prepare(allowed)
    shapely.prepare(survey.boundary)
    crossing = shapely.intersects(survey.boundary, survey.projected) & ~shapely.covers(allowed, survey.projected)
    return [Finding(int(index), {}, place_on(survey.plane[index])) for index in np.flatnonzero(crossing)]


def outside_named_sheet(survey: Survey) -> list[Finding]:
    """A parcel far from the sheet in its own deed has a wrong sheet, a wrong grid or a wrong datum step."""
    distance_m, named = sheet_gaps_m(survey), survey.parcels.named_sheets
    return [
        Finding(
            index,
            {"sheet": " ".join(named.names[named.of_row[index]]), "metres": f"{distance_m[index]:,.0f}"},
            place_on(survey.plane[index]),
        )
        for index in np.flatnonzero(distance_m > survey.limits.sheet_m).tolist()
    ]


def sheet_gaps_m(survey: Survey) -> npt.NDArray[np.float64]:
    """How far each shape lies outside the square that it names; NaN where it names none."""
    named = survey.parcels.named_sheets
    gaps = np.full(len(survey), np.nan)
    for epsg, bounds in survey.indian.items():
        on_grid = np.array([square is not None and square.epsg == epsg for square in named.squares], dtype=bool)
        rows = np.flatnonzero(on_grid[named.of_row])
        west, south = _corners(named.squares)[named.of_row[rows]].T
        box = bounds[rows]
        gap_e = np.maximum.reduce([west - box[:, 2], box[:, 0] - west - sheets.SIDE_M, np.zeros(len(rows))])
        gap_n = np.maximum.reduce([south - box[:, 3], box[:, 1] - south - sheets.SIDE_M, np.zeros(len(rows))])
        gaps[rows] = np.hypot(gap_e, gap_n)
    return gaps


def _corners(squares: Sequence[sheets.Square | None]) -> npt.NDArray[np.float64]:
    return np.array(
        [(square.easting_m, square.northing_m) if square else (np.nan, np.nan) for square in squares], dtype=np.float64
    ).reshape(-1, 2)


def _distance(survey: Survey, index: int) -> str:
    """Kilometres to the municipality; "?" when the shape cannot be placed on its grid at all."""
    shape = survey.projected[index]
    return "?" if shape is None else f"{shapely.distance(survey.boundary, shape) / 1000:,.1f}"
