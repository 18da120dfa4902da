"""The case type of surveys: the steps from a file's arrival to the register, with the standards to start with.

The standards stand in `data/casework.toml`; an administrator changes one by ending its period and adding the next one.
Which step a survey is in follows from its upload: see `cases`.
"""

from datetime import date
from importlib import resources

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework import case_types, declarations
from casework.models import CaseType
from gis_assets.models import Municipality

SURVEY = "land-survey"
RECEIVED, ASKED, VALIDATED, RETURNED, REVIEWED = "received", "asked", "validated", "returned", "reviewed"
PROMOTED, LANDED, TAKEN_BACK, DROPPED = "promoted", "landed", "taken_back", "dropped"

NAME = _("Land survey")
# What each step is called, and the steps that may follow; the case rests in the last four.
STEPS: dict[str, tuple[Promise | str, tuple[str, ...]]] = {
    RECEIVED: (
        _("File received, being checked"),
        (ASKED, VALIDATED, RETURNED, REVIEWED, PROMOTED, LANDED, DROPPED),
    ),
    ASKED: (_("Waits for an answer about the file"), (RECEIVED, DROPPED)),
    VALIDATED: (_("Checked, to be reviewed"), (RECEIVED, RETURNED, REVIEWED, PROMOTED, DROPPED)),
    RETURNED: (_("Returned, to be corrected"), (RECEIVED, VALIDATED, REVIEWED, DROPPED)),
    REVIEWED: (_("Reviewed, to be put into the register"), (RECEIVED, VALIDATED, RETURNED, PROMOTED, DROPPED)),
    PROMOTED: (_("In the register"), (RECEIVED, TAKEN_BACK)),
    LANDED: (_("Field work taken over"), (RECEIVED,)),
    TAKEN_BACK: (_("Taken back from the register"), (RECEIVED, DROPPED)),
    DROPPED: (_("Closed without an entry"), (RECEIVED,)),
}
AT_REST = (PROMOTED, LANDED, TAKEN_BACK, DROPPED)


def declared(municipality: Municipality, *, on: date) -> CaseType:
    """The municipality's case type, declared when it is first needed; its own standards stay."""
    return CaseType.objects.filter(municipality=municipality, code=SURVEY).first() or declare(municipality, on=on)


def declare(municipality: Municipality, *, on: date) -> CaseType:
    """Bring steps and standards that the municipality lacks; what it has of its own stays."""
    return case_types.declare(municipality, declaration=declaration(), on=on)


def declaration() -> case_types.Declaration:
    """The case type as the program brings it."""
    text = resources.files("landsurvey").joinpath("data", "casework.toml").read_text(encoding="utf-8")
    rules = declarations.rules(text, case_type=SURVEY)
    return case_types.Declaration(
        code=SURVEY,
        name_th=_in("th", NAME),
        name_en=_in("en", NAME),
        steps=tuple(_step(code, name, following) for code, (name, following) in STEPS.items()),
        standards=rules.standards,
        pauses=rules.pauses,
        head=rules.head,
    )


def _step(code: str, name: Promise | str, following: tuple[str, ...]) -> case_types.DeclaredStep:
    return case_types.DeclaredStep(
        code,
        name_th=_in("th", name),
        name_en=_in("en", name),
        next_codes=following,
        is_final=code in AT_REST,
    )


def _in(language: str, label: Promise | str) -> str:
    with translation.override(language):
        return str(label)
