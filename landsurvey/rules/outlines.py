"""Rules on the corners of the outlines: spikes, edges too short to be drawn, corners that nearly meet."""

import numpy as np
import numpy.typing as npt
import shapely

from landsurvey.rules import corners
from landsurvey.rules.survey import Finding, Survey, place_on


def spike(survey: Survey) -> list[Finding]:
    found = spikes(survey)
    row, xy = survey.corners.row[found], survey.corners.xy[found]
    angles = survey.corners.angles_deg(found)
    return [
        Finding(int(index), {"angle": f"{angle:.1f}"}, (float(x), float(y)))
        for index, angle, (x, y) in zip(row, angles, xy, strict=True)
    ]


def spikes(survey: Survey) -> npt.NDArray[np.intp]:
    """The corners at the tip of a needle, on sound outlines.

    No boundary turns back on itself so sharply. The needle must also be narrower than two drawings of one line may lie
    apart; narrow wedges between roads are wider.
    """
    sharp_deg = survey.limits.spike_deg
    ring = survey.corners
    edges_m = ring.edges_m(survey.metres_per_unit)
    shorter_m = np.minimum(edges_m, edges_m[ring.before])
    at = np.flatnonzero((shorter_m > survey.line_m) & survey.is_sound[ring.row] & _turns_back(ring, sharp_deg))
    angles = ring.angles_deg(at)
    narrow = shorter_m[at] * np.sin(np.radians(angles)) <= survey.line_m
    return at[(angles < sharp_deg) & narrow]


def _turns_back(ring: corners.Corners, sharp_deg: float) -> npt.NDArray[np.bool_]:
    """Which corners may be sharp enough: a cosine for each, since the angles of all take several times longer."""
    back, ahead = ring.xy[ring.before] - ring.xy, ring.xy[ring.after] - ring.xy
    least = np.cos(np.radians(2 * sharp_deg)) * ring.edges[ring.before] * ring.edges
    return np.asarray(np.einsum("ij,ij->i", back, ahead) >= least)


def tiny_edge(survey: Survey) -> list[Finding]:
    """Rows with edges shorter than a boundary mark; those between corners that nearly meet are `near_miss_node`."""
    edges_m, limits = survey.corners.edges_m(survey.metres_per_unit), survey.limits
    is_tiny = (edges_m >= limits.node_m) & (edges_m < limits.tiny_edge_m)
    tiny = np.flatnonzero(is_tiny & survey.is_sound[survey.corners.row])
    return _by_row(survey, tiny, edges_m)


def repeated_point(survey: Survey) -> list[Finding]:
    edges_m = survey.corners.edges_m(survey.metres_per_unit)
    return _by_row(survey, np.flatnonzero((edges_m == 0) & survey.is_sound[survey.corners.row]), edges_m)


def near_miss_node(survey: Survey) -> list[Finding]:
    """Corners that nearly meet and are not the same: one mark drawn twice."""
    nodes = survey.nodes
    pairs = corners.near_misses(nodes.xy, survey.limits.node_m / survey.metres_per_unit)
    apart_mm = np.hypot(*(nodes.xy[pairs[:, 0]] - nodes.xy[pairs[:, 1]]).T) * survey.metres_per_unit * 1000
    rows = np.sort(survey.corners.row[nodes.first[pairs]], axis=1)
    return [
        Finding(int(index), {"other": int(survey.rows[other]), "apart": f"{apart:.1f}"}, (float(x), float(y)))
        for (other, index), apart, (x, y) in zip(rows, apart_mm, nodes.xy[pairs[:, 1]], strict=True)
    ]


def _by_row(survey: Survey, found: npt.NDArray[np.intp], edges_m: npt.NDArray[np.float64]) -> list[Finding]:
    """One finding for each row: how many edges, the shortest, and where."""
    rows, first, count = np.unique(survey.corners.row[found], return_index=True, return_counts=True)
    findings = []
    for index, at, many in zip(rows.tolist(), first.tolist(), count.tolist(), strict=True):
        shortest = edges_m[found[at : at + many]].min()
        args: dict[str, str | int] = {"count": many, "shortest": f"{shortest * 1000:.0f}"}
        findings.append(Finding(index, args, place_on(shapely.Point(survey.corners.xy[found[at]]))))
    return findings
