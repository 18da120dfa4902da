"""Opens cases, moves them, gives them to officers and stops their clocks: every deed is one appended row.

Moves are checked against the case type's workflow, pauses against its legal grounds. A case that moves on is no longer
waiting: its pauses end with the step. Effects (who is sent, who is told) are for the app that opened the case.
"""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.gis.geos import Point
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework import case_types
from casework.models import Case, Charge, PauseGround, PauseMark, Step
from gis_assets import sql_files, units
from gis_assets.models import Municipality
from gis_assets.refusals import Refusal


class StepNotAllowed(Refusal):
    """The workflow has no way from where the case stands to the wanted step."""


class StepBeforeLast(Refusal):
    """The wanted instant lies before the step already recorded."""


class PauseNotAllowed(Refusal):
    """No ground of this code lets the clock stand still in the step where the case is."""


class PausedAlready(Refusal):
    """The clock stands still on this ground already."""


class NotPaused(Refusal):
    """There is no pause on this ground to end."""


@transaction.atomic
def open_case(
    municipality: Municipality,
    *,
    case_type: str,
    by: AbstractBaseUser | None,
    at: datetime,
    note: str = "",
    kind: str = "",
    place: str = "",
    point: Point | None = None,
) -> Case:
    """A new case with the next number of its year, standing in the first step of its type.

    `kind`, `place` and `point` (EPSG:4326) are what figures are told apart by; they are for the app to say.
    """
    declared = case_types.case_type(municipality, code=case_type)
    case = Case.objects.create(
        municipality=municipality,
        case_type=declared,
        reference=_next_reference(municipality, at=at),
        opened_at=at,
        kind=kind,
        place=place,
        point=point,
    )
    _append(case, code=case_types.workflow_of(declared).first, by=by, at=at, note=note)
    return case


@transaction.atomic
def advance(case: Case, *, to: str, by: AbstractBaseUser | None, at: datetime, note: str = "") -> Step:
    """Move a case one step on, with its row locked; raises StepNotAllowed or StepBeforeLast."""
    locked = _locked(case)
    last = last_step(locked)
    if not case_types.workflow_of(locked.case_type).allows(last.code, to=to):
        raise StepNotAllowed(_sentence_for(locked, current=last.code, to=to))
    if at < last.entered_at:
        raise StepBeforeLast(_moved_later(locked))
    for begun in open_pauses(locked):
        _end(begun, by=by, at=at)
    return _append(locked, code=to, by=by, at=at, note=note)


@transaction.atomic
def charge(
    case: Case, *, officer: AbstractBaseUser | None, by: AbstractBaseUser | None, at: datetime, team: str = ""
) -> Charge:
    """From now on this officer, of this team, has the case; nobody when both are left out."""
    locked = _locked(case)
    return Charge.objects.create(
        municipality=locked.municipality,
        case=locked,
        officer_id=None if officer is None else officer.pk,
        team=team,
        at=at,
        by_id=None if by is None else by.pk,
    )


@transaction.atomic
def pause(case: Case, *, ground: str, by: AbstractBaseUser | None, at: datetime, note: str = "") -> PauseMark:
    """Stop the clocks of a case on a legal ground; raises PauseNotAllowed, PausedAlready or StepBeforeLast."""
    locked = _locked(case)
    last = last_step(locked)
    found = next((each for each in grounds_for(locked, step=last.code, at=at) if each.code == ground), None)
    if found is None:
        raise PauseNotAllowed(
            _("The clock of case %(case)s cannot stand still on this ground where the case stands now.")
            % {"case": locked}
        )
    if at < last.entered_at:
        raise StepBeforeLast(_moved_later(locked))
    if any(begun.ground.code == ground for begun in open_pauses(locked)):
        raise PausedAlready(_("The clock of case %(case)s stands still on this ground already.") % {"case": locked})
    return _mark(locked, ground=found, by=by, at=at, note=note)


@transaction.atomic
def resume(case: Case, *, ground: str, by: AbstractBaseUser | None, at: datetime, note: str = "") -> PauseMark:
    """Let the clocks of a case run again; raises NotPaused."""
    locked = _locked(case)
    begun = next((each for each in open_pauses(locked) if each.ground.code == ground), None)
    if begun is None:
        raise NotPaused(_("The clock of case %(case)s does not stand still on this ground.") % {"case": locked})
    return _end(begun, by=by, at=at, note=note)


def open_pauses(case: Case) -> list[PauseMark]:
    """The pauses of a case that are not over."""
    begun = PauseMark.objects.filter(case=case, ends=None, end=None)
    return list(begun.select_related("ground", "case", "municipality").order_by("at", "pk"))


def grounds_for(case: Case, *, step: str, at: datetime) -> list[PauseGround]:
    """The grounds in force on the day on which a case in this step may pause; none where it rests."""
    if case.case_type.step_kinds.filter(code=step, is_final=True).exists():
        return []
    grounds = case.case_type.pause_grounds.filter(valid__contains=timezone.localdate(at))
    return [ground for ground in grounds if not ground.steps or step in ground.steps]


def last_step(case: Case) -> Step:
    """The step where the case stands."""
    return case.steps.order_by("entered_at", "pk").reverse()[0]


def _locked(case: Case) -> Case:
    return Case.objects.select_for_update(of=("self",)).select_related("case_type", "municipality").get(pk=case.pk)


def _mark(
    case: Case,
    *,
    ground: PauseGround,
    by: AbstractBaseUser | None,
    at: datetime,
    note: str,
    ends: PauseMark | None = None,
) -> PauseMark:
    return PauseMark.objects.create(
        municipality=case.municipality,
        case=case,
        ground=ground,
        ends=ends,
        at=at,
        by_id=None if by is None else by.pk,
        note=note,
    )


def _end(begun: PauseMark, *, by: AbstractBaseUser | None, at: datetime, note: str = "") -> PauseMark:
    """A step that a phone sends late may lie before the pause: the pause then has no length."""
    return _mark(begun.case, ground=begun.ground, by=by, at=max(at, begun.at), note=note, ends=begun)


def _moved_later(case: Case) -> object:
    return _("Case %(case)s was already moved at a later time. Look at it again and repeat your step.") % {"case": case}


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
