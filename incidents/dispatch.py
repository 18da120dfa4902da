"""Who can go, soonest first by road, and sending one of them.

A crew that cannot be proposed is still shown, with the reason, so that nobody wonders where it is.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gis_assets.refusals import Refusal
from incidents import progress, routing, workflow
from incidents.models import Assignment, Incident, Responder

POSITION_HOLDS = timedelta(minutes=30)
"""An older position is not trusted: the crew stands after the others, with its travel from where it was last seen."""


class Shortfall(models.TextChoices):
    """Why a crew is not simply proposed."""

    BUSY = "busy", gettext_lazy("has another incident")
    NO_POSITION = "no_position", gettext_lazy("has sent no position")
    STALE_POSITION = "stale_position", gettext_lazy("position is older than 30 minutes")
    FAR_FROM_ROAD = "far_from_road", gettext_lazy("is not near a road")
    NO_ROAD = "no_road", gettext_lazy("no road leads from there")


class AlreadyAssigned(Refusal):
    """The crew or the incident already has an open assignment."""


class OffDuty(Refusal):
    """The crew is not on duty."""


@dataclass(frozen=True)
class Candidate:
    """A crew on duty with its travel by road, and what speaks against it; without travel there always is a reason."""

    responder: Responder
    seconds: float | None
    metres: float | None
    shortfall: Shortfall | None

    @property
    def is_busy(self) -> bool:
        """Whether the crew cannot be sent at all."""
        return self.shortfall == Shortfall.BUSY


def candidates(incident: Incident, *, at: datetime) -> list[Candidate]:
    """All crews on duty: those to be proposed soonest first, then the others with what speaks against them."""
    crews = list(Responder.objects.filter(municipality=incident.municipality, is_on_duty=True))
    busy = set(Assignment.objects.open().filter(responder__in=crews).values_list("responder_id", flat=True))
    starts = [routing.Start(crew.pk, crew.position) for crew in crews if crew.position and crew.pk not in busy]
    reached = routing.nearest(
        incident.municipality, incident_point=incident.point, starts=starts, on=timezone.localdate(at)
    )
    by_key = {reach.key: reach for reach in reached}
    found = [_candidate(crew, is_busy=crew.pk in busy, reach=by_key.get(crew.pk), at=at) for crew in crews]
    return sorted(found, key=lambda each: (each.shortfall is not None, each.seconds is None, each.seconds or 0.0))


@transaction.atomic
def assign(incident: Incident, *, responder: Responder, by: AbstractBaseUser, at: datetime) -> Assignment:
    """Send a crew, with its way by road where there is one; raises AlreadyAssigned, OffDuty or StepNotAllowed."""
    mine = progress.locked(incident)
    crew = Responder.objects.select_for_update().get(pk=responder.pk)
    _refuse_if_taken(mine, crew=crew)
    progress.move(mine, to=workflow.ASSIGNED, by=by, at=at)
    way = _way(mine, crew=crew, at=at)
    return Assignment.objects.create(
        municipality=mine.municipality,
        incident=mine,
        responder=crew,
        route=way.line if way else None,
        legs=[leg.as_facts() for leg in way.legs] if way else [],
        expected_seconds=round(way.seconds) if way else None,
        distance_m=round(way.metres) if way else None,
        assigned_by_id=by.pk,
        assigned_at=at,
    )


def _refuse_if_taken(incident: Incident, *, crew: Responder) -> None:
    if not crew.is_on_duty:
        raise OffDuty(_("%(crew)s is not on duty. Choose another crew, or ask it to sign on.") % {"crew": crew})
    if taken := Assignment.objects.open().filter(responder=crew).select_related("incident__case").first():
        raise AlreadyAssigned(
            _("%(crew)s was just sent to incident %(incident)s. Choose another crew.")
            % {"crew": crew, "incident": taken.incident.case.reference}
        )
    if other := progress.assignment_of(incident):
        raise AlreadyAssigned(
            _("Incident %(incident)s already has %(crew)s. Take it back first if another crew shall go.")
            % {"crew": other.responder, "incident": incident.case.reference}
        )


def _way(incident: Incident, *, crew: Responder, at: datetime) -> routing.Route | None:
    """The crew's way from where it was last seen; None when that is not known or no road leads there: by radio then."""
    if crew.position is None:
        return None
    try:
        return routing.route(incident.municipality, start=crew.position, goal=incident.point, on=timezone.localdate(at))
    except routing.NoRoute:
        return None


def _candidate(crew: Responder, *, is_busy: bool, reach: routing.Reach | None, at: datetime) -> Candidate:
    if is_busy:
        return Candidate(crew, None, None, Shortfall.BUSY)
    if reach is None or crew.position_at is None:
        return Candidate(crew, None, None, Shortfall.NO_POSITION)
    return Candidate(crew, reach.seconds, reach.metres, _doubt(reach, seen_at=crew.position_at, at=at))


def _doubt(reach: routing.Reach, *, seen_at: datetime, at: datetime) -> Shortfall | None:
    if not reach.is_near_road:
        return Shortfall.FAR_FROM_ROAD
    if reach.seconds is None:
        return Shortfall.NO_ROAD
    return Shortfall.STALE_POSITION if at - seen_at > POSITION_HOLDS else None
