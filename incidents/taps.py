"""Takes what a crew tapped on its phone, also an hour later: once each, at the phone's own instant within bounds.

What cannot be taken any more (a dispatcher sent another crew meanwhile) is kept with its words and its photos, and
said to the crew. Who may tap is for `access`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework import steps
from gis_assets.refusals import Refusal
from incidents import beliefs, photos, progress, resolution, responding, workflow
from incidents.models import Act, Assignment, Incident, Moment, Outcome, Responder, State, Tap

STEP_OF = {
    Act.ACCEPT: workflow.ACCEPTED,
    Act.SET_OUT: workflow.ON_THE_WAY,
    Act.ARRIVE: workflow.ON_SCENE,
    Act.DONE: workflow.RESOLVED,
}
"""Which step an act enters."""


class TakenOver(Refusal):
    """The incident is not with this crew any more."""


@dataclass(frozen=True)
class Tapped:
    """One tap as the phone told it: which, when by the phone, and what came with it."""

    key: UUID
    act: Act
    said_at: datetime
    note: str = ""
    photo: photos.Developed | None = None
    used: Mapping[str, int] = field(default_factory=dict)


@transaction.atomic
def take(assignment: Assignment, *, tapped: Tapped, by: AbstractBaseUser, at: datetime) -> Tap:
    """Take a tap of the assignment's crew; the same one again gives the same answer. What was refused says why.

    `at` is when it came in.
    """
    # A copy of the same tap that comes in at this very moment waits here until the first has its answer.
    tap, is_new = Tap.objects.get_or_create(
        municipality_id=assignment.municipality_id,
        key=tapped.key,
        defaults={
            "responder_id": assignment.responder_id,
            "assignment": assignment,
            "act": tapped.act,
            "said_at": tapped.said_at,
            "taken_at": _believed(assignment, said_at=tapped.said_at, at=at),
            "received_at": at,
            "note": tapped.note,
            "outcome": Outcome.TAKEN,
        },
    )
    if not is_new:
        return tap
    try:
        with transaction.atomic():
            tap.taken_at, tap.outcome = _act(tap, tapped=tapped, by=by)
    except Refusal as refused:
        tap.outcome, tap.refusal = Outcome.REFUSED, str(refused)
    tap.received_at = max(tap.received_at, tap.taken_at)
    tap.save(update_fields=["taken_at", "received_at", "outcome", "refusal"])
    return tap


def refused_of(incident: Incident) -> list[Tap]:
    """What crews tapped about an incident and could not be taken: their words are not lost."""
    taps = Tap.objects.filter(assignment__incident=incident, outcome=Outcome.REFUSED)
    return list(taps.select_related("responder"))


def _believed(assignment: Assignment, *, said_at: datetime, at: datetime) -> datetime:
    """The phone's instant where it can be right: not of the future, not before the assignment, not too long ago."""
    hours = beliefs.held(beliefs.CREWS, assignment.municipality.settings)["tap_hours"].number
    if not at - timedelta(hours=hours) <= said_at <= at:
        return at
    return max(said_at, min(assignment.assigned_at, at))


def _act(tap: Tap, *, tapped: Tapped, by: AbstractBaseUser) -> tuple[datetime, Outcome]:
    """Do it; gives the instant it was entered at. Raises the refusals of the step."""
    incident = progress.locked(tap.assignment.incident)
    if tapped.photo is not None:
        photos.put(incident, photo=tapped.photo, moment=Moment.AFTER, by=by, at=tap.taken_at)
        return tap.taken_at, Outcome.TAKEN
    assignment = Assignment.objects.select_related("responder").get(pk=tap.assignment_id)
    if assignment.released_at is not None:
        raise TakenOver(_whose(incident, released_at=assignment.released_at))
    if STEP_OF.get(tapped.act) == incident.state:
        return tap.taken_at, Outcome.KNOWN
    # A dispatcher may have written a step down by radio meanwhile: a step never lies before the one it follows.
    at = max(tap.taken_at, steps.last_step(incident.case).entered_at)
    ACTS[tapped.act](incident, assignment.responder, by, at, tapped)
    return at, Outcome.TAKEN


def _whose(incident: Incident, *, released_at: datetime) -> str:
    now = progress.assignment_of(incident)
    facts = {
        "incident": incident.case.reference,
        "at": f"{timezone.localtime(released_at):%H:%M}",
        "crew": now.responder if now else "",
        "state": State(incident.state).label,
    }
    if now:
        return _("Incident %(incident)s went to %(crew)s at %(at)s. Your words and photos are kept with it.") % facts
    return (
        _(
            "Incident %(incident)s left your list at %(at)s and is now “%(state)s”. "
            "Your words and photos are kept with it."
        )
        % facts
    )


Doing = Callable[[Incident, Responder, AbstractBaseUser, datetime, Tapped], object]
ACTS: dict[Act, Doing] = {
    Act.ACCEPT: lambda incident, crew, by, at, _tapped: responding.accept(incident, responder=crew, by=by, at=at),
    Act.SET_OUT: lambda incident, crew, by, at, _tapped: responding.set_out(incident, responder=crew, by=by, at=at),
    Act.ARRIVE: lambda incident, crew, by, at, _tapped: responding.arrive(incident, responder=crew, by=by, at=at),
    Act.GIVE_BACK: lambda incident, crew, by, at, tapped: responding.give_back(
        incident, responder=crew, by=by, at=at, note=tapped.note
    ),
    Act.DONE: lambda incident, crew, by, at, tapped: resolution.resolve(
        incident, responder=crew, by=by, at=at, note=tapped.note, used=tapped.used
    ),
}
"""What each act does, by the same calls as the plain pages."""
