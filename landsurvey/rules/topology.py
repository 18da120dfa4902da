"""Rules on the parcels as one fabric: none on top of another, no strip of nobody's land between two."""

import numpy as np
import numpy.typing as npt
import shapely

from landsurvey.rules import coverage
from landsurvey.rules.coverage import Pairs
from landsurvey.rules.survey import Finding, Survey, place_on
from landsurvey.rules.values import area_tolerance_m2

_ONE_DIGIT_M2 = 0.1  # less would read as none


def duplicate_shape(survey: Survey) -> list[Finding]:
    findings = []
    for group in survey.coverage.twins:
        first = int(survey.rows[group[0]])
        findings += [Finding(index, {"other": first}, place_on(survey.plane[index])) for index in group[1:]]
    return findings


def contained_shape(survey: Survey) -> list[Finding]:
    """The predicate `overlaps` is blind to these; said of the smaller parcel."""
    pairs = survey.coverage.overlaps
    return [_overlap(survey, pairs, at, smaller=True) for at in np.flatnonzero(_is_inside(survey, pairs)).tolist()]


def overlap(survey: Survey) -> list[Finding]:
    """Overlaps wider or larger than the accuracy of the lines explains."""
    pairs = survey.coverage.overlaps
    real = ~_is_inside(survey, pairs) & ~_is_hair(survey, pairs) & ~_is_sliver(survey, pairs)
    return [_overlap(survey, pairs, at) for at in np.flatnonzero(real).tolist()]


def sliver_overlap(survey: Survey) -> list[Finding]:
    """Overlaps along a line drawn twice, no wider than its accuracy explains."""
    pairs = survey.coverage.overlaps
    sliver = ~_is_inside(survey, pairs) & ~_is_hair(survey, pairs) & _is_sliver(survey, pairs)
    return [_overlap(survey, pairs, at) for at in np.flatnonzero(sliver).tolist()]


def hairline_overlaps(survey: Survey) -> list[Finding]:
    """Say once for the file how many pairs overlap by less than anybody could draw."""
    pairs = survey.coverage.overlaps
    hairs = pairs.where(~_is_inside(survey, pairs) & _is_hair(survey, pairs))
    if len(hairs) == 0:
        return []
    widest = int(np.argmax(hairs.area_m2))
    args: dict[str, str | int] = {
        "count": len(hairs),
        "area_mm2": f"{hairs.area_m2.sum() * 1e6:,.0f}",
        "first": int(survey.rows[hairs.left[widest]]),
        "second": int(survey.rows[hairs.right[widest]]),
    }
    return [Finding(None, args, place_on(hairs.common[widest]))]


def narrow_gap(survey: Survey) -> list[Finding]:
    """Strips between two parcels too narrow to be a path; said of the later row."""
    left, right, length_m, strip_m = _strips(survey)
    findings = []
    for at in range(len(left)):
        index = int(right[at])
        args: dict[str, str | int] = {
            "other": int(survey.rows[left[at]]),
            "width": f"{strip_m[at] * 100:,.0f}",
            "length": f"{length_m[at]:,.1f}",
        }
        findings.append(Finding(index, args, _middle(survey.coverage.strip[index])))
    return findings


def enclosed_gap(survey: Survey) -> list[Finding]:
    """Ground that parcels surround and none covers, where it is no `narrow_gap`; said of the first row beside it."""
    gaps = _wide(survey, survey.fabric.enclosed)
    if len(gaps) == 0:
        return []
    gap, row = shapely.STRtree(survey.coverage.shapes).query(gaps, predicate="intersects")
    beside = {int(one): int(other) for one, other in sorted(zip(gap.tolist(), row.tolist(), strict=True), reverse=True)}
    areas_m2 = shapely.area(gaps) * survey.metres_per_unit**2
    return [Finding(beside.get(at), {"area_m2": _area(areas_m2[at])}, place_on(gaps[at])) for at in range(len(gaps))]


def unmatched_edge(survey: Survey) -> list[Finding]:
    """Rows whose lines meet a neighbour's without its corners, where no overlap is the reason."""
    pairs = survey.coverage.overlaps
    listed = pairs.where(_is_inside(survey, pairs) | ~_is_hair(survey, pairs))
    explained = {*listed.left.tolist(), *listed.right.tolist()}
    explained.update(index for group in survey.coverage.twins for index in group)
    rows = np.flatnonzero(~shapely.is_missing(survey.coverage.misfit)).tolist()
    return [Finding(row, {}, _middle(survey.coverage.misfit[row])) for row in rows if row not in explained]


def _is_inside(survey: Survey, pairs: Pairs) -> npt.NDArray[np.bool_]:
    return np.asarray(pairs.share >= survey.limits.inside_share)


def _is_hair(survey: Survey, pairs: Pairs) -> npt.NDArray[np.bool_]:
    return np.asarray(pairs.area_m2 <= survey.limits.hair_m2)


def _is_sliver(survey: Survey, pairs: Pairs) -> npt.NDArray[np.bool_]:
    """No wider than two drawings of a line may differ, and no larger than the smaller parcel's area is unsure."""
    smaller = np.where(survey.areas_m2[pairs.left] < survey.areas_m2[pairs.right], pairs.left, pairs.right)
    return np.asarray((pairs.width_m <= survey.line_m) & (pairs.area_m2 <= area_tolerance_m2(survey)[smaller]))


def _overlap(survey: Survey, pairs: Pairs, at: int, *, smaller: bool = False) -> Finding:
    index, other = int(pairs.right[at]), int(pairs.left[at])
    if smaller and survey.areas_m2[other] < survey.areas_m2[index]:
        index, other = other, index
    args: dict[str, str | int] = {"other": int(survey.rows[other]), "area_m2": _area(pairs.area_m2[at])}
    return Finding(index, args, place_on(pairs.common[at]))


def _strips(
    survey: Survey,
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Pairs of rows with a strip between them: left, right, its length and its greatest width in metres.

    One so narrow that the corners on both sides nearly meet is no land.
    """
    least_m2 = survey.limits.strip_least_m2
    strip, unit_m = survey.coverage.strip, survey.metres_per_unit
    beside = np.flatnonzero(~shapely.is_missing(strip))
    within = survey.line_m / unit_m
    one, other = shapely.STRtree(strip[beside]).query(strip[beside], predicate="dwithin", distance=within)
    left, right = beside[one[one < other]], beside[other[one < other]]
    length_m = np.minimum(shapely.length(strip[left]), shapely.length(strip[right])) * unit_m
    width_m = np.maximum(
        _reach(strip[left], survey.plane[right], within), _reach(strip[right], survey.plane[left], within)
    )
    width_m *= unit_m
    land = (length_m * width_m >= least_m2) & (width_m >= survey.limits.node_m)
    left, right, length_m, width_m = left[land], right[land], length_m[land], width_m[land]
    land = _between_m2(survey, left, right) >= least_m2
    return left[land], right[land], length_m[land], width_m[land]


def _between_m2(survey: Survey, left: npt.NDArray[np.intp], right: npt.NDArray[np.intp]) -> npt.NDArray[np.float64]:
    """The ground between each two parcels that closes when both grow by half the limit and shrink again."""
    half = survey.line_m / survey.metres_per_unit / 2
    both = shapely.union(survey.plane[left], survey.plane[right])
    closed = shapely.buffer(shapely.buffer(both, half, join_style="mitre"), -half, join_style="mitre")
    return np.asarray(shapely.area(shapely.difference(closed, both)) * survey.metres_per_unit**2)


def _wide(survey: Survey, gaps: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """The gaps whose outline is no strip between two parcels."""
    left, right, _, _ = _strips(survey)
    lines = survey.coverage.strip[np.union1d(left, right)]
    if len(gaps) == 0 or len(lines) == 0:
        return gaps
    _, gap = shapely.STRtree(gaps).query(lines, predicate="intersects")
    narrow = coverage.width_m(gaps, survey.metres_per_unit) <= survey.line_m
    return gaps[~(narrow & np.isin(np.arange(len(gaps)), gap))]


def _reach(lines: npt.NDArray[np.object_], shapes: npt.NDArray[np.object_], within: float) -> npt.NDArray[np.float64]:
    """The greatest distance, up to `within`, of the corners of each line from the shape beside it."""
    xy, line = shapely.get_coordinates(lines, return_index=True)
    distance = shapely.distance(shapely.points(xy), shapes[line])
    reach = np.zeros(len(lines))
    near = distance <= within
    np.maximum.at(reach, line[near], distance[near])
    return reach


def _middle(line: shapely.Geometry) -> tuple[float, float] | None:
    longest = max(shapely.get_parts(line).tolist(), key=shapely.length)
    return place_on(shapely.line_interpolate_point(longest, 0.5, normalized=True))


def _area(area_m2: float) -> str:
    """Square metres, with so many digits that a small area does not read as none."""
    return f"{area_m2:,.1f}" if area_m2 >= _ONE_DIGIT_M2 else f"{area_m2:.2g}"
