"""Opens cases and moves them: every move is one appended step, checked against the case type's workflow.

Effects of a move (who is sent, who is told) are for the app that opened the case.
"""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework import case_types
from casework.models import Case, Step
from gis_assets import sql_files, units
from gis_assets.models import Municipality
from gis_assets.refusals import Refusal


class StepNotAllowed(Refusal):
    """The workflow has no way from where the case stands to the wanted step."""


class StepBeforeLast(Refusal):
    """The wanted instant lies before the step already recorded."""


@transaction.atomic
def open_case(
    municipality: Municipality, *, case_type: str, by: AbstractBaseUser | None, at: datetime, note: str = ""
) -> Case:
    """A new case with the next number of its year, standing in the first step of its type."""
    declared = case_types.case_type(municipality, code=case_type)
    case = Case.objects.create(
        municipality=municipality,
        case_type=declared,
        reference=_next_reference(municipality, at=at),
        opened_at=at,
    )
    _append(case, code=case_types.workflow_of(declared).first, by=by, at=at, note=note)
    return case


@transaction.atomic
def advance(case: Case, *, to: str, by: AbstractBaseUser | None, at: datetime, note: str = "") -> Step:
    """Move a case one step on, with its row locked; raises StepNotAllowed or StepBeforeLast."""
    locked = Case.objects.select_for_update(of=("self",)).select_related("case_type", "municipality").get(pk=case.pk)
    last = last_step(locked)
    if not case_types.workflow_of(locked.case_type).allows(last.code, to=to):
        raise StepNotAllowed(_sentence_for(locked, current=last.code, to=to))
    if at < last.entered_at:
        raise StepBeforeLast(
            _("Case %(case)s was already moved at a later time. Look at it again and repeat your step.")
            % {"case": locked}
        )
    return _append(locked, code=to, by=by, at=at, note=note)


def last_step(case: Case) -> Step:
    """The step where the case stands."""
    return case.steps.order_by("entered_at", "pk").reverse()[0]


def _append(case: Case, *, code: str, by: AbstractBaseUser | None, at: datetime, note: str) -> Step:
    return Step.objects.create(
        municipality=case.municipality,
        case=case,
        code=code,
        entered_at=at,
        by_id=None if by is None else by.pk,
        note=note,
    )


def _next_reference(municipality: Municipality, *, at: datetime) -> str:
    year_be = units.year_be(timezone.localtime(at).year)
    with connection.cursor() as cursor:
        cursor.execute(
            sql_files.load("casework", "next_case_number"), {"municipality": municipality.pk, "year_be": year_be}
        )
        [(number,)] = cursor.fetchall()
    return f"{year_be}/{number:05d}"


def _sentence_for(case: Case, *, current: str, to: str) -> object:
    names = {kind.code: kind.name for kind in case.case_type.step_kinds.all()}
    return _("Case %(case)s stands at “%(current)s” and cannot go to “%(to)s” from there.") % {
        "case": case,
        "current": names.get(current, current),
        "to": names.get(to, to),
    }
