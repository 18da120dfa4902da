"""An incident's steps as people read them: what was done when, what is done now, and what is still to come."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.utils import timezone
from django.utils.functional import Promise

from casework.models import WHOLE_CASE, StepStandard
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


def due_at(incident: Incident) -> datetime | None:
    """Until when the town means to have it mended, by the standard of the day of the report; None without one."""
    standard = StepStandard.objects.filter(
        case_type=incident.case.case_type_id, step=WHOLE_CASE, valid__contains=timezone.localdate(incident.reported_at)
    ).first()
    if standard is None or standard.target_minutes is None:
        return None
    return incident.reported_at + timedelta(minutes=standard.target_minutes)
