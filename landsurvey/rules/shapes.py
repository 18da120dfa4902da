"""Rules on the shapes: present, sound, and not on top of one another."""

import re

import numpy as np
import numpy.typing as npt
import shapely

from landsurvey.rules.survey import Finding, Survey, place_on
from landsurvey.words import gettext_noop

# Shared edges of separately drawn parcels touch with slivers far below this; a deed's own unit is 0.4 m2.
OVERLAP_MIN_M2 = 0.1

# The register keeps areas to a hundredth of a square metre.
_LEAST_AREA_M2 = 0.005

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
_PLACE = re.compile(r"\[(-?[\d.e+-]+) (-?[\d.e+-]+)\]")


def missing_shape(survey: Survey) -> list[Finding]:
    return [Finding(int(index)) for index in np.flatnonzero(~survey.is_present)]


def not_an_area(survey: Survey) -> list[Finding]:
    """Points, lines, and outlines around nothing; unsound outlines are left to `invalid_ring`."""
    present = ~(shapely.is_missing(survey.plane) | shapely.is_empty(survey.plane))
    areal = np.isin(shapely.get_type_id(survey.plane), _AREAL)
    empty = areal & shapely.is_valid(survey.plane) & (survey.areas_m2 < _LEAST_AREA_M2)
    flat = present & (~areal | empty)
    return [Finding(int(index), place=place_on(survey.plane[index])) for index in np.flatnonzero(flat)]


def invalid_ring(survey: Survey) -> list[Finding]:
    unsound = np.flatnonzero(~shapely.is_missing(survey.plane) & ~shapely.is_valid(survey.plane))
    return [_invalid(survey, int(index)) for index in unsound]


def duplicate_shape(survey: Survey) -> list[Finding]:
    findings = []
    for group in _identical(survey):
        first = int(survey.rows[group[0]])
        findings += [Finding(index, {"other": first}, place_on(survey.plane[index])) for index in group[1:]]
    return findings


def overlap(survey: Survey) -> list[Finding]:
    """Overlaps by area of intersection: the predicate `overlaps` is blind to containment."""
    shapes, left, right = _neighbours(survey)
    common = shapely.intersection(shapes[left], shapes[right])
    areas_m2 = shapely.area(common) * survey.metres_per_unit**2
    twin_of = {index: group[0] for group in _identical(survey) for index in group}
    findings = []
    for at in np.flatnonzero(areas_m2 > OVERLAP_MIN_M2):
        first, second = int(left[at]), int(right[at])
        if twin_of.get(first, first) != twin_of.get(second, second):
            args: dict[str, str | int] = {"other": int(survey.rows[first]), "area_m2": f"{areas_m2[at]:,.1f}"}
            findings.append(Finding(second, args, place_on(common[at])))
    return findings


def _invalid(survey: Survey, index: int) -> Finding:
    reason = str(shapely.is_valid_reason(survey.plane[index]))
    match = _PLACE.search(reason)
    place = (float(match[1]), float(match[2])) if match else place_on(survey.plane[index])
    return Finding(index, {"reason": reason.split("[")[0].strip()}, place)


def _identical(survey: Survey) -> list[list[int]]:
    """Groups of two and more rows with the same shape, whatever corner it was drawn from."""
    keys = shapely.to_wkb(shapely.normalize(survey.plane))
    groups: dict[bytes, list[int]] = {}
    for index, key in enumerate(keys.tolist()):
        if key is not None:
            groups.setdefault(key, []).append(index)
    return [group for group in groups.values() if len(group) > 1]


def _neighbours(survey: Survey) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Pairs of sound shapes that meet, the smaller index left."""
    sound = shapely.is_valid(survey.plane) & np.isin(shapely.get_type_id(survey.plane), _AREAL)
    shapes = survey.plane.copy()
    shapes[~sound] = None
    left, right = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    once = left < right
    return shapes, left[once], right[once]
