"""How an incident stands: where it is, who is on duty and where, and how new the roads are, all of one moment.

One question to the database, since the board asks it for each incident that is looked at. Crews are their figures here
and no rows of the ORM: twenty of those take longer to make than their ways to find.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from gis_assets import prepared
from gis_assets.models import Municipality
from incidents import routing
from incidents.engines import kept


@dataclass(frozen=True, slots=True)
class Crew:
    """A crew on duty: what it drives, where it was last seen and when (neither where it sent none), what it has."""

    pk: int
    call_sign: str
    vehicle: str
    place: routing.Spot | None
    seen_at: datetime | None
    jobs: int

    def __str__(self) -> str:
        return self.call_sign


@dataclass(frozen=True, slots=True)
class Standing:
    """An incident and the crews on duty, by call sign; `marks` are those of the roads at the same moment."""

    state: str
    kind: str
    place: routing.Spot
    marks: kept.Marks
    crews: tuple[Crew, ...]


def of(municipality: Municipality, *, incident_id: int) -> Standing | None:
    """The incident of that number in the municipality; None where there is none."""
    rows = prepared.fetched("incidents", "standing", {"municipality": municipality.pk, "incident": incident_id})
    return _standing(rows) if rows else None


def _standing(rows: Iterable[tuple[Any, ...]]) -> Standing:
    rows = list(rows)
    state, kind, x, y, roads, closures, *_crew = rows[0]
    return Standing(state, kind, routing.Spot(x, y), (roads, closures), tuple(_crews(rows)))


def _crews(rows: Iterable[tuple[Any, ...]]) -> Iterable[Crew]:
    for *_incident, pk, call_sign, vehicle, x, y, seen_s, jobs in rows:
        if pk is None:
            continue
        if seen_s is None:
            yield Crew(pk, call_sign, vehicle, None, None, jobs)
        else:
            yield Crew(pk, call_sign, vehicle, routing.Spot(x, y), datetime.fromtimestamp(seen_s, UTC), jobs)
