"""A dispatcher raises or lowers the priority that the kind of an incident gave it, and says why.

The kind knows nothing of a child beside the wire or a lamp before a hospital; who changed what stands in the journal.
"""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from gis_assets import journal
from gis_assets.models import JournalEntry
from gis_assets.refusals import Refusal
from incidents import progress, workflow
from incidents.models import Incident, Priority

ACTION = "incident.priority"
LONGEST = 500


class NotToBeChanged(Refusal):
    """The priority cannot be set like this."""


@transaction.atomic
def change(incident: Incident, *, to: Priority, why: str, by: AbstractBaseUser, at: datetime) -> Incident:
    """Give an open incident another place in the queue; its own changes nothing. Raises NotToBeChanged."""
    now = progress.locked(incident)
    _refuse(now, why=why)
    if now.priority == to:
        return now
    before, now.priority = now.priority, to
    now.save(update_fields=["priority"])
    journal.append(
        municipality=now.municipality,
        by=by,
        action=ACTION,
        thing_kind="incident",
        thing_uid=now.case.reference,
        at=at,
        why=why.strip(),
        details={"from": before, "to": int(to)},
    )
    return now


def last_change(incident: Incident) -> JournalEntry | None:
    """Who changed the priority last, when and why; None while it is the kind's own."""
    entries = JournalEntry.objects.filter(
        municipality=incident.municipality_id,
        thing_kind="incident",
        thing_uid=incident.case.reference,
        action=ACTION,
    )
    return entries.select_related("user").order_by("-at", "-pk").first()


def _refuse(incident: Incident, *, why: str) -> None:
    if incident.state in workflow.AT_REST:
        raise NotToBeChanged(
            _("Incident %(incident)s stands at “%(state)s”. Only one that is open has a place in the queue.")
            % {"incident": incident.case.reference, "state": incident.get_state_display()}
        )
    if not why.strip():
        raise NotToBeChanged(_("Write in a few words why the priority changes; whoever comes after you will ask."))
    if len(why.strip()) > LONGEST:
        raise NotToBeChanged(_("Say it in at most %(most)d letters.") % {"most": LONGEST})
