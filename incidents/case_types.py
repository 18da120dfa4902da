"""The case types of incidents: one per kind, with the standards and pauses of `data/standards.toml` to start with.

`incidents.declaring` brings what is new to every municipality. An administrator changes a standard by ending its period
and adding the next one.
"""

import functools
from datetime import date
from importlib import resources

from django.utils import translation
from django.utils.functional import Promise

from casework import case_types, declarations
from gis_assets.models import Municipality
from incidents import workflow
from incidents.models import Kind, State


def code(kind: str) -> str:
    """The code of the case type of this kind of incident."""
    return f"incident-{kind}"


def declare_all(municipality: Municipality, *, on: date) -> None:
    """Declare the case types of all kinds; those already there keep the municipality's own standards."""
    case_types.declare_each(municipality, declarations=map(declaration, Kind), on=on)


@functools.cache
def declaration(kind: Kind) -> case_types.Declaration:
    """The case type of one kind of incident."""
    rules = declarations.rules(_rules(), case_type=code(kind))
    return case_types.Declaration(
        code=code(kind),
        name_th=_in("th", kind.label),
        name_en=_in("en", kind.label),
        steps=tuple(_step(step, following) for step, following in workflow.TABLE.next_steps.items()),
        standards=rules.standards,
        pauses=rules.pauses,
        head=rules.head,
    )


@functools.cache
def _rules() -> str:
    return resources.files("incidents").joinpath("data", "standards.toml").read_text(encoding="utf-8")


def _step(step: str, following: frozenset[str]) -> case_types.DeclaredStep:
    label = State(step).label
    return case_types.DeclaredStep(
        step,
        name_th=_in("th", label),
        name_en=_in("en", label),
        next_codes=tuple(sorted(following)),
        is_final=step in workflow.AT_REST,
    )


def _in(language: str, label: str | Promise) -> str:
    with translation.override(language):
        return str(label)
