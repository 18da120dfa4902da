"""What is asked of a road network, and the answers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from django.contrib.gis.geos import LineString

from gis_assets.models import Municipality
from gis_assets.refusals import Refusal
from incidents.network.arrays import Floats
from incidents.network.turning import Turning
from incidents.network.vehicles import Vehicle

FURTHEST_FROM_ROAD_M = 500
"""A point further from every road than this is not routed: a guess would look like an answer."""


class Place(Protocol):
    """A point in WGS 84: x is its longitude, y its latitude. GEOS's points are such, and so is `Spot`."""

    @property
    def x(self) -> float: ...
    @property
    def y(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Spot:
    """A place as two numbers: twenty points of GEOS take longer than to find their ways."""

    x: float
    y: float


class NoRoute(Refusal):
    """No way by road joins the two points, or one of them is not near a road."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose network, on which day, what is closed at which moment (None: nothing is), and for which vehicle."""

    municipality: Municipality
    on: date
    at: datetime | None
    vehicle: Vehicle | None = None


@dataclass(frozen=True, slots=True)
class Start:
    """Somebody who could go, where they stand, and the code of what they drive."""

    key: int
    point: Place
    vehicle: str = ""


@dataclass(frozen=True, slots=True)
class Reach:
    """How long and how far by road; both None when no road leads there, or only one that is closed or too small.

    `places` draws the way that was found, without another search: longitudes and latitudes, shape (n, 2). None where
    only its cost was found.
    """

    key: int
    seconds: float | None
    metres: float | None
    is_near_road: bool = True
    is_closed_in: bool = False
    is_too_large: bool = False
    places: Callable[[], Floats] | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Leg:
    """A stretch of the way along one road, and how one turns into it."""

    name_th: str
    name_en: str
    road_class: str
    seconds: float
    metres: float
    turn: Turning = Turning.START

    def as_facts(self) -> dict[str, str | int]:
        """The leg as it is kept with an assignment: whole seconds and metres."""
        names = {"name_th": self.name_th, "name_en": self.name_en, "road_class": self.road_class}
        return names | {"seconds": round(self.seconds), "metres": round(self.metres), "turn": self.turn.value}


@dataclass(frozen=True, slots=True)
class Roadside:
    """The road thing nearest to a point, and how many metres away."""

    road_id: int
    offset_m: float


@dataclass(frozen=True, slots=True)
class Route:
    """A way by road: its line in WGS 84 in the direction of travel, and its legs road by road."""

    line: LineString
    seconds: float
    metres: float
    legs: tuple[Leg, ...]
