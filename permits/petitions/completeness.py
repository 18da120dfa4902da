"""What a petition lacks before it can be submitted: each with the page and field where it is given."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from permits import wording
from permits.models import Petition
from permits.petitions import answers, attaching, saving
from permits.services import Service


@dataclass(frozen=True)
class Missing:
    """One thing that is missing; `anchor` is the id of its field on the page."""

    page: str
    anchor: str
    sentence: str


def missing(petition: Petition) -> list[Missing]:
    """Everything that is missing, in the order of the form; empty when it can be submitted."""
    return [*_place(petition), *_plan(petition), *_person(petition), *_documents(petition)]


def pages(service: Service) -> tuple[str, ...]:
    """The pages of the form for a service; one that asks nothing of a plan has no such page."""
    has_plan = service.place == "footprint" or bool(service.questions)
    return tuple(page for page in saving.PAGES if page != saving.PLAN or has_plan)


def _place(petition: Petition) -> list[Missing]:
    place = answers.service_of(petition).place
    if place in ("footprint", "parcel") and petition.parcel_id is None:
        return [Missing(saving.PLACE, "find", _("Choose the parcel."))]
    if place == "line" and petition.place is None:
        return [Missing(saving.PLACE, "place-map", _("Draw the stretch on the map."))]
    return []


def _plan(petition: Petition) -> list[Missing]:
    lacks = []
    if answers.service_of(petition).place == "footprint" and petition.footprint is None:
        lacks.append(Missing(saving.PLAN, "footprint", _("Place the building on the map, or type its sizes.")))
    for question in answers.asked(petition):
        if question.is_required and petition.answers.get(question.code) in (None, "", []):
            sentence = _("Answer: %(question)s") % {"question": wording.said(question.name)}
            lacks.append(Missing(saving.PLAN, f"id_{saving.QUESTION}{question.code}", sentence))
    return [*lacks, *_first_day(petition)]


def _first_day(petition: Petition) -> list[Missing]:
    """A draft asks for days to come; one that was submitted waits, and is judged by the officer."""
    asked = answers.service_of(petition).since_answer
    said = petition.answers.get(asked) if asked and petition.is_draft else None
    if not said or date.fromisoformat(said) >= timezone.localdate(petition.saved_at):
        return []
    return [
        Missing(saving.PLAN, f"id_{saving.QUESTION}{asked}", _("The first day is over. Write today or a later day."))
    ]


def _person(petition: Petition) -> list[Missing]:
    person = answers.applicant_of(petition)
    needed: dict[str, tuple[object, str]] = {
        "name": (person and person.name, _("Write your name.")),
        "citizen_id": (person and person.id_digest, _("Write your 13-digit number.")),
        "address": (person and person.address, _("Write your address.")),
        "phone": (person and person.phone, _("Write a telephone number.")),
    }
    if answers.service_of(petition).is_of_land:
        needed["is_owner"] = (person and person.is_owner is not None, _("Say whether the land is yours."))
    return [Missing(saving.PERSON, f"id_{name}", said) for name, (given, said) in needed.items() if not given]


def _documents(petition: Petition) -> list[Missing]:
    return [
        Missing(
            saving.DOCUMENTS,
            f"document-{each.requirement.code}",
            _("Attach: %(document)s") % {"document": wording.said(each.requirement.name)},
        )
        for each in attaching.asked(petition)
        if each.is_missing
    ]
