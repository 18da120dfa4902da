"""Declares a municipality's case types: steps, who does them, and the standards they start with.

The first step of the walk. What the steps mean is for the app that declares them; here they are only recorded and
read back.
"""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from casework import workflow
from casework.declarations import Declaration, DeclaredPause, DeclaredStandard, DeclaredStep
from casework.models import CaseType, PauseGround, StepKind, StepStandard
from gis_assets.models import Municipality
from gis_assets.refusals import Refusal

__all__ = ["Declaration", "DeclaredPause", "DeclaredStandard", "DeclaredStep", "case_type", "declare", "workflow_of"]


class UnknownCaseType(Refusal):
    """The municipality has not declared this case type."""


@transaction.atomic
def declare(municipality: Municipality, *, declaration: Declaration, on: date) -> CaseType:
    """Record a case type, or bring its names and steps up to date; safe to run at every upgrade.

    Whose division it is, and standards and grounds for pauses already there, are the municipality's own and stay.
    """
    names = {"name_th": declaration.name_th, "name_en": declaration.name_en}
    case_type, _created = CaseType.objects.update_or_create(
        municipality=municipality,
        code=declaration.code,
        defaults=names,
        create_defaults=names | {"head": declaration.head},
    )
    for position, step in enumerate(declaration.steps):
        _record_step(case_type, step=step, position=position)
    known = set(case_type.standards.values_list("step", flat=True))
    StepStandard.objects.bulk_create(
        _standard(case_type, declared=declared, on=on)
        for declared in declaration.standards
        if declared.step not in known
    )
    grounds = set(case_type.pause_grounds.values_list("code", flat=True))
    PauseGround.objects.bulk_create(
        _ground(case_type, declared=declared, on=on) for declared in declaration.pauses if declared.code not in grounds
    )
    return case_type


def case_type(municipality: Municipality, *, code: str) -> CaseType:
    """The municipality's case type of this code; raises UnknownCaseType."""
    found = CaseType.objects.filter(municipality=municipality, code=code).first()
    if found is None:
        raise UnknownCaseType(
            _("%(town)s has no case type “%(code)s” yet. The operator declares it by running prepare_database.")
            % {"town": municipality, "code": code}
        )
    return found


def workflow_of(case_type: CaseType) -> workflow.Workflow:
    """The table of steps as the case type declares it."""
    kinds = list(case_type.step_kinds.order_by("position"))
    return workflow.declared(kinds[0].code, next_steps={kind.code: kind.next_codes for kind in kinds})


def _record_step(case_type: CaseType, *, step: DeclaredStep, position: int) -> None:
    StepKind.objects.update_or_create(
        case_type=case_type,
        code=step.code,
        defaults={
            "municipality": case_type.municipality,
            "position": position,
            "name_th": step.name_th,
            "name_en": step.name_en,
            "next_codes": list(step.next_codes),
            "is_final": step.is_final,
        },
    )


def _standard(case_type: CaseType, *, declared: DeclaredStandard, on: date) -> StepStandard:
    return StepStandard(
        municipality=case_type.municipality,
        case_type=case_type,
        step=declared.step,
        role=declared.role,
        target_minutes=declared.target_minutes,
        clock=declared.clock,
        percentile=declared.percentile,
        escalate_to=declared.escalate_to,
        **_dated(declared, on=on),
    )


def _ground(case_type: CaseType, *, declared: DeclaredPause, on: date) -> PauseGround:
    return PauseGround(
        municipality=case_type.municipality,
        case_type=case_type,
        code=declared.code,
        name_th=declared.name_th,
        name_en=declared.name_en,
        steps=list(declared.steps),
        **_dated(declared, on=on),
    )


def _dated(declared: DeclaredStandard | DeclaredPause, *, on: date) -> dict[str, Any]:
    return {
        "valid": (declared.since or on, declared.until),
        "citation": declared.citation,
        "citation_en": declared.citation_en,
        "doubt": declared.doubt,
        "doubt_en": declared.doubt_en,
    }
