"""An incident's steps as people read them: what was done when, what is done now, and what is still to come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.utils.functional import Promise

from casework import due
from incidents import workflow
from incidents.models import Incident, State


@dataclass(frozen=True)
class Moment:
    """One step: its words, when it was entered, and whether it is past, present or still to come."""

    code: str
    label: str | Promise
    entered_at: datetime | None
    tense: Literal["past", "present", "future"]
    note: str = ""


def of(incident: Incident) -> list[Moment]:
    """The steps taken in order, then those of the usual way that lie ahead."""
    taken = list(incident.case.steps.order_by("entered_at", "pk"))
    past = [Moment(step.code, State(step.code).label, step.entered_at, "past", step.note) for step in taken[:-1]]
    last = taken[-1]
    present = Moment(last.code, State(last.code).label, last.entered_at, "present", last.note)
    future = [Moment(code, State(code).label, None, "future") for code in workflow.still_to_come(last.code)]
    return [*past, present, *future]


def of_sent(at: datetime) -> list[Moment]:
    """The steps of what was sent and waits for somebody to look at it."""
    present = Moment(workflow.REPORTED, State.REPORTED.label, at, "present")
    future = [Moment(code, State(code).label, None, "future") for code in workflow.still_to_come(workflow.REPORTED)]
    return [present, *future]


def due_at(incident: Incident, *, at: datetime | None = None) -> datetime | None:
    """Until when the town means to have it mended, by the standard of the day of the report; None without one.

    Pauses move it on; with `at`, also one that is not over.
    """
    return due.of_case(incident.case, at=at).at


def due_of(incidents: Sequence[Incident], *, at: datetime) -> dict[int, datetime | None]:
    """The same for many of one municipality, as known at an instant, in as many questions as for one."""
    known = due.of_cases([incident.case for incident in incidents], at=at)
    return {incident.pk: known[incident.case_id].at for incident in incidents}
