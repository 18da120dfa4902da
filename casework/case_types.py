"""Declares a municipality's case types: steps, who does them, and the standards they start with.

The first step of the walk. What the steps mean is for the app that declares them; here they are only recorded and
read back.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from casework import workflow
from casework.declarations import Declaration, DeclaredPause, DeclaredStandard, DeclaredStep
from casework.models import CaseType, PauseGround, StepKind, StepStandard
from gis_assets.models import Municipality
from gis_assets.refusals import Refusal

__all__ = [
    "Declaration",
    "DeclaredPause",
    "DeclaredStandard",
    "DeclaredStep",
    "case_type",
    "declare",
    "declare_each",
    "workflow_of",
]

Pairs = Sequence[tuple[CaseType, Declaration]]


class UnknownCaseType(Refusal):
    """The municipality has not declared this case type."""


def declare(municipality: Municipality, *, declaration: Declaration, on: date) -> CaseType:
    """Record one case type as `declare_each` does."""
    (case_type,) = declare_each(municipality, declarations=[declaration], on=on)
    return case_type


@transaction.atomic
def declare_each(municipality: Municipality, *, declarations: Iterable[Declaration], on: date) -> list[CaseType]:
    """Record case types, or bring their names and steps up to date; safe to run at every upgrade.

    Whose division it is, and standards and grounds for pauses already there, are the municipality's own and stay.
    """
    by_code = {declaration.code: declaration for declaration in declarations}
    _record_types(municipality, by_code.values())
    case_types = list(CaseType.objects.filter(municipality=municipality, code__in=by_code))
    for case_type in case_types:
        case_type.municipality = municipality
    pairs = [(case_type, by_code[case_type.code]) for case_type in case_types]
    _record_steps(municipality, pairs)
    _add_standards(municipality, pairs, on=on)
    _add_grounds(municipality, pairs, on=on)
    return case_types


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


def _record_types(municipality: Municipality, declarations: Iterable[Declaration]) -> None:
    CaseType.objects.bulk_create(
        (
            CaseType(
                municipality=municipality, code=each.code, name_th=each.name_th, name_en=each.name_en, head=each.head
            )
            for each in declarations
        ),
        update_conflicts=True,
        unique_fields=["municipality", "code"],
        update_fields=["name_th", "name_en"],
    )


def _record_steps(municipality: Municipality, pairs: Pairs) -> None:
    StepKind.objects.bulk_create(
        (
            StepKind(
                municipality=municipality,
                case_type=case_type,
                code=step.code,
                position=position,
                name_th=step.name_th,
                name_en=step.name_en,
                next_codes=list(step.next_codes),
                is_final=step.is_final,
            )
            for case_type, declaration in pairs
            for position, step in enumerate(declaration.steps)
        ),
        update_conflicts=True,
        unique_fields=["case_type", "code"],
        update_fields=["municipality", "position", "name_th", "name_en", "next_codes", "is_final"],
    )


def _add_standards(municipality: Municipality, pairs: Pairs, *, on: date) -> None:
    known = set(
        StepStandard.objects.filter(case_type__in=[case_type for case_type, _of in pairs]).values_list(
            "case_type", "step"
        )
    )
    StepStandard.objects.bulk_create(
        StepStandard(
            municipality=municipality,
            case_type=case_type,
            step=declared.step,
            role=declared.role,
            target_minutes=declared.target_minutes,
            clock=declared.clock,
            percentile=declared.percentile,
            escalate_to=declared.escalate_to,
            **_dated(declared, on=on),
        )
        for case_type, declaration in pairs
        for declared in declaration.standards
        if (case_type.pk, declared.step) not in known
    )


def _add_grounds(municipality: Municipality, pairs: Pairs, *, on: date) -> None:
    known = set(
        PauseGround.objects.filter(case_type__in=[case_type for case_type, _of in pairs]).values_list(
            "case_type", "code"
        )
    )
    PauseGround.objects.bulk_create(
        PauseGround(
            municipality=municipality,
            case_type=case_type,
            code=declared.code,
            name_th=declared.name_th,
            name_en=declared.name_en,
            steps=list(declared.steps),
            **_dated(declared, on=on),
        )
        for case_type, declaration in pairs
        for declared in declaration.pauses
        if (case_type.pk, declared.code) not in known
    )


def _dated(declared: DeclaredStandard | DeclaredPause, *, on: date) -> dict[str, Any]:
    return {
        "valid": (declared.since or on, declared.until),
        "citation": declared.citation,
        "citation_en": declared.citation_en,
        "doubt": declared.doubt,
        "doubt_en": declared.doubt_en,
    }
