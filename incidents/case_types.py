"""The case types of incidents: one per kind, with the standards a municipality starts with.

No national repair time for poles or lamps was found; every target here is a proposal of the municipality's own and
says so. An administrator changes it by ending its period and adding the next one.
"""

from datetime import date

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework import case_types
from casework.models import WHOLE_CASE
from gis_assets.models import Municipality, Role
from incidents import workflow
from incidents.models import Kind, State

OWN_TARGET = _("The municipality's own target; no national standard was found.")
LAMP_TARGET = _("24 hours is the municipality's own target for lamps; no national repair time was found.")

WHOLE_CASE_MINUTES = {
    Kind.POWER_OUT: 4 * 60,
    Kind.LAMP_OUT: 24 * 60,
    Kind.WIRE_DOWN: 2 * 60,
    Kind.LEANING_POLE: 24 * 60,
    Kind.ROAD: 7 * 24 * 60,
    Kind.FLOOD: 6 * 60,
    Kind.TREE: 6 * 60,
    Kind.OTHER: 72 * 60,
}
STEP_MINUTES = {
    workflow.REPORTED: (Role.DISPATCHER, 15),
    workflow.ASSIGNED: (Role.RESPONDER, 10),
    workflow.ON_THE_WAY: (Role.RESPONDER, 30),
    workflow.ON_SCENE: (Role.RESPONDER, None),
    workflow.REOPENED: (Role.DISPATCHER, 15),
}


def code(kind: str) -> str:
    """The code of the case type of this kind of incident."""
    return f"incident-{kind}"


def declare_all(municipality: Municipality, *, on: date) -> None:
    """Declare the case types of all kinds; those already there keep the municipality's own standards."""
    for kind in Kind:
        case_types.declare(municipality, declaration=declaration(kind), on=on)


def declaration(kind: Kind) -> case_types.Declaration:
    """The case type of one kind of incident."""
    return case_types.Declaration(
        code=code(kind),
        name_th=_in("th", kind.label),
        name_en=_in("en", kind.label),
        steps=tuple(_step(step, following) for step, following in workflow.TABLE.next_steps.items()),
        standards=(
            *(
                case_types.DeclaredStandard(step, role, minutes, doubt=_in("th", OWN_TARGET))
                for step, (role, minutes) in STEP_MINUTES.items()
            ),
            case_types.DeclaredStandard(
                WHOLE_CASE,
                Role.DISPATCHER,
                WHOLE_CASE_MINUTES[kind],
                doubt=_in("th", LAMP_TARGET if kind == Kind.LAMP_OUT else OWN_TARGET),
            ),
        ),
    )


def _step(step: str, following: frozenset[str]) -> case_types.DeclaredStep:
    label = State(step).label
    return case_types.DeclaredStep(
        step,
        name_th=_in("th", label),
        name_en=_in("en", label),
        next_codes=tuple(sorted(following)),
        is_final=step == workflow.RESOLVED,
    )


def _in(language: str, label: str | Promise) -> str:
    with translation.override(language):
        return str(label)
