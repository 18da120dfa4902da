"""Gives crews that are still to arrive another way when roads close or open.

A way that only became shorter because the crew drove on is left alone, so that nobody is told of nothing. What a crew
was given before stands in the journal. Crews' rows are locked before their assignments.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.gis.geos import LineString, Point
from django.db import transaction

from gis_assets import journal
from gis_assets.models import Municipality
from incidents import jobs, routing, workflow
from incidents.models import Assignment, Closure, Responder

TO_ARRIVE = (workflow.ASSIGNED, workflow.ACCEPTED, workflow.ON_THE_WAY)
BESIDE_DEGREES = 1e-5
"""About a metre: ways nearer than this are one."""


@transaction.atomic
def renew(municipality: Municipality, *, by: AbstractBaseUser | None, at: datetime) -> list[Assignment]:
    """Ask the roads as they are now for every crew that is still to arrive; gives the assignments with another way."""
    changed = []
    for crew in _crews_with_work(municipality):
        for assignment, start in _from_where(crew):
            given = jobs.way(crew, start=start, goal=assignment.incident.point, at=at)
            if not _is_the_same(assignment.route, given):
                _note(assignment, given, by=by, at=at)
                changed.append(_kept(assignment, given))
    return changed


def renew_by_the_clock(municipality: Municipality, *, since: datetime, at: datetime) -> list[Assignment]:
    """The same where a closure began or ended by its own time in (since, at]; safe to repeat."""
    closures = Closure.objects.of(municipality)
    began = closures.filter(since__gt=since, since__lte=at)
    ended = closures.filter(until__gt=since, until__lte=at)
    return renew(municipality, by=None, at=at) if (began | ended).exists() else []


def last_minutes(at: datetime) -> datetime:
    """From when on changes by the clock are looked for: longer than from one look to the next."""
    return at - timedelta(minutes=5)


def _crews_with_work(municipality: Municipality) -> Sequence[Responder]:
    busy = Assignment.objects.open().filter(municipality=municipality, incident__state__in=TO_ARRIVE)
    crews = Responder.objects.filter(pk__in=busy.values("responder_id"), position__isnull=False)
    return list(crews.select_for_update(of=("self",)).select_related("municipality").order_by("pk"))


def _from_where(crew: Responder) -> Iterator[tuple[Assignment, Point]]:
    """What the crew is still to reach, each from where it then stands: its position, else the incident before."""
    here = crew.position
    held = Assignment.objects.open().filter(responder=crew).select_for_update(of=("self",)).in_turn()
    for assignment in held.select_related("incident__case", "incident__municipality", "responder"):
        if assignment.incident.state in TO_ARRIVE and here is not None:
            yield assignment, here
        here = assignment.incident.point


def _is_the_same(before: LineString | None, given: routing.Route | None) -> bool:
    if before is None or given is None:
        return before is None and given is None
    return bool(before.buffer(BESIDE_DEGREES).covers(given.line))


def _kept(assignment: Assignment, given: routing.Route | None) -> Assignment:
    jobs.put(assignment, given)
    assignment.save(update_fields=["route", "legs", "expected_seconds", "distance_m"])
    return assignment


def _note(assignment: Assignment, given: routing.Route | None, *, by: AbstractBaseUser | None, at: datetime) -> None:
    journal.append(
        municipality=assignment.municipality,
        by=by,
        action="assignment.rerouted",
        thing_kind="incident",
        thing_uid=assignment.incident.case.reference,
        at=at,
        details={
            "crew": assignment.responder.call_sign,
            "seconds_before": assignment.expected_seconds,
            "seconds": round(given.seconds) if given else None,
        },
    )
