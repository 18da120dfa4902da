"""One case type for each service: its steps, standards and grounds for pauses as the service's file has them.

An administrator changes a standard by ending its period and adding the next one.
"""

from datetime import date

from casework import case_types, declarations
from gis_assets.models import Municipality
from permits import services
from permits.services import Service, StepOf


def declare_all(municipality: Municipality, *, on: date) -> None:
    """Declare the case types of all services; those already there keep the municipality's own standards."""
    case_types.declare_each(municipality, declarations=map(declaration, services.every().values()), on=on)


def declaration(service: Service) -> case_types.Declaration:
    """The case type of one service."""
    rules = declarations.rules(service.text, case_type=service.case_type)
    return case_types.Declaration(
        code=service.case_type,
        name_th=service.name.th,
        name_en=service.name.en,
        steps=tuple(_step(step) for step in service.steps),
        standards=rules.standards,
        pauses=rules.pauses,
        head=rules.head,
    )


def _step(step: StepOf) -> case_types.DeclaredStep:
    return case_types.DeclaredStep(
        step.code, name_th=step.name.th, name_en=step.name.en, next_codes=step.following, is_final=step.is_final
    )
