"""What of a petition may be changed: all of a draft, and of a submitted one only what an officer asked for."""

from django.utils.translation import gettext as _

from permits import moving, workflow
from permits.models import AskBack, Petition

PARTS = frozenset({"place", "plan", "person", "documents"})


def names() -> dict[str, str]:
    """The parts of the form that an officer may ask about as a whole; documents are asked for one by one."""
    return {"place": _("Place"), "plan": _("Building and questions"), "person": _("Applicant")}


def open_question(petition: Petition) -> AskBack | None:
    """What an officer asked and was not answered yet."""
    return petition.asked_back.filter(answered_at=None).first()


def may_change(petition: Petition) -> frozenset[str]:
    """Parts of the form, and codes of questions and documents, that may be changed now; empty: nothing.

    An officer who names nothing in particular asks about everything but who it is that asks.
    """
    if petition.is_draft:
        return PARTS
    asked = open_question(petition)
    if asked is None or moving.stands_at(petition) != workflow.ASKED:
        return frozenset()
    return frozenset(asked.items) or PARTS - {"person"}


def may_attach(petition: Petition, *, requirement: str) -> bool:
    """Whether a document may be added to this requirement, or taken out."""
    return bool({"documents", requirement} & may_change(petition))


def asked_documents(petition: Petition) -> frozenset[str]:
    """The documents that an officer asked for by name: they must be there, whatever the list says."""
    asked = open_question(petition)
    known = {each.code for each in petition.as_offered().requirements}
    return frozenset(asked.items) & known if asked else frozenset()
