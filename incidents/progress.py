"""Moves an incident one step along its case; every later step of the walk goes through here.

The incident's row is locked first and its case second, always in this order.
"""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext as _

from casework import steps
from gis_assets import journal
from gis_assets.refusals import Refusal
from incidents import telling
from incidents.models import Assignment, Incident, Responder


class NotYourIncident(Refusal):
    """The crew does not have this incident now."""


def locked(incident: Incident) -> Incident:
    """The incident's row as it is now, locked until the transaction ends."""
    rows = Incident.objects.select_for_update(of=("self",))
    return rows.select_related("case", "municipality", "pole").get(pk=incident.pk)


def move(
    incident: Incident,
    *,
    to: str,
    by: AbstractBaseUser | None,
    at: datetime,
    note: str = "",
    along: tuple[str, ...] = (),
) -> Incident:
    """Append the step, keep the incident's state beside it and write the journal; the incident must be locked.

    `along` names other fields that changed with the state and are saved with it.
    """
    steps.advance(incident.case, to=to, by=by, at=at, note=note)
    incident.state = to
    incident.save(update_fields=["state", *along])
    journal.append(
        municipality=incident.municipality,
        by=by,
        action=f"incident.{to}",
        thing_kind="incident",
        thing_uid=incident.case.reference,
        at=at,
    )
    telling.moved(incident, at=at)
    return incident


def assignment_of(incident: Incident) -> Assignment | None:
    """The crew that has the incident now, with the way it was given."""
    return Assignment.objects.open().filter(incident=incident).select_related("responder").first()


def assignment_for(incident: Incident, *, responder: Responder | None) -> Assignment:
    """The open assignment; a crew asking must be the one assigned. Raises NotYourIncident."""
    assignment = assignment_of(incident)
    if assignment is None or (responder is not None and assignment.responder_id != responder.pk):
        raise NotYourIncident(
            _("Incident %(incident)s is not with you now. Look at your page again or call the dispatcher.")
            % {"incident": incident.case.reference}
        )
    return assignment


def release(incident: Incident, *, at: datetime) -> None:
    """End the open assignment, if there is one: the crew is free again and has the case no longer."""
    if Assignment.objects.open().filter(incident=incident).update(released_at=at):
        steps.charge(incident.case, officer=None, by=None, at=at)
