"""What a crew does: signs on, says where it is, sets out, arrives, or gives the incident back.

`responder` is the crew itself; a dispatcher who writes down what came by radio passes none.
"""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.gis.geos import Point
from django.db import transaction
from django.utils.translation import gettext as _

from gis_assets.refusals import Refusal
from incidents import progress, workflow
from incidents.models import Assignment, Incident, Responder


class StillAssigned(Refusal):
    """A crew with an open incident cannot sign off."""


@transaction.atomic
def set_duty(responder: Responder, *, is_on_duty: bool) -> Responder:
    """Sign a crew on or off; raises StillAssigned."""
    crew = Responder.objects.select_for_update().get(pk=responder.pk)
    if not is_on_duty and Assignment.objects.open().filter(responder=crew).exists():
        raise StillAssigned(_("You still have an incident. Finish it or give it back before you sign off."))
    crew.is_on_duty = is_on_duty
    crew.save(update_fields=["is_on_duty"])
    return crew


def record_position(responder: Responder, *, point: Point, at: datetime) -> None:
    """Keep where the crew is; an older message that arrives late does not overwrite a newer one."""
    crews = Responder.objects.filter(pk=responder.pk)
    crews.exclude(position_at__gt=at).update(position=point, position_at=at)


@transaction.atomic
def set_out(incident: Incident, *, responder: Responder | None, by: AbstractBaseUser, at: datetime) -> Incident:
    """The crew is on the way; raises NotYourIncident or StepNotAllowed."""
    return _step(incident, to=workflow.ON_THE_WAY, responder=responder, by=by, at=at)


@transaction.atomic
def arrive(incident: Incident, *, responder: Responder | None, by: AbstractBaseUser, at: datetime) -> Incident:
    """The crew is on scene; raises NotYourIncident or StepNotAllowed."""
    return _step(incident, to=workflow.ON_SCENE, responder=responder, by=by, at=at)


@transaction.atomic
def give_back(
    incident: Incident, *, responder: Responder | None, by: AbstractBaseUser, at: datetime, note: str = ""
) -> Incident:
    """The crew no longer has the incident, which waits for another; raises NotYourIncident or StepNotAllowed."""
    moved = _step(incident, to=workflow.REPORTED, responder=responder, by=by, at=at, note=note)
    progress.release(moved, at=at)
    return moved


def _step(
    incident: Incident, *, to: str, responder: Responder | None, by: AbstractBaseUser, at: datetime, note: str = ""
) -> Incident:
    mine = progress.locked(incident)
    progress.assignment_for(mine, responder=responder)
    return progress.move(mine, to=to, by=by, at=at, note=note)
