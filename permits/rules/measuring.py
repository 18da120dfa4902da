"""What rules of distance share: sound figures, gaps that show on the map, and what the map can prove of a gap."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from permits.limits import Limits
from permits.rules.facts import Drawn, Finding, Ground, Plan, Surroundings, Verdict

HAIR_M = 1e-6


@dataclass(frozen=True)
class Keep:
    """What a building must stay away from, by so many metres measured from its outer wall."""

    shape: BaseGeometry
    metres: float


def figure(value: float | None) -> float | None:
    """The number if it is one that can be built by (finite, above zero), else None."""
    return value if value is not None and math.isfinite(value) and value > 0 else None


def least(metres: float) -> str:
    """Metres to the centimetre, rounded down: what is too short never reads as enough."""
    return f"{math.floor(metres * 100 + HAIR_M) / 100:.2f}"


def most(metres: float) -> str:
    """Metres to the centimetre, rounded up: what is needed never reads as less."""
    return f"{math.ceil(metres * 100 - HAIR_M) / 100:.2f}"


def sigma_m(*of: float) -> float:
    """The standard deviation of a distance between things that were measured apart: variances add up."""
    return math.hypot(*of)


def doubt_m(sigma: float, *, limits: Limits) -> float:
    """So far from a limit a map of this standard deviation (metres) proves nothing."""
    return min(limits.doubt_sigmas * sigma, limits.doubt_most_m)


def verdict(measured: float, *, required: float, sigma: float, limits: Limits) -> Verdict:
    """Kept; short by no more than the map is unsure (ask); or broken. All in metres."""
    if measured >= required - limits.drawing_m:
        return Verdict.PASS
    return Verdict.ASK if measured >= required - doubt_m(sigma, limits=limits) else Verdict.FAIL


def is_proven(measured: float, *, required: float, sigma: float, limits: Limits) -> bool:
    """Whether the map is exact enough to say that the distance is kept."""
    return measured - required >= doubt_m(sigma, limits=limits)


def how_kept(measured: float, *, required: float, sigma: float, limits: Limits) -> tuple[Verdict, str]:
    """The verdict and the ending of its sentence: kept, unproven, doubtful or short."""
    found = verdict(measured, required=required, sigma=sigma, limits=limits)
    if found is Verdict.PASS:
        is_certain = is_proven(measured, required=required, sigma=sigma, limits=limits)
        return found, "kept" if is_certain else "unproven"
    return found, "doubtful" if found is Verdict.ASK else "short"


def place_of(plan: Plan, *, around: Surroundings) -> BaseGeometry | None:
    """Where it is to be: the outline, else the parcel where none was drawn."""
    if plan.footprint is not None:
        return plan.footprint
    return around.parcel.shape if around.parcel else None


def gap(footprint: BaseGeometry, other: BaseGeometry) -> Drawn:
    """The shortest line from the outer wall to the other thing, with its length as label."""
    line = shapely.shortest_line(footprint, other)
    return Drawn("gap", line, f"{least(line.length)} m")


def strip(other: BaseGeometry, metres: float, *, near: BaseGeometry, within: BaseGeometry | None = None) -> Drawn:
    """The strip beside a thing that must stay free, as far as it matters here, or lies within the parcel."""
    reach = near.buffer(metres + 10, quad_segs=2).envelope
    free = other.intersection(reach).buffer(metres, quad_segs=4).intersection(reach)
    return Drawn("free", free if within is None else free.intersection(within))


def not_measured(rule: str, *, unsound: bool = False) -> Finding:
    """What a rule about the outline says where none was drawn, or none that can be measured."""
    return Finding(rule=rule, verdict=Verdict.ASK, says="outline_unsound" if unsound else "outline_missing")


def no_parcel(rule: str) -> Finding:
    """What a rule about the parcel says where none is known."""
    return Finding(rule=rule, verdict=Verdict.ASK, says="parcel_missing", mend="pick_parcel")


def accuracy_of(parcel: Ground | None) -> float:
    """The standard deviation of the parcel's corners; zero where no parcel was picked."""
    return parcel.accuracy_m if parcel else 0.0


def distances(footprint: BaseGeometry, shapes: list[Any]) -> Any:
    """Metres from the outline to each shape, as one array."""
    return shapely.distance(footprint, np.array(shapes, dtype=object))


def depth_m(part: BaseGeometry, parcel: BaseGeometry) -> float:
    """How far, in metres, a part that lies outside a parcel reaches away from it, to some centimetres."""
    step = max(part.length / 200, 0.02)
    # Of the line, not the area: areas with two corners in one place come back empty from this function.
    points = shapely.get_coordinates(shapely.segmentize(shapely.boundary(part), step))
    return float(shapely.distance(shapely.points(points), parcel).max())


def ends(line: BaseGeometry) -> tuple[Any, Any]:
    """The two ends of a line as arrays of x and y."""
    coordinates = shapely.get_coordinates(line)
    return coordinates[0], coordinates[-1]
