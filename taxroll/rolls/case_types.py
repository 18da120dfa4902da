"""The case type of a correction of the list (s. 32), with the standards that a municipality starts with.

An administrator changes a standard by ending its period and adding the next one.
"""

from dataclasses import replace
from datetime import date

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework import case_types, declarations
from casework.models import WHOLE_CASE, CaseType
from gis_assets.models import Municipality, Role
from taxroll.disputes import case_types as filings
from taxroll.law.dated import Dated
from taxroll.rolls import terms

CORRECTION = "tax-list-correction"
RECEIVED, ACCEPTED, REFUSED, APPLIED = "received", "accepted", "refused", "applied"
MINUTES_OF_A_DAY = 24 * 60

NAME = _("Correction of the list of property")
STEPS = {
    RECEIVED: (_("Request received"), (ACCEPTED, REFUSED)),
    ACCEPTED: (_("Accepted, to be assessed again"), (APPLIED,)),
    REFUSED: (_("Not corrected"), ()),
    APPLIED: (_("Assessed again"), ()),
}


def declared(municipality: Municipality, *, on: date) -> CaseType:
    """The municipality's case type, declared when it is first needed; its own standards stay."""
    known = CaseType.objects.filter(municipality=municipality, code=CORRECTION).first()
    return known or case_types.declare(municipality, declaration=declaration(municipality, on=on), on=on)


def declaration(municipality: Municipality, *, on: date) -> case_types.Declaration:
    """The case type as the terms in force on the day make it."""
    days = terms.decision_days(municipality, on=on)
    rules = declarations.rules(filings.rules_of_cases(), case_type=CORRECTION)
    return case_types.Declaration(
        code=CORRECTION,
        name_th=_in("th", NAME),
        name_en=_in("en", NAME),
        steps=tuple(_step(code, name, following) for code, (name, following) in STEPS.items()),
        standards=(_decision(days, escalate_to=rules.head), *rules.standards, *_whole(days, rules)),
        pauses=rules.pauses,
        head=rules.head,
    )


def _whole(days: Dated[int], rules: declarations.Rules) -> list[case_types.DeclaredStandard]:
    """The days for deciding and those for assessing again together."""
    return [
        replace(later, step=WHOLE_CASE, target_minutes=later.target_minutes + days.value * MINUTES_OF_A_DAY)
        for later in rules.standards
        if later.step == ACCEPTED and later.target_minutes is not None
    ]


def _decision(days: Dated[int], *, escalate_to: str) -> case_types.DeclaredStandard:
    return case_types.DeclaredStandard(
        RECEIVED,
        Role.TAX_OFFICER,
        days.value * MINUTES_OF_A_DAY,
        citation=days.citation.cite_th,
        citation_en=days.citation.cite,
        doubt=days.citation.doubt_th,
        doubt_en=days.citation.doubt,
        escalate_to=escalate_to,
    )


def _step(code: str, name: Promise | str, following: tuple[str, ...]) -> case_types.DeclaredStep:
    return case_types.DeclaredStep(
        code,
        name_th=_in("th", name),
        name_en=_in("en", name),
        next_codes=following,
        is_final=not following,
    )


def _in(language: str, label: Promise | str) -> str:
    with translation.override(language):
        return str(label)
