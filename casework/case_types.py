"""Declares a municipality's case types: steps, who does them, and the standards they start with.

The first step of the walk. What the steps mean is for the app that declares them; here they are only recorded and
read back.
"""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from casework import workflow
from casework.models import CaseType, Clock, StepKind, StepStandard
from gis_assets.models import Municipality
from gis_assets.refusals import Refusal


class UnknownCaseType(Refusal):
    """The municipality has not declared this case type."""


@dataclass(frozen=True)
class DeclaredStep:
    """A step in both languages and the steps that may follow."""

    code: str
    name_th: str
    name_en: str
    next_codes: tuple[str, ...]
    is_final: bool = False


@dataclass(frozen=True)
class DeclaredStandard:
    """A target to start with, and where it comes from or why it is doubtful."""

    step: str
    role: str
    target_minutes: int | None
    citation: str = ""
    doubt: str = ""
    clock: str = Clock.ROUND_THE_CLOCK
    percentile: int = 90


@dataclass(frozen=True)
class Declaration:
    """A whole case type; its first step is the one a case opens with."""

    code: str
    name_th: str
    name_en: str
    steps: tuple[DeclaredStep, ...]
    standards: tuple[DeclaredStandard, ...]


@transaction.atomic
def declare(municipality: Municipality, *, declaration: Declaration, on: date) -> CaseType:
    """Record a case type, or bring its names and steps up to date.

    Standards already there are the municipality's own and stay.
    """
    case_type, _created = CaseType.objects.update_or_create(
        municipality=municipality,
        code=declaration.code,
        defaults={"name_th": declaration.name_th, "name_en": declaration.name_en},
    )
    for position, step in enumerate(declaration.steps):
        _record_step(case_type, step=step, position=position)
    known = set(case_type.standards.values_list("step", flat=True))
    StepStandard.objects.bulk_create(
        _standard(case_type, declared=declared, on=on)
        for declared in declaration.standards
        if declared.step not in known
    )
    return case_type


def case_type(municipality: Municipality, *, code: str) -> CaseType:
    """The municipality's case type of this code; raises UnknownCaseType."""
    found = CaseType.objects.filter(municipality=municipality, code=code).first()
    if found is None:
        raise UnknownCaseType(
            _("%(town)s has no case type “%(code)s” yet. An administrator can declare it.")
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
        valid=(on, None),
        citation=declared.citation,
        doubt=declared.doubt,
    )
