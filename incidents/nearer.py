"""Which incidents another crew would reach sooner than the one that has them, by so much that it is worth a word.

Only free crews on duty with a position that holds and the vehicle the incident needs are proposed. A crew that has
other incidents first is reckoned with its drives and a time at each place. Nothing is changed here.
"""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.gis.geos import Point
from django.utils import timezone

from gis_assets.models import Municipality
from incidents import beliefs, dispatch, jobs, routing, workflow
from incidents.models import Assignment, Incident, Responder
from incidents.standing import Crew

MOST = 10
"""Incidents looked at in one answer, the most urgent first: each costs one search over the roads."""


@dataclass(frozen=True)
class Hint:
    """Another crew for an incident, with its travel and what it gains; all in seconds."""

    incident: Incident
    now: Responder
    nearer: Crew
    seconds_now: float
    seconds: float
    metres: float

    @property
    def gained(self) -> float:
        """How much sooner somebody is there."""
        return self.seconds_now - self.seconds


def hints(municipality: Municipality, *, at: datetime) -> list[Hint]:
    """Proposals to send another crew, those that gain most first."""
    least = beliefs.held(beliefs.CREWS, municipality.settings)["nearer_minutes"].number * 60
    held = _on_their_way(municipality)
    found = [hint for each in held[:MOST] if (hint := _hint(each, at=at)) and hint.gained >= least]
    return sorted(found, key=lambda hint: -hint.gained)


_WITH = ("incident__case", "incident__municipality", "incident__pole", "responder__municipality")


def _on_their_way(municipality: Municipality) -> list[Assignment]:
    rows = Assignment.objects.open().filter(municipality=municipality).exclude(incident__state=workflow.ON_SCENE)
    return list(rows.select_related(*_WITH).order_by("incident__priority", "assigned_at", "pk"))


def _hint(held: Assignment, *, at: datetime) -> Hint | None:
    incident = held.incident
    free = [
        each for each in dispatch.candidates(incident, at=at) if each.shortfall is None and each.seconds is not None
    ]
    seconds_now = _expected(held, at=at) if free else None
    if seconds_now is None:
        return None
    best = free[0]
    return Hint(incident, held.responder, best.crew, seconds_now, best.seconds or 0.0, best.metres or 0.0)


def _expected(held: Assignment, *, at: datetime) -> float | None:
    """Seconds until the crew that has it is there: what comes before in its list, then the drive. None: not known."""
    crew = held.responder
    if crew.position is None or crew.position_at is None or at - crew.position_at > dispatch.POSITION_HOLDS:
        return None
    at_a_job = beliefs.held(beliefs.CREWS, crew.municipality.settings)["job_minutes"].number * 60
    seconds, here = 0.0, crew.position
    for each in jobs.of(crew):
        drive = _drive(crew, start=here, goal=each.incident, at=at)
        if drive is None:
            return None
        seconds += drive
        if each.pk == held.pk:
            return seconds
        seconds, here = seconds + at_a_job, each.incident.point
    return None


def _drive(crew: Responder, *, start: Point, goal: Incident, at: datetime) -> float | None:
    starts = [routing.Start(crew.pk, start, crew.vehicle)]
    [reach] = routing.nearest(
        crew.municipality, incident_point=goal.point, starts=starts, on=timezone.localdate(at), at=at, explain=False
    )
    return reach.seconds
