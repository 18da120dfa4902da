"""What the checks look at, and what each says. All shapes are in metres of the municipality's UTM zone.

Pure: no Django. What the register knows is gathered by `permits.ground`, words for people are made by
`permits.wording`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from shapely import LineString, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry


class Verdict(StrEnum):
    """Fail: a rule is broken. Ask: an officer must look, or something is not known."""

    PASS = "pass"  # noqa: S105  # a verdict, no password
    ASK = "ask"
    FAIL = "fail"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is to be built; `answers` are those of the service's questions, `footprint` None where none was placed.

    `place` is the spot or stretch of a service that concerns no parcel. `service` is the service's code; empty where
    any petition of the place counts as another of the same.
    """

    footprint: Polygon | None
    place: BaseGeometry | None = None
    service: str = ""
    storeys: int | None = None
    floor_area_m2: float | None = None
    height_m: float | None = None
    use: str = ""
    has_openings: bool | None = None
    says_to_own: bool | None = None
    applicant_digest: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Ground:
    """A parcel of the register: `accuracy_m` is the standard deviation of a corner by its survey."""

    key: int
    code: str
    shape: MultiPolygon
    accuracy_m: float
    document_type: str = ""


@dataclass(frozen=True, kw_only=True)
class Road:
    """A public road's centre line; the width is of its whole right of way, None where nobody measured it."""

    key: int
    name: str
    road_class: str
    line: LineString
    width_m: float | None = None


@dataclass(frozen=True, kw_only=True)
class Water:
    """A canal, river, pond or lake; the width is across a canal, None for what has none."""

    key: int
    name: str
    shape: MultiPolygon
    width_m: float | None = None


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A building that stands on, or near, the parcel."""

    key: int
    footprint: BaseGeometry
    is_on_parcel: bool
    storeys: float | None = None


@dataclass(frozen=True, kw_only=True)
class Pole:
    """A utility pole; `wire_to` is where the wire to the pole upstream of it ends, by which wires are drawn."""

    key: int
    code: str
    at: Point
    kind: str = ""
    wire_to: Point | None = None


@dataclass(frozen=True, kw_only=True)
class Area:
    """A planning area that touches the parcel; see `permits.models.PlanningArea`."""

    key: int
    kind: str
    code: str
    name: str
    name_en: str
    shape: MultiPolygon
    allowed: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    most_height_m: float | None = None
    most_storeys: int | None = None
    citation: str = ""
    doubt: str = ""


@dataclass(frozen=True, kw_only=True)
class Relief:
    """What the elevation model and raster of water say of the footprint; None where there is none."""

    source: str
    low_m: float | None = None
    high_m: float | None = None
    slope_percent: float | None = None
    share_under_water: float | None = None


@dataclass(frozen=True, kw_only=True)
class Other:
    """Another petition of the same place that is not refused or withdrawn, without who asks."""

    tracking: str
    service: str
    footprint: BaseGeometry | None
    is_same_parcel: bool


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """Everything that the register knows around a plan on a day; `parcel` None where none was picked or stands then.

    `town_kind` is what the type digit of the DLA code says, as a word: city, town, subdistrict, tao, or empty. `owners`
    are digests of the 13-digit numbers of who holds the parcel, None where who asks may not be told. `has_zones`: the
    town's plan was loaded at all.
    """

    on: date
    town_kind: str
    boundary: MultiPolygon | None
    parcel: Ground | None
    neighbours: tuple[Ground, ...] = ()
    roads: tuple[Road, ...] = ()
    waters: tuple[Water, ...] = ()
    buildings: tuple[Standing, ...] = ()
    poles: tuple[Pole, ...] = ()
    areas: tuple[Area, ...] = ()
    others: tuple[Other, ...] = ()
    relief: Relief | None = None
    owners: frozenset[str] | None = frozenset()
    has_zones: bool = False


@dataclass(frozen=True)
class Drawn:
    """A shape that shows on the map what was measured: `role` is gap, breach, free, area, way."""

    role: str
    shape: BaseGeometry
    label: str = ""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What one rule says of a plan.

    `says` names the sentence of `permits.sentences` and `values` the words that stand in it, `mend` the sentence of
    what would make it pass. `measured` and `required` are in `unit`. `limits` are the names of the dated settings it
    went by: their citations and doubts stand beside the verdict.
    """

    rule: str
    verdict: Verdict
    says: str
    values: Mapping[str, Any] = field(default_factory=dict)
    mend: str = ""
    measured: float | None = None
    required: float | None = None
    unit: str = ""
    limits: tuple[str, ...] = ()
    drawn: tuple[Drawn, ...] = ()
