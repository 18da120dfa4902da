"""Rules on each shape by itself: present, an area, sound, in one piece, flat."""

import re

import numpy as np
import shapely

from landsurvey.rules.survey import Finding, Survey, place_on
from landsurvey.words import gettext_noop

# What GEOS calls the ways in which an outline is unsound.
UNSOUND = frozenset(
    {
        gettext_noop("Self-intersection"),
        gettext_noop("Ring Self-intersection"),
        gettext_noop("Hole lies outside shell"),
        gettext_noop("Holes are nested"),
        gettext_noop("Nested shells"),
        gettext_noop("Interior is disconnected"),
        gettext_noop("Duplicate Rings"),
        gettext_noop("Too few points in geometry component"),
        gettext_noop("Invalid Coordinate"),
    }
)
_AREAL = (3, 6)  # polygon, multipolygon
_POLYGON, _MULTIPOLYGON = 3, 6
_PLACE = re.compile(r"\[(-?[\d.e+-]+) (-?[\d.e+-]+)\]")


def missing_shape(survey: Survey) -> list[Finding]:
    malformed = {bad.index for bad in survey.malformed}
    return [Finding(int(index)) for index in np.flatnonzero(~survey.is_present) if int(index) not in malformed]


def malformed_shape(survey: Survey) -> list[Finding]:
    """Shapes that no reader could make out; what is wrong with them was seen while they were read."""
    return [Finding(bad.index, {"what": bad.what, "where": bad.where or "–"}) for bad in survey.malformed]


def not_an_area(survey: Survey) -> list[Finding]:
    """Points, lines, and outlines around nothing; unsound outlines are left to `invalid_ring`."""
    present = ~(shapely.is_missing(survey.plane) | shapely.is_empty(survey.plane))
    areal = np.isin(shapely.get_type_id(survey.plane), _AREAL)
    empty = areal & survey.is_sound & (survey.areas_m2 < survey.limits.least_area_m2)
    flat = present & (~areal | empty)
    return [Finding(int(index), place=place_on(survey.plane[index])) for index in np.flatnonzero(flat)]


def invalid_ring(survey: Survey) -> list[Finding]:
    doubtful = np.flatnonzero(~shapely.is_missing(survey.plane) & ~survey.is_sound)
    unsound = doubtful[~shapely.is_valid(survey.plane[doubtful])]
    return [_invalid(survey, int(index)) for index in unsound]


def several_parts(survey: Survey) -> list[Finding]:
    """One parcel in parts is lawful where a road or canal cuts it; often it is two parcels under one code."""
    count = np.where(shapely.get_type_id(survey.plane) == _MULTIPOLYGON, shapely.get_num_geometries(survey.plane), 1)
    return [
        Finding(int(index), {"count": int(count[index])}, place_on(survey.plane[index]))
        for index in np.flatnonzero(count > 1)
    ]


def hole(survey: Survey) -> list[Finding]:
    count = np.maximum(shapely.get_num_interior_rings(survey.plane), 0)
    several = np.flatnonzero(shapely.get_type_id(survey.plane) != _POLYGON)
    parts, of = shapely.get_parts(survey.plane[several], return_index=True)
    np.add.at(count, several[of], np.maximum(shapely.get_num_interior_rings(parts), 0))
    return [
        Finding(int(index), {"count": int(count[index])}, _place_in_hole(survey.plane[index]))
        for index in np.flatnonzero(count)
    ]


def heights(survey: Survey) -> list[Finding]:
    return [Finding(None)] if survey.has_heights else []


def _place_in_hole(shape: shapely.Geometry) -> tuple[float, float] | None:
    holes = [ring for part in shapely.get_parts(shape) for ring in part.interiors]
    return place_on(shapely.Polygon(holes[0]))


def _invalid(survey: Survey, index: int) -> Finding:
    reason = str(shapely.is_valid_reason(survey.plane[index]))
    match = _PLACE.search(reason)
    place = (float(match[1]), float(match[2])) if match else place_on(survey.plane[index])
    return Finding(index, {"reason": reason.split("[")[0].strip()}, place)
