"""Distance of the walls to the boundaries towards other people's land (Ministerial Regulation 55, cl. 50).

A boundary towards a public way or water is not a neighbour's: those have distances of their own.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from permits.limits import Limits
from permits.rules import measuring, parcels
from permits.rules.facts import Finding, Ground, Plan, Surroundings, Verdict
from permits.rules.measuring import Keep

RULE = "boundary_distance"
LIMITS = (
    "opening_low_m",
    "opening_high_m",
    "opening_height_m",
    "high_building_m",
    "blind_wall_m",
    "joined_height_m",
    "doubt_sigmas",
    "doubt_most_m",
)
CONSENT = "neighbour_consents"
"""The answer by which the applicant says that the neighbour agrees in writing to a wall on the boundary."""
MEETS_M = 0.2
"""Something begins at a probe that lies no further from it than this."""
PIECE_M = 2.0

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class _Pieces:
    """A boundary in short pieces, with each one's middle and a point a little beyond it."""

    lines: npt.NDArray[np.object_]
    middles: npt.NDArray[np.object_]
    outward: Floats
    probes: npt.NDArray[np.object_]


def boundary_distance(plan: Plan, *, around: Surroundings, limits: Limits) -> Finding:
    """Every wall is as far from the neighbours' land as its openings and the building's height ask for."""
    if plan.footprint is None:
        return measuring.not_measured(RULE)
    if around.parcel is None:
        return measuring.no_parcel(RULE)
    line = neighbours_line(around.parcel, around=around, limits=limits)
    if line.is_empty:
        return Finding(rule=RULE, verdict=Verdict.PASS, says="boundary_none", limits=("probe_m",))
    return _judged(plan, plan.footprint, line, around=around, limits=limits)


def keeps(plan: Plan, *, around: Surroundings, limits: Limits) -> tuple[Keep, ...]:
    """The neighbours' boundaries with the distance from them."""
    if around.parcel is None:
        return ()
    line = neighbours_line(around.parcel, around=around, limits=limits)
    # With the neighbour's consent the wall may stand on the boundary.
    metres = 0.0 if _may_join(plan, limits=limits) else required_m(plan, limits=limits)
    return () if line.is_empty else (Keep(line, metres),)


def required_m(plan: Plan, *, limits: Limits) -> float:
    """The distance asked for; where height or openings were not answered, as if both asked for the most."""
    if plan.has_openings is False:
        return limits.blind_wall_m
    height = measuring.figure(plan.height_m)
    return limits.opening_low_m if height and height <= limits.opening_height_m else limits.opening_high_m


def neighbours_line(parcel: Ground, *, around: Surroundings, limits: Limits) -> BaseGeometry:
    """The parts of the parcel's boundary that lie towards other people's land, or what nobody registered."""
    pieces = _pieces(parcel.shape, probe_m=limits.probe_m)
    is_theirs = _near(pieces.probes, [one.shape for one in around.neighbours], within=MEETS_M)
    is_free = _near(pieces.probes, [one.shape for one in around.waters], within=MEETS_M)
    is_free |= _towards_way(pieces, around=around, limits=limits)
    kept = pieces.lines[is_theirs | ~is_free]
    if not len(kept):
        return shapely.MultiLineString()
    merged: BaseGeometry = shapely.line_merge(shapely.multilinestrings(list(kept)))
    return merged


def _pieces(shape: BaseGeometry, *, probe_m: float) -> _Pieces:
    """Rings run counterclockwise (holes clockwise), so that what is outside lies to the right."""
    rings = shapely.get_rings(shapely.orient_polygons(shapely.get_parts(shape)))
    step = max(PIECE_M, shape.length / 200)
    corners, ring = shapely.get_coordinates(shapely.segmentize(rings, step), return_index=True)
    goes_on = (ring[1:] == ring[:-1]) & (corners[1:] != corners[:-1]).any(axis=1)
    start, end = corners[:-1][goes_on], corners[1:][goes_on]
    along = (end - start) / np.linalg.norm(end - start, axis=1, keepdims=True)
    outward = np.column_stack([along[:, 1], -along[:, 0]])
    middle = (start + end) / 2
    return _Pieces(
        lines=np.array(shapely.linestrings(np.stack([start, end], axis=1)), dtype=object),
        middles=shapely.points(middle),
        outward=outward,
        probes=shapely.points(middle + outward * probe_m),
    )


def _near(points: npt.NDArray[np.object_], shapes: list[Any], *, within: float) -> npt.NDArray[np.bool_]:
    """Which points lie on, or within some metres of, any of the shapes."""
    found = np.zeros(len(points), dtype=bool)
    if shapes:
        tree = shapely.STRtree(points)
        found[tree.query(np.array(shapes, dtype=object), predicate="dwithin", distance=within)[1]] = True
    return found


def _towards_way(pieces: _Pieces, *, around: Surroundings, limits: Limits) -> npt.NDArray[np.bool_]:
    """Which pieces look onto a public way: its edge is within reach, and it lies ahead of them, not beside."""
    found = np.zeros(len(pieces.lines), dtype=bool)
    if not around.roads:
        return found
    lines = np.array([road.line for road in around.roads], dtype=object)
    widths = [road.width_m or limits.usual_width_m(road.road_class) for road in around.roads]
    reach = np.array(widths) / 2 + limits.probe_m + limits.way_reach_m
    road, piece = shapely.STRtree(pieces.middles).query(lines, predicate="dwithin", distance=reach)
    ways = shapely.shortest_line(pieces.middles[piece], lines[road])
    ends = shapely.get_coordinates(ways).reshape(-1, 2, 2)
    step = ends[:, 1] - ends[:, 0]
    ahead = (step * pieces.outward[piece]).sum(axis=1)
    found[piece[ahead > 0.5 * np.linalg.norm(step, axis=1)]] = True
    return found


def _judged(
    plan: Plan, footprint: BaseGeometry, line: BaseGeometry, *, around: Surroundings, limits: Limits
) -> Finding:
    is_over = bool(parcels.on_neighbours(footprint, around.neighbours))
    measured = 0.0 if is_over else line.distance(footprint)
    required = required_m(plan, limits=limits)
    sigma = _sigma_m(footprint, line, around=around)
    verdict, says, mend = _said(plan, measured, required=required, sigma=sigma, limits=limits)
    drawn = [measuring.gap(footprint, line)]
    if verdict is not Verdict.PASS:
        land = around.parcel.shape if around.parcel else None
        drawn.append(measuring.strip(line, required, near=footprint, within=land))
    return Finding(
        rule=RULE,
        verdict=verdict,
        says=says,
        values={
            "measured": measuring.least(measured),
            "required": measuring.most(required),
            "accuracy": measuring.most(sigma),
            "blind": measuring.most(limits.blind_wall_m),
            "high": f"{limits.high_building_m:g}",
        },
        mend=mend,
        measured=measured,
        required=required,
        unit="m",
        limits=LIMITS,
        drawn=tuple(drawn),
    )


def _sigma_m(footprint: BaseGeometry, line: BaseGeometry, *, around: Surroundings) -> float:
    """Of the boundary where it is nearest: of both surveys where a neighbour's parcel meets it."""
    own = measuring.accuracy_of(around.parcel)
    if not around.neighbours:
        return own
    _, there = measuring.ends(measuring.gap(footprint, line).shape)
    away = shapely.distance(shapely.points(there), np.array([one.shape for one in around.neighbours], dtype=object))
    nearest = around.neighbours[int(away.argmin())]
    return measuring.sigma_m(own, nearest.accuracy_m) if away.min() <= MEETS_M else own


def _said(plan: Plan, measured: float, *, required: float, sigma: float, limits: Limits) -> tuple[Verdict, str, str]:
    """Verdict, sentence, and what to do where moving is no help."""
    height = measuring.figure(plan.height_m)
    if height is not None and height >= limits.high_building_m:
        return Verdict.ASK, "boundary_high_building", ""
    verdict, how = measuring.how_kept(measured, required=required, sigma=sigma, limits=limits)
    if plan.has_openings is False:
        return _blind(plan, verdict, how, height=height, limits=limits)
    missing = plan.has_openings is None, height is None
    if any(missing):
        what = {(True, True): "both", (True, False): "openings", (False, True): "height"}[missing]
        # What would be too near however it is answered is broken; all else waits for the answer.
        mildest = limits.blind_wall_m if plan.has_openings is None else limits.opening_low_m
        is_broken = measuring.verdict(measured, required=mildest, sigma=sigma, limits=limits) is Verdict.FAIL
        return (Verdict.FAIL if is_broken else Verdict.ASK), f"boundary_unknown_{what}", f"answer_{what}"
    return verdict, f"boundary_{how}", "" if verdict is Verdict.PASS else "blind_or_smaller"


def _blind(plan: Plan, verdict: Verdict, how: str, *, height: float | None, limits: Limits) -> tuple[Verdict, str, str]:
    """A blind wall may stand nearer, up to the boundary, where the neighbour consents and it is not too high."""
    if verdict is Verdict.PASS:
        return verdict, f"boundary_blind_{how}", ""
    if _may_join(plan, limits=limits):
        return Verdict.ASK, "boundary_blind_consent", "bring_consent"
    if height is not None and height > limits.joined_height_m:
        return verdict, "boundary_blind_too_high", "lower"
    return verdict, f"boundary_blind_{how}", "consent"


def _may_join(plan: Plan, *, limits: Limits) -> bool:
    height = measuring.figure(plan.height_m)
    is_low = height is None or height <= limits.joined_height_m
    return plan.has_openings is False and is_low and plan.answers.get(CONSENT) is True
