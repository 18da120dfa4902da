"""The case type of a correction of the list (s. 32), with the standards that a municipality starts with.

An administrator changes a standard by ending its period and adding the next one.
"""

from datetime import date

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework import case_types
from casework.models import WHOLE_CASE, CaseType, Clock
from gis_assets.models import Municipality, Role
from taxroll.rolls import terms

CORRECTION = "tax-list-correction"
RECEIVED, ACCEPTED, REFUSED, APPLIED = "received", "accepted", "refused", "applied"
MINUTES_OF_A_DAY = 24 * 60
APPLY_DAYS = 3

NAME = _("Correction of the list of property")
STEPS = {
    RECEIVED: (_("Request received"), (ACCEPTED, REFUSED)),
    ACCEPTED: (_("Accepted, to be assessed again"), (APPLIED,)),
    REFUSED: (_("Not corrected"), ()),
    APPLIED: (_("Assessed again"), ()),
}
OWN_TARGET = _("The municipality's own target; no legal time for this step was found.")


def declared(municipality: Municipality, *, on: date) -> CaseType:
    """The municipality's case type, declared when it is first needed; its own standards stay."""
    known = CaseType.objects.filter(municipality=municipality, code=CORRECTION).first()
    return known or case_types.declare(municipality, declaration=declaration(municipality, on=on), on=on)


def declaration(municipality: Municipality, *, on: date) -> case_types.Declaration:
    """The case type as the terms in force on the day make it."""
    days = terms.decision_days(municipality, on=on)
    return case_types.Declaration(
        code=CORRECTION,
        name_th=_in("th", NAME),
        name_en=_in("en", NAME),
        steps=tuple(_step(code, name, following) for code, (name, following) in STEPS.items()),
        standards=(
            _standard(RECEIVED, days.value, citation=days.citation.cite_th, doubt=days.citation.doubt_th),
            _standard(ACCEPTED, APPLY_DAYS, doubt=_in("th", OWN_TARGET)),
            _standard(WHOLE_CASE, days.value + APPLY_DAYS, doubt=_in("th", OWN_TARGET)),
        ),
    )


def _step(code: str, name: Promise | str, following: tuple[str, ...]) -> case_types.DeclaredStep:
    return case_types.DeclaredStep(
        code,
        name_th=_in("th", name),
        name_en=_in("en", name),
        next_codes=following,
        is_final=not following,
    )


def _standard(step: str, days: int, *, citation: str = "", doubt: str = "") -> case_types.DeclaredStandard:
    return case_types.DeclaredStandard(
        step,
        Role.TAX_OFFICER,
        days * MINUTES_OF_A_DAY,
        citation=citation,
        doubt=doubt,
        clock=Clock.ROUND_THE_CLOCK,
    )


def _in(language: str, label: Promise | str) -> str:
    with translation.override(language):
        return str(label)
