"""Rules on where the shapes lie: in the municipality, and in the map sheet that they name themselves."""

import numpy as np
import shapely

from landsurvey import sheets
from landsurvey.rules.survey import Finding, Survey, place_on

# A boundary is drawn more coarsely than parcels; so much may a parcel at the edge stick out.
EDGE_M = 50
SHEET_TOLERANCE_M = 5


def outside_municipality(survey: Survey) -> list[Finding]:
    if survey.boundary is None:
        return []
    unplaced = survey.is_present & shapely.is_missing(survey.projected)
    shapely.prepare(survey.boundary)
    outside = shapely.disjoint(survey.projected, survey.boundary) & ~shapely.is_missing(survey.projected)
    return [
        Finding(int(index), {"distance": _distance(survey, int(index))}, place_on(survey.plane[index]))
        for index in np.flatnonzero(outside | unplaced)
    ]


def crosses_boundary(survey: Survey) -> list[Finding]:
    if survey.boundary is None:
        return []
    allowed = shapely.buffer(survey.boundary, EDGE_M)
    shapely.prepare(allowed)
    shapely.prepare(survey.boundary)
    crossing = shapely.intersects(survey.boundary, survey.projected) & ~shapely.covers(allowed, survey.projected)
    return [Finding(int(index), {}, place_on(survey.plane[index])) for index in np.flatnonzero(crossing)]


def outside_named_sheet(survey: Survey) -> list[Finding]:
    """A parcel far from the sheet in its own deed has a wrong sheet, a wrong grid or a wrong datum step."""
    text = survey.parcels.text
    findings = []
    for index, name in enumerate(zip(text["utmmap1"], text["utmmap2"], text["utmmap3"], strict=True)):
        square = sheets.locate(*name) if all(name) else None
        if square is None:
            continue
        distance_m = square.gap_m(*survey.indian[square.epsg][index])
        if distance_m > SHEET_TOLERANCE_M:
            args: dict[str, str | int] = {"sheet": " ".join(name), "metres": f"{distance_m:,.0f}"}
            findings.append(Finding(index, args, place_on(survey.plane[index])))
    return findings


def _distance(survey: Survey, index: int) -> str:
    """Kilometres to the municipality; "?" when the shape cannot be placed on its grid at all."""
    shape = survey.projected[index]
    return "?" if shape is None else f"{shapely.distance(survey.boundary, shape) / 1000:,.1f}"
