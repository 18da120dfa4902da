"""Who can go, soonest first by road, and sending one of them.

A crew that cannot be proposed is still shown, with the reason, so that nobody wonders where it is.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import shapely
from django.contrib.auth.models import AbstractBaseUser
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import steps
from gis_assets.models import Municipality
from gis_assets.refusals import Refusal
from incidents import beliefs, jobs, progress, routing, standing, telling, workflow
from incidents.models import Assignment, Incident, Responder, VehicleKind
from incidents.network.arrays import Floats
from incidents.standing import Crew, Standing

POSITION_HOLDS = timedelta(minutes=30)
"""An older position is not trusted: the crew stands after the others, with its travel from where it was last seen."""


class Shortfall(models.TextChoices):
    """Why a crew is not simply proposed."""

    BUSY = "busy", gettext_lazy("has another incident")
    NO_BUCKET_TRUCK = "no_bucket_truck", gettext_lazy("has no bucket truck")
    NO_POSITION = "no_position", gettext_lazy("has sent no position")
    STALE_POSITION = "stale_position", gettext_lazy("position is older than 30 minutes")
    FAR_FROM_ROAD = "far_from_road", gettext_lazy("is not near a road")
    NO_ROAD = "no_road", gettext_lazy("no road leads from there")
    CLOSED_IN = "closed_in", gettext_lazy("closed roads lie between")
    TOO_LARGE = "too_large", gettext_lazy("its vehicle is too large for the roads there")


class AlreadyAssigned(Refusal):
    """The crew or the incident already has an open assignment."""


class OffDuty(Refusal):
    """The crew is not on duty."""


class NotWithThatCrew(Refusal):
    """The incident is no longer with the crew from which it was to be taken, or that crew is there already."""


@dataclass(frozen=True)
class Candidate:
    """A crew on duty with its travel by road, and what speaks against it; without travel there always is a reason.

    `places` draws its way, where that was found.
    """

    crew: Crew
    seconds: float | None
    metres: float | None
    shortfall: Shortfall | None
    places: Callable[[], Floats] | None = field(default=None, compare=False, repr=False)

    @property
    def is_busy(self) -> bool:
        """Whether the crew has something to do first: the incident can only go onto its list."""
        return self.shortfall == Shortfall.BUSY


@dataclass(frozen=True)
class Proposal:
    """The candidate to be sent first, with the places of its way: longitudes and latitudes, shape (n, 2)."""

    candidate: Candidate
    places: Floats


def candidates(incident: Incident, *, at: datetime) -> list[Candidate]:
    """All crews on duty: those to be proposed soonest first, then the others with what speaks against them."""
    found = standing.of(incident.municipality, incident_id=incident.pk)
    return ranked(incident.municipality, found, at=at) if found else []


def ranked(municipality: Municipality, standing: Standing, *, at: datetime) -> list[Candidate]:
    """The same, of an incident as it stands."""
    reached = routing.nearest(
        municipality,
        incident_point=standing.place,
        starts=_starts(crew for crew in standing.crews if not crew.jobs),
        on=timezone.localdate(at),
        at=at,
        marks=standing.marks,
    )
    by_key = {reach.key: reach for reach in reached}
    vehicle = vehicle_needed(municipality, kind=standing.kind)
    found = [_candidate(crew, reach=by_key.get(crew.pk), vehicle=vehicle, at=at) for crew in standing.crews]
    return sorted(found, key=lambda each: (each.shortfall is not None, each.seconds is None, each.seconds or 0.0))


def proposal(municipality: Municipality, standing: Standing, *, at: datetime) -> Proposal | None:
    """The crew to be sent first, with its way; None where nobody is free who can go by road."""
    vehicle = vehicle_needed(municipality, kind=standing.kind)
    free = {crew.pk: crew for crew in standing.crews if _may_be_proposed(crew, vehicle=vehicle, at=at)}
    best = routing.first(
        municipality,
        incident_point=standing.place,
        starts=_starts(free.values()),
        on=timezone.localdate(at),
        at=at,
        marks=standing.marks,
    )
    return _proposal(municipality, standing, free[best.key], best, at=at) if best else None


def _proposal(
    municipality: Municipality, standing: Standing, crew: Crew, reach: routing.Reach, *, at: datetime
) -> Proposal | None:
    candidate = Candidate(crew, reach.seconds, reach.metres, None, reach.places)
    if reach.places or crew.place is None:
        return Proposal(candidate, reach.places()) if reach.places else None
    way = jobs.way_of(municipality, start=crew.place, goal=standing.place, vehicle=crew.vehicle, at=at)
    return Proposal(candidate, shapely.get_coordinates(shapely.from_wkb(bytes(way.line.wkb)))) if way else None


def _starts(crews: Iterable[Crew]) -> list[routing.Start]:
    return [routing.Start(crew.pk, crew.place, crew.vehicle) for crew in crews if crew.place]


def _may_be_proposed(crew: Crew, *, vehicle: str, at: datetime) -> bool:
    """Whether nothing speaks against the crew but perhaps the roads."""
    is_held = crew.seen_at is not None and at - crew.seen_at <= POSITION_HOLDS
    return is_held and not crew.jobs and vehicle in {"", crew.vehicle}


@transaction.atomic
def assign(
    incident: Incident, *, responder: Responder, by: AbstractBaseUser, at: datetime, onto_list: bool = False
) -> Assignment:
    """Send a crew, with its way by road where there is one; raises AlreadyAssigned, OffDuty or StepNotAllowed.

    A crew that has another incident is sent only when it is to go onto the crew's list.
    """
    mine = progress.locked(incident)
    crew = jobs.locked_crew(responder)
    _refuse_off_duty(crew)
    _refuse_if_taken(mine, crew=crew, onto_list=onto_list)
    progress.move(mine, to=workflow.ASSIGNED, by=by, at=at)
    return _given(mine, crew=crew, by=by, at=at)


@transaction.atomic
def reassign(
    incident: Incident, *, away_from: Responder, to: Responder, by: AbstractBaseUser, at: datetime, why: str = ""
) -> Assignment:
    """Send another crew in place of one that is not there yet, at once and with a word in the case.

    Raises NotWithThatCrew, AlreadyAssigned, OffDuty or StepNotAllowed.
    """
    mine = progress.locked(incident)
    crews = {key: jobs.locked_crew(Responder(pk=key)) for key in sorted({away_from.pk, to.pk})}
    old, new = crews[away_from.pk], crews[to.pk]
    assignment = progress.assignment_of(mine)
    if assignment is None or assignment.responder_id != old.pk or mine.state == workflow.ON_SCENE or old == new:
        raise NotWithThatCrew(
            _("Incident %(incident)s is no longer on its way with %(crew)s. Look at it as it stands now.")
            % {"crew": old, "incident": mine.case.reference}
        )
    _refuse_off_duty(new)
    _refuse_busy(new)
    words = _("%(new)s goes in place of %(old)s.") % {"new": new, "old": old}
    telling.relieved(mine, by=by, at=at)
    progress.release(mine, at=at)
    jobs.tidy(old, at=at)
    progress.move(mine, to=workflow.ASSIGNED, by=by, at=at, note=f"{words} {why}".strip())
    return _given(mine, crew=new, by=by, at=at)


def _given(incident: Incident, *, crew: Responder, by: AbstractBaseUser, at: datetime) -> Assignment:
    """The locked crew has the locked incident from now, in its list, with its way."""
    steps.charge(incident.case, officer=crew.user, team=crew.call_sign, by=by, at=at)
    last = Assignment.objects.open().filter(responder=crew).count()
    assignment = Assignment.objects.create(
        municipality=incident.municipality,
        incident=incident,
        responder=crew,
        turn=last + 1,
        assigned_by_id=by.pk,
        assigned_at=at,
    )
    jobs.add(crew, at=at)
    assignment.refresh_from_db()
    telling.assigned(assignment, at=at)
    return assignment


def vehicle_needed(municipality: Municipality, *, kind: str) -> str:
    """The vehicle that this kind of incident needs by the municipality's settings; "" when any will do."""
    needed = beliefs.held(beliefs.CREWS, municipality.settings)["bucket_truck_needed"]
    return VehicleKind.BUCKET_TRUCK if kind in needed.kinds else ""


def _refuse_off_duty(crew: Responder) -> None:
    if not crew.is_on_duty:
        raise OffDuty(_("%(crew)s is not on duty. Choose another crew, or ask it to sign on.") % {"crew": crew})


def _refuse_if_taken(incident: Incident, *, crew: Responder, onto_list: bool) -> None:
    if not onto_list:
        _refuse_busy(crew)
    if other := progress.assignment_of(incident):
        raise AlreadyAssigned(
            _("Incident %(incident)s already has %(crew)s. Take it back first if another crew shall go.")
            % {"crew": other.responder, "incident": incident.case.reference}
        )


def _refuse_busy(crew: Responder) -> None:
    if taken := Assignment.objects.open().filter(responder=crew).select_related("incident__case").first():
        raise AlreadyAssigned(
            _("%(crew)s was just sent to incident %(incident)s. Choose another crew.")
            % {"crew": crew, "incident": taken.incident.case.reference}
        )


def _candidate(crew: Crew, *, reach: routing.Reach | None, vehicle: str, at: datetime) -> Candidate:
    if crew.jobs:
        return Candidate(crew, None, None, Shortfall.BUSY)
    if reach is None or crew.seen_at is None:
        return Candidate(crew, None, None, Shortfall.NO_POSITION)
    doubt = _doubt(reach, seen_at=crew.seen_at, at=at)
    if doubt is None and vehicle not in {"", crew.vehicle}:
        doubt = Shortfall.NO_BUCKET_TRUCK
    return Candidate(crew, reach.seconds, reach.metres, doubt, reach.places)


def _doubt(reach: routing.Reach, *, seen_at: datetime, at: datetime) -> Shortfall | None:
    if not reach.is_near_road:
        return Shortfall.FAR_FROM_ROAD
    if reach.seconds is None:
        return _barrier(reach)
    return Shortfall.STALE_POSITION if at - seen_at > POSITION_HOLDS else None


def _barrier(reach: routing.Reach) -> Shortfall:
    """Why no way was found: a closure first, since it will be lifted."""
    if reach.is_closed_in:
        return Shortfall.CLOSED_IN
    return Shortfall.TOO_LARGE if reach.is_too_large else Shortfall.NO_ROAD
