"""The case types of filings, one for each kind, with the standards that a municipality starts with.

Where the Act gives days for the decision they are the standard, with their citation; the rest stands in
`taxroll/data/casework.toml`. An administrator changes a standard by ending its period and adding the next one.
"""

import functools
from datetime import date
from importlib import resources

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework import case_types, declarations
from casework.models import WHOLE_CASE, CaseType
from gis_assets.models import Municipality, Role
from taxroll.law.book import LawOfYear
from taxroll.law.dated import Dated
from taxroll.law.rules import TimeLimit
from taxroll.models import FilingKind, FilingOutcome

RECEIVED, EXAMINING = "received", "examining"
OPEN_STEPS = {RECEIVED: _("Filing received"), EXAMINING: _("Being examined")}
MINUTES_OF_A_DAY = 24 * 60


def code(kind: FilingKind) -> str:
    return f"tax-filing-{kind.value}"


def declared(municipality: Municipality, *, kind: FilingKind, law: LawOfYear, on: date) -> CaseType:
    """The municipality's case type, declared when it is first needed; its own standards stay."""
    known = CaseType.objects.filter(municipality=municipality, code=code(kind)).first()
    return known or case_types.declare(municipality, declaration=declaration(kind, law=law), on=on)


def decision_days(kind: FilingKind, *, law: LawOfYear) -> Dated[int] | None:
    """How many days the chief has; None where the Act gives none, or somebody else decides."""
    return law.time_limits[TimeLimit.DECISION] if kind == FilingKind.OBJECTION else None


def declaration(kind: FilingKind, *, law: LawOfYear) -> case_types.Declaration:
    """The case type as the law of a year makes it."""
    outcomes = tuple(outcome.value for outcome in FilingOutcome)
    rules = declarations.rules(rules_of_cases(), case_type=code(kind))
    days = decision_days(kind, law=law)
    open_steps = tuple(
        _step(step, name, (EXAMINING, *outcomes) if step == RECEIVED else outcomes) for step, name in OPEN_STEPS.items()
    )
    return case_types.Declaration(
        code=code(kind),
        name_th=_in("th", kind.label),
        name_en=_in("en", kind.label),
        steps=(*open_steps, *(_step(outcome.value, outcome.label, ()) for outcome in FilingOutcome)),
        standards=(*rules.standards, *([_whole_case(days, escalate_to=rules.head)] if days else [])),
        pauses=rules.pauses,
        head=rules.head,
    )


@functools.cache
def rules_of_cases() -> str:
    """The text of the file in which the rules of tax cases stand."""
    return resources.files("taxroll").joinpath("data", "casework.toml").read_text(encoding="utf-8")


def _whole_case(limit: Dated[int], *, escalate_to: str) -> case_types.DeclaredStandard:
    said = limit.citation
    return case_types.DeclaredStandard(
        WHOLE_CASE,
        Role.HEAD_OF_REVENUE,
        limit.value * MINUTES_OF_A_DAY,
        citation=said.cite_th,
        citation_en=said.cite,
        doubt=said.doubt_th,
        doubt_en=said.doubt,
        escalate_to=escalate_to,
    )


def _step(step: str, name: Promise | str, following: tuple[str, ...]) -> case_types.DeclaredStep:
    return case_types.DeclaredStep(
        step, name_th=_in("th", name), name_en=_in("en", name), next_codes=following, is_final=not following
    )


def _in(language: str, label: Promise | str) -> str:
    with translation.override(language):
        return str(label)
