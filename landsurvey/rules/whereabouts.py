"""Rules on where the shapes lie: in the municipality, and in the map sheet that they name themselves."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import shapely

from landsurvey.attributes import sheets
from landsurvey.formats.features import Column
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
    distance_m, names = sheet_gaps_m(survey)
    return [
        Finding(
            index,
            {"sheet": " ".join(names[index]), "metres": f"{distance_m[index]:,.0f}"},
            place_on(survey.plane[index]),
        )
        for index in np.flatnonzero(distance_m > survey.limits.sheet_m).tolist()
    ]


def sheet_gaps_m(survey: Survey) -> tuple[npt.NDArray[np.float64], list[tuple[str, str, str]]]:
    """How far each shape lies outside the square that it names (NaN where it names none), and the names."""
    names, squares, square_of = named_squares(survey.parcels.text)
    gaps = np.full(len(survey), np.nan)
    for epsg, bounds in survey.indian.items():
        on_grid = np.array([square is not None and square.epsg == epsg for square in squares], dtype=bool)
        rows = np.flatnonzero(on_grid[square_of])
        west, south = _corners(squares)[square_of[rows]].T
        box = bounds[rows]
        gap_e = np.maximum.reduce([west - box[:, 2], box[:, 0] - west - sheets.SIDE_M, np.zeros(len(rows))])
        gap_n = np.maximum.reduce([south - box[:, 3], box[:, 1] - south - sheets.SIDE_M, np.zeros(len(rows))])
        gaps[rows] = np.hypot(gap_e, gap_n)
    return gaps, names


def named_squares(
    text: Mapping[str, Column],
) -> tuple[list[tuple[str, str, str]], list[sheets.Square | None], npt.NDArray[np.intp]]:
    """The sheet name of each row, the squares of the distinct names, and which of them each row names."""
    names = list(zip(*(text[f"utmmap{part}"].tolist() for part in (1, 2, 3)), strict=True))
    number = {name: at for at, name in enumerate(dict.fromkeys(names))}
    squares = [sheets.locate(*name) if all(name) else None for name in number]
    return names, squares, np.array([number[name] for name in names], dtype=np.intp)


def _corners(squares: list[sheets.Square | None]) -> npt.NDArray[np.float64]:
    return np.array(
        [(square.easting_m, square.northing_m) if square else (np.nan, np.nan) for square in squares], dtype=np.float64
    ).reshape(-1, 2)


def _distance(survey: Survey, index: int) -> str:
    """Kilometres to the municipality; "?" when the shape cannot be placed on its grid at all."""
    shape = survey.projected[index]
    return "?" if shape is None else f"{shapely.distance(survey.boundary, shape) / 1000:,.1f}"
