"""What a crew does: signs on, says where it is, sets out, arrives, or gives the incident back.

`responder` is the crew itself; a dispatcher who writes down what came by radio passes none.
"""

from datetime import datetime, timedelta
from math import cos, hypot, radians

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.gis.geos import Point
from django.db import transaction
from django.utils.translation import gettext as _

from gis_assets.models import Municipality
from gis_assets.refusals import Refusal
from incidents import beliefs, jobs, progress, telling, workflow
from incidents.models import Assignment, Incident, Responder

COALESCED = timedelta(seconds=10)
NEAR_M = 25
"""A crew that stood still is not written down again within so short a time."""


class StillAssigned(Refusal):
    """A crew with an open incident cannot sign off."""


class NoReason(Refusal):
    """A crew gives an incident back with a word why."""


class PositionOffDuty(Refusal):
    """A crew that is off duty does not say where it is."""


@transaction.atomic
def set_duty(responder: Responder, *, is_on_duty: bool) -> Responder:
    """Sign a crew on or off; raises StillAssigned."""
    crew = Responder.objects.select_for_update().get(pk=responder.pk)
    if not is_on_duty and Assignment.objects.open().filter(responder=crew).exists():
        raise StillAssigned(_("You still have an incident. Finish it or give it back before you sign off."))
    crew.is_on_duty = is_on_duty
    if not is_on_duty:
        crew.position = crew.position_at = None
    crew.save(update_fields=["is_on_duty", "position", "position_at"])
    return crew


@transaction.atomic
def record_position(responder: Responder, *, point: Point, at: datetime) -> None:
    """Keep where the crew on duty is; an older message that arrives late does not overwrite a newer one.

    Raises PositionOffDuty, also for a message that was under way while the crew signed off.
    """
    crew = Responder.objects.select_for_update().get(pk=responder.pk)
    if not crew.is_on_duty:
        raise PositionOffDuty(_("You are off duty: your position is not taken. Sign on when you are ready to be sent."))
    if not _is_news(crew, point=point, at=at):
        return
    crew.position, crew.position_at = point, at
    crew.save(update_fields=["position", "position_at"])


def _is_news(crew: Responder, *, point: Point, at: datetime) -> bool:
    if crew.position is None or crew.position_at is None:
        return True
    if at < crew.position_at:
        return False
    return at - crew.position_at >= COALESCED or metres_between(crew.position, point) > NEAR_M


def metres_between(here: Point, there: Point) -> float:
    """Metres between two places in WGS 84, good enough for a town."""
    east = (here.x - there.x) * 111_320 * cos(radians(here.y))
    return hypot(east, (here.y - there.y) * 110_574)


def forget_positions(municipality: Municipality, *, at: datetime) -> int:
    """Delete positions older than the municipality's setting says; return how many."""
    hours = beliefs.held(beliefs.CREWS, municipality.settings)["position_hours"].number
    old = Responder.objects.filter(municipality=municipality, position_at__lt=at - timedelta(hours=hours))
    return old.update(position=None, position_at=None)


@transaction.atomic
def accept(incident: Incident, *, responder: Responder | None, by: AbstractBaseUser, at: datetime) -> Incident:
    """The crew has read what it is and will go; raises NotYourIncident or StepNotAllowed."""
    return _step(incident, to=workflow.ACCEPTED, responder=responder, by=by, at=at)


@transaction.atomic
def set_out(incident: Incident, *, responder: Responder | None, by: AbstractBaseUser, at: datetime) -> Incident:
    """The crew is on the way; raises NotYourIncident, AnotherUnderWay or StepNotAllowed."""
    return _step(incident, to=workflow.ON_THE_WAY, responder=responder, by=by, at=at)


@transaction.atomic
def arrive(incident: Incident, *, responder: Responder | None, by: AbstractBaseUser, at: datetime) -> Incident:
    """The crew is on scene; raises NotYourIncident, AnotherUnderWay or StepNotAllowed."""
    return _step(incident, to=workflow.ON_SCENE, responder=responder, by=by, at=at)


@transaction.atomic
def give_back(
    incident: Incident, *, responder: Responder | None, by: AbstractBaseUser, at: datetime, note: str = ""
) -> Incident:
    """The crew no longer has the incident, which waits for another.

    Raises NotYourIncident, StepNotAllowed, or NoReason when the crew itself says nothing.
    """
    if responder is not None and not note.strip():
        raise NoReason(_("Say why you give it back, so that the dispatcher knows whom to send."))
    assignment = progress.assignment_of(incident)
    moved = _step(incident, to=workflow.REPORTED, responder=responder, by=by, at=at, note=note)
    telling.relieved(moved, by=by, at=at)
    progress.release(moved, at=at)
    if assignment:
        jobs.tidy(assignment.responder, at=at)
    return moved


def _step(
    incident: Incident, *, to: str, responder: Responder | None, by: AbstractBaseUser, at: datetime, note: str = ""
) -> Incident:
    mine = progress.locked(incident)
    assignment = progress.assignment_for(mine, responder=responder)
    if to in workflow.UNDER_WAY:
        jobs.start(assignment, at=at)
    return progress.move(mine, to=to, by=by, at=at, note=note)
