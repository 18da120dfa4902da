"""Ways by road over the current road segments: who is there soonest, along which roads, and in which order jobs are
best.

The one module in front of the engines: the network in memory answers where it is ready (`incidents.engines.kept`),
pgRouting where it is not. Costs are seconds at the speed of each road; both engines are exact and give the same
cost. Closures in force at the moment `at` are avoided; without `at` those that still stand when the day is over. A
vehicle, where one is named, does not use roads that are too small for it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gis_assets.models import Municipality
from incidents.engines import in_memory, kept, pgrouting
from incidents.engines.answers import Asked, Leg, NoRoute, Place, Reach, Roadside, Route, Spot, Start
from incidents.network import ordering, vehicles

__all__ = [
    "Leg", "NoRoute", "Place", "Reach", "Roadside", "Route", "Spot", "Start",
    "first", "nearest", "order_of_jobs", "road_beside", "route",
]  # fmt: skip

NEVER_S = 1e9
"""What it costs to go from one job to another where no road leads: more than any way, so that such an order comes
last."""


def nearest(
    municipality: Municipality,
    *,
    incident_point: Place,
    starts: Sequence[Start],
    on: date,
    at: datetime | None = None,
    explain: bool = True,
    marks: kept.Marks | None = None,
) -> list[Reach]:
    """Travel by road from each start to the incident, soonest first and the unreachable last.

    `explain` says of the unreachable whether a closure or the size of the vehicle is why, which costs another search.
    `marks` are those of the roads, where they were read together with the starts.
    """
    known = kept.known(municipality, on=on, marks=marks)
    found = [
        reach
        for asked, alike in _by_vehicle(municipality, starts, on=on, at=at)
        for reach in _reached(known, asked, goal=incident_point, starts=alike, explain=explain)
    ]
    return sorted(found, key=lambda reach: (reach.seconds is None, reach.seconds or 0.0, reach.key))


def first(
    municipality: Municipality,
    *,
    incident_point: Place,
    starts: Sequence[Start],
    on: date,
    at: datetime | None = None,
    marks: kept.Marks | None = None,
) -> Reach | None:
    """The start that is at the incident first; None where none can come. `marks` as in `nearest`.

    It looks only as far as the first is away, where `nearest` looks as far as the last.
    """
    known = kept.known(municipality, on=on, marks=marks)
    found = [
        reach
        for asked, alike in _by_vehicle(municipality, starts, on=on, at=at)
        for reach in _first(known, asked, goal=incident_point, starts=alike)
    ]
    return min(found, key=lambda reach: (reach.seconds or 0.0, reach.key), default=None)


def route(
    municipality: Municipality,
    *,
    start: Place,
    goal: Place,
    on: date,
    at: datetime | None = None,
    vehicle: str = "",
) -> Route:
    """The quickest way by road, drawn from where the start meets the network to where the goal does; raises NoRoute."""
    asked = Asked(municipality, on, _moment(on, at), vehicles.vehicle(vehicle, municipality.settings))
    known = kept.known(municipality, on=on)
    try:
        found = (
            in_memory.route(known, asked, start=start, goal=goal)
            if known
            else pgrouting.route(asked, start=start, goal=goal)
        )
    except NoRoute as refused:
        raise NoRoute(_("There is no road near the start or near the incident. Send the crew by radio.")) from refused
    if found is None:
        raise NoRoute(_("No open road joins the crew and the incident. Send the crew by radio."))
    return found


def road_beside(municipality: Municipality, *, point: Place, on: date) -> Roadside | None:
    """The nearest road of a point; None where there are no roads."""
    known = kept.known(municipality, on=on)
    if known:
        return in_memory.road_beside(known, point=point)
    return pgrouting.road_beside(Asked(municipality, on, None), point=point)


def order_of_jobs(
    municipality: Municipality,
    *,
    start: Place,
    jobs: Sequence[Start],
    on: date,
    at: datetime | None = None,
    vehicle: str = "",
) -> list[Reach]:
    """The jobs in the order in which one crew's whole drive is shortest, each with its travel from the place before.

    Exact up to eight jobs, a good order for more. Jobs that the crew cannot reach from its start stand last, without
    travel.
    """
    asked = Asked(municipality, on, _moment(on, at), vehicles.vehicle(vehicle, municipality.settings))
    known, home = kept.known(municipality, on=on), Start(-1, start)
    rows = {
        job.key: {
            reach.key: reach
            for reach in _answered(
                known, asked, goal=job.point, starts=[home, *(each for each in jobs if each.key != job.key)]
            )
        }
        for job in jobs
    }
    lost = [job for job in jobs if rows[job.key][home.key].seconds is None]
    places = [home, *(job for job in jobs if job not in lost)]
    order = ordering.best_order([[_seconds(rows, here, there) for there in places] for here in places])
    along = [home, *(places[at] for at in order)]
    travel = [replace(rows[there.key][here.key], key=there.key) for here, there in pairwise(along)]
    return [*travel, *(replace(rows[job.key][home.key], key=job.key) for job in lost)]


def _seconds(rows: dict[int, dict[int, Reach]], here: Start, there: Start) -> float:
    if here == there or there.key not in rows:
        return 0.0
    seconds = rows[there.key][here.key].seconds
    return NEVER_S if seconds is None else seconds


def _by_vehicle(
    municipality: Municipality, starts: Sequence[Start], *, on: date, at: datetime | None
) -> Iterator[tuple[Asked, list[Start]]]:
    """What is to be asked for each kind of vehicle, and the starts that have such a one."""
    asked = Asked(municipality, on, _moment(on, at))
    for code in sorted({start.vehicle for start in starts}):
        vehicle = vehicles.vehicle(code, municipality.settings)
        yield replace(asked, vehicle=vehicle), [start for start in starts if start.vehicle == code]


def _first(known: kept.Known | None, asked: Asked, *, goal: Place, starts: Sequence[Start]) -> list[Reach]:
    """Who of the starts with one kind of vehicle may be the first: one in memory, all that can come elsewhere."""
    if known:
        found = in_memory.first(known, asked, goal=goal, starts=starts)
        return [found] if found else []
    return [reach for reach in pgrouting.nearest(asked, goal=goal, starts=starts) if reach.seconds is not None]


def _reached(
    known: kept.Known | None, asked: Asked, *, goal: Place, starts: Sequence[Start], explain: bool
) -> Iterable[Reach]:
    """The travel of starts with one kind of vehicle; what stands in the way of the others, where something does."""
    found = _answered(known, asked, goal=goal, starts=starts)
    lost = {reach.key for reach in found if reach.seconds is None and reach.is_near_road}
    if not lost or not explain:
        return found
    again = [start for start in starts if start.key in lost]
    open_ways = _keys(_answered(known, replace(asked, at=None), goal=goal, starts=again))
    anyhow = replace(asked, vehicle=None)
    wide_ways = _keys(_answered(known, anyhow, goal=goal, starts=again)) if asked.vehicle else set()
    return [
        replace(reach, is_closed_in=reach.key in open_ways, is_too_large=reach.key in wide_ways)
        if reach.key in lost
        else reach
        for reach in found
    ]


def _keys(reaches: Iterable[Reach]) -> set[int]:
    return {reach.key for reach in reaches if reach.seconds is not None}


def _answered(known: kept.Known | None, asked: Asked, *, goal: Place, starts: Sequence[Start]) -> list[Reach]:
    if known:
        return in_memory.nearest(known, asked, goal=goal, starts=starts)
    return pgrouting.nearest(asked, goal=goal, starts=starts)


def _moment(on: date, at: datetime | None) -> datetime:
    """The moment whose closures count."""
    return at or timezone.make_aware(datetime.combine(on + timedelta(days=1), time()))
