"""Ends an incident with the words of who mended it, and opens it again when it was not mended."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from gis_assets.refusals import Refusal
from incidents import progress, workflow
from incidents.models import Incident, Responder


class NothingSaid(Refusal):
    """An incident is not closed or reopened without a word about it."""


class AnotherIsOpen(Refusal):
    """The same trouble at the same pole is already open again as another incident."""


@transaction.atomic
def resolve(
    incident: Incident, *, responder: Responder | None, by: AbstractBaseUser, at: datetime, note: str
) -> Incident:
    """Close an incident and free its crew; a crew closes its own only.

    Raises NothingSaid, NotYourIncident or StepNotAllowed.
    """
    mine = progress.locked(incident)
    if responder is not None:
        progress.assignment_for(mine, responder=responder)
    _refuse_silence(note)
    progress.move(mine, to=workflow.RESOLVED, by=by, at=at, note=note)
    progress.release(mine, at=at)
    return mine


@transaction.atomic
def reopen(incident: Incident, *, by: AbstractBaseUser, at: datetime, note: str) -> Incident:
    """Open a resolved incident again; raises NothingSaid, AnotherIsOpen or StepNotAllowed."""
    mine = progress.locked(incident)
    _refuse_silence(note)
    if mine.pole_id and (other := _open_twin(mine)):
        raise AnotherIsOpen(
            _("The same trouble at this pole is already open as incident %(incident)s. Work on that one.")
            % {"incident": other.case.reference}
        )
    return progress.move(mine, to=workflow.REOPENED, by=by, at=at, note=note)


def _open_twin(incident: Incident) -> Incident | None:
    open_ones = Incident.objects.of(incident.municipality).open().select_related("case")
    return open_ones.filter(pole_id=incident.pole_id, kind=incident.kind).exclude(pk=incident.pk).first()


def _refuse_silence(note: str) -> None:
    if not note.strip():
        raise NothingSaid(_("Say in a few words what was found and done."))
