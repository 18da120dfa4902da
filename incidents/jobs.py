"""The list of a crew that has several incidents: which it is under way to, in which order the others follow, by which
way each.

The incidents' rows are locked before the crew's, in rising order, and cases after both. An emergency stands before
what is none; what a person put in order stays so until somebody asks for the good order again.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.gis.geos import Point
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gis_assets import journal
from gis_assets.models import Municipality
from gis_assets.refusals import Refusal
from incidents import progress, routing, workflow
from incidents.models import Assignment, Incident, Priority, Responder


class AnotherUnderWay(Refusal):
    """The crew is under way to another incident, or works on it."""


class ListChanged(Refusal):
    """The list is no longer the one that was put in order."""


def locked_crew(responder: Responder) -> Responder:
    """The crew's row as it is now, locked until the transaction ends."""
    rows = Responder.objects.select_for_update(of=("self",)).select_related("user", "municipality")
    return rows.get(pk=responder.pk)


def of(crew: Responder) -> list[Assignment]:
    """What the crew has, in its order: the one it is under way to first."""
    rows = Assignment.objects.open().filter(responder=crew).in_turn()
    return list(rows.select_related("incident__case", "incident__pole"))


def add(crew: Responder, *, at: datetime) -> None:
    """Put the newest of the locked crew's list in its place: emergencies first, in good order if nobody chose one."""
    held = of(crew)
    chosen = any(each.is_turn_chosen for each in held)
    order = _emergencies_first(held) if chosen else _good_order(crew, held, at=at)
    _write(crew, order, at=at)


@transaction.atomic
def order_by_road(responder: Responder, *, by: AbstractBaseUser, at: datetime) -> list[Assignment]:
    """Put the list into the order of the shortest whole drive, emergencies first."""
    crew = locked_crew(responder)
    held = of(crew)
    for each in held:
        each.is_turn_chosen = False
    order = _good_order(crew, held, at=at)
    _write(crew, order, at=at)
    _note(crew, order, by=by, at=at)
    return order


@transaction.atomic
def reorder(
    responder: Responder, *, assignments: Sequence[int], by: AbstractBaseUser, at: datetime
) -> list[Assignment]:
    """Put the list into the order a person chose; what is under way stays first. Raises ListChanged."""
    crew = locked_crew(responder)
    held = {each.pk: each for each in of(crew)}
    if sorted(held) != sorted(assignments):
        raise ListChanged(
            _("The list of %(crew)s changed meanwhile. It is shown as it is now; put it in order again.")
            % {"crew": crew}
        )
    order = sorted((held[key] for key in assignments), key=lambda each: each.started_at is None)
    for each in order:
        each.is_turn_chosen = True
    _write(crew, order, at=at)
    _note(crew, order, by=by, at=at)
    return order


def start(assignment: Assignment, *, at: datetime) -> None:
    """The crew is under way to this one from now; its incident must be locked. Raises AnotherUnderWay."""
    crew = locked_crew(assignment.responder)
    if other := next((each for each in of(crew) if each.started_at and each.pk != assignment.pk), None):
        raise AnotherUnderWay(
            _("%(crew)s is under way to incident %(incident)s. Finish it, give it back, or turn aside from it first.")
            % {"crew": crew, "incident": other.incident.case.reference}
        )
    if assignment.started_at is None:
        put_first(crew, assignment, at=at)
        Assignment.objects.filter(pk=assignment.pk).update(started_at=at)


def put_first(crew: Responder, assignment: Assignment, *, at: datetime) -> None:
    """Let this one come before the others of the locked crew, with ways drawn anew where it did not."""
    held = of(crew)
    order = sorted(held, key=lambda each: each.pk != assignment.pk)
    if order != held:
        _write(crew, order, at=at)


def tidy(responder: Responder, *, at: datetime) -> None:
    """Number the list anew and draw its ways after one was taken out of it."""
    crew = locked_crew(responder)
    _write(crew, of(crew), at=at)


@transaction.atomic
def turn_aside(incident: Incident, *, responder: Responder, by: AbstractBaseUser, at: datetime) -> Incident:
    """The crew goes to this incident first; one it is on the way to waits behind it, with a word in its case.

    Raises NotYourIncident, or AnotherUnderWay when the crew stands at another place and works.
    """
    others = Assignment.objects.open().filter(responder=responder, started_at__isnull=False).exclude(incident=incident)
    mine, left = _locked_with(incident, others.values_list("incident_id", flat=True))
    assignment = progress.assignment_for(mine, responder=responder)
    crew = locked_crew(responder)
    for other in of(crew):
        if other.started_at and other.incident_id != mine.pk:
            _leave(other, left, to=mine, by=by, at=at)
    order = sorted(of(crew), key=lambda each: each.pk != assignment.pk)
    for each in order:
        each.is_turn_chosen = True
    _write(crew, order, at=at)
    return mine


def _locked_with(incident: Incident, others: Iterable[int]) -> tuple[Incident, dict[int, Incident]]:
    rows = {pk: progress.locked(Incident(pk=pk)) for pk in sorted({incident.pk, *others})}
    return rows.pop(incident.pk), rows


def _leave(other: Assignment, left: dict[int, Incident], *, to: Incident, by: AbstractBaseUser, at: datetime) -> None:
    waiting = left.get(other.incident_id)
    if waiting is None or waiting.state != workflow.ON_THE_WAY:
        raise AnotherUnderWay(
            _("The crew works at incident %(incident)s. Finish it or give it back first.")
            % {"incident": other.incident.case.reference}
        )
    words = _("Waits: the crew goes to %(incident)s first.") % {"incident": to.case.reference}
    progress.move(waiting, to=workflow.ASSIGNED, by=by, at=at, note=words)
    Assignment.objects.filter(pk=other.pk).update(started_at=None)


def _good_order(crew: Responder, held: list[Assignment], *, at: datetime) -> list[Assignment]:
    """What is under way, then emergencies, then the rest, each by the shortest drive from the end of the former."""
    started = [each for each in held if each.started_at]
    waiting = [each for each in held if not each.started_at]
    order, here = started, started[-1].incident.point if started else crew.position
    for part in (
        [each for each in waiting if each.incident.priority == Priority.EMERGENCY],
        [each for each in waiting if each.incident.priority != Priority.EMERGENCY],
    ):
        order = [*order, *_by_drive(crew, part, start=here, at=at)]
        here = order[-1].incident.point if order else here
    return order


def _by_drive(crew: Responder, part: list[Assignment], *, start: Point | None, at: datetime) -> list[Assignment]:
    if len(part) < 2 or start is None:
        return part
    by_key = {each.pk: each for each in part}
    reached = routing.order_of_jobs(
        crew.municipality,
        start=start,
        jobs=[routing.Start(each.pk, each.incident.point) for each in part],
        on=timezone.localdate(at),
        at=at,
        vehicle=crew.vehicle,
    )
    return [by_key[reach.key] for reach in reached]


def _emergencies_first(held: list[Assignment]) -> list[Assignment]:
    return sorted(held, key=lambda each: (each.started_at is None, each.incident.priority != Priority.EMERGENCY))


def _write(crew: Responder, order: list[Assignment], *, at: datetime) -> None:
    """Keep the turns, and the ways of what the crew is not under way to."""
    here = crew.position
    for turn, each in enumerate(order, start=1):
        each.turn = turn
        if not each.started_at:
            draw(each, start=here, crew=crew, at=at)
        here = each.incident.point
    fields = ["turn", "is_turn_chosen", "route", "legs", "expected_seconds", "distance_m"]
    Assignment.objects.bulk_update(order, fields)


def draw(assignment: Assignment, *, start: Point | None, crew: Responder, at: datetime) -> None:
    """Set the way from a place; none when it is not known or no road leads there: by radio then. Nothing is saved."""
    put(assignment, way(crew, start=start, goal=assignment.incident.point, at=at) if start else None)


def put(assignment: Assignment, way: routing.Route | None) -> None:
    """Let the crew's way to its incident be this one, or none. Nothing is saved."""
    assignment.route = way.line if way else None
    assignment.legs = [leg.as_facts() for leg in way.legs] if way else []
    assignment.expected_seconds = round(way.seconds) if way else None
    assignment.distance_m = round(way.metres) if way else None


def way(crew: Responder, *, start: Point, goal: Point, at: datetime) -> routing.Route | None:
    """From a place by the roads as they are then; None where no open road leads there: by radio then."""
    return way_of(crew.municipality, start=start, goal=goal, vehicle=crew.vehicle, at=at)


def way_of(
    municipality: Municipality, *, start: routing.Place, goal: routing.Place, vehicle: str, at: datetime
) -> routing.Route | None:
    """The same for who drives that vehicle."""
    try:
        return routing.route(municipality, start=start, goal=goal, on=timezone.localdate(at), at=at, vehicle=vehicle)
    except routing.NoRoute:
        return None


def _note(crew: Responder, order: list[Assignment], *, by: AbstractBaseUser, at: datetime) -> None:
    journal.append(
        municipality=crew.municipality,
        by=by,
        action="crew.list_ordered",
        thing_kind="crew",
        thing_uid=crew.call_sign,
        at=at,
        details={"incidents": [each.incident.case.reference for each in order]},
    )
