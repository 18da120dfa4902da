"""What a rule is given, and what it answers.

Rules look at whole columns at once, know nothing of files or the register, and change nothing: they only say.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from functools import cached_property

import numpy as np
import numpy.typing as npt
import shapely

from landsurvey import limits
from landsurvey.attributes.columns import Parcels
from landsurvey.formats.features import Column, Malformed
from landsurvey.limits import Limits
from landsurvey.rules import corners, fabric, meeting
from landsurvey.rules.corners import Corners, Nodes
from landsurvey.rules.coverage import Coverage
from landsurvey.rules.fabric import Begun, Fabric
from landsurvey.rules.known import KnownParcels
from landsurvey.rules.meeting import Meeting
from landsurvey.words import Sentence


class Level(StrEnum):
    """Error: the row cannot be used; warning: an officer decides; info: worth knowing."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True)
class Survey:
    """The columns of one survey.

    `is_present`: whether the row has a shape at all, even one that cannot be brought to a grid.
    `plane`: shapes in a flat grid (as measured when the file is projected) of `metres_per_unit`, None where missing.
    `projected`: the same shapes in the municipality's UTM grid, None where not possible; `boundary` likewise.
    `indian`: bounds of the shapes, (n, 4), in Indian 1975 UTM by EPSG code. `sigma_m`: standard deviation of a vertex.
    `known`: the register where the survey lies, None when it was not asked. `malformed`: rows whose shape is not
    written as its format demands, and which therefore have none. `has_heights`: whether the shapes carried heights or
    measures, which the reader has set aside. `limits`: from when on the rules speak. `begun`: the fabric of `plane`, if
    somebody had it looked at in time; it is of no use for other shapes.
    """

    is_present: npt.NDArray[np.bool_]
    plane: Column
    metres_per_unit: float
    projected: Column
    boundary: shapely.Geometry | None
    indian: Mapping[int, npt.NDArray[np.float64]]
    rows: npt.NDArray[np.int64]
    parcels: Parcels
    attributes: Mapping[str, Column]
    headings: Mapping[str, str]
    sigma_m: float
    known: KnownParcels | None = None
    malformed: tuple[Malformed, ...] = ()
    has_heights: bool = False
    begun: Begun | None = None
    limits: Limits = field(default_factory=limits.latest)

    def __len__(self) -> int:
        return len(self.rows)

    def __getstate__(self) -> dict[str, object]:
        """Leave out what was worked out and kept: between processes it would be carried for nothing."""
        return {own.name: getattr(self, own.name) for own in fields(self)} | {"begun": None}

    @cached_property
    def areas_m2(self) -> npt.NDArray[np.float64]:
        """Area of each shape in its own grid; NaN for a missing shape."""
        areas = shapely.area(self.plane) * self.metres_per_unit**2
        return np.where(shapely.is_missing(self.plane), np.nan, areas)

    @cached_property
    def is_sound(self) -> npt.NDArray[np.bool_]:
        """Which shapes are valid areas with something inside."""
        if self.begun is not None and self.begun.shapes is self.plane:
            return self.begun.sound.result()
        return fabric.is_sound(self.plane)

    @property
    def line_m(self) -> float:
        """How far two drawings of one line may lie apart at this accuracy."""
        return self.limits.line_m(self.sigma_m)

    @cached_property
    def corners(self) -> Corners:
        return corners.of(self.plane)

    @cached_property
    def nodes(self) -> Nodes:
        return corners.nodes(self.corners.xy)

    @cached_property
    def fabric(self) -> Fabric:
        if self.begun is not None and self.begun.shapes is self.plane:
            return self.begun.answer.result()
        return fabric.examined(self.plane, self.is_sound, metres_per_unit=self.metres_per_unit, line_m=self.line_m)

    @property
    def coverage(self) -> Coverage:
        return self.fabric.coverage

    @cached_property
    def meeting(self) -> Meeting | None:
        """Where the survey meets registered parcels that it does not replace; None when the register was not asked."""
        if self.known is None:
            return None
        if len(self.known) == 0:
            return meeting.NOWHERE
        usable = self.is_sound & shapely.is_valid(self.projected)
        shapes = np.full(len(self), None, dtype=object)
        shapes[usable] = self.projected[usable]
        return meeting.met(shapes, self.parcels, self.known)


@dataclass(frozen=True)
class Proposal:
    """A repair that a person may accept: a shape in the grid of `Survey.plane`, or a text, before and after.

    `says` tells what it would do; `heading` is the column of a text, None for a shape.
    """

    before: shapely.Geometry | str
    after: shapely.Geometry | str
    says: Sentence
    heading: str | None = None


@dataclass(frozen=True)
class Finding:
    """One thing a rule has to say: about a row (its index) or, with None, about the whole file.

    `place` is a point in the grid of `Survey.plane`; `args` fill the rule's sentence; `proposal` is never applied
    unasked.
    """

    index: int | None
    args: Mapping[str, str | int] = field(default_factory=dict)
    place: tuple[float, float] | None = None
    proposal: Proposal | None = None


@dataclass(frozen=True)
class Rule:
    """A check with its sentence (an English message id) and where the demand comes from."""

    id: str
    level: Level
    title: str
    sentence: str
    source: str
    check: Callable[[Survey], list[Finding]]


def place_on(geometry: shapely.Geometry | None) -> tuple[float, float] | None:
    """Return a point on the shape for the map, or None when there is no shape."""
    if geometry is None or shapely.is_empty(geometry):
        return None
    point = shapely.point_on_surface(geometry) if shapely.is_valid(geometry) else shapely.get_coordinates(geometry)[0]
    x, y = shapely.get_coordinates(point)[0] if isinstance(point, shapely.Geometry) else point
    return float(x), float(y)
