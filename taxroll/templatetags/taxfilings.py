"""How filings are written on a page: their steps by name, and how many days are left."""

from dataclasses import dataclass
from datetime import date, datetime

from django import template

from casework import steps, tracking
from casework.models import Case
from taxroll.models import Filing

register = template.Library()


@dataclass(frozen=True)
class StepTaken:
    """A step with its name in the reader's language."""

    name: str
    entered_at: datetime


@register.filter
def steps_taken(filing: Filing) -> list[StepTaken]:
    """Every step of the case in its order."""
    names = {kind.code: kind.name for kind in filing.case.case_type.step_kinds.all()}
    return [StepTaken(names.get(step.code, step.code), step.entered_at) for step in filing.case.steps.all()]


@register.filter
def days_until(last: date | None, today: date) -> int | None:
    """Days left, negative when the day has passed."""
    return (last - today).days if last else None


@register.filter
def negative(number: int) -> int:
    return -number


@register.filter
def grouped(code: str) -> str:
    """A tracking code in groups of four."""
    return tracking.grouped(code)


@register.filter
def stands_at(case: Case) -> str:
    """The code of the step where a case stands."""
    return steps.last_step(case).code
